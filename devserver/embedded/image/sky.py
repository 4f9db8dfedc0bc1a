# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""The sky: its wash, sun or moon, stars, clouds and a rainbow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from PIL import Image

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.creatures import far_bird
from devserver.embedded.image.grain import glow, ramp, stipple, wash
from devserver.embedded.image.inks import inks
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import STILL, Layer, Motion, Pen, Sheet, arc


def backdrop(scene: Scene) -> Layer:
    """Paint the air from the zenith to the horizon and, grained, a darker zenith."""
    p, sheet = scene.palette, Sheet(scene.view)
    size = (sheet.width, sheet.height)
    end = min(max(scene.horizon, 0.35), 1.0)
    air = wash(size, ((0, p.top), (end * 0.62, p.middle), (end, p.low), (1, p.low))).convert("RGBA")
    air = stipple(air, shade(p.top, -0.07), ramp(size, ((0, 120), (0.5 * end, 20), (end, 0), (1, 0))), 3)
    x, y, _, _ = scene.view.box
    return Layer((air,), x, y)


def halo(scene: Scene, x: float, y: float, radius: float, colour: RGB, strength: float, depth: float = 0.02) -> Layer:
    """Lay a soft light around a point."""
    side = max(2, round(radius * 2 * scene.view.height))
    return Layer((glow((side, side), colour, strength),), x - radius, y - radius, depth, soft=True)


def luminary(scene: Scene) -> Iterator[Layer]:
    """Hang sun or moon, with its light around it."""
    p, (x, y) = scene.palette, scene.sun
    r = (0.062 if p.hour == "night" else 0.08) * scene.view.span * scene.motif.uniform(0.85, 1.4)
    yield halo(scene, x, y, r * 6, p.light, 0.55 if p.hour == "night" else 0.8)
    sheet = Sheet(scene.view, (x - 1.3 * r, y - 1.3 * r, x + 1.3 * r, y + 1.3 * r))
    pen = sheet.pen()
    colour = p.light if p.hour != "dusk" else mix(p.light, p.accent, 0.3)
    if p.hour == "night" and scene.chance.random() < 0.45 and not scene.words & {"full", "vollmond"}:
        pen.polygon(_crescent(x, y, r), colour)
    else:
        pen.ellipse(x, y, r, r, colour)
        if p.hour == "night":
            for dx, dy, s in ((-0.3, -0.2, 0.25), (0.25, 0.3, 0.18), (0.35, -0.35, 0.12), (-0.2, 0.45, 0.1)):
                pen.ellipse(x + dx * r, y + dy * r, s * r, s * r, shade(colour, -0.05))
    layer = sheet.layer(0.03)
    lit = stipple(layer.cells[0], shade(colour, -0.09), ramp(layer.cells[0].size, ((0, 0), (0.4, 0), (1, 150))), 5)
    yield replace(layer, cells=(lit,))


def _crescent(x: float, y: float, r: float) -> list[tuple[float, float]]:
    outer = arc(x, y, r, r, 60, 300)
    inner = arc(x + 0.48 * r, y, r * 0.885, r * 0.885, 258, 102)
    return [(2 * x - a, b) for a, b in [*outer, *inner]] if r else []


