"""The colours a thing is drawn in: a palette seen from a distance."""

from __future__ import annotations

from dataclasses import dataclass

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.palette import Palette


@dataclass(frozen=True)
class Inks:
    """Colours by what they are used for on a thing; `snow` is None unless snow lies."""

    body: RGB
    accent: RGB
    second: RGB
    leaf: RGB
    wood: RGB
    wall: RGB
    roof: RGB
    pale: RGB
    dark: RGB
    glow: RGB
    lit: bool
    snow: RGB | None = None


def inks(palette: Palette, distance: float = 0.0, snowy: bool = False, body: RGB | None = None) -> Inks:
    """Mix the colours of things at a distance: 0 is near, 1 fades into the horizon."""

    def seen(colour: RGB, by_night: bool = True) -> RGB:
        return palette.hazy(palette.lit(colour) if by_night else colour, distance)

    brown = palette.lit(mix((112, 78, 56), palette.land, 0.25))
    lit = palette.dark
    return Inks(
        body=seen(body or palette.accent, False),
        accent=seen(palette.accent, False),
        second=seen(palette.second, False),
        leaf=seen(palette.leaf, False),
        wood=palette.hazy(shade(brown, -0.06), distance),
        wall=seen(palette.wall, False),
        roof=seen(palette.roof, False),
        pale=seen(mix(palette.lit(palette.paper), palette.paper, 0.5), False),
        dark=palette.hazy(palette.ink, distance * 0.8),
        glow=palette.hazy(palette.window if lit else mix(palette.window, palette.ink, 0.25), distance * 0.5),
        lit=lit,
        snow=palette.hazy(mix(palette.paper, palette.top, 0.4 if palette.hour == "night" else 0.08), distance)
        if snowy
        else None,
    )
