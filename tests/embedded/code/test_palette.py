"""The colours of sketches: an hour has its light, and a prompt paints what it names."""

import random
import re

import pytest

from devserver.embedded.code.palette import HOURS, ROLES, choose_palette
from devserver.embedded.colour import to_lch
from devserver.embedded.lexicon import painted, read


def lightness(text: str) -> float:
    return to_lch(tuple(bytes.fromhex(text[1:])))[0]  # type: ignore[arg-type]


def palette(prompt: str, hour: str, seed: int = 1) -> dict:
    return choose_palette(read(prompt), painted(prompt), hour, random.Random(seed)).values


@pytest.mark.parametrize("hour", sorted(HOURS))
def test_an_hour_gives_every_colour(hour: str) -> None:
    values = palette("a tree and a flower", hour)
    assert set(ROLES) <= set(values) and len(values["accents"]) == 4
    for value in values.values():
        for text in [value] if isinstance(value, str) else value:
            assert re.fullmatch("#[0-9a-f]{6}", text)


def test_night_is_darker_than_day_and_its_lights_stay_bright() -> None:
    night, day = palette("a house", "night"), palette("a house", "day")
    assert lightness(night["skyTop"]) + 0.3 < lightness(day["skyTop"])
    assert lightness(night["light"]) > 0.85


def test_colours_of_the_prompt_come_first() -> None:
    assert palette("blue and orange", "plain_light")["accents"][0] == "#3264c8"
    assert palette("a red sea", "day")["water"] == palette("the red sea", "dusk")["water"]


def test_a_sad_prompt_has_paler_accents() -> None:
    def chroma(prompt: str) -> float:
        accents = palette(prompt, "day")["accents"]
        return sum(to_lch(tuple(bytes.fromhex(text[1:])))[1] for text in accents)  # type: ignore[arg-type, misc]

    assert chroma("a sad lonely house") < chroma("a happy joyful house")