def stars(scene: Scene) -> Layer:
    """Scatter stars, denser up high; in a film they twinkle."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, top, right, _ = view.box
    spots = [
        (chance.uniform(left, right), top + (scene.horizon + 0.05 - top) * chance.random() ** 1.5, chance.random())
        for _ in range(int(170 * view.aspect / view.span))
    ]
    cells = []
    for cell in range(4 if view.moving else 1):
        sheet = Sheet(view, (left, top, right, scene.horizon + 0.05))
        pen = sheet.pen()
        for i, (x, y, size) in enumerate(spots):
            dim = 0.45 if view.moving and i % 4 == cell else 0.0
            colour = mix(p.top, mix(p.light, p.second, size * 0.35), 0.5 + 0.5 * size - dim)
            _star(pen, x, y, size, colour)
        cells.append(sheet.picture())
    return Layer(tuple(cells), left, top, 0.01, Motion(rate=3.0))


def _star(pen: Pen, x: float, y: float, size: float, colour: RGB) -> None:
    r = 0.0009 + 0.0021 * size**4
    pen.ellipse(x, y, r, r, colour)
    if size > 0.97:
        pen.polygon([(x - 5 * r, y), (x, y - 0.6 * r), (x + 5 * r, y), (x, y + 0.6 * r)], colour)
        pen.polygon([(x, y - 6 * r), (x + 0.6 * r, y), (x, y + 6 * r), (x - 0.6 * r, y)], colour)


def clouds(scene: Scene, amount: float) -> Iterator[Layer]:
    """Float clouds; amount 0 to 1."""
    view, p, chance = scene.view, scene.palette, scene.chance
    count = round(1 + 7 * amount)
    for i in range(count):
        near = (i + 1) / count
        y = scene.horizon * (0.72 - 0.62 * near * chance.uniform(0.75, 1.0))
        width = view.span * (0.16 + 0.34 * near) * chance.uniform(0.7, 1.3)
        x = view.aspect * ((i * 0.618 + chance.uniform(0, 0.2)) % 1.05)
        colour = mix(p.low, p.paper if p.hour in ("day", "dusk") else shade(p.middle, 0.1), 0.35 + 0.5 * near)
        dusky = shade(mix(colour, p.middle, 0.55), -0.02)
        drift = Motion(drift=((0.006 + 0.022 * near) * (0.6 + scene.wind), 0))
        yield _cloud(scene, x, y, width, colour, dusky, 0.06 + 0.1 * near, drift)


def _cloud(
    scene: Scene, x: float, y: float, width: float, colour: RGB, below: RGB, depth: float, motion: Motion = STILL
) -> Layer:
    chance = scene.chance
    sheet = Sheet(scene.view, (x - width * 0.62, y - width * 0.42, x + width * 0.62, y + width * 0.06))
    pen = sheet.pen()
    puffs = chance.randint(4, 7)
    for i in range(puffs):
        place = (i + 0.5) / puffs * 2 - 1
        r = width * (0.075 + 0.13 * (1 - place * place) * chance.uniform(0.6, 1.15))
        cx, cy = x + place * width * 0.4, y - r * 0.75
        pen.ellipse(cx, cy, r * 1.15, r, colour)
        pen.rect(cx - r, cy, cx + r, y, colour)
    pen.polygon(
        [
            *arc(x - width * 0.43, y - 0.035 * width, 0.07 * width, 0.035 * width, 90, 270, 8),
            *arc(x + width * 0.43, y - 0.035 * width, 0.07 * width, 0.035 * width, 270, 450, 8),
        ],
        colour,
    )
    layer = sheet.layer(depth, motion)
    image = layer.cells[0]
    return replace(layer, cells=(stipple(image, below, ramp(image.size, ((0, 0), (0.45, 10), (1, 215))), 7),))


def overcast(scene: Scene) -> Layer:
    """Close the sky with torn, heavy cloud, row behind row."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, top, right, _ = view.box
    sheet = Sheet(view, (left, top, right, scene.horizon * 0.8))
    pen = sheet.pen()
    for row in range(5):
        y = top + (scene.horizon * 0.62) * (1 - row / 5)
        colour = mix(shade(p.top, -0.08), p.middle, 0.15 + 0.5 * (1 - row / 5))
        points = _billows(left, right, y, 0.05 * view.span * (1 + row * 0.4), chance)
        pen.polygon([(left, top - 0.1), *points, (right, top - 0.1)], colour)
    layer = sheet.layer(0.06, Motion(sway=(0.012, 0.0), period=9))
    image = layer.cells[0]
    dots = ramp(image.size, ((0, 130), (0.7, 30), (1, 0)))
    return replace(layer, cells=(stipple(image, shade(p.top, -0.12), dots, 9),))


def _billows(left: float, right: float, y: float, size: float, chance: Random) -> list[tuple[float, float]]:
    points, x = [], left - size
    while x < right + size:
        r = size * chance.uniform(0.6, 1.6)
        points += [(a, b) for a, b in arc(x + r, y + chance.uniform(-0.3, 0.3) * size, r, r * 0.55, 180, 0, 10)]
        x += 1.7 * r
    return points


