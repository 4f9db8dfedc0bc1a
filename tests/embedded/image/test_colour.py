"""Mixing and shading do what they say, and every tone becomes a colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.embedded.colour import to_lch
from devserver.embedded.image.colour import hue_distance, mix, oklch, shade

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOUR, COLOUR)
def test_a_mixture_starts_at_the_first_colour_and_ends_at_the_second(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    for share, colour in ((0, first), (1, second)):
        assert max(abs(a - b) for a, b in zip(mix(first, second, share), colour, strict=True)) <= 1


@given(st.floats(-1, 2), st.floats(0, 1), st.floats(-720, 720))
def test_every_tone_becomes_a_colour_that_a_screen_can_show(lightness: float, chroma: float, hue: float) -> None:
    assert all(0 <= value <= 255 for value in oklch(lightness, chroma, hue))


def test_shading_changes_lightness_and_keeps_the_hue() -> None:
    light, _, hue = to_lch((180, 90, 60))
    darker = to_lch(shade((180, 90, 60), -0.15))
    assert darker[0] == pytest.approx(light - 0.15, abs=0.01)
    assert hue_distance(darker[2], hue) < 4


@pytest.mark.parametrize(("first", "second", "angle"), [(10, 350, 20), (0, 180, 180), (90, 90, 0), (725, 0, 5)])
def test_hues_are_measured_the_short_way_around(first: float, second: float, angle: float) -> None:
    assert hue_distance(first, second) == pytest.approx(angle)
