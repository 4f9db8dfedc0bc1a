# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""The things that a picture can show, in one table: how each is drawn, how large it is and how it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from devserver.embedded.image import beasts, buildings, craft, creatures, objects, people, plants
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Pen, Sheet

Drawing = Callable[[Pen, Inks, Random, float], None]


@dataclass(frozen=True)
class Thing:
    """One thing: its drawing, height as a share of the picture's short side, half width in heights, and its ways.

    `place`: it stands on the ground, floats on water, flies, or swims. `pace` is units per second of a film, `rate`
    cells per second of its flip-book of `cells` drawings.
    """

    draw: Drawing
    size: float
    half: float = 0.6
    place: str = "ground"
    pace: float = 0.0
    cells: int = 1
    rate: float = 0.0


def _beast(kind: str, size: float) -> Thing:
    return Thing(beasts.quadruped(kind), size, 0.85, pace=0.045, cells=6, rate=6)


def _figure(draw: Drawing, size: float, pace: float = 0.035) -> Thing:
    return Thing(draw, size, 0.5, pace=pace, cells=6, rate=6)


THINGS: dict[str, Thing] = {
    "house": Thing(buildings.house, 0.42, 0.75),
    "castle": Thing(buildings.castle, 0.5, 0.6),
    "church": Thing(buildings.church, 0.46, 0.5),
    "mill": Thing(buildings.mill, 0.48, 0.5, cells=6, rate=3),
    "lighthouse": Thing(buildings.lighthouse, 0.52, 0.45),
    "bridge": Thing(buildings.bridge, 0.24, 1.8),
    "stone": Thing(buildings.rocks, 0.24, 0.9),
    "tree": Thing(plants.tree, 0.62, 0.65, cells=3, rate=2),
    "fir": Thing(plants.fir, 0.6, 0.4),
    "palm": Thing(plants.palm, 0.6, 0.6, cells=4, rate=3),
    "cactus": Thing(plants.cactus, 0.34, 0.4),
    "mushroom": Thing(plants.mushroom, 0.2, 0.5),
    "fruit": Thing(plants.fruit, 0.34, 0.85),
    "wolf": _beast("wolf", 0.32),
    "dog": _beast("dog", 0.28),
    "fox": _beast("fox", 0.27),
    "cat": _beast("cat", 0.28),
    "lion": _beast("lion", 0.36),
    "tiger": _beast("tiger", 0.34),
    "bear": _beast("bear", 0.38),
    "horse": _beast("horse", 0.4),
    "unicorn": _beast("unicorn", 0.42),
    "deer": _beast("deer", 0.38),
    "cow": _beast("cow", 0.34),
    "sheep": _beast("sheep", 0.26),
    "elephant": _beast("elephant", 0.46),
    "rabbit": _beast("rabbit", 0.24),
    "mouse": _beast("mouse", 0.2),
    "animal": _beast("deer", 0.36),
    "snake": Thing(creatures.snake, 0.24, 1.1, pace=0.02, cells=6, rate=7),
    "dragon": Thing(creatures.dragon, 0.44, 1.3, cells=6, rate=5),
    "bird": Thing(creatures.flying_bird, 0.3, 0.7, "air", 0.04, 6, 8),
    "owl": Thing(creatures.owl, 0.3, 0.5),
    "perched": Thing(creatures.perched_bird, 0.24, 0.7),
    "butterfly": Thing(creatures.butterfly, 0.18, 0.75, "air", 0.02, 4, 7),
    "insect": Thing(creatures.butterfly, 0.16, 0.75, "air", 0.02, 4, 7),
    "spider": Thing(creatures.spider, 0.24, 1.0),
    "fish": Thing(creatures.fish, 0.24, 1.0, "water", 0.04, 6, 6),
    "whale": Thing(creatures.whale, 0.3, 1.45, "water", 0.025, 6, 3),
    "person": _figure(people.person, 0.36),
    "child": _figure(people.child, 0.36),
    "dancer": _figure(people.dancer, 0.44, 0.0),
    "knight": Thing(people.knight, 0.42, 0.55),
    "witch": Thing(people.witch, 0.42, 0.5),
    "astronaut": Thing(people.astronaut, 0.44, 0.6, "air", 0.008, 6, 3),
    "robot": _figure(people.robot, 0.42, 0.0),
    "ghost": Thing(people.ghost, 0.34, 0.5, "air", 0.01, 6, 5),
    "angel": Thing(people.angel, 0.42, 0.65, "air", 0.005, 6, 5),
    "ship": Thing(craft.ship, 0.46, 0.85, "float", 0.012),
    "boat": Thing(craft.boat, 0.36, 0.7, "float", 0.012),
    "train": Thing(craft.train, 0.2, 2.7, pace=0.15, cells=4, rate=10),
    "car": Thing(craft.car, 0.2, 1.15, pace=0.08, cells=4, rate=10),
    "bicycle": Thing(craft.bicycle, 0.28, 1.0, pace=0.0, cells=4, rate=8),
    "plane": Thing(craft.plane, 0.2, 1.35, "air", 0.06),
    "rocket": Thing(craft.rocket, 0.46, 0.45, "air", 0.0, 4, 10),
    "balloon": Thing(craft.balloon, 0.44, 0.55, "air", 0.01),
    "ufo": Thing(craft.ufo, 0.2, 1.0, "air", 0.03),
    "book": Thing(objects.books, 0.34, 0.75),
    "clock": Thing(objects.clock, 0.56, 0.7, cells=8, rate=6),
    "broken_clock": Thing(objects.broken_clock, 0.56, 0.85, cells=6, rate=4),
    "lamp": Thing(objects.lamp, 0.5, 0.2),
    "candle": Thing(objects.candle, 0.4, 0.4, cells=6, rate=9),
    "cup": Thing(objects.cup, 0.3, 0.7, cells=6, rate=6),
    "heart": Thing(objects.heart, 0.5, 0.65, cells=6, rate=6),
    "eye": Thing(objects.eye, 0.44, 1.0),
    "machine": Thing(objects.gears, 0.56, 0.95, cells=6, rate=10),
    "computer": Thing(objects.computer, 0.42, 0.75, cells=6, rate=3),
    "music": Thing(objects.guitar, 0.58, 0.7, cells=6, rate=5),
    "piano": Thing(objects.piano, 0.4, 0.95, cells=6, rate=5),
    "glass": Thing(objects.crystal, 0.42, 0.6),
    "umbrella": Thing(objects.umbrella, 0.36, 0.7),
    "dream": Thing(objects.spiral, 0.62, 0.65, cells=4, rate=2),
    "table": Thing(objects.table, 0.5, 1.5, cells=6, rate=6),
    "flower": Thing(plants.flower, 0.3, 0.35, cells=4, rate=3),
}

