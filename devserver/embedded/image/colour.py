"""Colours as a printer mixes them: in OKLab, so that equal steps look equal (Björn Ottosson, 2020)."""

from __future__ import annotations

import math

RGB = tuple[int, int, int]
Lab = tuple[float, float, float]


def _linear(value: int) -> float:
    v = value / 255
    return v / 12.92 if v <= 0.04045 else float(((v + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * float(value ** (1 / 2.4)) - 0.055


def to_lab(colour: RGB) -> Lab:
    """Give the OKLab lightness (0 to 1) and the two opponent axes of an sRGB colour."""
    r, g, b = (_linear(v) for v in colour)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _components(lab: Lab) -> Lab:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def from_lab(lab: Lab) -> RGB:
    """Give the sRGB colour of an OKLab one; what no screen can show is clipped."""
    r, g, b = (round(255 * _encoded(min(max(v, 0.0), 1.0))) for v in _components(lab))
    return (r, g, b)


def oklch(lightness: float, chroma: float, hue: float) -> RGB:
    """Give the sRGB colour of lightness 0 to 1, chroma from 0 (about 0.3 at most) and hue in degrees.

    A colour that no screen can show loses chroma until one can.
    """
    lightness = min(max(lightness, 0.0), 1.0)
    radians = math.radians(hue)
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        lab = (lightness, share * chroma * math.cos(radians), share * chroma * math.sin(radians))
        if all(-0.002 <= v <= 1.002 for v in _components(lab)):
            return from_lab(lab)
    return from_lab((lightness, 0.0, 0.0))


def to_lch(colour: RGB) -> tuple[float, float, float]:
    """Give lightness, chroma and hue (degrees, 0 to 360) of an sRGB colour."""
    lightness, a, b = to_lab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


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
