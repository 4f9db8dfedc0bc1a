"""A room seen from the front: papered wall, window with the weather outside, table, shelf, lamp."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import inks
from devserver.embedded.image.land import grained
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Sheet, arc
from devserver.embedded.image.sky import halo


def room(scene: Scene) -> Iterator[Layer]:
    """Build the room from the back to the lamp."""
    yield _wall(scene)
    yield _window(scene)
    yield _shelf(scene)
    yield _floor(scene)
    x = scene.view.aspect * 0.5
    yield halo(scene, x, 0.22, 0.5 * scene.view.span, scene.palette.window, 0.4, 0.4)
    yield _lamp(scene, x)


def _wall(scene: Scene) -> Layer:
    p, view, sheet = scene.palette, scene.view, Sheet(scene.view)
    pen = sheet.pen()
    wall = mix(mix(p.wall, p.second, 0.35), p.accent, 0.12)
    left, top, right, bottom = view.box
    pen.rect(left, top, right, bottom, wall)
    step, row = 0.075 * view.span, 0
    y = top
    while y < scene.horizon:
        for i in range(int((right - left) / step) + 2):
            x = left + step * (i + 0.5 * (row % 2))
            pen.ellipse(x, y, step * 0.1, step * 0.16, mix(wall, p.accent, 0.4))
            pen.ellipse(x, y + step * 0.24, step * 0.05, step * 0.07, mix(wall, p.leaf, 0.55))
        y, row = y + step * 0.9, row + 1
    pen.rect(left, scene.horizon - 0.16 * view.span, right, scene.horizon, mix(wall, p.paper, 0.4))
    pen.rect(left, scene.horizon - 0.17 * view.span, right, scene.horizon - 0.155 * view.span, shade(wall, -0.12))
    return grained(sheet.layer(0.02), shade(wall, -0.1), ((0, 120), (0.4, 20), (1, 60)), 73)


def _window(scene: Scene) -> Layer:
    p, view = scene.palette, scene.view
    s, x, y = view.span, view.aspect - scene.focus, 0.32
    w, h = 0.17 * s, 0.2 * s
    sheet = Sheet(view, (x - 0.3 * s, y - 0.32 * s, x + 0.3 * s, y + 0.3 * s))
    pen = sheet.pen()
    pen.rect(x - w * 1.12, y - h * 1.1, x + w * 1.12, y + h * 1.1, p.paper)
    pen.rect(x - w, y - h, x + w, y + h, p.middle)
    pen.rect(x - w, y + h * 0.1, x + w, y + h, p.low)
    pen.polygon([(x - w, y + h), (x - w, y + h * 0.5), (x, y + h * 0.25), (x + w, y + h * 0.6), (x + w, y + h)], p.leaf)
    pen.ellipse(x + w * 0.4, y - h * 0.4, w * 0.2, w * 0.2, p.light)
    for a, b in (((x, y - h), (x, y + h)), ((x - w, y - h * 0.1), (x + w, y - h * 0.1))):
        pen.line([a, b], 0.014 * s, p.paper)
    for side in (-1, 1):
        outer, inner = x + side * w * 1.35, x + side * w * 0.6
        pen.blob(
            [
                (outer, y - h * 1.2),
                (inner, y - h * 1.2),
                (x + side * w * 0.9, y),
                (x + side * w * 1.05, y + h * 1.25),
                (outer, y + h * 1.25),
            ],
            mix(p.accent, p.paper, 0.15),
        )
    pen.rect(x - w * 1.5, y - h * 1.27, x + w * 1.5, y - h * 1.16, mix(p.roof, p.ink, 0.3))
    pen.rect(x - w * 1.25, y + h * 1.1, x + w * 1.25, y + h * 1.2, mix(p.paper, p.ink, 0.12))
    return grained(sheet.layer(0.05), mix(p.ink, p.accent, 0.5), ((0, 0), (0.7, 0), (1, 60)), 79)


def _shelf(scene: Scene) -> Layer:
    p, view, chance = scene.palette, scene.view, scene.chance
    s, x, y = view.span, scene.focus - 0.02, 0.3
    sheet = Sheet(view, (x - 0.26 * s, y - 0.2 * s, x + 0.26 * s, y + 0.25 * s))
    pen = sheet.pen()
    wood = mix(p.roof, p.ink, 0.25)
    for row in (0.0, 0.19):
        ry, px = y + row * s, x - 0.19 * s
        pen.rect(x - 0.22 * s, ry, x + 0.22 * s, ry + 0.018 * s, wood)
        while px < x + 0.17 * s:
            px += _jar(pen, px, ry, s, scene) if row else _plate(pen, px, ry, s, scene)
            px += chance.uniform(0.008, 0.02) * s
    return grained(sheet.layer(0.06), p.ink, ((0, 0), (0.6, 0), (1, 40)), 83)


def _jar(pen: Pen, x: float, y: float, s: float, scene: Scene) -> float:
    p, wide = scene.palette, 0.05 * s
    colour = scene.chance.choice((p.accent, p.second, p.leaf, p.window, p.water))
    pen.blob(
        [
            (x, y),
            (x - 0.004 * s, y - 0.05 * s),
            (x + 0.012 * s, y - 0.075 * s),
            (x + wide - 0.012 * s, y - 0.075 * s),
            (x + wide + 0.004 * s, y - 0.05 * s),
            (x + wide, y),
        ],
        colour,
    )
    pen.rect(x + 0.008 * s, y - 0.09 * s, x + wide - 0.008 * s, y - 0.072 * s, p.paper)
    pen.rect(x + 0.008 * s, y - 0.05 * s, x + wide - 0.008 * s, y - 0.025 * s, p.paper)
    return wide


def _plate(pen: Pen, x: float, y: float, s: float, scene: Scene) -> float:
    p, r = scene.palette, scene.chance.uniform(0.032, 0.045) * s
    pen.ellipse(x + r, y - r, r, r, p.paper)
    pen.ellipse(x + r, y - r, r * 0.7, r * 0.7, mix(p.paper, p.water, 0.35))
    pen.ellipse(x + r, y - r, r * 0.3, r * 0.3, p.accent)
    return 2 * r


def _floor(scene: Scene) -> Layer:
    p, view = scene.palette, scene.view
    left, _, right, bottom = view.box
    sheet = Sheet(view, (left, scene.horizon, right, bottom))
    pen = sheet.pen()
    dark, pale = mix(p.roof, p.ink, 0.35), mix(p.wall, p.roof, 0.3)
    pen.rect(left, scene.horizon, right, bottom + 0.1, pale)
    rows, middle = 6, view.aspect / 2
    for row in range(rows):
        y0 = scene.horizon + (bottom - scene.horizon) * (row / rows) ** 1.5
        y1 = scene.horizon + (bottom - scene.horizon) * ((row + 1) / rows) ** 1.5
        for i in range(-14, 14):
            if (i + row) % 2:
                w0, w1 = 0.1 * (0.6 + (row / rows)), 0.1 * (0.6 + (row + 1) / rows)
                pen.polygon(
                    [
                        (middle + i * w0, y0),
                        (middle + (i + 1) * w0, y0),
                        (middle + (i + 1) * w1, y1),
                        (middle + i * w1, y1),
                    ],
                    dark,
                )
    return grained(sheet.layer(0.15), p.ink, ((0, 120), (0.4, 10), (1, 70)), 89)


def _lamp(scene: Scene, x: float) -> Layer:
    p, s = scene.palette, scene.view.span
    ink = inks(p)
    sheet = Sheet(scene.view, (x - 0.16 * s, -0.2, x + 0.16 * s, 0.32))
    pen = sheet.pen()
    pen.line([(x, -0.2), (x, 0.14)], 0.006, ink.dark)
    pen.ellipse(x, 0.14 + 0.095 * s, 0.03 * s, 0.03 * s, p.light)
    pen.polygon(
        [(x - 0.02 * s, 0.13), (x + 0.02 * s, 0.13), *arc(x, 0.14 + 0.09 * s, 0.12 * s, 0.02 * s, 0, 180)], p.accent
    )
    return sheet.layer(0.5, Motion(sway=(0.006, 0), period=4))