def flock(scene: Scene) -> Layer:
    """Let a flight of birds cross the sky, far away."""
    view, chance = scene.view, scene.chance
    x, y = view.aspect * chance.uniform(0.25, 0.6), scene.horizon * chance.uniform(0.2, 0.5)
    birds = [
        (
            x + 0.045 * (i % 4) * view.span + chance.uniform(0, 0.02),
            y + 0.03 * (i // 2) * view.span,
            chance.uniform(0.018, 0.034),
        )
        for i in range(7)
    ]
    box = (x - 0.1, y - 0.08, x + 0.3, y + 0.2)
    cells = []
    for cell in range(4 if view.moving else 1):
        sheet = Sheet(view, box)
        for i, (bx, by, size) in enumerate(birds):
            far_bird(sheet.stand(bx, by, size * view.span), inks(scene.palette, 0.25), chance, cell / 4 + i * 0.31)
        cells.append(sheet.picture())
    return Layer(tuple(cells), sheet.left / view.height, sheet.top / view.height, 0.08, Motion((0.025, -0.004), rate=7))


def rainbow(scene: Scene) -> Layer:
    """Span a rainbow in six printed bands, faint as light is."""
    view, p = scene.view, scene.palette
    x, y, r = view.aspect * 0.5, scene.horizon + 0.12, 0.62 * max(view.span, 0.4)
    sheet = Sheet(view, (x - r - 0.1, y - r - 0.1, x + r + 0.1, scene.horizon + 0.04))
    pen, width = sheet.pen(), 0.024 * view.span
    bands: tuple[RGB, ...] = (
        (214, 64, 60),
        (236, 138, 50),
        (242, 206, 80),
        (96, 172, 96),
        (64, 128, 196),
        (122, 84, 168),
    )
    for i, colour in enumerate(bands):
        pen.ring(x, y, r - i * width, width * 1.1, mix(colour, p.middle, 0.3), 180, 360)
    layer = sheet.layer(0.05)
    image = layer.cells[0]
    image.putalpha(image.getchannel("A").point(lambda v: round(v * 0.72)))
    return replace(layer, cells=(image,))


def planets(scene: Scene) -> Iterator[Layer]:
    """Hang two or three worlds in the dark, one of them with rings."""
    view, p, chance = scene.view, scene.palette, scene.chance
    spots = ((0.72, 0.34, 0.2, p.accent), (0.2, 0.2, 0.06, p.second), (0.4, 0.62, 0.035, p.window))
    mirrored = chance.random() < 0.5
    for i, (x, y, r, colour) in enumerate(spots):
        cx, cy, radius = (
            view.aspect * (1 - x if mirrored else x),
            y + chance.uniform(-0.06, 0.06),
            r * view.span * chance.uniform(0.8, 1.2),
        )
        yield halo(scene, cx, cy, radius * 2, colour, 0.35)
        yield _planet(scene, (cx, cy), radius, colour, ringed=i == 0)


def _planet(scene: Scene, spot: tuple[float, float], r: float, colour: RGB, ringed: bool) -> Layer:
    (x, y), chance, p = spot, scene.chance, scene.palette
    sheet = Sheet(scene.view, (x - 2 * r, y - 1.2 * r, x + 2 * r, y + 1.2 * r))
    pen = sheet.pen()
    pen.ellipse(x, y, r, r, colour)
    for _ in range(6):
        level = chance.uniform(-0.85, 0.85)
        half, thick = math.sqrt(1 - level * level) * r * 0.985, r * chance.uniform(0.02, 0.09)
        band = shade(colour, chance.uniform(-0.08, 0.1))
        pen.line([(x - half + thick / 2, y + level * r), (x + half - thick / 2, y + level * r)], thick, band)
    picture = sheet.picture()
    dark = stipple(picture, shade(p.ink, 0.02), _night_side(picture.size), 11)
    if ringed:
        ring = Sheet(scene.view, (x - 2 * r, y - 1.2 * r, x + 2 * r, y + 1.2 * r))
        for wide, thick in ((1.75, 0.07), (1.55, 0.04)):
            front = arc(x, y, r * wide, r * wide * 0.22, -8, 188)
            ring.pen().line([(a, b + (a - x) * -0.2) for a, b in front], r * thick, p.paper)
        dark.alpha_composite(ring.picture())
    return Layer(
        (dark,), sheet.left / scene.view.height, sheet.top / scene.view.height, 0.1, Motion(sway=(0.004, 0.004))
    )


def _night_side(size: tuple[int, int]) -> Image.Image:
    return ramp((size[1], size[0]), ((0, 0), (0.4, 30), (0.75, 255), (1, 255))).transpose(Image.Transpose.ROTATE_90)
