# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Buildings: house, castle, church, tower, lighthouse, mill, bridge, and the blocks of a city.

Drawn 1 high, y upwards.
"""

from __future__ import annotations

from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, arc


def house(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a house with gable, chimney, door, lit windows; its walls in the body colour."""
    wall, side = ink.body, shade(ink.body, -0.07)
    wide, eave = 0.42, 0.52
    roof, roof_side = (ink.snow, shade(ink.snow, -0.06)) if ink.snow else (ink.roof, shade(ink.roof, -0.05))
    pen.rect(0.3, 0.6, 0.4, 1.06, shade(ink.wall, -0.15))
    pen.rect(0.285, 1.04, 0.415, 1.08, ink.dark)
    pen.polygon([(-wide, 0), (0.08, 0), (0.08, eave), (-0.17, 0.93), (-wide, eave)], wall)
    pen.rect(0.08, 0, 0.62, eave, side)
    pen.polygon([(-0.17, 0.95), (0.42, 0.95), (0.69, eave - 0.03), (0.08, eave - 0.03)], roof)
    pen.polygon([(-0.17, 0.95), (0.12, eave - 0.05), (0.06, eave - 0.05), (-0.17, 0.87)], roof_side)
    pen.polygon([(-0.17, 0.95), (-wide - 0.05, eave - 0.05), (-wide + 0.01, eave - 0.05), (-0.17, 0.87)], roof_side)
    for i in range(4):
        y = eave + 0.03 + i * 0.1
        shift = (y - eave) * 0.62
        pen.line([(0.09 - shift + 0.02, y), (0.64 - shift, y)], 0.006, roof_side)
    _door(pen, -0.17, ink)
    _window(pen, -0.17, 0.62, 0.1, 0.14, ink, wall)
    for x in (0.22, 0.46):
        _window(pen, x, 0.26, 0.12, 0.18, ink, side)
    pen.rect(-wide, -0.01, 0.62, 0.03, shade(wall, -0.15))


def _door(pen: Pen, x: float, ink: Inks) -> None:
    pen.polygon([(x - 0.075, 0), *arc(x, 0.26, 0.075, 0.06, 180, 0, 10), (x + 0.075, 0)], ink.dark)
    pen.polygon([(x - 0.06, 0), *arc(x, 0.25, 0.06, 0.05, 180, 0, 10), (x + 0.06, 0)], shade(ink.second, -0.08))
    pen.ellipse(x + 0.035, 0.13, 0.01, 0.01, ink.glow)


def _window(pen: Pen, x: float, y: float, wide: float, tall: float, ink: Inks, wall: RGB) -> None:
    frame = ink.pale if not ink.lit else shade(wall, -0.12)
    pen.rect(x - wide / 2 - 0.015, y - 0.015, x + wide / 2 + 0.015, y + tall + 0.015, frame)
    pen.rect(x - wide / 2, y, x + wide / 2, y + tall, ink.glow)
    pen.line([(x, y), (x, y + tall)], 0.012, frame)
    pen.line([(x - wide / 2, y + tall * 0.5), (x + wide / 2, y + tall * 0.5)], 0.012, frame)
    pen.rect(x - wide / 2 - 0.03, y - 0.035, x + wide / 2 + 0.03, y - 0.012, frame)


