# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Weather and fire: rain, snow, lightning, flames, leaves in the wind, lights in the dark."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Sheet, flowing


def rain(scene: Scene) -> Iterator[Layer]:
    """Let rain fall in two depths, slanted by the wind; a film flips through drawings of it."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, top, right, bottom = view.box
    pale = mix(p.low, p.paper, 0.6)
    for near, count in ((0, 230), (1, 110)):
        cells = []
        for _ in range(4 if view.moving else 1):
            sheet = Sheet(view)
            pen = sheet.pen()
            for _ in range(round(count * view.aspect / view.span**0.5)):
                x, y = chance.uniform(left - 0.2, right), chance.uniform(top, bottom)
                long = view.span * chance.uniform(0.02, 0.05) * (1 + near)
                lean = long * (0.12 + 0.55 * scene.wind)
                pen.line([(x, y), (x + lean, y + long)], 0.0012 + 0.001 * near, pale)
            cells.append(_thin(sheet, 120 if near == 0 else 165))
        yield Layer(tuple(cells), left, top, 0.5 + 0.5 * near, Motion(rate=12), soft=True)


def _thin(sheet: Sheet, strength: int) -> Image.Image:
    image = sheet.picture()
    image.putalpha(image.getchannel("A").point(lambda v: v * strength // 255))
    return image


def snow(scene: Scene) -> Iterator[Layer]:
    """Let snow fall in three depths."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, top, right, bottom = view.box
    white = mix(p.paper, p.light, 0.3)
    for near in (0.0, 0.5, 1.0):
        sheet = Sheet(view)
        pen = sheet.pen()
        for _ in range(round((150 - 105 * near) * view.aspect / view.span**0.5)):
            x, y = chance.uniform(left, right), chance.uniform(top + 0.02, bottom - 0.02)
            r = view.span * (0.0018 + 0.0058 * near) * chance.uniform(0.5, 1.3)
            pen.ellipse(x, y, r, r, white)
        fall = 1 / (2.5 + 3 * (1 - near))
        yield sheet.layer(0.4 + 0.6 * near, Motion((0, fall), (0.012, 0), 3.1, near, wrap=True))


def lightning(scene: Scene) -> Layer:
    """Split the sky with a forked flash; in a film it flickers."""
    view, chance = scene.view, scene.chance
    x = view.aspect - scene.focus + chance.uniform(-0.1, 0.1)
    sheet = Sheet(view, (x - 0.4, -0.05, x + 0.4, scene.horizon + 0.03))
    _bolt(sheet.pen(), x, -0.05, scene.horizon + 0.01, 0.007, scene, 2)
    layer = sheet.layer(0.07, Motion(rate=4))
    if not view.moving:
        return layer
    blank = layer.cells[0].copy()
    blank.putalpha(0)
    return replace(layer, cells=(layer.cells[0], layer.cells[0], blank, layer.cells[0], *([blank] * 7)))


def _bolt(pen: Pen, x: float, y: float, end: float, width: float, scene: Scene, forks: int) -> None:
    chance, p = scene.chance, scene.palette
    while y < end:
        nx, ny = x + chance.uniform(-0.055, 0.055) * scene.view.span, y + chance.uniform(0.03, 0.08)
        pen.line([(x, y), (nx, min(ny, end))], width, mix(p.light, (255, 255, 255), 0.5))
        if forks and chance.random() < 0.3:
            _bolt(pen, nx, ny, ny + (end - ny) * chance.uniform(0.3, 0.7), width * 0.5, scene, forks - 1)
        x, y = nx, ny


def fire(scene: Scene, x: float, y: float, size: float) -> Layer:
    """Burn a fire: tongues in three colours over crossed logs; a film flips through drawings of it."""
    view, p, chance = scene.view, scene.palette, scene.chance
    hot = (mix(p.accent, (214, 58, 24), 0.75), (242, 142, 44), (255, 226, 130))
    wood = mix(p.ink, (96, 60, 42), 0.45)
    cells = []
    for _ in range(6 if view.moving else 1):
        sheet = Sheet(view, (x - size * 0.8, y - size * 1.6, x + size * 0.8, y + size * 0.2))
        pen = sheet.stand(x, y, size)
        for lean in (-1, 1):
            pen.limb((-0.5 * lean, 0.0), (0.5 * lean, 0.16), 0.06, 0.055, wood)
        for i, colour in enumerate(hot):
            share = 1 - 0.3 * i
            for k in (-1, 1, 0):
                tall = share * (1.15 - 0.35 * abs(k)) * chance.uniform(0.8, 1.1)
                foot, half, tip = 0.2 * k * share, 0.2 * share, 0.2 * k * share + chance.uniform(-0.12, 0.12)
                pen.blob(
                    [
                        (foot - half * 0.6, 0.08),
                        (foot - half, 0.25 * share + 0.08),
                        (foot - half * 0.3, 0.6 * tall),
                        (tip, tall),
                        (foot + half * 0.35, 0.55 * tall),
                        (foot + half, 0.25 * share + 0.08),
                        (foot + half * 0.6, 0.08),
                    ],
                    colour,
                )
        for _ in range(10):
            r = chance.uniform(0.006, 0.016)
            pen.ellipse(chance.uniform(-0.45, 0.45), chance.uniform(0.8, 1.5), r, r, hot[1])
        cells.append(sheet.picture())
    return Layer(tuple(cells), sheet.left / view.height, sheet.top / view.height, 0.62, Motion(rate=9))


