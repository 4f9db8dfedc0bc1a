# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Pictures without a scenery: shapes and rhythms that follow the sound of the words.

Round vowels and soft consonants give round shapes, hard consonants and bright vowels pointed ones; long words give
large shapes, short ones small; the order of the words is the order of the shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.grain import cloudy, stipple, wash
from devserver.embedded.image.land import grained
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Point, Sheet, arc, flowing

ROUND, SHARP = frozenset("aouäöübmlgwdnjо"), frozenset("eiktpzxqscvfr")


@dataclass(frozen=True)
class Beat:
    """What one word gives: how large (0 to 1), how pointed (0 to 1), and how often it repeats (1 to 6)."""

    size: float
    sharp: float
    count: int


def beats(words: tuple[str, ...]) -> tuple[Beat, ...]:
    """Turn words into beats; at most two dozen."""
    return tuple(_beat(word) for word in words[:24]) or (Beat(0.5, 0.5, 3),)


def _beat(word: str) -> Beat:
    word = word[:40]
    soft = sum(letter in ROUND for letter in word)
    hard = sum(letter in SHARP for letter in word)
    vowels = sum(letter in "aeiouyäöü" for letter in word)
    return Beat(min(len(word), 12) / 12, hard / max(1, soft + hard), min(max(1, vowels), 6))


