"""Colours survive the way through OKLab, and the conversion is the published one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.embedded.colour import from_lab, lab_of, shows, to_lab, to_lch

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOUR)
def test_a_colour_survives_the_way_through_oklab(colour: tuple[int, int, int]) -> None:
    for lab in (to_lab(colour), lab_of(*to_lch(colour))):
        assert max(abs(a - b) for a, b in zip(from_lab(lab), colour, strict=True)) <= 1
        assert shows(lab, 0.0005)


@pytest.mark.parametrize(
    ("colour", "lightness"),
    [
        pytest.param((0, 0, 0), 0.0, id="black"),
        pytest.param((255, 255, 255), 1.0, id="white"),
        pytest.param((255, 0, 0), 0.628, id="red"),
        pytest.param((0, 0, 255), 0.452, id="blue"),
    ],
)
def test_lightness_is_that_of_the_published_conversion(colour: tuple[int, int, int], lightness: float) -> None:
    assert to_lab(colour)[0] == pytest.approx(lightness, abs=0.001)


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        pytest.param((255, 0, 0), 29.2, id="red"),
        pytest.param((0, 255, 0), 142.5, id="green"),
        pytest.param((0, 0, 255), 264.1, id="blue"),
    ],
)
def test_hues_are_those_of_the_published_conversion(colour: tuple[int, int, int], hue: float) -> None:
    assert to_lch(colour)[2] == pytest.approx(hue, abs=0.1)


def test_what_no_screen_can_show_is_known_and_clipped() -> None:
    lab = lab_of(0.7, 0.4, 140)
    assert not shows(lab, 0.002)
    assert shows(lab, 1.0)
    assert from_lab(lab)[0::2] == (0, 0)
