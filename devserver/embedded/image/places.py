"""The places a picture can play at: each lays its ground, back to front."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from PIL import Image

from devserver.embedded.image import abstract, land, plants, things, town, water
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks, inks
from devserver.embedded.image.room import room
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Sheet, flowing


def _sea(scene: Scene) -> Iterator[Layer]:
    if scene.has("mountain") or (scene.chance.random() < 0.4 and scene.palette.hour != "dusk"):
        yield from land.mountains(scene, 1)
    yield from water.sea(scene, scene.horizon)


def _lake(scene: Scene) -> Iterator[Layer]:
    yield from land.mountains(scene, 2 if not scene.has("forest") else 1)
    yield from forest_rows(scene, 1, scene.horizon + 0.02, scene.horizon + 0.03, 0.12)
    yield from water.sea(scene.calm(), scene.horizon + 0.03, 0.86)
    yield land.ground(scene, land.ground_colour(scene), 0.85, 0.55, 0.02)


def _river(scene: Scene) -> Iterator[Layer]:
    yield from land.mountains(scene, 2)
    yield from land.hills(scene, land.ground_colour(scene), 2)
    yield water.river(scene)


def _desert(scene: Scene) -> Iterator[Layer]:
    yield from land.mountains(scene, 1)
    yield from land.dunes(scene)
    if not scene.has("cactus"):
        spots = ((0.12, 0.72, 0.16), (0.86, 0.68, 0.12), (0.93, 0.83, 0.22))
        for fx, y, size in spots:
            yield things.layer(
                scene, "cactus", scene.view.aspect * fx, y, size * scene.view.span, inks(scene.palette, 0.3), 0.5
            )


def _mountain(scene: Scene) -> Iterator[Layer]:
    yield from land.mountains(scene, 4)
    yield from forest_rows(scene, 2, scene.horizon + 0.03, scene.horizon + 0.14, 0.13)
    yield land.ground(scene, land.ground_colour(scene), scene.base - 0.07, 0.5, 0.03)


def _forest(scene: Scene) -> Iterator[Layer]:
    if scene.has("mountain"):
        yield from land.mountains(scene, 2)
    yield from forest_rows(scene, 3, scene.horizon - 0.06, scene.base - 0.12, 0.34)
    yield land.ground(scene, land.ground_colour(scene), scene.base - 0.09, 0.5, 0.025)
    yield land.mist(scene, scene.base - 0.05, 0.14, 0.55)
    if scene.has("mushroom"):
        for fx, size in ((0.62, 0.2), (0.5, 0.13), (0.74, 0.11)):
            yield things.layer(
                scene,
                "mushroom",
                scene.view.aspect * fx,
                scene.base + 0.05,
                size * scene.view.span,
                inks(scene.palette),
                0.6,
            )


def forest_rows(scene: Scene, rows: int, top: float, bottom: float, tall: float) -> Iterator[Layer]:
    """Plant rows of trees, the far ones small and hazy, each on its strip of ground."""
    view, p, chance = scene.view, scene.palette, scene.chance
    firs = scene.wintry or scene.has("mountain", "fir") or scene.chance.random() < 0.45
    for row in range(rows):
        near = (row + 1) / rows
        y, size = top + (bottom - top) * near, tall * view.span * (0.62 + 0.5 * near)
        ink = inks(p, 0.72 * (1 - near) + 0.12, scene.wintry)
        kinds = [
            _sprite(scene, "fir" if firs or chance.random() < 0.2 else "tree", size * s, ink) for s in (0.8, 1.0, 1.15)
        ]
        sheet = Sheet(view, (view.box[0], y - size * 1.3, view.box[2], y + size * 0.25))
        sheet.pen().rect(
            view.box[0],
            y - 0.012,
            view.box[2],
            y + size,
            p.hazy(mix(land.ground_colour(scene), p.leaf, 0.3), 0.72 * (1 - near) + 0.1),
        )
        image, x = sheet.picture(), view.box[0] - size * 0.2
        while x < view.box[2] + size * 0.2:
            sprite = chance.choice(kinds)
            spot = (
                round((x - sheet.left / view.height) * view.height - sprite.width / 2),
                image.height - sprite.height - round(chance.uniform(-0.02, 0.05) * size * view.height),
            )
            image.alpha_composite(sprite, (max(spot[0], 0), max(spot[1], 0)), (max(-spot[0], 0), max(-spot[1], 0)))
            x += size * chance.uniform(0.2, 0.42)
        layer = Layer((image,), sheet.left / view.height, sheet.top / view.height, 0.2 + 0.25 * near)
        yield land.grained(layer, p.hazy(p.low, 0.2), ((0, 0), (0.5, 20), (1, 110)), 103 + row)


def _sprite(scene: Scene, name: str, size: float, ink: Inks) -> Image.Image:
    sheet = Sheet(scene.view, (-size * 0.6, -size * 1.25, size * 0.6, size * 0.22))
    things.THINGS[name].draw(sheet.stand(0, 0, size), ink, scene.chance, 0.1)
    return sheet.picture()


def trunks(scene: Scene) -> Iterator[Layer]:
    """Stand two dark trunks at the sides, so that the eye looks between them into the wood."""
    view, p, chance = scene.view, scene.palette, scene.chance
    tone = mix(shade(p.ink, 0.02), p.leaf, 0.15)
    for side in (0, 1):
        x = view.aspect * (0.03 if side == 0 else 0.97) + chance.uniform(-0.02, 0.02)
        w = view.span * chance.uniform(0.035, 0.06)
        sheet = Sheet(view, (x - 0.35 * view.span, view.box[1], x + 0.35 * view.span, view.box[3]))
        pen = sheet.pen()
        left = flowing([(x - w * 1.8, 1.08), (x - w, 0.8), (x - w * 0.7, 0.3), (x - w * 0.8, -0.1)])
        right = flowing([(x + w * 0.8, -0.1), (x + w * 0.6, 0.3), (x + w, 0.8), (x + w * 2, 1.08)])
        pen.polygon([*left, *right], tone)
        way = 1 if side == 0 else -1
        for y in (0.16, 0.33):
            pen.chain(
                [
                    (x, y + 0.06, w * 0.35),
                    (x + way * 0.1 * view.span, y, w * 0.22),
                    (x + way * 0.24 * view.span, y - 0.035, w * 0.05),
                ],
                tone,
            )
            if not scene.wintry:
                _leaves(pen, (x + way * 0.04 * view.span, y + 0.04), way, scene)
        yield land.grained(sheet.layer(0.85), shade(tone, 0.07), ((0, 60), (0.6, 20), (1, 90)), 107)


def _leaves(pen: Pen, start: tuple[float, float], way: int, scene: Scene) -> None:
    """Hang pointed leaves along a bough."""
    p, s, chance = scene.palette, scene.view.span, scene.chance
    for i in range(30):
        t = (i + chance.random()) / 30
        x, y = start[0] + way * 0.22 * s * t, start[1] - 0.08 * t + chance.uniform(-0.012, 0.012)
        a = math.radians(chance.uniform(20, 160))
        dx, dy = 0.034 * s * math.cos(a), 0.034 * s * math.sin(a)
        leaf = [
            (x, y),
            (x + dx * 0.5 - dy * 0.22, y + dy * 0.5 + dx * 0.22),
            (x + dx, y + dy),
            (x + dx * 0.5 + dy * 0.22, y + dy * 0.5 - dx * 0.22),
        ]
        pen.blob(leaf, shade(mix(p.leaf, p.ink, 0.42), 0.03 * (i % 3) - 0.02))


def frame(scene: Scene) -> Iterator[Layer]:
    """Stand a large tree at the edge away from the main thing, cut off by the frame."""
    view, p = scene.view, scene.palette
    way = 1 if scene.focus < view.aspect / 2 else -1
    x = view.aspect / 2 + way * (view.aspect / 2 + 0.02 * view.span)
    near = inks(p, 0, scene.wintry)
    ink = replace(near, leaf=shade(mix(p.leaf, p.ink, 0.3), 0.0), wood=shade(mix(near.wood, p.ink, 0.4), 0.0))
    kind = "fir" if scene.wintry or scene.has("mountain", "snow") or scene.motif.random() < 0.5 else "tree"
    for i, size in enumerate((0.58, 0.82)):
        dx = 0.2 * (1 - i) * view.span * scene.chance.uniform(0.8, 1.2)
        yield things.layer(
            scene, kind, x - way * dx, 1.02, size * view.span, ink, 0.8 + 0.1 * i, seed=scene.chance.getrandbits(30)
        )


def _field(scene: Scene) -> Iterator[Layer]:
    if scene.has("mountain") or scene.chance.random() < 0.4:
        yield from land.mountains(scene, 2)
    yield from land.hills(scene, land.ground_colour(scene), 4)
    yield from furrows(scene)
    yield land.path(scene, mix(scene.palette.wall, scene.palette.land, 0.5))


def furrows(scene: Scene) -> Iterator[Layer]:
    """Sow rows of grain dots over the nearest field."""
    view, p, chance = scene.view, scene.palette, scene.chance
    tone = mix(p.land, p.window if p.hour != "day" else (236, 200, 96), 0.4)
    sheet = Sheet(view, (view.box[0], scene.base - 0.06, view.box[2], view.box[3]))
    pen = sheet.pen()
    for row in range(9):
        y = scene.base - 0.01 + (1.02 - scene.base) * (row / 9)
        x = view.box[0] + chance.uniform(0, 0.02)
        while x < view.box[2]:
            r = view.span * (0.002 + 0.0004 * row)
            pen.ellipse(x, y + chance.uniform(-0.004, 0.004), r, r * 2.4, tone)
            x += view.span * chance.uniform(0.012, 0.028)
    yield sheet.layer(0.55, Motion(sway=(0.003, 0), period=2.2))


def _garden(scene: Scene) -> Iterator[Layer]:
    yield from land.hills(scene, mix(land.ground_colour(scene), scene.palette.leaf, 0.25), 3)
    yield from forest_rows(scene, 1, scene.horizon, scene.horizon + 0.05, 0.2)
    yield land.ground(scene, mix(land.ground_colour(scene), scene.palette.leaf, 0.2), scene.horizon + 0.08, 0.4, 0.02)
    for row in range(4):
        yield from blossoms(scene, scene.horizon + 0.2 + 0.115 * row, 17 - 3 * row, 0.1 + 0.07 * row)


def blossoms(scene: Scene, y: float, count: int, tall: float) -> Iterator[Layer]:
    """Plant a bed of flowers, every third one drawn anew and each turned and sized."""
    view, chance = scene.view, scene.chance
    ink = inks(scene.palette, max(0.0, 0.3 - tall))
    sheet = Sheet(view, (view.box[0], y - tall * 1.5 * view.span, view.box[2], y + 0.05))
    for i in range(round(count * view.aspect / view.span)):
        x = view.box[0] + (view.box[2] - view.box[0]) * (i + chance.uniform(0.1, 0.9)) / max(
            1, round(count * view.aspect / view.span)
        )
        size = tall * view.span * chance.uniform(0.75, 1.25)
        plants.flower(sheet.stand(x, y + chance.uniform(0, 0.03), size), ink, chance)
    motion = Motion(sway=(0.004 + 0.012 * tall, 0.001), period=2.8, phase=tall)
    yield land.grained(
        sheet.layer(0.4 + tall, motion), shade(scene.palette.leaf, -0.12), ((0, 0), (0.6, 0), (1, 120)), 109
    )


def flutter(scene: Scene) -> Iterator[Layer]:
    """Let three butterflies fly."""
    for i in range(3):
        x, y = scene.view.aspect * scene.chance.uniform(0.1, 0.9), scene.chance.uniform(0.3, 0.7)
        yield things.layer(scene, "butterfly", x, y, scene.view.span * 0.07, inks(scene.palette), 0.7, i % 2 > 0, i)


def _snow(scene: Scene) -> Iterator[Layer]:
    yield from land.mountains(scene, 3)
    yield from forest_rows(scene, 2, scene.horizon + 0.01, scene.horizon + 0.1, 0.16)
    yield from land.hills(scene, land.ground_colour(scene), 2)


def _plain(scene: Scene) -> Iterator[Layer]:
    if scene.chance.random() < 0.5:
        yield from land.mountains(scene, 2)
    yield from land.hills(scene, land.ground_colour(scene), 3)
    yield from forest_rows(scene, 1, scene.horizon + 0.01, scene.horizon + 0.03, 0.11)
    yield land.ground(scene, land.ground_colour(scene), scene.base - 0.1, 0.5, 0.03)


def _sky(scene: Scene) -> Iterator[Layer]:
    yield from land.hills(scene, land.ground_colour(scene), 2)


def _space(scene: Scene) -> Iterator[Layer]:
    return iter(())


def poster(scene: Scene) -> Iterator[Layer]:
    """Lay the ground for one large thing: rays, a disc behind it, and marks in the rhythm of the words."""
    p, view = scene.palette, scene.view
    yield abstract.ground(scene)
    yield abstract.rays(scene, scene.focus, 0.5, 12 + 2 * scene.motif.randint(0, 8))
    pale = mix(p.second, p.paper if p.hour in ("day", "dusk") else p.top, 0.35)
    yield abstract.disc(scene, scene.focus, 0.5, 0.4 * view.span, pale)
    if scene.has("music") or scene.words & SOUND_WORDS:
        yield _waves_of_sound(scene)
    yield abstract.specks(scene, abstract.beats(scene.order), abstract.colours(scene))


SOUND_WORDS = frozenset(
    ("sound", "noise", "music", "song", "klang", "geräusch", "ton", "musik", "lied", "lärm", "echo")
)


def _waves_of_sound(scene: Scene) -> Layer:
    p, view = scene.palette, scene.view
    sheet, rhythm = Sheet(view), abstract.beats(scene.order)
    pen = sheet.pen()
    for i in range(9):
        beat, r = rhythm[i % len(rhythm)], view.span * (0.2 + 0.065 * i)
        bumps = 5 + beat.count * 4
        rim = [
            (
                scene.focus + (r + 0.014 * beat.size * math.sin(a * bumps)) * math.cos(a),
                0.5 + (r + 0.014 * beat.size * math.sin(a * bumps)) * math.sin(a),
            )
            for a in (k / 180 * 2 * math.pi for k in range(181))
        ]
        pen.line(rim, 0.0025 + 0.003 * beat.sharp, p.accent if i % 2 else mix(p.ink, p.second, 0.4))
    return sheet.layer(0.2, Motion(sway=(0.004, 0.006), period=1.3))


def stage(scene: Scene, lead: str) -> Iterator[Layer]:
    """Give the main thing something to stand on where the place has no firm ground at the focus."""
    if scene.setting != "sea" or things.THINGS[lead].place != "ground":
        return
    view, p, chance = scene.view, scene.palette, scene.chance
    way = 1 if scene.focus < view.aspect / 2 else -1
    edge = scene.focus + way * view.span * 0.36
    outer = view.box[0] - 0.1 if way > 0 else view.box[2] + 0.1
    y = scene.base - 0.005
    rim = flowing(
        [
            (outer, y - 0.03),
            (scene.focus - way * 0.15, y - 0.005),
            (scene.focus + way * 0.12, y),
            (edge, y + 0.05),
            (edge + way * 0.05, y + 0.14),
            (edge + way * chance.uniform(0.08, 0.16), 1.1),
        ]
    )
    sheet = Sheet(view, (min(outer, edge) - 0.2, y - 0.08, max(outer, edge) + 0.2, view.box[3]))
    tone = shade(mix(land.ground_colour(scene), p.leaf, 0.35), 0.05)
    sheet.pen().polygon([*rim, (outer, 1.2)], tone)
    yield land.grained(sheet.layer(0.58), shade(tone, -0.11), ((0, 0), (0.15, 20), (1, 210)), 113)


def rails(scene: Scene, y: float, size: float) -> Layer:
    """Lay a railway across the view at the foot of a train of a height."""
    left, _, right, _ = scene.view.box
    ink = inks(scene.palette)
    sheet = Sheet(scene.view, (left, y - 0.02, right, y + 0.16 * size))
    pen, x = sheet.pen(), left
    pen.rect(left, y + 0.05 * size, right, y + 0.14 * size, mix(ink.wood, scene.palette.land, 0.6))
    while x < right:
        pen.rect(x, y + 0.055 * size, x + 0.07 * size, y + 0.1 * size, ink.wood)
        x += 0.19 * size
    pen.rect(left, y + 0.015 * size, right, y + 0.055 * size, ink.dark)
    return sheet.layer(0.6)


def cast(scene: Scene, x: float, y: float, half: float, pace: float = 0.0) -> Layer:
    """Cast the shadow of a thing on the ground, away from the light."""
    view, p = scene.view, scene.palette
    way = -1 if scene.sun[0] > x else 1
    sheet = Sheet(view, (x - 2 * half, y - 0.1, x + 2 * half, y + 0.1))
    sheet.pen().ellipse(x + way * half * 0.25, y + 0.006, half * 0.95, max(0.008, half * 0.09), p.ink)
    layer = sheet.layer(0.6, Motion((pace, 0)))
    for cell in layer.cells:
        cell.putalpha(cell.getchannel("A").point(lambda v: v * 90 // 255))
    return layer


SETTINGS: dict[str, Callable[[Scene], Iterator[Layer]]] = {
    "sea": _sea,
    "lake": _lake,
    "river": _river,
    "desert": _desert,
    "mountain": _mountain,
    "city": town.city,
    "village": town.village,
    "street": town.street,
    "forest": _forest,
    "field": _field,
    "garden": _garden,
    "snow": _snow,
    "plain": _plain,
    "sky": _sky,
    "space": _space,
    "underwater": water.underwater,
    "room": room,
}
