# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""The ground: mountains in haze, hills, plains, dunes, snow fields, roads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.grain import cloudy, ramp, stipple
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import STILL, Layer, Motion, Pen, Point, Sheet, flowing


def ground_colour(scene: Scene) -> RGB:
    """Give the colour of the ground, under snow where snow lies."""
    p = scene.palette
    if not scene.wintry:
        return p.land
    return mix(p.paper, p.top, 0.42 if p.hour == "night" else 0.1)


def grained(layer: Layer, colour: RGB, stops: tuple[tuple[float, int], ...], offset: int) -> Layer:
    """Shade every cell of a layer with dots that follow stops from top to bottom."""
    cells = tuple(stipple(cell, colour, ramp(cell.size, stops), offset) for cell in layer.cells)
    return replace(layer, cells=cells)


def mountains(scene: Scene, rows: int = 3) -> Iterator[Layer]:
    """Raise ranges behind each other, the far ones paler; with lit and shaded flanks and snow on the peaks."""
    view, p, chance = scene.view, scene.palette, scene.chance
    for row in range(rows):
        near = row / max(rows - 1, 1)
        height = view.span * (0.36 - 0.15 * near) * chance.uniform(0.9, 1.15)
        colour = p.hazy(mix(p.rock, p.leaf, 0.35 * near), 0.78 - 0.55 * near)
        base = scene.horizon + 0.012 + 0.01 * row
        yield _range(scene, base, height, colour, 0.1 + 0.12 * near, snowy=row < rows - 1)
        yield mist(scene, base, 0.1, 0.8 - 0.3 * near)


def _range(scene: Scene, base: float, height: float, colour: RGB, depth: float, snowy: bool) -> Layer:
    left, _, right, _ = scene.view.box
    sheet = Sheet(scene.view, (left, base - height * 1.3, right, base + 0.15))
    pen, chance = sheet.pen(), scene.chance
    light_side = 1 if scene.sun[0] > scene.view.aspect / 2 else -1
    x = left - height * chance.uniform(0.2, 0.8)
    pen.rect(left, base - height * 0.12, right, base + 0.2, colour)
    while x < right + height:
        tall = height * chance.choice((0.45, 0.6, 0.75, 1.0))
        _peak(pen, (x, base - tall), tall * chance.uniform(1.0, 1.5), base, colour, light_side, snowy, scene)
        x += height * chance.uniform(0.45, 0.95)
    layer = sheet.layer(depth)
    return grained(layer, mix(colour, scene.palette.low, 0.5), ((0, 0), (0.35, 15), (0.85, 150), (1, 170)), 13)


def _peak(
    pen: Pen, top: Point, spread: float, base: float, colour: RGB, light_side: int, snowy: bool, scene: Scene
) -> None:
    chance, p = scene.chance, scene.palette
    left = _slope(top, (top[0] - spread, base + 0.02), chance)
    right = _slope(top, (top[0] + spread, base + 0.02), chance)
    pen.polygon([*reversed(left), *right], colour)
    shaded, lit = (left, right) if light_side > 0 else (right, left)
    ridge = _slope(top, (top[0] + (base - top[1]) * 0.12 * light_side, base + 0.02), chance, 0.5)
    pen.polygon([*shaded, *reversed(ridge)], shade(colour, -0.055))
    if snowy and base - top[1] > 0.12 or scene.wintry:
        white = mix(p.paper, p.low, 0.25) if p.hour != "night" else mix(p.paper, p.top, 0.45)
        _cap(pen, top, lit, shaded, white, shade(mix(white, colour, 0.35), -0.02), chance)


def _cap(pen: Pen, top: Point, lit: list[Point], shaded: list[Point], white: RGB, grey: RGB, chance: Random) -> None:
    reach = max(2, round(len(lit) * 0.36))
    for side, colour in ((lit[:reach], white), (shaded[:reach], grey)):
        (ex, ey), depth = side[-1], side[-1][1] - top[1]
        teeth = [
            (ex + (top[0] - ex) * t, ey + depth * (0.12 if i % 2 else -0.28) * chance.uniform(0.6, 1.3))
            for i, t in enumerate((0.2, 0.42, 0.62, 0.85, 1.0))
        ]
        pen.polygon([*side, *teeth], colour)


def _slope(start: Point, end: Point, chance: Random, rough: float = 1.0) -> list[Point]:
    """Break a straight flank by halving it again and again."""
    points = [start, end]
    wide = math.hypot(end[0] - start[0], end[1] - start[1]) * 0.09 * rough
    for _ in range(4):
        split: list[Point] = []
        for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
            shift = chance.uniform(-wide, wide)
            split += [(ax, ay), ((ax + bx) / 2 + shift * 0.5, (ay + by) / 2 + shift)]
        points = [*split, points[-1]]
        wide *= 0.5
    return points


def mist(scene: Scene, y: float, tall: float, strength: float) -> Layer:
    """Let haze lie over a foot line."""
    from PIL import Image

    view = scene.view
    left, _, right, _ = view.box
    size = (round((right - left) * view.height) + 1, max(2, round(tall * view.height)))
    veil = Image.new("RGBA", size, (*scene.palette.low, 0))
    veil.putalpha(ramp(size, ((0, 0), (0.6, round(175 * strength)), (1, 0))))
    return Layer((veil,), left, y - tall * 0.8, 0.1, Motion(sway=(0, 0.004), period=6), soft=True)


