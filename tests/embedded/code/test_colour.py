"""Colours by lightness, chroma and hue."""

import pytest

from devserver.embedded.code.colour import hex_of, lch
from devserver.embedded.colour import to_lch


@pytest.mark.parametrize("rgb", [(205, 45, 45), (25, 25, 30), (245, 245, 240), (60, 185, 185), (0, 0, 0)])
def test_colours_come_back_from_lightness_chroma_and_hue(rgb: tuple[int, int, int]) -> None:
    back = lch(*to_lch(rgb))
    assert all(abs(int(back[at : at + 2], 16) - channel) <= 1 for at, channel in zip((1, 3, 5), rgb, strict=True))
    assert hex_of(rgb) == "#" + bytes(rgb).hex()


def test_a_colour_outside_the_screen_keeps_its_lightness() -> None:
    text = lch(0.7, 0.4, 140)
    lightness, chroma, _ = to_lch(tuple(bytes.fromhex(text[1:])))  # type: ignore[arg-type]
    assert abs(lightness - 0.7) < 0.01 and chroma < 0.3
