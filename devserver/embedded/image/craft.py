# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Things that travel: ships, trains, cars, bicycles, planes, rockets, balloons.

Drawn 1 high, y upwards, to the right.
"""

from __future__ import annotations

import math
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, arc


def ship(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a two-masted sailing ship under full sail."""
    for x, top in ((-0.2, 0.88), (0.18, 1.0)):
        pen.line([(x, 0.18), (x, top)], 0.018, ink.wood)
        _sail(pen, x, 0.3, top - 0.32, 0.25, ink.pale)
        _sail(pen, x, top - 0.3, top - 0.06, 0.18, shade(ink.pale, -0.04))
        pen.polygon([(x, top), (x - 0.14, top + 0.035), (x, top + 0.06)], ink.accent)
    pen.polygon([(0.28, 0.86), (0.66, 0.29), (0.3, 0.34)], shade(ink.pale, -0.06))
    pen.line([(0.42, 0.24), (0.74, 0.34)], 0.016, ink.wood)
    for x0, y0, x1, y1 in ((0.18, 0.98, 0.72, 0.33), (-0.2, 0.86, 0.18, 0.98), (-0.2, 0.86, -0.5, 0.28)):
        pen.line([(x0, y0), (x1, y1)], 0.005, ink.dark)
    hull = [
        (-0.56, 0.3),
        (-0.45, 0.22),
        (0.4, 0.2),
        (0.56, 0.28),
        (0.44, 0.02),
        (0.3, -0.08),
        (-0.34, -0.08),
        (-0.48, 0.04),
    ]
    pen.polygon(hull, ink.body)
    pen.polygon(
        [(-0.5, 0.1), (0.485, 0.1), (0.44, 0.02), (0.3, -0.08), (-0.34, -0.08), (-0.48, 0.04)], shade(ink.body, -0.09)
    )
    pen.line([(-0.54, 0.26), (-0.43, 0.185), (0.4, 0.165), (0.53, 0.24)], 0.02, ink.pale)
    for i in range(6):
        pen.ellipse(-0.34 + 0.13 * i, 0.11, 0.022, 0.022, ink.glow)


def _sail(pen: Pen, x: float, low: float, high: float, half: float, colour: RGB) -> None:
    left, right = x - half * 0.75, x + half * 0.55
    belly = half * 0.5
    pen.polygon(
        [
            (left, high),
            (right, high),
            *arc(right, (low + high) / 2, belly, (high - low) / 2, 90, -90, 12),
            (right, low),
            (left, low),
            *reversed(arc(left, (low + high) / 2, belly * 0.6, (high - low) / 2, 90, -90, 12)),
        ],
        colour,
    )
    pen.polygon(
        [(left + belly * 0.5, low), (right, low), *arc(right, (low + high) / 2, belly, (high - low) / 2, -90, -20, 8)],
        shade(colour, -0.06),
    )


