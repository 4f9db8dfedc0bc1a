"""Water: sea, lake, river and the world below the surface."""

from __future__ import annotations

import math
from collections.abc import Iterator

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.grain import ramp, wash
from devserver.embedded.image.land import grained
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Point, Sheet


def sea(scene: Scene, top: float, bottom: float = 1.1) -> Iterator[Layer]:
    """Lay water in rows of waves that grow toward the viewer, with the light on it."""
    p, rows = scene.palette, 9
    yield _surface(scene, top, bottom)
    for row in range(rows):
        near = (row + 1) / rows
        y = top + (bottom - top) * (0.06 + 0.94 * near**1.7) - 0.02
        tone = mix(shade(p.water, 0.03 - 0.1 * near + 0.045 * (row % 2)), p.low, 0.42 * (1 - near) ** 1.5)
        yield _wave_row(scene, y, near, tone, (bottom - top) * 0.3)
        if row == 6 and not scene.has("storm", "rain"):
            yield glitter(scene, top, min(bottom, 1.0))


def _surface(scene: Scene, top: float, bottom: float) -> Layer:
    p, view = scene.palette, scene.view
    left, _, right, _ = view.box
    sheet = Sheet(view, (left, top, right, bottom))
    size = (sheet.width, sheet.height)
    body = wash(size, ((0, mix(p.water, p.low, 0.55)), (0.3, p.water), (1, shade(p.water, -0.1)))).convert("RGBA")
    return Layer((body,), sheet.left / view.height, sheet.top / view.height, 0.12)


def _wave_row(scene: Scene, y: float, near: float, tone: RGB, deep: float) -> Layer:
    view, chance = scene.view, scene.chance
    left, _, right, _ = view.box
    tall = view.span * (0.006 + 0.03 * near**1.4) * (0.55 + 1.8 * scene.energy)
    length = view.span * (0.05 + 0.2 * near) * chance.uniform(0.85, 1.2)
    sheet = Sheet(view, (left - 0.05, y - tall * 2.4, right + 0.05, y + deep * (0.25 + near)))
    pen, crest, x = sheet.pen(), [], left - length
    foam: list[list[Point]] = []
    while x < right + length:
        wide, high = length * chance.uniform(0.7, 1.3), tall * chance.uniform(0.6, 1.4)
        points = [(x + wide * t, y - high * _swell(t, scene.energy)) for t in (i / 10 for i in range(10))]
        crest += points
        if chance.random() < 0.25 + 0.6 * scene.energy:
            foam.append(points[3:9])
        x += wide
    pen.polygon([(left - 0.3, y + deep * 2), *crest, (right + 0.3, y + deep * 2)], tone)
    pale = mix(tone, scene.palette.low if scene.palette.hour != "night" else scene.palette.light, 0.5)
    pen.line(crest, 0.001 + 0.0016 * near, mix(tone, pale, 0.3 + 0.5 * scene.energy))
    for line in foam:
        pen.line(line, 0.0012 + 0.0035 * near * (0.5 + scene.energy), pale)
    motion = Motion(
        (0, 0), (0.012 + 0.04 * near, (0.003 + 0.01 * near) * (0.6 + scene.energy)), 2.6 + 1.6 * near, chance.random()
    )
    layer = sheet.layer(0.15 + 0.55 * near, motion)
    return grained(layer, mix(tone, scene.palette.low, 0.35), ((0, 120), (0.3, 60), (0.7, 0), (1, 0)), 29)


def _swell(t: float, energy: float) -> float:
    """Give the height of a wave, 0 to 1, at a place 0 to 1; steeper and leaning when wild."""
    lean = t ** (1 + 0.7 * energy)
    return float(math.sin(math.pi * lean) ** (1 + 1.2 * energy))


def glitter(scene: Scene, top: float, bottom: float) -> Layer:
    """Lay the path of light below sun or moon on the water."""
    p, view, chance = scene.palette, scene.view, scene.chance
    x, cells = scene.sun[0], []
    dashes = [(chance.random(), chance.uniform(-1, 1), chance.uniform(0.3, 1)) for _ in range(90)]
    for cell in range(3 if view.moving else 1):
        sheet = Sheet(view, (x - 0.25, top, x + 0.25, bottom))
        pen = sheet.pen()
        for i, (place, side, size) in enumerate(dashes):
            if view.moving and i % 3 == cell:
                continue
            near = place**1.4
            y, spread = top + 0.004 + (bottom - top) * near, (0.018 + 0.1 * near) * view.span
            half = spread * size * (1 - abs(side)) * 0.55
            colour = mix(p.water, p.light, 0.85 - 0.35 * near)
            pen.ellipse(x + side * spread, y, half + 0.001, 0.0012 + 0.0035 * near, colour)
        cells.append(sheet.picture())
    return Layer(tuple(cells), sheet.left / view.height, sheet.top / view.height, 0.14, Motion(rate=5))


