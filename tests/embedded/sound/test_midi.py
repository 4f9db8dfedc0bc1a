"""Standard MIDI files."""

import io

import mido
import pytest

from devserver.embedded.sound import Score, compose, write_midi
from devserver.embedded.sound.score import KEYS
from devserver.embedded.sound.style_words import WORDS


def parsed(score: Score) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(write_midi(score)), charset="utf-8")


def meta(file: mido.MidiFile, kind: str) -> list:
    return [message for message in file.tracks[0] if message.type == kind]


def test_a_file_says_name_tempo_metre_key_and_sections() -> None:
    file = parsed(compose("Walzer in Es-Dur, 150 bpm – für Zoë", seed=1))
    assert meta(file, "track_name")[0].name == "Walzer in Es-Dur, 150 bpm – für Zoë"
    assert mido.tempo2bpm(meta(file, "set_tempo")[0].tempo) == pytest.approx(150, abs=0.01)
    assert (meta(file, "time_signature")[0].numerator, meta(file, "time_signature")[0].denominator) == (3, 4)
    assert meta(file, "key_signature")[0].key == "Eb"
    assert [message.text for message in meta(file, "marker")][:3] == ["A", "A'", "B"]


@pytest.mark.parametrize("style", WORDS)
def test_every_part_is_a_track_with_its_program(style: str) -> None:
    score = compose(WORDS[style].en.split()[0], seed=1)
    file = parsed(score)
    assert file.type == 1
    assert [track.name for track in file.tracks[1:]] == [part.name for part in score.parts]
    for track, part in zip(file.tracks[1:], score.parts, strict=True):
        program = next(message for message in track if message.type == "program_change")
        assert program.program == part.program
        assert (program.channel == 9) == part.drums
    assert file.length == pytest.approx(score.seconds, abs=0.8)


@pytest.mark.parametrize("style", WORDS)
def test_every_note_that_is_pressed_is_released_once(style: str) -> None:
    for track in parsed(compose(WORDS[style].de.split()[0], seed=2)).tracks[1:]:
        down: set[int] = set()
        for message in track:
            if message.type == "note_on":
                assert message.note not in down
                down.add(message.note)
            elif message.type == "note_off":
                down.remove(message.note)
        assert down == set()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_key_can_be_written(key: str, mode: str) -> None:
    name = key.replace("b", " flat") if len(key) > 1 else key
    score = compose(f"{name} {mode}", seed=1, bars=1)
    assert (score.key, score.mode) == (key, mode)
    assert meta(parsed(score), "key_signature")[0].key.endswith("m") == (mode == "minor")


@pytest.mark.parametrize("title", ["", "\ud800", "🎵" * 300, "\0"], ids=["none", "surrogate", "long", "nul"])
def test_any_title_can_be_written(title: str) -> None:
    assert len(meta(parsed(compose(title, seed=1, bars=1)), "track_name")[0].name) <= 60 or title == ""
