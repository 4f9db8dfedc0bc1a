"""Colours by lightness, chroma and hue, so that chosen colours look equally strong (OKLCH, Björn Ottosson 2020)."""

from __future__ import annotations

from math import atan2, cbrt, cos, degrees, hypot, radians, sin

RGB = tuple[int, int, int]


def lch(lightness: float, chroma: float, hue: float) -> str:
    """Give `#rrggbb` for lightness 0 … 1, chroma about 0 … 0.3 and hue in degrees, with less chroma where none fits."""
    lightness = min(max(lightness, 0.0), 1.0)
    while True:
        linear = _linear(lightness, chroma * cos(radians(hue)), chroma * sin(radians(hue)))
        if chroma < 0.005 or all(-0.0005 <= channel <= 1.0005 for channel in linear):
            return "#" + "".join(f"{_encoded(channel):02x}" for channel in linear)
        chroma *= 0.94


def to_lch(rgb: RGB) -> tuple[float, float, float]:
    """Give lightness, chroma and hue of red, green and blue from 0 to 255."""
    red, green, blue = (_decoded(channel) for channel in rgb)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360


def hex_of(rgb: RGB) -> str:
    """Write red, green and blue from 0 to 255 as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(linear: float) -> int:
    linear = min(max(linear, 0.0), 1.0)
    return round(255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055))


def _decoded(channel: int) -> float:
    share = channel / 255
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
