# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Plants: trees grown by recursion, firs, palms, flowers, cactus, mushrooms. Drawn about 1 high, y upwards."""

from __future__ import annotations

import math
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, Point, arc


def tree(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a broad-leaved tree: branches by recursion, crowns of leaf in three tones."""
    tips: list[Point] = []
    lean = chance.uniform(-0.06, 0.06)
    pen.limb((0, -0.01), (lean * 0.4, 0.3), 0.045, 0.03, ink.wood)
    pen.polygon([(-0.1, -0.015), (-0.03, 0.07), (0.03, 0.07), (0.1, -0.015)], ink.wood)
    _grow(pen, (lean * 0.4, 0.3), 90 - lean * 60, 0.2, 0.03, ink.wood, chance, tips, 5)
    sway = 0.012 * math.sin(phase * 2 * math.pi)
    for tone, lift, size in (
        (shade(ink.leaf, -0.07), -0.03, 1.15),
        (ink.leaf, 0.0, 1.0),
        (shade(ink.leaf, 0.06), 0.03, 0.62),
    ):
        for i, (x, y) in enumerate(tips):
            r = (0.085 + 0.04 * ((i * 7) % 5) / 5) * size
            pen.ellipse(x + sway * y + 0.02 * (size - 1), y + lift, r, r * 0.86, tone)
    for i, (x, y) in enumerate(tips[::3]):
        for k in range(5):
            a = i * 2.4 + k * 1.3
            pen.ellipse(
                x + 0.1 * math.cos(a), y + 0.09 * math.sin(a), 0.011, 0.008, shade(ink.leaf, 0.12 if k % 2 else -0.11)
            )


def _grow(
    pen: Pen,
    foot: Point,
    angle: float,
    length: float,
    thick: float,
    colour: RGB,
    chance: Random,
    tips: list[Point],
    left: int,
) -> None:
    radians = math.radians(angle)
    end = (foot[0] + length * math.cos(radians), foot[1] + length * math.sin(radians))
    pen.limb(foot, end, thick, thick * 0.66, colour)
    if left <= 2:
        tips.append(end)
    if left:
        for turn in (chance.uniform(16, 38), -chance.uniform(16, 38)):
            _grow(
                pen,
                end,
                angle + turn,
                length * chance.uniform(0.68, 0.82),
                thick * 0.62,
                colour,
                chance,
                tips,
                left - 1,
            )


def fir(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a fir of overlapping, ragged skirts."""
    pen.rect(-0.025, -0.02, 0.025, 0.2, ink.wood)
    rows = 6
    for row in range(rows):
        low, t = 0.1 + 0.78 * row / rows, 1 - row / rows
        half, top = 0.25 * t + 0.03, low + 0.3 * (0.5 + 0.5 * t)
        teeth = 7
        edge = [
            (
                half * (i / teeth * 2 - 1),
                low + (0.03 * t if i % 2 else 0) + 0.05 * t * (1 - abs(i / teeth * 2 - 1)) * -1,
            )
            for i in range(teeth + 1)
        ]
        tone = shade(ink.leaf, -0.05 + 0.018 * row)
        pen.polygon([*edge, (0, min(top, 1.0))], tone)
        pen.polygon([(0.02, low - 0.03 * t), *edge[5:], (0, min(top, 1.0))], shade(tone, -0.045))
        if ink.snow:
            pen.polygon(
                [
                    (0, min(top, 1.0)),
                    (half * 0.5, (low + top) / 2 - 0.02),
                    (half * 0.2, (low + top) / 2 + 0.02),
                    (-half * 0.1, (low + top) / 2 - 0.03),
                    (-half * 0.6, (low + top) / 2 - 0.05),
                ],
                ink.snow,
            )


def palm(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a palm with a bent trunk and feathered leaves."""
    bend = chance.choice((-1, 1)) * chance.uniform(0.08, 0.2)
    joints = [(bend * t * t, 0.78 * t, 0.03 - 0.012 * t) for t in (i / 8 for i in range(9))]
    pen.chain(joints, ink.wood)
    top = (bend, 0.78)
    for i in range(8):
        angle = math.radians(-25 + i * 33 + 4 * math.sin(phase * 6.28))
        reach, drop = 0.34, 0.22
        spine = [
            (top[0] + reach * t * math.cos(angle), top[1] + reach * 0.7 * t * math.sin(angle) - drop * t * t)
            for t in (j / 8 for j in range(9))
        ]
        under = [(x, y - 0.055 * math.sin(math.pi * min(1, j / 8))) for j, (x, y) in enumerate(spine)]
        pen.polygon([*spine, *reversed(under)], shade(ink.leaf, 0.04 if i % 2 else -0.04))
    for x in (-0.03, 0.025):
        pen.ellipse(top[0] + x, top[1] - 0.03, 0.025, 0.025, ink.wood)


def cactus(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a pillar cactus with two arms."""
    dark = shade(ink.leaf, -0.07)
    pen.limb((0, 0), (0, 0.9), 0.09, 0.085, ink.leaf)
    for side, low, high in ((-1, 0.35, 0.68), (1, 0.48, 0.82)):
        pen.chain([(0, low, 0.05), (side * 0.2, low + 0.02, 0.055), (side * 0.22, high, 0.055)], ink.leaf)
    for x in (-0.045, 0.0, 0.045):
        pen.line([(x, 0.02), (x, 0.93)], 0.008, dark)
    pen.ellipse(0.0, 0.98, 0.04, 0.03, ink.accent)


def mushroom(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a mushroom with a spotted cap."""
    pen.blob([(-0.1, 0), (-0.07, 0.3), (-0.08, 0.55), (0.08, 0.55), (0.07, 0.3), (0.1, 0)], ink.pale)
    pen.polygon([*arc(0, 0.5, 0.42, 0.45, 0, 180), (-0.42, 0.48), (0.42, 0.48)], ink.accent)
    pen.ellipse(0, 0.5, 0.42, 0.06, shade(ink.pale, -0.08))
    for x, y, r in ((-0.2, 0.68, 0.055), (0.05, 0.82, 0.06), (0.22, 0.64, 0.045), (-0.02, 0.63, 0.035)):
        pen.ellipse(x, y, r, r * 0.85, ink.pale)


def flower(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Grow a flower: one of five kinds, on a bent stem with two leaves."""
    bend = chance.uniform(-0.12, 0.12) + 0.03 * math.sin(phase * 2 * math.pi)
    stem = [(bend * t * t, 0.8 * t) for t in (i / 6 for i in range(7))]
    pen.line(stem, 0.022, shade(ink.leaf, -0.02))
    for side, y in ((-1, 0.22), (1, 0.36)):
        x = bend * y * y
        pen.blob(
            [(x, y), (x + side * 0.13, y + 0.14), (x + side * 0.2, y + 0.2), (x + side * 0.07, y + 0.04)], ink.leaf
        )
    colour = chance.choice((ink.accent, ink.accent, ink.second, mix(ink.accent, ink.pale, 0.6), ink.pale))
    chance.choice((_daisy, _daisy, _tulip, _poppy, _bell))(pen.at(bend, 0.8), colour, ink)


def _daisy(pen: Pen, colour: RGB, ink: Inks) -> None:
    for i in range(11):
        a = i / 11 * 2 * math.pi
        pen.limb((0.05 * math.cos(a), 0.05 * math.sin(a)), (0.15 * math.cos(a), 0.15 * math.sin(a)), 0.02, 0.035,
                 shade(colour, -0.03 * (i % 2)))  # fmt: skip
    pen.ellipse(0, 0, 0.065, 0.065, ink.glow)
    pen.ellipse(0.01, -0.015, 0.04, 0.035, shade(ink.glow, -0.1))


def _tulip(pen: Pen, colour: RGB, ink: Inks) -> None:
    pen.blob(
        [(0, -0.07), (0.11, 0.0), (0.12, 0.17), (0.05, 0.1), (0, 0.2), (-0.05, 0.1), (-0.12, 0.17), (-0.11, 0.0)],
        colour,
    )
    pen.blob([(0, -0.07), (0.05, 0.02), (0.0, 0.17), (-0.05, 0.02)], shade(colour, -0.08))


def _poppy(pen: Pen, colour: RGB, ink: Inks) -> None:
    pen.blob(
        [(-0.17, 0.05), (-0.08, -0.06), (0.08, -0.06), (0.17, 0.05), (0.08, 0.15), (-0.08, 0.15)], shade(colour, -0.07)
    )
    pen.blob([(-0.15, 0.06), (-0.1, -0.06), (0.1, -0.06), (0.15, 0.06), (0.03, 0.0), (-0.04, 0.01)], colour)
    pen.ellipse(0, 0.04, 0.035, 0.03, ink.dark)


def _bell(pen: Pen, colour: RGB, ink: Inks) -> None:
    for x, y in ((0, 0), (0.09, -0.12), (-0.08, -0.2), (0.06, -0.28)):
        pen.blob([(x, y + 0.06), (x + 0.055, y), (x + 0.07, y - 0.05), (x - 0.07, y - 0.05), (x - 0.055, y)], colour)
        pen.ellipse(x, y - 0.045, 0.05, 0.016, shade(colour, -0.1))


def fruit(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Lay three apples with stems and leaves."""
    for x, y, r, colour in (
        (-0.38, 0.34, 0.34, ink.second),
        (0.4, 0.33, 0.33, shade(ink.accent, 0.05)),
        (0.02, 0.4, 0.4, ink.accent),
    ):
        pen.blob(
            [
                (x, y + r * 0.8),
                (x + r * 0.7, y + r * 0.9),
                (x + r, y),
                (x + r * 0.5, y - r * 0.95),
                (x, y - r * 0.85),
                (x - r * 0.5, y - r * 0.95),
                (x - r, y),
                (x - r * 0.7, y + r * 0.9),
            ],
            colour,
        )
        pen.blob(
            [(x + r * 0.55, y + r * 0.6), (x + r * 0.9, y), (x + r * 0.4, y - r * 0.8), (x + r * 0.55, y - 0.1 * r)],
            shade(colour, -0.07),
        )
        pen.line([(x, y + r * 0.78), (x + r * 0.1, y + r * 1.2)], 0.03, ink.wood)
        pen.blob(
            [(x + r * 0.1, y + r), (x + r * 0.35, y + r * 1.3), (x + r * 0.7, y + r * 1.25), (x + r * 0.4, y + r)],
            ink.leaf,
        )