def ground(scene: Scene) -> Layer:
    """Lay the ground of a composition: paper, or an evening of one colour, softly clouded."""
    p, sheet = scene.palette, Sheet(scene.view)
    size = (sheet.width, sheet.height)
    if p.hour in ("night", "gloom"):
        first, last = shade(p.top, -0.02), mix(p.top, p.accent, 0.22)
    else:
        first, last = mix(p.paper, p.middle, 0.12), mix(p.paper, p.accent, 0.16)
    body = wash(size, ((0, first), (1, last))).convert("RGBA")
    cloud = cloudy(size, scene.chance, 3).point(lambda v: v // 3)
    return Layer(
        (stipple(body, shade(last, -0.1), cloud, 41),), sheet.left / scene.view.height, sheet.top / scene.view.height
    )


def colours(scene: Scene) -> tuple[RGB, ...]:
    """Give the colours that shapes are filled with, the strongest first and most often."""
    p = scene.palette
    tones = (
        p.accent,
        p.second,
        mix(p.accent, p.paper, 0.45),
        p.top if p.hour == "day" else p.low,
        p.accent,
        p.leaf,
        p.ink,
    )
    return tuple(shade(tone, 0.1) if p.hour == "night" and tone == p.leaf else tone for tone in tones)


def flow(scene: Scene, rhythm: tuple[Beat, ...]) -> Iterator[Layer]:
    """Draw ribbons that follow a field, around a disc."""
    view, chance = scene.view, scene.chance
    yield ground(scene)
    yield disc(scene, scene.focus, 0.4, 0.2 * view.span)
    field = np.asarray(cloudy((128, 128), chance, 2, 2), dtype=np.float32) / np.float32(255)
    inks = colours(scene)
    for group in range(3):
        sheet = Sheet(view)
        pen = sheet.pen()
        for i in range(95 + round(80 * scene.energy)):
            beat = rhythm[(i + group) % len(rhythm)]
            start = (chance.uniform(*view.box[::2]), chance.uniform(*view.box[1::2]))
            line = _stream(field, start, view.aspect, 14 + round(34 * beat.size), 0.4 + scene.energy + beat.sharp)
            _ribbon(
                pen,
                line,
                view.span * (0.0025 + 0.011 * beat.size * (1 - 0.6 * beat.sharp)),
                inks[(i // 3 + group) % len(inks)],
            )
        yield sheet.layer(
            0.2 + 0.3 * group, Motion(sway=(0.01 + 0.008 * group, 0.008), period=4 + group, phase=group / 3)
        )


def _stream(field: NDArray[np.float32], start: Point, aspect: float, steps: int, turns: float) -> list[Point]:
    (x, y), points = start, [start]
    for _ in range(steps):
        column, row = int(min(max(x / aspect, 0), 0.999) * 128), int(min(max(y, 0), 0.999) * 128)
        angle = float(field[row, column]) * math.pi * 2 * turns
        x, y = x + 0.011 * math.cos(angle), y + 0.011 * math.sin(angle)
        points.append((x, y))
    return points


def _ribbon(pen: Pen, line: list[Point], width: float, colour: RGB) -> None:
    """Draw a stroke that swells in its middle."""
    left, right = [], []
    for i in range(1, len(line)):
        (ax, ay), (bx, by) = line[i - 1], line[i]
        length = math.hypot(bx - ax, by - ay) or 1e-6
        half = width * math.sin(math.pi * i / len(line))
        nx, ny = (ay - by) / length * half, (bx - ax) / length * half
        left.append((bx + nx, by + ny))
        right.append((bx - nx, by - ny))
    pen.polygon([*left, *reversed(right)], colour)


def disc(scene: Scene, x: float, y: float, r: float, colour: RGB | None = None) -> Layer:
    """Set a large disc, grained toward its foot."""
    sheet = Sheet(scene.view, (x - r, y - r, x + r, y + r))
    tone = colour or scene.palette.accent
    sheet.pen().ellipse(x, y, r * 0.99, r * 0.99, tone)
    return grained(
        sheet.layer(0.1, Motion(sway=(0, 0.008), period=5)), shade(tone, -0.12), ((0, 0), (0.4, 10), (1, 190)), 43
    )


def strata(scene: Scene, rhythm: tuple[Beat, ...]) -> Iterator[Layer]:
    """Lay cut paper in waves over each other, one for each word, each with its shadow."""
    view, p, chance = scene.view, scene.palette, scene.chance
    yield ground(scene)
    yield disc(scene, scene.focus, 0.24, 0.14 * view.span)
    left, _, right, bottom = view.box
    count = min(max(len(rhythm), 5), 9)
    for i in range(count):
        beat, y = rhythm[i % len(rhythm)], 0.3 + 0.62 * i / count
        tone = shade(
            mix(mix(p.low, p.accent, i / (count - 1)), (p.second, p.middle, p.top)[i % 3], 0.3),
            0.12 - 0.3 * i / count,
            1.15,
        )
        knots = 4 + beat.count + round(3 * beat.sharp)
        high = (0.03 + 0.07 * beat.size) * view.span
        spots = [
            (left - 0.1 + (right - left + 0.2) * k / knots, y + high * (1 if k % 2 else -1) * chance.uniform(0.3, 1))
            for k in range(knots + 1)
        ]
        edge = spots if beat.sharp > 0.66 else flowing(spots, 10)
        for tone_, drop in ((mix(tone, p.ink, 0.55), 0.0), (tone, 0.009)):
            sheet = Sheet(view, (left, y - high * 1.5, right, bottom))
            sheet.pen().polygon(
                [*((a, b + drop) for a, b in edge), (right + 0.1, bottom + 0.1), (left - 0.1, bottom + 0.1)], tone_
            )
            motion = Motion(sway=(0.012 + 0.004 * i, 0.005), period=4.5, phase=i * 0.17)
            layer = sheet.layer(0.2 + 0.08 * i, motion)
            if drop:
                yield grained(layer, shade(tone, 0.09), ((0, 130), (0.12, 60), (0.4, 0), (1, 0)), 47 + i)
            else:
                yield _faded(layer, 0.32)


def _faded(layer: Layer, share: float) -> Layer:
    for cell in layer.cells:
        cell.putalpha(cell.getchannel("A").point(lambda v: round(v * share)))
    return layer


def burst(scene: Scene, rhythm: tuple[Beat, ...]) -> Iterator[Layer]:
    """Send rays and rings from a point: the rings are the words, one after another."""
    view, p, chance = scene.view, scene.palette, scene.chance
    yield ground(scene)
    yield rays(scene, scene.focus, 0.45, 16 + 2 * len(rhythm))
    inks = colours(scene)
    rings = [rhythm[i % len(rhythm)] for i in range(min(max(len(rhythm), 6), 9))]
    for i, beat in enumerate(reversed(rings)):
        r = view.span * 0.068 * (len(rings) - i)
        sheet = Sheet(view, (scene.focus - r * 1.4, 0.45 - r * 1.4, scene.focus + r * 1.4, 0.45 + r * 1.4))
        pen = sheet.pen()
        spots = 4 + beat.count * 3
        turn = chance.uniform(0, 6.3)
        if beat.sharp > 0.5:
            rim = [
                _around((scene.focus, 0.45), r * (1.22 if k % 2 else 0.9), turn + k / spots * math.pi)
                for k in range(spots * 2)
            ]
            pen.polygon(rim, inks[i % len(inks)])
        else:
            pen.ellipse(scene.focus, 0.45, r, r, inks[i % len(inks)])
            for k in range(spots):
                x, y = _around((scene.focus, 0.45), r, turn + k / spots * 2 * math.pi)
                pen.ellipse(x, y, r * 0.16, r * 0.16, inks[(i + 1) % len(inks)])
        layer = sheet.layer(0.2 + 0.06 * i, Motion(sway=(0.006, 0.01), period=2 + 0.3 * i, phase=i * 0.2))
        yield grained(layer, mix(inks[i % len(inks)], p.ink, 0.35), ((0, 0), (0.5, 10), (1, 120)), 53 + i)


def _around(middle: Point, r: float, angle: float) -> Point:
    return middle[0] + r * math.cos(angle), middle[1] + r * math.sin(angle)


def rays(scene: Scene, x: float, y: float, count: int) -> Layer:
    """Draw rays from a point beyond every edge."""
    p, sheet = scene.palette, Sheet(scene.view)
    pen, far = sheet.pen(), 1.6 * max(1.0, scene.view.aspect)
    turn = scene.chance.uniform(0, 1)
    for i in range(count):
        a, b = (i + turn) / count * 2 * math.pi, (i + turn + 0.5) / count * 2 * math.pi
        tone = mix(p.middle if p.hour != "night" else p.top, p.accent, 0.25 if i % 2 else 0.12)
        pen.polygon([(x, y), _around((x, y), far, a), _around((x, y), far, b)], tone)
    layer = sheet.layer(0.08)
    return grained(layer, mix(p.accent, p.paper, 0.5), ((0, 0), (0.45, 90), (1, 0)), 59)


def mobile(scene: Scene, rhythm: tuple[Beat, ...]) -> Iterator[Layer]:
    """Hang the words as bodies on threads: round ones, pointed ones, with stars and dots between."""
    view, p, chance = scene.view, scene.palette, scene.chance
    yield ground(scene)
    inks, count = colours(scene), min(max(len(rhythm), 6), 10)
    line = p.ink if p.hour in ("day", "dusk") else p.paper
    for i in range(count):
        beat = rhythm[i % len(rhythm)]
        r = view.span * (0.07 + 0.13 * beat.size) * chance.uniform(0.8, 1.2)
        x = view.aspect * (0.1 + 0.8 * ((i * 0.618 + scene.motif.random() * 0.1) % 1))
        y = 0.18 + 0.64 * ((i * 0.38 + chance.uniform(0, 0.15)) % 1)
        sheet = Sheet(view, (x - r * 1.5, -0.1, x + r * 1.5, y + r * 1.6))
        pen = sheet.pen()
        pen.line(flowing([(x + r * 0.3, -0.1), (x + chance.uniform(-0.03, 0.03), y * 0.5), (x, y)], 8), 0.003, line)
        body(pen, (x, y), r, beat, inks[i % len(inks)], chance)
        if i % 2:
            pen.ellipse(x + r * 0.25, y - r * 0.2, r * 0.22, r * 0.22, inks[(i + 2) % len(inks)])
        layer = sheet.layer(0.3 + 0.05 * i, Motion(sway=(0.012, 0.006), period=3 + 0.4 * i, phase=i * 0.21))
        yield grained(layer, mix(inks[i % len(inks)], p.ink, 0.4), ((0, 0), (0.6, 0), (1, 110)), 61 + i)
    yield specks(scene, rhythm, inks)


def body(pen: Pen, spot: Point, r: float, beat: Beat, colour: RGB, chance: Random) -> None:
    """Draw the body of a word: a pebble when it sounds soft, a star when it sounds hard."""
    knots = 5 + beat.count
    turn = chance.uniform(0, 6.3)
    deep = 0.25 + 0.6 * beat.sharp
    rim = [
        _around(
            spot,
            r * (1 - deep * (k % 2) * (0.85 if beat.sharp > 0.55 else 0.35)) * chance.uniform(0.85, 1.15),
            turn + k / knots * math.pi,
        )
        for k in range(knots * 2)
    ]
    if beat.sharp > 0.55:
        pen.polygon(rim, colour)
    else:
        pen.blob(rim, colour)


def specks(scene: Scene, rhythm: tuple[Beat, ...], inks: tuple[RGB, ...]) -> Layer:
    """Scatter dots, crosses and small bows over the sheet in the rhythm of the words."""
    view, chance, sheet = scene.view, scene.chance, Sheet(scene.view)
    pen = sheet.pen()
    for i in range(40):
        beat = rhythm[i % len(rhythm)]
        x, y, r = chance.uniform(0, view.aspect), chance.uniform(0, 1), view.span * (0.003 + 0.008 * beat.size)
        colour = inks[i % len(inks)]
        if beat.sharp > 0.55:
            pen.line([(x - r, y - r), (x + r, y + r)], 0.003, colour)
            pen.line([(x - r, y + r), (x + r, y - r)], 0.003, colour)
        elif i % 3:
            pen.ellipse(x, y, r * 0.8, r * 0.8, colour)
        else:
            pen.line(arc(x, y, r * 2, r * 2, 0, 180, 10), 0.003, colour)
    return sheet.layer(0.8, Motion(sway=(0.01, 0.014), period=6))


def tiles(scene: Scene, rhythm: tuple[Beat, ...]) -> Iterator[Layer]:
    """Set a quilt of tiles: each word is a motif that returns in its order."""
    view, p, chance = scene.view, scene.palette, scene.chance
    yield ground(scene)
    side = view.span / (5 + min(len(rhythm), 4))
    inks, paper = colours(scene), scene.palette.paper
    sheet = Sheet(view)
    pen, i = sheet.pen(), 0
    for row in range(-1, math.ceil(1 / side) + 1):
        for column in range(-1, math.ceil(view.aspect / side) + 1):
            beat = rhythm[(column + row * 3) % len(rhythm)]
            back = inks[(column * 2 + row) % len(inks)] if (column + row) % 2 else mix(paper, p.middle, 0.2)
            front = inks[(i + beat.count) % len(inks)]
            _tile(pen, (column * side, row * side), side, (back, front if front != back else p.ink), beat, chance)
            i += 1
    layer = sheet.layer(0.2, Motion(sway=(0.02, 0.012), period=7))
    yield grained(layer, mix(p.ink, p.accent, 0.5), ((0, 0), (0.5, 30), (1, 90)), 67)
    yield disc(scene, scene.focus, 0.38, side * 1.5, p.accent)


def _tile(pen: Pen, corner: Point, side: float, pair: tuple[RGB, RGB], beat: Beat, chance: Random) -> None:
    (x, y), (back, front) = corner, pair
    pen.rect(x, y, x + side * 1.004, y + side * 1.004, back)
    turn = chance.randint(0, 3)
    cx, cy = x + side * (turn % 2), y + side * (turn // 2)
    start = {0: 0, 1: 90, 2: 270, 3: 180}[turn]
    if beat.sharp > 0.6:
        pen.polygon([(x, y), (x + side, y), (x + side * (turn % 2), y + side)], front)
    elif beat.size > 0.5:
        pen.polygon([(cx, cy), *arc(cx, cy, side, side, start, start + 90, 16)], front)
        pen.polygon([(cx, cy), *arc(cx, cy, side * 0.5, side * 0.5, start, start + 90, 16)], back)
    else:
        pen.ellipse(x + side / 2, y + side / 2, side * 0.34, side * 0.34, front)
        pen.ellipse(x + side / 2, y + side / 2, side * 0.12, side * 0.12, back)


COMPOSERS: dict[str, Callable[[Scene, tuple[Beat, ...]], Iterator[Layer]]] = {
    "flow": flow,
    "strata": strata,
    "burst": burst,
    "mobile": mobile,
    "tiles": tiles,
}


def composer(scene: Scene) -> str:
    """Choose how a scene without things is composed, by its moods and words, the same for every seed."""
    if scene.energy > 0.72:
        return scene.motif.choice(("burst", "flow"))
    if scene.energy < 0.3:
        return scene.motif.choice(("strata", "flow"))
    return scene.motif.choice(tuple(COMPOSERS))