COATS: dict[str, tuple[int, int, int]] = {
    "wolf": (122, 128, 142),
    "dog": (172, 120, 76),
    "fox": (214, 104, 44),
    "cat": (226, 142, 66),
    "lion": (214, 164, 88),
    "tiger": (230, 132, 48),
    "bear": (116, 78, 54),
    "horse": (140, 86, 56),
    "unicorn": (244, 238, 240),
    "deer": (168, 112, 70),
    "cow": (206, 178, 150),
    "sheep": (240, 234, 220),
    "elephant": (138, 142, 154),
    "rabbit": (190, 166, 142),
    "mouse": (150, 146, 150),
    "animal": (168, 112, 70),
    "whale": (66, 96, 140),
    "snake": (98, 142, 70),
    "dragon": (84, 142, 88),
    "owl": (150, 108, 72),
    "piano": (44, 40, 46),
    "music": (196, 116, 54),
    "heart": (208, 48, 56),
    "stone": (138, 138, 142),
    "perched": (196, 92, 60),
}
"""What colour things have by nature, where the prompt names none."""

EMBLEMS = frozenset(
    (
        "heart",
        "eye",
        "clock",
        "broken_clock",
        "machine",
        "music",
        "dream",
        "glass",
        "fruit",
        "book",
        "piano",
        "computer",
        "cup",
        "candle",
    )
)
"""Things that need no ground: alone they are set large, as on a poster."""


SWAY = {"float": (0.004, 0.009), "air": (0.006, 0.018), "water": (0.008, 0.012)}


def layer(
    scene: Scene, name: str, x: float, y: float, size: float, ink: Inks, depth: float, flip: bool = False, seed: int = 0
) -> Layer:
    """Draw a thing that stands on a point; in a film as a flip-book that moves."""
    thing, view = THINGS[name], scene.view
    half = thing.half * size
    box = (x - half, y - size * 1.32, x + half, y + size * 0.22)
    count = thing.cells if view.moving else 1
    images = []
    still = scene.chance.uniform(0.05, 0.3) if thing.cells > 1 else 0.0
    for cell in range(count):
        sheet = Sheet(view, box)
        thing.draw(sheet.stand(x, y, size, flip), ink, Random(seed), still + cell / count)  # noqa: S311
        images.append(sheet.picture())
    way = -1 if flip else 1
    motion = Motion((way * thing.pace, 0), SWAY.get(thing.place, (0, 0)), 3.2, 0, thing.rate)
    return Layer(tuple(images), sheet.left / view.height, sheet.top / view.height, depth, motion)