def smoke(scene: Scene, x: float, y: float, size: float, depth: float, pace: float = 0.0) -> Iterator[Layer]:
    """Let puffs of smoke rise and grow from a chimney that moves at a pace."""
    tone = mix(scene.palette.low, scene.palette.paper, 0.4)
    for i in range(5):
        r = size * (0.1 + 0.075 * i)
        px, py = x + size * (0.16 * i * (0.5 + scene.wind)), y - size * (0.16 + 0.27 * i)
        sheet = Sheet(scene.view, (px - r * 1.6, py - r * 1.3, px + r * 1.6, py + r * 1.3))
        pen = sheet.pen()
        for dx, dy, s in ((-0.6, 0.2, 0.75), (0.6, 0.15, 0.7), (0, -0.25, 0.9)):
            pen.ellipse(px + dx * r, py + dy * r, r * s, r * s * 0.85, shade(tone, -0.015 * i))
        layer = sheet.layer(depth, Motion((pace, 0), (0.006 + 0.004 * i, 0.005), 2.7, i * 0.13))
        image = layer.cells[0]
        fade = 0.85 - 0.13 * i
        image.putalpha(image.getchannel("A").point(lambda v, fade=fade: round(v * fade)))
        yield layer


def gusts(scene: Scene) -> Layer:
    """Draw the wind as curling lines with leaves."""
    view, p, chance = scene.view, scene.palette, scene.chance
    sheet = Sheet(view)
    pen, pale = sheet.pen(), mix(p.middle, p.paper, 0.6)
    for _ in range(6):
        x, y, s = (
            chance.uniform(-0.1, view.aspect * 0.8),
            chance.uniform(0.1, 0.75),
            view.span * chance.uniform(0.15, 0.4),
        )
        curl = [(x + s * t, y - 0.05 * s * math.sin(t * 7)) for t in (i / 20 for i in range(21))]
        end = curl[-1]
        curl += [
            (end[0] + 0.13 * s * math.sin(a), end[1] - 0.13 * s * (1 - math.cos(a)))
            for a in (i / 3 for i in range(1, 14))
        ]
        pen.line(curl, 0.0035, pale)
    for _ in range(26):
        x, y, a = chance.uniform(0, view.aspect), chance.uniform(0.1, 0.95), chance.uniform(0, 6.3)
        dx, dy = 0.013 * math.cos(a), 0.013 * math.sin(a)
        pen.blob([(x - dx, y - dy), (x + dy * 0.4, y - dx * 0.4), (x + dx, y + dy), (x - dy * 0.4, y + dx * 0.4)],
                 chance.choice((p.accent, p.second, p.leaf)))  # fmt: skip
    return sheet.layer(0.7, Motion((0.05, 0.006), (0.0, 0.012), 2.3))


def sparks(scene: Scene, low: float = 0.5, count: int = 34) -> Iterator[Layer]:
    """Let small lights float: fireflies, dust, magic."""
    view, p, chance = scene.view, scene.palette, scene.chance
    for group in range(3):
        sheet = Sheet(view)
        pen = sheet.pen()
        for _ in range(count // 3):
            x, y, r = (
                chance.uniform(0, view.aspect),
                chance.uniform(low, 0.97),
                view.span * chance.uniform(0.0015, 0.005),
            )
            pen.ellipse(x, y, r * 2.2, r * 2.2, mix(p.window, p.land, 0.72))
            pen.ellipse(x, y, r, r, p.window)
        yield sheet.layer(0.6, Motion(sway=(0.012, 0.016), period=3 + group, phase=group / 3))


def aurora(scene: Scene) -> Layer:
    """Hang curtains of northern light."""
    from devserver.embedded.image.grain import ramp

    view, p, chance = scene.view, scene.palette, scene.chance
    sheet = Sheet(view, (view.box[0], view.box[1], view.box[2], scene.horizon))
    pen = sheet.pen()
    left, _, right, _ = view.box
    for band in range(3):
        colour = (mix(p.leaf, (110, 240, 170), 0.8), mix(p.second, (120, 160, 240), 0.6), (200, 110, 220))[band]
        y = scene.horizon * (0.62 - 0.16 * band)
        spine = flowing([(left + (right - left) * i / 6, y + chance.uniform(-0.09, 0.09)) for i in range(7)], 16)
        for (ax, ay), (bx, by) in zip(spine, spine[1:], strict=False):
            high = scene.horizon * chance.uniform(0.14, 0.3)
            pen.polygon([(ax, ay), (bx, by), (bx + 0.01, by - high), (ax + 0.01, ay - high)], colour)
    image = sheet.picture()
    fade = ramp(image.size, ((0, 20), (0.55, 150), (1, 90)))
    image.putalpha(Image.composite(fade, Image.new("L", image.size), image.getchannel("A")))
    return Layer(
        (image,),
        sheet.left / view.height,
        sheet.top / view.height,
        0.04,
        Motion(sway=(0.02, 0.006), period=5),
        soft=True,
    )
