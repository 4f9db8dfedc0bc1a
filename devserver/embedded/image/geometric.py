# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""The school of circle, square and triangle: compositions of plain forms on paper, as at Dessau in the twenties."""

from __future__ import annotations

import math
from collections.abc import Iterator

from devserver.embedded.colour import RGB
from devserver.embedded.image.abstract import Beat, colours
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.grain import wash
from devserver.embedded.image.land import grained
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Sheet, arc

SHAPES = {
    "circle": "circle circles round ring rings disc dot dots kreis kreise kreisen ring ringe rund punkt punkte",
    "square": "square squares rectangle block blocks quadrat quadrate quadraten rechteck rechtecke würfel cube",
    "triangle": "triangle triangles pyramid dreieck dreiecke dreiecken pyramide",
    "line": "line lines stripe stripes linie linien streifen gerade",
}
PRIMARY: tuple[RGB, ...] = ((206, 58, 44), (236, 184, 58), (38, 78, 140))


def shapes(words: frozenset[str]) -> tuple[str, ...]:
    """Give the shapes that words ask for, in a fixed order; all of them where none is named."""
    return tuple(name for name, names in SHAPES.items() if words & set(names.split())) or tuple(SHAPES)


def geometric(scene: Scene, rhythm: tuple[Beat, ...], inks: tuple[RGB, ...]) -> Iterator[Layer]:
    """Compose plain forms: one large, one to answer it, many small in a row, bars that tie them together."""
    view, chance = scene.view, scene.chance
    yield _paper(scene)
    asked = shapes(scene.words)
    dark, s = scene.palette.ink, view.span
    tilt = scene.motif.choice((-38, -22, 22, 38, 0))
    x0, y0 = scene.focus, 0.42 + chance.uniform(-0.05, 0.05)
    forms = [(x0, y0, 0.3 * s, inks[0], 0)]
    other = view.aspect - x0 + chance.uniform(-0.06, 0.06)
    forms += [(other, 0.72, 0.17 * s, inks[1 % len(inks)], 1), (other - 0.04, 0.2, 0.1 * s, inks[2 % len(inks)], 2)]
    forms += [
        (x0 + 0.16 * s, y0 + 0.16 * s, 0.13 * s, dark, 3),
        (x0 - 0.1 * s, y0 - 0.1 * s, 0.08 * s, scene.palette.paper, 4),
    ]
    for x, y, r, colour, i in forms:
        yield _form(scene, (x, y), r, colour, asked[i % len(asked)], tilt + 15 * i, 0.15 + 0.12 * i)
    yield _bars(scene, dark, tilt, rhythm)
    yield _row(scene, rhythm, asked, inks)


def palette_inks(scene: Scene, named: bool) -> tuple[RGB, ...]:
    """Give the primaries, or the colours of the prompt where it names some."""
    from devserver.embedded.image.palette import allowed

    if named:
        return colours(scene)[:4]
    order = list(PRIMARY)
    scene.motif.shuffle(order)
    return tuple(allowed(mix(colour, scene.palette.accent, 0.12), scene.palette.avoided) for colour in order)


def _paper(scene: Scene) -> Layer:
    p, sheet = scene.palette, Sheet(scene.view)
    paper = mix(p.paper, (238, 226, 200), 0.5) if p.hour != "night" else shade(p.top, -0.02)
    body = wash((sheet.width, sheet.height), ((0, paper), (1, shade(paper, -0.03)))).convert("RGBA")
    return Layer((body,), sheet.left / scene.view.height, sheet.top / scene.view.height)


def _form(
    scene: Scene, spot: tuple[float, float], r: float, colour: RGB, kind: str, turn: float, depth: float
) -> Layer:
    (x, y), view = spot, scene.view
    sheet = Sheet(view, (x - 1.5 * r, y - 1.5 * r, x + 1.5 * r, y + 1.5 * r))
    pen = sheet.pen()
    form(pen, x, y, r, colour, kind, turn)
    if kind == "circle" and r > 0.2 * view.span:
        pen.polygon(arc(x, y, r, r, turn + 90, turn + 270), shade(colour, -0.07))
        pen.ellipse(x, y, r * 0.62, r * 0.62, shade(colour, 0.07))
        pen.ellipse(x, y, r * 0.3, r * 0.3, scene.palette.ink)
    motion = Motion(sway=(0.012 * (1 + depth), 0.016 * (1 - depth)), period=4 + 3 * depth, phase=depth)
    return grained(sheet.layer(depth, motion), shade(colour, -0.1), ((0, 0), (0.5, 20), (1, 120)), 71)


def form(pen: Pen, x: float, y: float, r: float, colour: RGB, kind: str, turn: float) -> None:
    """Draw one plain form around a point."""
    if kind == "circle":
        pen.ellipse(x, y, r, r, colour)
        return
    corners = {"square": 4, "triangle": 3, "line": 4}[kind]
    a0 = math.radians(turn + (45 if corners == 4 else -90))
    rim = [
        (r * math.cos(a0 + i / corners * 2 * math.pi), r * math.sin(a0 + i / corners * 2 * math.pi))
        for i in range(corners)
    ]
    if kind == "line":
        a = math.radians(turn)
        for k in (-1, 0, 1):
            dx, dy = -math.sin(a) * r * 0.4 * k, math.cos(a) * r * 0.4 * k
            pen.line(
                [
                    (x + dx - r * math.cos(a), y + dy - r * math.sin(a)),
                    (x + dx + r * math.cos(a), y + dy + r * math.sin(a)),
                ],
                r * 0.16,
                colour,
            )
        return
    pen.polygon([(x + dx, y + dy) for dx, dy in rim], colour)


def _bars(scene: Scene, dark: RGB, tilt: float, rhythm: tuple[Beat, ...]) -> Layer:
    view, sheet = scene.view, Sheet(scene.view)
    pen, a = sheet.pen(), math.radians(tilt or 30)
    for i in range(3 + min(len(rhythm), 4)):
        beat = rhythm[i % len(rhythm)]
        shift = (i - 2) * 0.05 * view.span
        x, y = scene.focus - math.sin(a) * shift, 0.45 + math.cos(a) * shift
        reach = view.span * (0.3 + 0.5 * beat.size)
        start = (x - math.cos(a) * reach * 0.4, y - math.sin(a) * reach * 0.4)
        pen.line(
            [start, (x + math.cos(a) * reach, y + math.sin(a) * reach)],
            0.003 + (0.014 if i == 0 else 0.004 * beat.sharp),
            dark,
        )
    return sheet.layer(0.5, Motion(sway=(0.015, 0.005), period=6))


def _row(scene: Scene, rhythm: tuple[Beat, ...], asked: tuple[str, ...], inks: tuple[RGB, ...]) -> Layer:
    view, p = scene.view, scene.palette
    sheet = Sheet(view)
    pen = sheet.pen()
    side = -1 if scene.focus > view.aspect / 2 else 1
    x, y = (0.08 if side > 0 else view.aspect - 0.08), 0.9
    for i in range(9):
        beat = rhythm[i % len(rhythm)]
        r = view.span * (0.012 + 0.022 * beat.size)
        form(pen, x, y, r, (p.ink, *inks)[i % (len(inks) + 1)], asked[i % len(asked)], 0)
        x += side * (r * 2 + 0.025 * view.span)
    return sheet.layer(0.7, Motion(sway=(0.01, 0), period=5))
