"""Colours as programs write them: `#rrggbb`, chosen so that they look equally strong."""

from __future__ import annotations

from devserver.embedded.colour import RGB, from_lab, lab_of, shows


def lch(lightness: float, chroma: float, hue: float) -> str:
    """Give `#rrggbb` for lightness 0 … 1, chroma about 0 … 0.3 and hue in degrees, with less chroma where none fits."""
    lightness = min(max(lightness, 0.0), 1.0)
    while chroma >= 0.005 and not shows(lab_of(lightness, chroma, hue), 0.0005):
        chroma *= 0.94
    return hex_of(from_lab(lab_of(lightness, chroma, hue)))


def hex_of(rgb: RGB) -> str:
    """Write red, green and blue from 0 to 255 as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)
