"""Where people live close together: city, village and street."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.image import buildings, land, things
from devserver.embedded.image.colour import mix
from devserver.embedded.image.inks import inks
from devserver.embedded.image.land import ground_colour
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Sheet
from devserver.embedded.image.sky import halo


def city(scene: Scene) -> Iterator[Layer]:
    """Build three rows of tall houses, and the street before them."""
    for row in range(3):
        yield from _blocks(scene, row)
    yield from _pavement(scene)


def _blocks(scene: Scene, row: int) -> Iterator[Layer]:
    """Build a row of houses; each row nearer, darker and with more windows."""
    view, p, chance = scene.view, scene.palette, scene.chance
    left, _, right, _ = view.box
    near, foot = row / 2, scene.horizon + 0.03 * row
    ink = inks(p, 0.62 * (1 - near), scene.wintry)
    sheet = Sheet(view, (left, foot - 0.72 * view.span, right, foot + 0.06))
    x = left - chance.uniform(0, 0.1)
    while x < right:
        half = view.span * chance.uniform(0.035, 0.075) * (0.8 + 0.4 * near)
        tall = view.span * chance.uniform(0.2, 0.62) * (1 - 0.22 * near)
        tone = p.hazy(
            mix(mix(p.rock, p.ink, 0.35 + 0.2 * near), chance.choice((p.roof, p.wall, p.second, p.accent)), 0.22),
            0.62 * (1 - near),
        )
        pen = sheet.stand(x + half, foot + 0.03, tall)
        buildings.block(pen, ink, chance, half / tall, tone)
        if row == 2 and scene.has("neon", "city") and p.dark and chance.random() < 0.55:
            buildings.sign(
                sheet.stand(x + half * 1.7, foot - tall * 0.5, 0.13 * view.span),
                ink,
                chance,
                chance.choice((p.accent, p.second, (64, 220, 230), (250, 70, 160))),
            )
        x += half * 2 + view.span * chance.uniform(0, 0.012)
    yield land.grained(
        sheet.layer(0.15 + 0.2 * near), p.low, ((0, 0), (0.5, 30), (1, 150 - round(90 * near))), 97 + row
    )


def _pavement(scene: Scene) -> Iterator[Layer]:
    """Lay the street before the houses; wet, it mirrors their lights."""
    p, view, chance = scene.palette, scene.view, scene.chance
    y = scene.horizon + 0.06
    grey = mix(mix(p.rock, p.ink, 0.45), p.land, 0.2)
    yield land.ground(scene, grey if not scene.wintry else ground_colour(scene), y, 0.45, 0.004)
    if not scene.has("rain", "storm") and p.hour == "day":
        return
    left, _, right, bottom = view.box
    sheet = Sheet(view, (left, y, right, bottom))
    pen = sheet.pen()
    for _ in range(34 if scene.has("rain") else 16):
        x, colour = (
            chance.uniform(left, right),
            mix(chance.choice((p.window, p.accent, p.second, p.window)), grey, 0.35),
        )
        sy = y + 0.02
        while sy < bottom:
            half = view.span * chance.uniform(0.004, 0.02)
            pen.ellipse(x + chance.uniform(-0.006, 0.006), sy, half, 0.0022, colour)
            sy += chance.uniform(0.008, 0.03)
            if chance.random() < 0.12:
                break
    yield sheet.layer(0.45, Motion(sway=(0.004, 0), period=1.6))


def village(scene: Scene) -> Iterator[Layer]:
    """Build two rows of small houses on hills before mountains, and a way that leads there."""
    yield from land.mountains(scene, 2)
    view, chance = scene.view, scene.chance
    for row in range(2):
        y = scene.horizon + 0.03 + 0.1 * row
        yield land.ground(
            scene, scene.palette.hazy(ground_colour(scene), 0.45 - 0.25 * row), y - 0.02, 0.25 + 0.1 * row, 0.02
        )
        ink = inks(scene.palette, 0.4 - 0.25 * row, scene.wintry)
        sheet = Sheet(view, (view.box[0], y - 0.25, view.box[2], y + 0.06))
        for i in range(9):
            x = view.aspect * (i + chance.uniform(0.2, 0.8)) / 9
            buildings.cabin(
                sheet.stand(x, y + chance.uniform(0, 0.03), view.span * (0.1 + 0.05 * row) * chance.uniform(0.8, 1.3)),
                ink,
                chance,
            )
        yield land.grained(sheet.layer(0.3 + 0.1 * row), scene.palette.ink, ((0, 0), (0.6, 0), (1, 70)), 101)
    yield land.ground(scene, ground_colour(scene), scene.base - 0.1, 0.5, 0.03)
    yield land.path(scene, mix(scene.palette.wall, scene.palette.land, 0.5))


def street(scene: Scene) -> Iterator[Layer]:
    """Build near houses behind a street with lamps, and people on it where the prompt has a crowd."""
    yield from _blocks(scene, 0)
    yield from _blocks(scene, 2)
    yield from _pavement(scene)
    for fx in (0.1, 0.9):
        x, size = scene.view.aspect * fx, 0.42 * scene.view.span
        yield things.layer(scene, "lamp", x, scene.base - 0.03, size, inks(scene.palette), 0.55)
        if scene.palette.dark:
            yield halo(
                scene, x, scene.base - 0.03 - size * 0.85, 0.24 * scene.view.span, scene.palette.window, 0.6, 0.55
            )
    if scene.has("crowd"):
        yield from _crowd(scene)


def _crowd(scene: Scene) -> Iterator[Layer]:
    chance, view = scene.chance, scene.view
    for i in range(9):
        near = i / 8
        p = scene.palette
        body = chance.choice((p.accent, p.second, p.wall, p.leaf, p.water))
        x, y = view.aspect * ((i * 0.382 + 0.1 + chance.uniform(-0.04, 0.04)) % 1), scene.horizon + 0.1 + 0.22 * near
        yield things.layer(
            scene,
            "person",
            x,
            y,
            view.span * (0.16 + 0.14 * near),
            inks(p, 0.35 * (1 - near), body=body),
            0.4 + 0.2 * near,
            chance.random() < 0.5,
            chance.getrandbits(30),
        )
