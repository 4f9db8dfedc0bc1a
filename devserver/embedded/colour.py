"""Colours in OKLab, where equal steps look equal, and back to the screen (Björn Ottosson, 2020)."""

from __future__ import annotations

import math

RGB = tuple[int, int, int]
Lab = tuple[float, float, float]


def to_lab(colour: RGB) -> Lab:
    """Give the OKLab lightness (0 to 1) and the two opponent axes of an sRGB colour."""
    r, g, b = (_decoded(v) for v in colour)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def to_lch(colour: RGB) -> tuple[float, float, float]:
    """Give lightness, chroma and hue (degrees, 0 to 360) of an sRGB colour."""
    lightness, a, b = to_lab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def lab_of(lightness: float, chroma: float, hue: float) -> Lab:
    """Give the OKLab colour of a lightness, a chroma and a hue in degrees."""
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def from_lab(lab: Lab) -> RGB:
    """Give the sRGB colour of an OKLab one; what no screen can show is clipped."""
    r, g, b = (round(255 * _encoded(min(max(v, 0.0), 1.0))) for v in _linear(lab))
    return (r, g, b)


def shows(lab: Lab, tolerance: float) -> bool:
    """Tell whether a screen can show an OKLab colour: each linear component is 0 to 1, give or take the tolerance."""
    return all(-tolerance <= v <= 1 + tolerance for v in _linear(lab))


def _linear(lab: Lab) -> tuple[float, float, float]:
    """Give the linear red, green and blue of an OKLab colour, 0 to 1 where a screen can show it."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _decoded(value: int) -> float:
    v = value / 255
    return v / 12.92 if v <= 0.04045 else float(((v + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * float(value ** (1 / 2.4)) - 0.055