def cabin(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a small house seen from its gable, for villages."""
    tall, roof = chance.uniform(0.45, 0.65), ink.snow or ink.roof
    wall = chance.choice(
        (ink.wall, mix(ink.wall, ink.second, 0.4), mix(ink.wall, ink.accent, 0.45), shade(ink.wall, -0.08))
    )
    half = chance.uniform(0.28, 0.45)
    pen.polygon([(-half, -0.05), (half, -0.05), (half, tall), (0, 0.95), (-half, tall)], wall)
    pen.polygon(
        [
            (-half - 0.07, tall - 0.06),
            (0, 1.0),
            (half + 0.07, tall - 0.06),
            (half, tall - 0.08),
            (0, 0.88),
            (-half, tall - 0.08),
        ],
        roof,
    )
    pen.rect(-0.08, -0.05, 0.08, 0.24, shade(wall, -0.2))
    for x in (-half * 0.55, half * 0.55):
        pen.rect(x - 0.07, tall * 0.55, x + 0.07, tall * 0.55 + 0.15, ink.glow if chance.random() < 0.7 else ink.dark)


def castle(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a castle: towers of different heights with pointed roofs, flags and crenellated walls."""
    stone = mix(ink.wall, ink.body, 0.3)
    for x, half, tall in ((-0.4, 0.075, 0.6), (0.42, 0.085, 0.66), (-0.15, 0.07, 0.78), (0.17, 0.06, 0.9)):
        _tower(pen, x, half, tall, shade(stone, -0.03 if x < 0 else 0.01), ink, round(x * 10))
    _battlement(pen, -0.46, 0.46, 0.34, stone)
    pen.polygon([(-0.08, 0), *arc(0, 0.14, 0.08, 0.09, 180, 0, 12), (0.08, 0)], ink.dark)
    for x in (-0.28, -0.2, 0.22, 0.3):
        pen.rect(x - 0.012, 0.16, x + 0.012, 0.24, ink.glow)


def _tower(pen: Pen, x: float, half: float, tall: float, stone: RGB, ink: Inks, turn: int) -> None:
    pen.rect(x - half, 0, x + half, tall, stone)
    pen.rect(x + half * 0.3, 0, x + half, tall, shade(stone, -0.06))
    _battlement(pen, x - half * 1.2, x + half * 1.2, tall, shade(stone, -0.02), low=tall - 0.05)
    top = tall + half * 3.2
    pen.polygon([(x - half * 1.25, tall + 0.02), (x, top), (x + half * 1.25, tall + 0.02)], ink.snow or ink.roof)
    pen.polygon(
        [(x + half * 0.2, tall + 0.02), (x, top), (x + half * 1.25, tall + 0.02)], shade(ink.snow or ink.roof, -0.05)
    )
    pen.line([(x, top - 0.01), (x, top + 0.07)], 0.008, ink.dark)
    pen.polygon([(x, top + 0.07), (x + 0.07, top + 0.05), (x, top + 0.03)], ink.accent)
    for i in range(2):
        pen.rect(x - 0.014, tall * (0.55 + 0.22 * i), x + 0.014, tall * (0.55 + 0.22 * i) + 0.07, ink.glow)


def _battlement(pen: Pen, left: float, right: float, top: float, stone: RGB, low: float = 0.0) -> None:
    pen.rect(left, low, right, top, stone)
    step = 0.045
    for i in range(int((right - left) / step)):
        if i % 2 == 0:
            pen.rect(left + i * step, top, left + (i + 1) * step, top + 0.035, stone)


def church(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a church with a spire and long windows."""
    roof = ink.snow or ink.roof
    pen.rect(-0.1, 0, 0.42, 0.3, ink.body)
    pen.polygon([(-0.12, 0.29), (-0.05, 0.47), (0.38, 0.47), (0.46, 0.29)], roof)
    pen.rect(-0.3, 0, -0.06, 0.55, shade(ink.body, -0.04))
    pen.polygon([(-0.33, 0.54), (-0.18, 0.95), (-0.03, 0.54)], shade(roof, -0.04))
    pen.line([(-0.18, 0.94), (-0.18, 1.02)], 0.012, ink.dark)
    pen.line([(-0.21, 0.99), (-0.15, 0.99)], 0.012, ink.dark)
    for x in (0.04, 0.18, 0.32):
        pen.polygon([(x - 0.03, 0.08), *arc(x, 0.19, 0.03, 0.05, 180, 0, 10), (x + 0.03, 0.08)], ink.glow)
    pen.ellipse(-0.18, 0.42, 0.04, 0.04, ink.glow)
    pen.polygon([(-0.23, 0), *arc(-0.18, 0.14, 0.05, 0.05, 180, 0, 10), (-0.13, 0)], ink.dark)


def lighthouse(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a banded lighthouse on a rock."""
    pen.blob(
        [(-0.4, -0.05), (-0.3, 0.06), (-0.1, 0.12), (0.15, 0.11), (0.32, 0.05), (0.42, -0.05)],
        mix(ink.dark, ink.wood, 0.4),
    )
    for i in range(5):
        low, high = 0.08 + i * 0.13, 0.08 + (i + 1) * 0.13
        a, b = 0.12 - 0.045 * i / 5, 0.12 - 0.045 * (i + 1) / 5
        colour = ink.body if i % 2 == 0 else ink.pale
        pen.polygon([(-a, low), (a, low), (b, high), (-b, high)], colour)
        pen.polygon([(a * 0.35, low), (a, low), (b, high), (b * 0.35, high)], shade(colour, -0.07))
    pen.rect(-0.11, 0.73, 0.11, 0.755, ink.dark)
    pen.rect(-0.06, 0.755, 0.06, 0.86, ink.glow)
    for x in (-0.06, 0, 0.06):
        pen.line([(x, 0.755), (x, 0.86)], 0.012, ink.dark)
    pen.polygon([(-0.085, 0.86), (0.085, 0.86), (0, 0.97)], ink.roof)
    pen.rect(-0.03, 0.25, 0.01, 0.32, ink.glow)


def mill(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a windmill whose sails turn."""
    import math

    pen.polygon([(-0.18, 0), (0.18, 0), (0.11, 0.6), (-0.11, 0.6)], ink.body)
    pen.polygon([(0.04, 0), (0.18, 0), (0.11, 0.6), (0.03, 0.6)], shade(ink.body, -0.06))
    pen.polygon([(-0.14, 0.58), (0.14, 0.58), (0, 0.76)], ink.snow or ink.roof)
    pen.rect(-0.05, 0, 0.04, 0.14, ink.dark)
    pen.rect(-0.035, 0.35, 0.025, 0.43, ink.glow)
    for i in range(4):
        a = math.radians(i * 90 + 20 + phase * 90)
        cos, sin = math.cos(a), math.sin(a)
        spots = [(0.05, -0.005), (0.36, -0.005), (0.36, 0.09), (0.09, 0.09)]
        pen.polygon([(x * cos - y * sin, 0.62 + x * sin + y * cos) for x, y in spots], ink.pale)
        pen.line([(0, 0.62), (0.37 * cos, 0.62 + 0.37 * sin)], 0.015, ink.dark)


def bridge(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Build a stone bridge of three arches, wider than high."""
    stone = mix(ink.body, ink.wall, 0.45)
    deck = [(-1.7, 0.5), *((x / 10, 0.66 - 0.00058 * x * x) for x in range(-16, 17, 2)), (1.7, 0.5)]
    pen.polygon([(-1.7, -0.1), *deck, (1.7, -0.1)], stone)
    for x, r in ((-1.02, 0.34), (0.0, 0.44), (1.02, 0.34)):
        pen.polygon([*arc(x, 0, r + 0.05, (r + 0.05) * 0.98, 180, 0), (x + r, -0.2), (x - r, -0.2)], shade(stone, -0.1))
        hole = [*arc(x, 0, r, r * 0.95, 180, 0), (x + r, -0.3), (x - r, -0.3)]
        spots = [pen.spot(a, b) for a, b in hole]
        pen.sheet.draw.polygon(spots, fill=(0, 0, 0, 0))
    pen.line([(x, y + 0.03) for x, y in deck], 0.05, shade(stone, 0.06))
    for x in (-0.51, 0.51):
        pen.rect(x - 0.015, 0.6, x + 0.015, 0.82, ink.dark)
        pen.ellipse(x, 0.85, 0.05, 0.05, ink.glow)


def block(pen: Pen, ink: Inks, chance: Random, half: float, tone: RGB) -> None:
    """Build one tall house of a city with a grid of windows, some of them lit, and something on its roof."""
    side = shade(tone, -0.05)
    pen.rect(-half, -0.05, half, 1, tone)
    pen.rect(half * 0.45, -0.05, half, 1, side)
    _rooftop(pen, ink, chance, half, tone)
    columns, rows = max(2, round(half / 0.03)), max(4, round(1 / chance.uniform(0.06, 0.1)))
    gap, rise = 2 * half / columns, 0.94 / rows
    lights = (ink.glow, mix(ink.glow, ink.accent, 0.45), mix(ink.glow, ink.second, 0.4))
    for column in range(columns):
        for row in range(rows):
            x, y = -half + gap * (column + 0.5), 0.03 + rise * row
            shining = chance.random() < (0.42 if ink.lit else 0.0)
            colour = chance.choice(lights) if shining else shade(tone, -0.08 if not ink.lit else -0.035)
            pen.rect(x - gap * 0.28, y, x + gap * 0.28, y + rise * 0.55, colour)


def _rooftop(pen: Pen, ink: Inks, chance: Random, half: float, tone: RGB) -> None:
    kind = chance.randint(0, 4)
    if kind == 0:
        pen.polygon([(-half, 1), (half, 1), (half * 0.3, 1.0 + half), (-half * 0.3, 1.0 + half)], tone)
        pen.line([(0, 1), (0, 1.0 + half * 2.2)], 0.008, shade(tone, -0.08))
    elif kind == 1:
        pen.rect(-half * 0.6, 1, half * 0.2, 1.0 + half * 0.4, shade(tone, -0.06))
    elif kind == 2:
        pen.polygon([(-half, 1), (half, 1), (half, 1.0 + half * 0.7)], tone)
    elif kind == 3:
        pen.polygon([(-half, 0.99), (0, 1.0 + half * 1.1), (half, 0.99)], shade(tone, -0.05))
    if ink.snow:
        pen.rect(-half, 0.985, half, 1.012, ink.snow)


def sign(pen: Pen, ink: Inks, chance: Random, colour: RGB) -> None:
    """Hang an upright lit sign, its marks no letters of any script."""
    pen.rect(-0.16, 0, 0.16, 1, shade(colour, -0.35, 0.6))
    pen.line([(-0.13, 0.03), (0.13, 0.03), (0.13, 0.97), (-0.13, 0.97), (-0.13, 0.03)], 0.03, colour)
    for i in range(4):
        y = 0.14 + i * 0.2
        for _ in range(3):
            x0, x1 = chance.uniform(-0.09, 0.0), chance.uniform(0.0, 0.09)
            pen.line([(x0, y + chance.uniform(0, 0.13)), (x1, y + chance.uniform(0, 0.13))], 0.028, shade(colour, 0.2))


def rocks(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Pile some boulders with lit and dark faces."""
    for x, y, r in ((-0.45, 0.18, 0.3), (0.5, 0.15, 0.26), (0.05, 0.36, 0.5)):
        tone = shade(mix(ink.wall, ink.dark, 0.5), chance.uniform(-0.03, 0.05))
        rim = [(x + r * a * 1.15, y + r * b * 0.9) for a, b in arc(0, 0, 1, 1, chance.uniform(0, 60), 360, 9)]
        pen.polygon(rim, tone)
        pen.polygon([rim[0], rim[1], rim[2], (x, y + r * 0.15)], shade(tone, 0.07))
        pen.polygon([rim[5], rim[6], rim[7], (x, y + r * 0.1)], shade(tone, -0.08))
