"""Colours as a printer mixes them: in OKLab, so that equal steps look equal."""

from __future__ import annotations

from devserver.embedded.colour import RGB, from_lab, lab_of, shows, to_lab, to_lch


def oklch(lightness: float, chroma: float, hue: float) -> RGB:
    """Give the sRGB colour of lightness 0 to 1, chroma from 0 (about 0.3 at most) and hue in degrees.

    A colour that no screen can show loses chroma until one can.
    """
    lightness = min(max(lightness, 0.0), 1.0)
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        lab = lab_of(lightness, share * chroma, hue)
        if shows(lab, 0.002):
            return from_lab(lab)
    return from_lab((lightness, 0.0, 0.0))


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """Mix two colours; share 0 is the first, 1 the second."""
    one, two = to_lab(first), to_lab(second)
    return from_lab(
        (
            one[0] + (two[0] - one[0]) * share,
            one[1] + (two[1] - one[1]) * share,
            one[2] + (two[2] - one[2]) * share,
        )
    )


def shade(colour: RGB, lightness: float, chroma: float = 1.0) -> RGB:
    """Add to the lightness (minus darkens) and multiply the chroma; the hue stays."""
    old, strength, hue = to_lch(colour)
    return oklch(old + lightness, strength * chroma, hue)


def hue_distance(first: float, second: float) -> float:
    """Give the angle between two hues, 0 to 180 degrees."""
    return abs((first - second + 180) % 360 - 180)