def fog(scene: Scene, y: float, strength: float, depth: float) -> Layer:
    """Draw a bank of fog that thins out to both sides."""
    from PIL import Image, ImageChops

    view = scene.view
    left, _, right, _ = view.box
    size = (round((right - left + 0.4) * view.height), max(2, round(0.34 * view.height)))
    bank = Image.new("RGBA", size, (*mix(scene.palette.low, scene.palette.paper, 0.35), 0))
    shape = ramp(size, ((0, 0), (0.5, 255), (1, 0)))
    bank.putalpha(ImageChops.multiply(shape, cloudy(size, scene.chance, 3).point(lambda v: round(v * strength))))
    return Layer((bank,), left - 0.2, y - 0.17, depth, Motion(sway=(0.05, 0), period=11), soft=True)


def ground(scene: Scene, colour: RGB, y: float, depth: float, roll: float = 0.03, dots: RGB | None = None) -> Layer:
    """Lay ground from a rolling upper edge to the bottom of the picture."""
    view, chance = scene.view, scene.chance
    left, _, right, bottom = view.box
    knots = 5
    edge = flowing(
        [(left - 0.1 + (right - left + 0.2) * i / knots, y + chance.uniform(-roll, roll)) for i in range(knots + 1)]
    )
    sheet = Sheet(view, (left, y - roll * 1.6, right, bottom))
    sheet.pen().polygon([*edge, (right + 0.1, bottom + 0.1), (left - 0.1, bottom + 0.1)], colour)
    dark = dots or shade(colour, -0.09)
    return grained(sheet.layer(depth), dark, ((0, 0), (0.15, 10), (0.6, 110), (1, 190)), 17)


def hills(scene: Scene, colour: RGB, rows: int = 3, roll: float = 0.04) -> Iterator[Layer]:
    """Lay rolling hills from the horizon to the foreground, ever nearer and stronger in colour."""
    for row in range(rows):
        near = row / max(rows - 1, 1)
        y = scene.horizon + (scene.base - scene.horizon) * near * 0.8
        tone = scene.palette.hazy(shade(colour, -0.03 * row), 0.62 * (1 - near))
        yield ground(scene, tone, y, 0.2 + 0.3 * near, roll * (1 + near) * scene.view.span)


def dunes(scene: Scene) -> Iterator[Layer]:
    """Lay dunes: long crests with a lit and a shaded flank, and ripples."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, _, right, bottom = view.box
    sand = mix(p.lit((232, 178, 104)), p.land if p.hour != "day" else p.accent, 0.22)
    for row in range(4):
        near = row / 3
        y = scene.horizon + (0.98 - scene.horizon) * near * 0.62 + 0.01
        tone = p.hazy(shade(sand, 0.02 - 0.045 * row), 0.6 * (1 - near))
        tall = (0.03 + 0.09 * near) * view.span
        top = view.aspect * chance.uniform(0.15, 0.85)
        crest = flowing([(left - 0.1, y + tall * 0.4), ((left + top) / 2, y - tall * 0.3), (top, y - tall),
                         ((right + top) / 2, y + tall * 0.2), (right + 0.1, y - tall * 0.2)])  # fmt: skip
        sheet = Sheet(view, (left, y - tall * 1.4, right, bottom))
        pen = sheet.pen()
        pen.polygon([*crest, (right + 0.1, bottom + 0.1), (left - 0.1, bottom + 0.1)], tone)
        after = [spot for spot in crest if spot[0] >= top - 0.01]
        fall = flowing([(top, y - tall), (top + tall * 0.5, y + tall * 0.9), (top - tall * 0.3, y + tall * 2.4),
                        (top + tall * 1.5, y + tall * 5)])  # fmt: skip
        pen.polygon([*reversed(after), *fall, (right + 0.1, y + tall * 5)], shade(tone, -0.07))
        yield grained(sheet.layer(0.2 + 0.3 * near), shade(tone, -0.12), ((0, 0), (0.2, 20), (1, 120)), 19)


def path(scene: Scene, colour: RGB) -> Layer:
    """Lead a winding way from the foreground to the horizon, toward the main thing."""
    view, chance = scene.view, scene.chance
    start = scene.view.aspect * chance.uniform(0.3, 0.7)
    left, right = [], []
    bend = chance.choice((-1, 1)) * 0.12 * view.span
    for i in range(25):
        t = i / 24
        x = start + (scene.focus - start) * t + bend * math.sin(t * math.pi * 1.8) * (1 - t)
        y = 1.02 + (scene.horizon + 0.012 - 1.02) * t**0.75
        half = 0.13 * view.span * (1 - t) ** 1.35 + 0.004
        left.append((x - half, y))
        right.append((x + half, y))
    sheet = Sheet(view, (min(x for x, _ in left), scene.horizon, max(x for x, _ in right), 1.05))
    sheet.pen().polygon([*left, *reversed(right)], colour)
    return grained(sheet.layer(0.45), shade(colour, -0.08), ((0, 30), (0.5, 60), (1, 140)), 23)


def tufts(
    scene: Scene, colour: RGB, y: float, count: int, tall: float, depth: float = 0.8, motion: Motion = STILL
) -> Layer:
    """Grow blades of grass along a line, bent by the wind."""
    view, chance = scene.view, scene.chance
    left, _, right, bottom = view.box
    sheet = Sheet(view, (left, y - tall * 1.3, right, bottom))
    pen = sheet.pen()
    for _ in range(count):
        x, h = chance.uniform(left, right), tall * chance.uniform(0.35, 1.0)
        lean = h * (chance.uniform(-0.35, 0.35) + 0.35 * scene.wind)
        foot, half = y + chance.uniform(0, bottom - y + tall * 0.3), 0.0035
        tip = (x + lean, foot - h)
        bow = (x + lean * 0.25, foot - h * 0.6)
        pen.polygon(
            [(x - half, foot), (bow[0] - half * 0.7, bow[1]), tip, (bow[0] + half * 0.7, bow[1]), (x + half, foot)],
            shade(colour, chance.uniform(-0.07, 0.06)),
        )
    return sheet.layer(depth, motion)
