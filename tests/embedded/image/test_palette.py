"""Palettes follow hour, mood and named colours, and leave out what is not wanted."""

from random import Random

import pytest

from devserver.embedded.colour import to_lab, to_lch
from devserver.embedded.image.colour import hue_distance
from devserver.embedded.image.palette import HOURS, TONES, allowed, build, hour_of
from devserver.embedded.lexicon import read


def named(prompt: str) -> str:
    reading = read(prompt)
    return hour_of(reading, frozenset(reading.words))


@pytest.mark.parametrize(
    ("prompt", "hour"),
    [
        pytest.param("a house at night", "night", id="night"),
        pytest.param("Mondschein im Winter", "night", id="moonlight"),
        pytest.param("sunset at the beach", "dusk", id="sunset"),
        pytest.param("Abend am See", "dusk", id="evening in German"),
        pytest.param("storm at night", "gloom", id="a storm darkens even the night"),
        pytest.param("a lonely sad tree", "gloom", id="sadness"),
        pytest.param("a tree", "day", id="nothing said"),
    ],
)
def test_the_hour_follows_the_words(prompt: str, hour: str) -> None:
    assert named(prompt) == hour


def test_night_is_darker_than_day() -> None:
    night, day = (build(read("tree"), hour, Random(1)) for hour in ("night", "day"))
    assert all(to_lab(getattr(night, name))[0] < to_lab(getattr(day, name))[0] - 0.2 for name in ("top", "low", "land"))


def test_the_first_named_colour_is_the_accent_and_the_last_the_second() -> None:
    reading = read("red and blue")
    palette = build(reading, "day", Random(1))
    assert (palette.accent, palette.second) == reading.colours


def test_warmth_warms_the_scenery() -> None:
    warm, cold = (build(read(word), "day", Random(1)) for word in ("hot burning", "icy freezing"))
    assert to_lab(warm.middle)[2] > to_lab(cold.middle)[2] + 0.03


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("unwanted", ["red", "green", "blue", "yellow", "purple"])
def test_no_tone_has_the_hue_of_an_unwanted_colour(hour: str, unwanted: str) -> None:
    avoided = read(unwanted).colours
    palette = build(read("a red house, a green field, blue sky"), hour, Random(3), avoided)
    _, _, bad = to_lch(avoided[0])
    tones = [to_lch(getattr(palette, name)) for name in TONES[hour]]
    assert all(chroma < 0.03 or hue_distance(hue, bad) > 45 for _, chroma, hue in tones)


def test_black_is_avoided_by_lightness() -> None:
    assert to_lab(allowed((20, 20, 24), ((25, 25, 30),)))[0] > to_lab((20, 20, 24))[0] + 0.15