def lake(scene: Scene, y: float, wide: float, tall: float, x: float) -> Layer:
    """Lay still water as a long shape with bright streaks."""
    p, view, chance = scene.palette, scene.view, scene.chance
    sheet = Sheet(view, (x - wide, y - tall, x + wide, y + tall))
    pen = sheet.pen()
    shore = [
        (x + wide * 0.95 * math.cos(a) * chance.uniform(0.9, 1), y + tall * 0.9 * math.sin(a) * chance.uniform(0.8, 1))
        for a in (i / 14 * 2 * math.pi for i in range(14))
    ]
    pen.blob(shore, mix(p.water, p.low, 0.35))
    for _ in range(16):
        sx, sy = x + chance.uniform(-0.55, 0.55) * wide, y + chance.uniform(-0.6, 0.6) * tall
        pen.ellipse(sx, sy, wide * chance.uniform(0.04, 0.16), 0.0014, mix(p.water, p.light, 0.6))
    return grained(sheet.layer(0.3), shade(p.water, -0.05), ((0, 0), (0.3, 40), (1, 200)), 31)


def river(scene: Scene) -> Layer:
    """Wind a river from the horizon to the foreground."""
    p, view, chance = scene.palette, scene.view, scene.chance
    side = chance.choice((-1, 1))
    left, right = [], []
    for i in range(40):
        t = i / 39
        y = scene.horizon + 0.005 + (1.03 - scene.horizon) * t**1.5
        x = view.aspect * 0.5 + side * view.span * (0.1 + 0.3 * t) * math.sin(1.2 + t * 5.2)
        half = view.span * (0.006 + 0.17 * t**1.8)
        left.append((x - half, y))
        right.append((x + half, y))
    sheet = Sheet(view, (min(x for x, _ in left), scene.horizon, max(x for x, _ in right), 1.04))
    pen = sheet.pen()
    pen.polygon([*left, *reversed(right)], mix(p.water, p.low, 0.3))
    for _ in range(46):
        i = chance.randint(4, 38)
        share, reach = chance.uniform(0.15, 0.85), chance.uniform(0.05, 0.25)
        x = left[i][0] + (right[i][0] - left[i][0]) * share
        wide = (right[i][0] - left[i][0]) * reach
        pen.ellipse(x, left[i][1], wide * 0.5, 0.001 + 0.003 * i / 40, mix(p.water, p.light, 0.65))
    return grained(sheet.layer(0.35), shade(p.water, -0.06), ((0, 0), (0.4, 40), (1, 170)), 37)


def underwater(scene: Scene) -> Iterator[Layer]:
    """Fill the view with water: light from above in slanting shafts, bubbles, weeds and a bed of sand."""
    from PIL import Image

    p, view, chance = scene.palette, scene.view, scene.chance
    sheet = Sheet(view)
    size = (sheet.width, sheet.height)
    pale = mix(p.water, p.light, 0.55)
    body = wash(size, ((0, pale), (0.3, shade(p.water, 0.06)), (1, shade(p.water, -0.2)))).convert("RGBA")
    yield Layer((body,), sheet.left / view.height, sheet.top / view.height)
    shafts = Sheet(view)
    for _ in range(7):
        x, wide = view.aspect * chance.uniform(-0.1, 0.9), view.span * chance.uniform(0.03, 0.12)
        shafts.pen().polygon([(x, -0.1), (x + wide, -0.1), (x + wide * 2.6 + 0.3, 0.9), (x + 0.26, 0.9)], p.light)
    picture = shafts.picture()
    veil = Image.new("RGBA", picture.size, (*pale, 0))
    fade = ramp(picture.size, ((0, 110), (0.85, 0), (1, 0)))
    veil.paste((*pale, 255), mask=Image.composite(fade, Image.new("L", picture.size), picture.getchannel("A")))
    yield Layer(
        (veil,), shafts.left / view.height, shafts.top / view.height, 0.05, Motion(sway=(0.02, 0), period=5), soft=True
    )
    yield from _weeds(scene)


def _weeds(scene: Scene) -> Iterator[Layer]:
    p, view, chance = scene.palette, scene.view, scene.chance
    for row in range(3):
        near, tone = row / 2, mix(mix(p.leaf, p.water, 0.65 - 0.3 * row), p.ink, 0.1 * row)
        sheet = Sheet(view, (view.box[0], 0.35, view.box[2], view.box[3]))
        pen = sheet.pen()
        for _ in range(9):
            x, tall = chance.uniform(*view.box[::2]), chance.uniform(0.12, 0.4) * (0.6 + 0.5 * near)
            bend, phase = 0.02 + 0.02 * near, chance.uniform(0, 6)
            joints = [(x + bend * math.sin(phase + t * 5) * t * 2, 1.06 - tall * t, 0.012 * (1 - t) + 0.002)
                      for t in (i / 9 for i in range(10))]  # fmt: skip
            pen.chain(joints, tone)
        pen.rect(view.box[0], 1.0 - 0.05 * (3 - row) + 0.03, view.box[2], 1.2, mix(tone, p.second, 0.25))
        yield sheet.layer(0.2 + 0.3 * near, Motion(sway=(0.006 + 0.006 * near, 0), period=3.4, phase=near))
