"""Compositions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.embedded.sound import Score, compose
from devserver.embedded.sound.drumkit import KIT
from devserver.embedded.sound.rhythm import GROUPS, strong_beats
from devserver.embedded.sound.style_words import WORDS

PROMPTS = [words.en.split()[0] for words in WORDS.values()]
METRES = [f"{beats}/{unit}" for beats, unit in GROUPS]


def melody(score: Score) -> tuple:
    return score.parts[0].notes


def is_well_formed(score: Score) -> bool:
    notes = [note for part in score.parts for note in part.notes]
    return (
        all(0 <= note.start < score.beats and note.length > 0 and note.end <= score.beats + 0.6 for note in notes)
        and all(20 <= note.pitch <= 108 and 1 <= note.velocity <= 127 for note in notes)
        and all(later.start >= note.end - 1e-6 for note, later in zip(melody(score), melody(score)[1:], strict=False))
        and sum(chord.length for chord in score.chords) == pytest.approx(score.beats)
    )


@pytest.mark.parametrize("prompt", PROMPTS)
def test_strong_beats_rest_on_the_harmony(prompt: str) -> None:
    score = compose(prompt, seed=11)
    strong = [note for note in melody(score) if note.start % score.bar_length in strong_beats(score.metre)]
    assert len(strong) >= score.bars * 0.8
    assert all(note.pitch % 12 in score.chord_at(note.start).pitch_classes for note in strong)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("seed", range(3))
def test_a_piece_ends_on_its_tonic(prompt: str, seed: int) -> None:
    score = compose(prompt, seed=seed)
    last = score.chords[-1]
    assert last.numeral.lower().startswith("i") and not last.numeral.lower().startswith(("ii", "iv"))
    assert melody(score)[-1].pitch % 12 == last.pitch_classes[0]
    assert melody(score)[-1].end == pytest.approx(score.beats, abs=0.2)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_melody_sings(prompt: str) -> None:
    pitches = [note.pitch for note in melody(compose(prompt, seed=4))]
    moves = [abs(later - earlier) for earlier, later in zip(pitches, pitches[1:], strict=False)]
    assert 5 <= max(pitches) - min(pitches) <= 26
    assert sum(moves) / len(moves) < 4
    assert max(moves) <= 12
    assert len(set(pitches)) >= 4


def test_a_melody_moves_as_it_is_told() -> None:
    def stride(prompt: str) -> float:
        pitches = [n.pitch for seed in range(6) for n in melody(compose(prompt, seed=seed))]
        return sum(abs(b - a) for a, b in zip(pitches, pitches[1:], strict=False)) / len(pitches)

    stays, steps, leaps = (stride(f"folk song, {word}") for word in ("melody stays", "stepwise", "melody leaps"))
    assert stays < steps < leaps
    assert stride("Volkslied, Melodie springt") > stride("Volkslied, Melodie bleibt liegen")


def test_the_first_section_comes_again_with_the_same_motif() -> None:
    score = compose("folk", seed=2, bars=16)
    bar = [[(n.start % 4, n.pitch) for n in melody(score) if n.start // 4 == number] for number in (0, 4, 8)]
    assert bar[0] == bar[1] != bar[2]


@pytest.mark.parametrize("metre", METRES)
@pytest.mark.parametrize("bars", [1, 2, 3, 7, 13])
def test_any_metre_and_length_is_well_formed(metre: str, bars: int) -> None:
    for index, prompt in enumerate(PROMPTS):
        if (index + bars) % 5 == 0:
            score = compose(f"{prompt} {metre}", seed=bars, bars=bars)
            assert f"{score.metre[0]}/{score.metre[1]}" == metre
            assert score.bars == bars
            assert is_well_formed(score)


def test_the_score_says_what_was_asked_for() -> None:
    score = compose("Walzer in g-Moll mit Geige, 150 bpm", seed=1)
    assert (score.style, score.key, score.mode, score.metre, score.tempo_bpm) == ("waltz", "G", "minor", (3, 4), 150)
    assert score.parts[0].name == "Violin"
    assert score.parts[0].program == 40


def test_tags_come_before_the_prompt() -> None:
    assert compose("a castle", tags="techno", seed=1).style == "techno"


def test_a_swing_is_swung() -> None:
    starts = {round(note.start % 1, 3) for part in compose("jazz", seed=1).parts for note in part.notes}
    assert 0.65 in starts and 0.5 not in starts


def test_drums_play_drums_that_exist() -> None:
    scores = [compose(prompt, seed=1) for prompt in PROMPTS]
    played = {note.pitch for score in scores for part in score.parts if part.drums for note in part.notes}
    assert played and played <= KIT.keys()


def test_the_same_arguments_give_the_same_score() -> None:
    assert compose("a tune", seed=1) == compose("a tune", seed=1)
    assert len({compose("a tune", seed=seed).parts for seed in range(6)}) == 6


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(st.characters(), max_size=80), st.integers(0, 2**53 - 1), st.integers(-3, 20))
def test_any_text_is_well_formed_music(prompt: str, seed: int, bars: int) -> None:
    assert is_well_formed(compose(prompt, seed=seed, bars=bars))
