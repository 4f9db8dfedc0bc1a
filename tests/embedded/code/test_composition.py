"""Composed scores are whole: every bar full, every voice in its range, every style reachable."""

import random

import pytest

from devserver.embedded.code.composition import compose
from devserver.embedded.code.harmony import MODES, PROGRESSIONS, chord, name_of, voiced
from devserver.embedded.code.styles import ASKS, NAMED, STYLES
from devserver.embedded.lexicon import THINGS, read


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_style_is_reached_by_its_name_and_writes_full_bars(style: str) -> None:
    for seed in range(20):
        score = compose(read(NAMED[style][0]), random.Random(seed))
        assert score.style == style
        assert len({len(bars) for bars in score.voices.values()}) == 1
        assert len(score.playing) * 4 == len(score.voices["lead"])
        for bar in (bar for bars in score.voices.values() for bar in bars):
            assert sum(length for _, length in bar) == score.steps and all(length > 0 for _, length in bar)


@pytest.mark.parametrize(
    ("prompt", "clubs"),
    [("A red house by the sea at night", 0), ("Ein altes Haus", 0), ("house music", 20), ("a deep house track", 20)],
)
def test_a_house_is_no_style_but_house_music_is_one(prompt: str, clubs: int) -> None:
    assert sum(compose(read(prompt), random.Random(seed)).style == "club" for seed in range(20)) == clubs


@pytest.mark.parametrize(
    ("prompt", "drums"),
    [
        ("techno", True),
        ("techno, no beat", False),
        ("disco without drums", False),
        ("techno, kein Beat", False),
        ("Techno ohne Schlagzeug", False),
        ("techno, no melody, drums", True),
    ],
)
def test_drums_are_left_out_where_the_prompt_says_so(prompt: str, drums: bool) -> None:
    assert all(bool(compose(read(prompt), random.Random(seed)).drums) == drums for seed in range(9))


@pytest.mark.parametrize("style", sorted(STYLES))
def test_drums_fill_a_bar(style: str) -> None:
    for drums in STYLES[style].drums:
        for steps in drums.values():
            assert len(steps) == STYLES[style].beats * 4 and set(steps) <= set("xo.")


def test_voices_lie_where_they_are_heard() -> None:
    for seed in range(40):
        score = compose(read("the sea, a city and a song"), random.Random(seed))
        for voice, low, high in (("lead", 60, 88), ("bass", 24, 62), ("chords", 50, 79), ("figure", 55, 90)):
            pitches = [pitch for bar in score.voices[voice] for notes, _ in bar for pitch in notes]
            assert all(low <= pitch <= high for pitch in pitches), (voice, pitches)


def test_a_glad_prompt_sounds_brighter_than_a_sad_one() -> None:
    def brightness(prompt: str) -> float:
        modes = [compose(read(prompt), random.Random(seed)).mode for seed in range(20)]
        return sum(-list(MODES).index(mode) for mode in modes) / 20

    assert brightness("happy joyful sunny song") > brightness("a sad lonely dark song") + 2


def test_every_mode_has_progressions_to_choose_two_from() -> None:
    assert all(len(PROGRESSIONS[mode]) >= 2 for mode in MODES)


def test_styles_ask_for_known_things() -> None:
    assert {thing for things in ASKS.values() for thing in things} <= set(THINGS)


def test_chords_and_names() -> None:
    assert [name_of(pitch) for pitch in chord(60, "major", 0, 4)] == ["C4", "E4", "G4", "B4"]
    assert [name_of(pitch) for pitch in voiced((65, 69, 72, 76), 60)] == ["A3", "C4", "F4", "E5"]
