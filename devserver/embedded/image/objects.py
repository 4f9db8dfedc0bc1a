"""Objects: book, clock, lamp, cup, instruments, heart, eye, mask, gears and the like. Drawn 1 high, y upwards."""

from __future__ import annotations

import math
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, arc


def book(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an open book with lines of writing."""
    pen.polygon([(-0.85, 0.08), (0, 0.0), (0.85, 0.08), (0.85, 0.78), (0, 0.68), (-0.85, 0.78)], ink.body)
    for side in (-1, 1):
        top = [(side * 0.8 * t, 0.68 + 0.16 * math.sin(math.pi * t**0.7)) for t in (i / 10 for i in range(11))]
        low = [(side * 0.8 * t, 0.05 + 0.13 * math.sin(math.pi * t**0.7)) for t in (i / 10 for i in range(11))]
        pen.polygon([*top, *reversed(low)], ink.pale if side > 0 else shade(ink.pale, -0.04))
        for row in range(5):
            y = 0.17 + row * 0.1
            length = 0.78 - (0.2 if row == 0 else 0)
            line = [
                (side * length * t, y + 0.13 * math.sin(math.pi * t**0.7))
                for t in (0.14 + 0.86 * i / 8 for i in range(9))
            ]
            pen.line(line, 0.016, mix(ink.pale, ink.dark, 0.45))
    pen.line([(0, 0.03), (0, 0.7)], 0.015, mix(ink.pale, ink.dark, 0.4))


def books(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a pile of books with an open one on top."""
    y = 0.0
    for i in range(4):
        tall, half, shift = chance.uniform(0.09, 0.14), chance.uniform(0.42, 0.55), chance.uniform(-0.05, 0.05)
        colour = (ink.accent, ink.second, ink.leaf, ink.roof)[i]
        pen.rect(shift - half, y, shift + half, y + tall, colour)
        pen.rect(shift - half + 0.03, y + 0.02, shift + half + 0.01, y + tall - 0.02, ink.pale)
        pen.rect(shift - half, y, shift - half + 0.1, y + tall, shade(colour, -0.06))
        y += tall
    book(pen.at(0, y, 0.55), ink, chance)


def clock(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a clock face with hands; its pendulum swings below."""
    swing = 0.12 * math.sin(phase * 2 * math.pi)
    pen.limb((0, 0.4), (swing, 0.05), 0.012, 0.012, ink.wood)
    pen.ellipse(swing, 0.05, 0.07, 0.07, ink.glow)
    pen.ellipse(0, 0.63, 0.37, 0.37, ink.body)
    pen.ellipse(0, 0.63, 0.31, 0.31, ink.pale)
    for i in range(12):
        a = math.radians(i * 30)
        r0 = 0.235 if i % 3 else 0.21
        pen.line(
            [(r0 * math.cos(a), 0.63 + r0 * math.sin(a)), (0.275 * math.cos(a), 0.63 + 0.275 * math.sin(a))],
            0.022 if i % 3 == 0 else 0.012,
            ink.dark,
        )
    hour, minute = chance.uniform(0, 360), chance.uniform(0, 360)
    for angle, reach, thick in ((hour, 0.15, 0.028), (minute, 0.235, 0.018)):
        a = math.radians(angle)
        pen.limb(
            (-0.03 * math.cos(a), 0.63 - 0.03 * math.sin(a)),
            (reach * math.cos(a), 0.63 + reach * math.sin(a)),
            thick,
            thick * 0.4,
            ink.dark,
        )
    pen.ellipse(0, 0.63, 0.03, 0.03, ink.accent)


def broken_clock(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a clock that has burst: shards fly from it, a spring stands out."""
    clock(pen, ink, chance, phase)
    for i in range(9):
        a, r = math.radians(i * 40 + chance.uniform(-12, 12)), chance.uniform(0.42, 0.62)
        x, y, s = r * math.cos(a), 0.63 + r * math.sin(a), chance.uniform(0.03, 0.08)
        pen.polygon(
            [(x, y + s), (x + s, y - s * 0.4), (x - s * 0.7, y - s)], chance.choice((ink.body, ink.pale, ink.accent))
        )
    crack = [(0.05, 0.94), (-0.02, 0.82), (0.05, 0.74), (-0.04, 0.66), (0.06, 0.56), (-0.02, 0.42), (0.03, 0.32)]
    pen.line(crack, 0.016, ink.dark)
    spring = [
        (0.3 + 0.4 * t + 0.05 * math.cos(t * 40), 0.8 + 0.25 * t + 0.05 * math.sin(t * 40))
        for t in (i / 60 for i in range(61))
    ]
    pen.line(spring, 0.012, ink.glow)


def lamp(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a street lamp."""
    pen.rect(-0.05, 0, 0.05, 0.04, ink.dark)
    pen.limb((0, 0.02), (0, 0.8), 0.022, 0.014, ink.dark)
    pen.polygon([(-0.05, 0.78), (0.05, 0.78), (0.075, 0.92), (-0.075, 0.92)], ink.glow)
    pen.polygon([(-0.09, 0.92), (0.09, 0.92), (0, 1.0)], ink.dark)


def candle(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a candle with its flame."""
    lean = 0.02 * math.sin(phase * 6.28)
    pen.ellipse(0, 0.03, 0.28, 0.05, ink.second)
    pen.rect(-0.1, 0.03, 0.1, 0.58, ink.pale)
    pen.rect(0.03, 0.03, 0.1, 0.58, shade(ink.pale, -0.08))
    pen.limb((-0.08, 0.58), (-0.085, 0.45), 0.03, 0.022, ink.pale)
    pen.line([(0, 0.58), (0, 0.66)], 0.014, ink.dark)
    pen.blob([(0, 0.62), (0.09, 0.74), (lean, 1.0), (-0.09, 0.74)], mix(ink.accent, (255, 170, 60), 0.7))
    pen.blob([(0, 0.64), (0.045, 0.72), (lean * 0.6, 0.86), (-0.045, 0.72)], (255, 238, 170))


def cup(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a pot-bellied cup with steam."""
    pen.ring(0.42, 0.36, 0.17, 0.07, shade(ink.body, -0.06))
    pen.blob([(-0.4, 0.66), (-0.42, 0.3), (-0.2, 0.02), (0.2, 0.02), (0.42, 0.3), (0.4, 0.66)], ink.body)
    pen.ellipse(0, 0.64, 0.39, 0.08, shade(ink.body, -0.12))
    pen.rect(-0.41, 0.36, 0.41, 0.43, ink.pale)
    for x in (-0.12, 0.1):
        pen.line(
            [(x + 0.05 * math.sin(t * 9 + phase * 6.28), 0.72 + 0.3 * t) for t in (i / 9 for i in range(10))],
            0.025,
            ink.pale,
        )


def heart(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a heart that beats."""
    beat = 1 + 0.05 * math.sin(phase * 6.28)
    outline = []
    for i in range(60):
        t = i / 60 * 2 * math.pi
        x = 16 * math.sin(t) ** 3
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        outline.append((x / 34 * beat, 0.53 + y / 34 * beat))
    pen.polygon(outline, ink.body)
    pen.polygon([(x * 0.78 + 0.04, 0.53 + (y - 0.53) * 0.78 - 0.01) for x, y in outline], shade(ink.body, -0.05))
    pen.polygon([(x * 0.55, 0.53 + (y - 0.53) * 0.55 + 0.02) for x, y in outline], shade(ink.body, 0.06))
    pen.ellipse(-0.24, 0.72, 0.07, 0.1, mix(ink.body, ink.pale, 0.6))


def eye(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a large eye with lashes."""
    lid = 0.36 * (1 if phase < 0.85 else 0.3)
    pen.polygon([*arc(0, 0.5, 0.75, lid, 0, 360)], ink.pale)
    pen.ellipse(0, 0.5, min(0.31, lid), min(0.31, lid), ink.body)
    for i in range(24):
        a = math.radians(i * 15)
        r = min(0.29, lid * 0.95)
        pen.line(
            [(0.12 * math.cos(a), 0.5 + 0.12 * math.sin(a)), (r * math.cos(a), 0.5 + r * math.sin(a))],
            0.012,
            shade(ink.body, 0.1),
        )
    pen.ellipse(0, 0.5, 0.14, 0.14, ink.dark)
    pen.ellipse(0.07, 0.57, 0.045, 0.045, ink.pale)
    pen.line(arc(0, 0.5, 0.75, lid, 0, 180), 0.04, ink.dark)
    for i in range(9):
        a = math.radians(25 + i * 16)
        x, y = 0.75 * math.cos(a), 0.5 + lid * math.sin(a)
        pen.line([(x, y), (x * 1.12, y + 0.11)], 0.02, ink.dark)


def gears(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a train of toothed wheels that turn."""
    for x, y, r, teeth, way, colour in (
        (-0.3, 0.35, 0.33, 14, 1, ink.body),
        (0.3, 0.56, 0.26, 11, -1, ink.second),
        (-0.02, 0.86, 0.17, 8, 1, ink.accent),
        (0.62, 0.2, 0.2, 9, 1, ink.wall),
    ):
        rim = []
        for i in range(teeth * 4):
            a = (i / (teeth * 4) + way * phase / teeth) * 2 * math.pi
            reach = r * (1.12 if i % 4 in (1, 2) else 0.93)
            rim.append((x + reach * math.cos(a), y + reach * math.sin(a)))
        pen.polygon([(a + 0.02, b - 0.025) for a, b in rim], ink.dark)
        pen.polygon(rim, colour)
        pen.ellipse(x, y, r * 0.72, r * 0.72, shade(colour, -0.08))
        for i in range(5):
            a = (i / 5 + way * phase / teeth) * 2 * math.pi
            pen.limb((x, y), (x + r * 0.75 * math.cos(a), y + r * 0.75 * math.sin(a)), r * 0.11, r * 0.08, colour)
        pen.ellipse(x, y, r * 0.24, r * 0.24, colour)
        pen.ellipse(x, y, r * 0.11, r * 0.11, ink.dark)


def computer(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an old computer with a lit screen."""
    case = mix(ink.wall, ink.body, 0.3)
    pen.polygon([(-0.62, 0), (0.62, 0), (0.55, 0.1), (-0.55, 0.1)], shade(case, -0.1))
    pen.blob([(-0.5, 0.16), (-0.52, 0.6), (-0.48, 0.98), (0.48, 0.98), (0.52, 0.6), (0.5, 0.16)], case)
    pen.blob([(-0.4, 0.3), (-0.41, 0.6), (-0.38, 0.88), (0.38, 0.88), (0.41, 0.6), (0.4, 0.3)], ink.dark)
    for row in range(6):
        y, x = 0.78 - row * 0.08, -0.32
        while x < 0.25:
            wide = chance.uniform(0.04, 0.16)
            pen.rect(x, y, min(x + wide, 0.32), y + 0.03, ink.glow if (row + int(phase * 6)) % 3 else ink.accent)
            x += wide + 0.04
    pen.ellipse(0.4, 0.21, 0.02, 0.02, ink.accent)


def guitar(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a guitar that leans, with notes around it."""
    pen.limb((0.0, 0.55), (0.12, 0.95), 0.03, 0.024, ink.wood)
    pen.polygon([(0.09, 0.93), (0.16, 0.92), (0.2, 1.04), (0.1, 1.06)], ink.dark)
    pen.blob(
        [
            (-0.25, 0.12),
            (-0.06, 0.0),
            (0.12, 0.1),
            (0.1, 0.3),
            (0.14, 0.46),
            (0.02, 0.56),
            (-0.13, 0.5),
            (-0.19, 0.35),
            (-0.29, 0.28),
        ],
        ink.body,
    )
    pen.ellipse(-0.03, 0.36, 0.07, 0.07, ink.dark)
    pen.line([(-0.12, 0.14), (0.02, 0.1)], 0.025, ink.dark)
    for shift in (-0.012, 0.0, 0.012):
        pen.line([(-0.06 + shift, 0.12), (0.13 + shift, 0.97)], 0.004, ink.pale)
    for x, y, colour in (
        (-0.45, 0.6, ink.accent),
        (0.42, 0.35, ink.second),
        (0.45, 0.78, ink.glow),
        (-0.3, 0.88, ink.second),
    ):
        note(pen.at(x, y + 0.03 * math.sin(phase * 6.28 + x * 9), 0.22), colour)


def note(pen: Pen, colour: RGB) -> None:
    """Draw a note of music, 1 high."""
    pen.ellipse(0, 0.14, 0.2, 0.14, colour)
    pen.rect(0.13, 0.14, 0.2, 0.95, colour)
    pen.polygon([(0.13, 0.95), (0.2, 0.95), (0.5, 0.6), (0.45, 0.45), (0.2, 0.68)], colour)


def piano(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a grand piano, its lid open, with notes rising."""
    for x in (-0.6, 0.55):
        pen.limb((x, 0.35), (x * 0.97, 0.0), 0.05, 0.03, ink.dark)
    pen.polygon([(-0.7, 0.55), (-0.55, 1.0), (0.5, 0.86), (0.75, 0.55)], shade(ink.body, -0.04))
    pen.blob([(-0.75, 0.34), (-0.75, 0.55), (0.0, 0.57), (0.75, 0.55), (0.72, 0.36), (0, 0.33)], ink.body)
    pen.rect(-0.82, 0.4, -0.1, 0.47, ink.pale)
    for i in range(12):
        if i % 7 not in (2, 6):
            pen.rect(-0.79 + i * 0.057, 0.43, -0.76 + i * 0.057, 0.47, ink.dark)
    for i, colour in enumerate((ink.accent, ink.second, ink.glow)):
        note(pen.at(-0.2 + 0.33 * i, 0.95 + 0.12 * (i % 2) + 0.04 * math.sin(phase * 6.28 + i), 0.22), colour)


def crystal(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a cluster of cut crystals."""
    for x, lean, tall, half in (
        (-0.3, -0.25, 0.6, 0.11),
        (0.32, 0.22, 0.68, 0.12),
        (0.0, 0.03, 1.0, 0.17),
        (0.14, 0.3, 0.42, 0.09),
    ):
        tip = (x + lean * tall, tall)
        left, right = (x - half + lean * tall * 0.7, tall * 0.78), (x + half + lean * tall * 0.7, tall * 0.74)
        middle = (x + lean * tall * 0.68, tall * 0.7)
        pen.polygon([(x - half, 0), left, middle, (x, 0)], shade(ink.body, 0.1))
        pen.polygon([(x, 0), middle, right, (x + half, 0)], shade(ink.body, -0.06))
        pen.polygon([left, tip, middle], mix(ink.body, ink.pale, 0.7))
        pen.polygon([middle, tip, right], shade(ink.body, 0.03))


def umbrella(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an open umbrella."""
    pen.line([(0, 0.12), (0, 0.92)], 0.022, ink.dark)
    pen.ring(0.06, 0.12, 0.06, 0.022, ink.dark, 180, 360)
    scallops = [p for i in range(4) for p in arc(-0.45 + 0.3 * i, 0.55, 0.15, 0.06, 180, 0, 8)]
    pen.polygon([*arc(0, 0.55, 0.6, 0.4, 180, 0), *reversed(scallops)], ink.body)
    pen.polygon([*arc(0, 0.55, 0.3, 0.4, 180, 0), (0.3, 0.55), (0, 0.6), (-0.3, 0.55)], shade(ink.body, -0.07))


def spiral(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a dream: a spiral of shrinking moons."""
    for i in range(34):
        t = i / 33
        a, r = t * 14 + phase, 0.5 * (1 - t) ** 0.8
        size = 0.075 * (1 - t) + 0.008
        colour = (ink.accent, ink.second, ink.glow, ink.pale)[i % 4]
        pen.ellipse(r * math.cos(a), 0.5 + r * math.sin(a), size, size, colour)


def table(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a table laid with a pot, bowl of fruit, bread and a cup."""
    cloth = mix(ink.second, ink.pale, 0.35)
    for x in (-1.15, 1.15):
        pen.limb((x, 0.42), (x, 0.0), 0.06, 0.045, ink.wood)
    pen.polygon(
        [
            (-1.4, 0.54),
            (1.4, 0.54),
            (1.34, 0.34),
            (1.0, 0.25),
            (0.5, 0.33),
            (0, 0.24),
            (-0.5, 0.33),
            (-1.0, 0.25),
            (-1.34, 0.34),
        ],
        cloth,
    )
    for i in range(9):
        pen.rect(-1.26 + i * 0.3, 0.3, -1.14 + i * 0.3, 0.54, mix(cloth, ink.accent, 0.45))
    pen.rect(-1.42, 0.52, 1.42, 0.57, ink.pale)
    _pot(pen.at(-0.75, 0.57, 0.5), ink)
    bowl = pen.at(0.15, 0.57, 0.38)
    for x, y, colour in (
        (-0.3, 0.55, ink.accent),
        (0.0, 0.68, ink.second),
        (0.3, 0.55, (226, 178, 70)),
        (0.02, 0.5, ink.leaf),
    ):
        bowl.ellipse(x, y, 0.24, 0.24, colour)
    bowl.polygon([*arc(0, 0.42, 0.62, 0.42, 180, 360), (0.62, 0.45), (-0.62, 0.45)], ink.body)
    cup(pen.at(0.9, 0.57, 0.3), ink, chance, phase)


def _pot(pen: Pen, ink: Inks) -> None:
    pen.ring(0.55, 0.42, 0.2, 0.07, ink.body)
    pen.polygon([(-0.4, 0.35), (-0.8, 0.68), (-0.68, 0.74), (-0.35, 0.55)], ink.body)
    pen.blob([(-0.3, 0.0), (-0.52, 0.35), (-0.3, 0.7), (0.3, 0.7), (0.52, 0.35), (0.3, 0.0)], ink.body)
    pen.blob([(0.0, 0.0), (0.15, 0.35), (0.05, 0.7), (0.3, 0.7), (0.52, 0.35), (0.3, 0.0)], shade(ink.body, -0.07))
    pen.polygon([*arc(0, 0.68, 0.3, 0.14, 180, 0), (-0.3, 0.68)], shade(ink.body, -0.04))
    pen.ellipse(0, 0.84, 0.06, 0.06, ink.accent)
    pen.ellipse(-0.22, 0.48, 0.06, 0.1, mix(ink.body, ink.pale, 0.5))