def boat(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a small sailing boat."""
    pen.line([(0, 0.1), (0, 1.0)], 0.02, ink.wood)
    pen.polygon([(0.02, 0.98), (0.45, 0.24), (0.02, 0.22)], ink.pale)
    pen.polygon([(-0.03, 0.9), (-0.36, 0.26), (-0.03, 0.24)], mix(ink.pale, ink.accent, 0.6))
    pen.polygon([(-0.5, 0.18), (0.52, 0.18), (0.36, -0.04), (-0.38, -0.04)], ink.body)
    pen.polygon([(-0.45, 0.09), (0.46, 0.09), (0.36, -0.04), (-0.38, -0.04)], shade(ink.body, -0.1))


def train(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a steam locomotive with two carriages."""
    for x in (-2.35, -1.15):
        _carriage(pen, x, ink)
    pen.rect(0.06, 0.28, 1.1, 0.68, ink.body)
    pen.ellipse(1.1, 0.48, 0.06, 0.2, shade(ink.body, -0.1))
    for x in (0.35, 0.62, 0.9):
        pen.rect(x, 0.28, x + 0.025, 0.68, ink.glow)
    pen.rect(-0.02, 0.26, 0.36, 0.92, shade(ink.body, -0.04))
    pen.rect(-0.07, 0.9, 0.42, 0.98, ink.dark)
    pen.rect(0.06, 0.58, 0.28, 0.82, ink.glow)
    pen.polygon([(0.86, 0.66), (1.02, 0.66), (1.08, 0.98), (0.8, 0.98)], ink.dark)
    pen.ellipse(0.62, 0.7, 0.08, 0.08, ink.second)
    pen.polygon([(1.08, 0.22), (1.4, 0.02), (1.08, 0.02)], ink.accent)
    pen.ellipse(1.16, 0.6, 0.055, 0.055, ink.glow)
    for x, r in ((0.12, 0.15), (0.46, 0.15), (0.78, 0.11), (1.02, 0.11)):
        _wheel(pen, x, r, ink, phase)
    pen.line(
        [(0.12, 0.15 + 0.06 * math.sin(phase * 6.28)), (0.78, 0.13 + 0.06 * math.sin(phase * 6.28))], 0.03, ink.pale
    )


def _carriage(pen: Pen, x: float, ink: Inks) -> None:
    pen.rect(x, 0.2, x + 1.05, 0.85, mix(ink.second, ink.body, 0.25))
    pen.blob([(x - 0.02, 0.84), (x + 0.05, 0.93), (x + 1.0, 0.93), (x + 1.08, 0.84)], ink.dark)
    pen.rect(x, 0.2, x + 1.05, 0.36, shade(mix(ink.second, ink.body, 0.25), -0.09))
    for i in range(4):
        pen.rect(x + 0.1 + i * 0.24, 0.48, x + 0.25 + i * 0.24, 0.72, ink.glow)
    for dx in (0.2, 0.82):
        _wheel(pen, x + dx, 0.12, ink, 0)
    pen.rect(x + 1.05, 0.24, x + 1.2, 0.3, ink.dark)


def _wheel(pen: Pen, x: float, r: float, ink: Inks, phase: float) -> None:
    pen.ellipse(x, r - 0.02, r, r, ink.dark)
    pen.ellipse(x, r - 0.02, r * 0.72, r * 0.72, mix(ink.accent, ink.dark, 0.25))
    for i in range(4):
        a = math.radians(i * 45 - phase * 45)
        dx, dy = r * 0.7 * math.cos(a), r * 0.7 * math.sin(a)
        pen.line([(x - dx, r - 0.02 - dy), (x + dx, r - 0.02 + dy)], r * 0.12, ink.dark)
    pen.ellipse(x, r - 0.02, r * 0.2, r * 0.2, ink.pale)


def car(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a round small car."""
    pen.blob(
        [
            (-0.95, 0.2),
            (-0.95, 0.5),
            (-0.55, 0.62),
            (-0.32, 0.95),
            (0.32, 0.95),
            (0.58, 0.62),
            (0.95, 0.5),
            (1.0, 0.2),
            (0, 0.16),
        ],
        ink.body,
    )
    pen.blob([(-0.95, 0.2), (-0.97, 0.36), (0, 0.36), (1.0, 0.36), (1.0, 0.2), (0, 0.16)], shade(ink.body, -0.08))
    pen.polygon([(-0.42, 0.6), (-0.26, 0.86), (-0.03, 0.86), (-0.03, 0.6)], ink.glow)
    pen.polygon([(0.04, 0.6), (0.04, 0.86), (0.26, 0.86), (0.44, 0.6)], ink.glow)
    pen.ellipse(0.93, 0.44, 0.05, 0.07, ink.pale)
    pen.rect(0.06, 0.5, 0.16, 0.53, ink.dark)
    for x in (-0.56, 0.56):
        _wheel(pen, x, 0.2, ink, phase)


def bicycle(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a bicycle."""
    for x in (-0.5, 0.5):
        pen.ring(x, 0.33, 0.31, 0.035, ink.dark)
        for i in range(6):
            a = math.radians(i * 30 + phase * 30)
            pen.line(
                [(x - 0.3 * math.cos(a), 0.33 - 0.3 * math.sin(a)), (x + 0.3 * math.cos(a), 0.33 + 0.3 * math.sin(a))],
                0.006,
                ink.dark,
            )
    hub, saddle, bar = (-0.05, 0.33), (-0.17, 0.7), (0.36, 0.73)
    tubes = [
        ((-0.5, 0.33), hub),
        (hub, (-0.2, 0.78)),
        ((-0.5, 0.33), saddle),
        (saddle, bar),
        (hub, bar),
        ((0.5, 0.33), (0.34, 0.88)),
    ]
    for start, end in tubes:
        pen.line([start, end], 0.045, ink.body)
    pen.line([(-0.33, 0.8), (-0.08, 0.8)], 0.06, ink.dark)
    pen.line([(0.34, 0.88), (0.5, 0.93), (0.52, 0.84)], 0.035, ink.dark)
    pen.ellipse(-0.05, 0.33, 0.08, 0.08, ink.accent)


def plane(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an airliner from the side."""
    pen.polygon([(-0.1, 0.5), (-0.5, 0.8), (-0.3, 0.8), (0.25, 0.52)], shade(ink.body, -0.12))
    pen.blob([(-1.1, 0.55), (-0.6, 0.66), (0.6, 0.66), (1.0, 0.52), (0.7, 0.4), (-0.6, 0.42)], ink.pale)
    pen.blob([(-1.05, 0.53), (-0.6, 0.5), (0.6, 0.5), (0.98, 0.5), (0.7, 0.4), (-0.6, 0.42)], ink.body)
    pen.polygon([(-0.75, 0.6), (-1.2, 1.0), (-0.98, 1.0), (-0.55, 0.62)], ink.body)
    for i in range(9):
        pen.ellipse(-0.4 + i * 0.11, 0.58, 0.022, 0.022, ink.dark)
    pen.polygon([(0.2, 0.46), (-0.45, 0.1), (-0.2, 0.1), (0.5, 0.46)], shade(ink.body, -0.05))
    pen.polygon([(0.82, 0.6), (0.95, 0.54), (0.78, 0.54)], ink.dark)


def rocket(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a rocket on its flame."""
    flame = 0.16 + 0.05 * math.sin(phase * 6.28 * 2)
    pen.blob([(-0.1, 0.12), (0, -flame), (0.1, 0.12), (0, 0.16)], ink.glow)
    pen.blob([(-0.05, 0.12), (0, -flame * 0.5), (0.05, 0.12), (0, 0.16)], ink.pale)
    for side in (-1, 1):
        pen.polygon([(side * 0.14, 0.38), (side * 0.33, 0.06), (side * 0.12, 0.16)], ink.accent)
    pen.blob([(-0.11, 0.12), (-0.18, 0.5), (0, 1.02), (0.18, 0.5), (0.11, 0.12)], ink.pale)
    pen.blob([(0.03, 0.12), (0.06, 0.5), (0.0, 1.0), (0.18, 0.5), (0.11, 0.12)], shade(ink.pale, -0.08))
    pen.polygon([(-0.1, 0.8), *arc(0, 0.8, 0.115, 0.21, 0, 180, 10)], ink.body)
    pen.ellipse(0, 0.58, 0.085, 0.085, ink.body)
    pen.ellipse(0, 0.58, 0.06, 0.06, ink.glow)


def balloon(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a hot-air balloon in stripes."""
    pen.polygon([(-0.08, 0.02), (0.08, 0.02), (0.1, 0.14), (-0.1, 0.14)], ink.wood)
    for x in (-1, 1):
        pen.line([(x * 0.09, 0.13), (x * 0.14, 0.33)], 0.009, ink.dark)
    for i, share in enumerate((1.0, 0.68, 0.3)):
        colour = (ink.body, ink.pale, ink.body)[i]
        w = 0.4 * share
        pen.blob(
            [
                (-0.11 * share, 0.3),
                (-w, 0.62),
                (-w * 0.72, 0.92),
                (0, 1.03),
                (w * 0.72, 0.92),
                (w, 0.62),
                (0.11 * share, 0.3),
            ],
            colour,
        )
    pen.rect(-0.11, 0.28, 0.11, 0.32, ink.second)


def ufo(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a flying saucer."""
    pen.polygon([*arc(0, 0.5, 0.3, 0.4, 0, 180), (-0.3, 0.5)], mix(ink.glow, ink.pale, 0.4))
    pen.ellipse(0, 0.45, 0.85, 0.17, ink.body)
    pen.ellipse(0, 0.4, 0.62, 0.1, shade(ink.body, -0.1))
    for i in range(7):
        pen.ellipse(-0.66 + 0.22 * i, 0.45 - 0.05 * math.cos((i - 3) / 3), 0.04, 0.03, ink.glow)
