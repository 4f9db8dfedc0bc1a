"""The picture in its order: from the sky to the rain before the lens, as a list of parts that are drawn one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from devserver.embedded.image import abstract, geometric, land, objects, places, sky, things, weather
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks, inks
from devserver.embedded.image.palette import allowed
from devserver.embedded.image.planning import COUNTS, heroes
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, Motion, Sheet

Part = Callable[[], Iterable[Layer]]


def parts(scene: Scene) -> list[Part]:
    """Give what makes up the picture, back to front; each part yields layers when called."""
    if scene.setting == "abstract":
        return [lambda: _without_things(scene)]
    if scene.setting == "emblem":
        return [lambda: _emblem_ground(scene), lambda: figures(scene), lambda: _weather(scene)]
    behind: list[Part] = [lambda: places.SETTINGS[scene.setting](scene)]
    if scene.setting not in ("room", "underwater"):
        behind.insert(0, lambda: _air(scene))
    return [*behind, lambda: figures(scene), lambda: _foreground(scene), lambda: _weather(scene)]


def _emblem_ground(scene: Scene) -> Iterator[Layer]:
    if scene.style != "geometric":
        yield from places.poster(scene)
        return
    yield from geometric.geometric(scene, abstract.beats(scene.order), geometric.palette_inks(scene, scene.named))


def _without_things(scene: Scene) -> Iterator[Layer]:
    rhythm = abstract.beats(scene.order)
    if scene.style == "geometric" or scene.words & SHAPE_WORDS:
        yield from geometric.geometric(scene, rhythm, geometric.palette_inks(scene, scene.named))
        return
    yield from abstract.COMPOSERS[abstract.composer(scene)](scene, rhythm)
    yield from _weather(scene)


SHAPE_WORDS = frozenset(word for names in geometric.SHAPES.values() for word in names.split())


def _air(scene: Scene) -> Iterator[Layer]:
    p = scene.palette
    yield sky.backdrop(scene)
    if p.hour == "night" or scene.setting == "space":
        yield sky.stars(scene)
    if scene.setting == "space":
        yield from sky.planets(scene)
        return
    covered = scene.has("storm") or (p.hour == "gloom" and scene.has("rain"))
    if not covered and not (scene.has("rain", "snow") and p.hour == "day"):
        yield from sky.luminary(scene)
    if scene.has("aurora") or (scene.has("sky") and p.hour == "night"):
        yield weather.aurora(scene)
    yield from _clouds(scene, covered)
    if (scene.has("bird") or scene.chance.random() < 0.4) and scene.palette.hour in ("day", "dusk"):
        yield sky.flock(scene)
    if scene.has("rainbow"):
        yield sky.rainbow(scene)
    if scene.has("storm"):
        yield weather.lightning(scene)


def _clouds(scene: Scene, covered: bool) -> Iterator[Layer]:
    if covered:
        yield sky.overcast(scene)
        return
    amount = (
        0.9
        if scene.has("cloud", "sky", "wind")
        else 0.6
        if scene.has("rain", "snow")
        else scene.motif.uniform(0.1, 0.5)
    )
    if scene.palette.hour == "night":
        amount *= 0.45
    yield from sky.clouds(scene, amount)


def company(scene: Scene) -> tuple[list[str], list[str]]:
    """Give the figures, the main one first and as often as the prompt counts it, and the trees that shelter them."""
    names = heroes(scene.things)
    trees = [name for name in names if name in ("tree", "fir", "palm")]
    leads = [name for name in names if name not in trees]
    if not leads:
        return trees, []
    if len(leads) == 1:
        return leads * max(COUNTS.get(word, 1) for word in scene.order), trees
    more = [name for name in leads for _ in range(scene.counted.get(name, 1) - 1)]
    return [*leads, *more], trees


def figures(scene: Scene) -> Iterator[Layer]:
    """Set the main thing at the focus and the others around it, smaller and further away, as a group."""
    leads, partners = company(scene)
    way = 1 if scene.focus < scene.view.aspect / 2 else -1
    if leads:
        yield from places.stage(scene, leads[0])
    if scene.setting not in ("forest", "underwater"):
        for name in partners:
            yield _tree_behind(scene, name, way)
    held = [name for name in leads[1:] if name in HELD and leads[0] in HOLDERS]
    shown = [(i, name) for i, name in enumerate(leads[:MOST_FIGURES]) if name not in held]
    for i, name in sorted(shown, key=lambda lead: _nearness(lead[1])):
        yield from _figure(scene, name, i, way, leads)
    for name in held:
        yield _held(scene, name, leads[0], way)
    if scene.has("fire") and "candle" not in leads:
        yield from _campfire(scene, way)


def _nearness(name: str) -> tuple[bool, bool, float]:
    """Order figures from the back to the front: who stands on the shore is before what swims, a table before all."""
    thing = things.THINGS[name]
    return name == "table", thing.place == "ground", -thing.size


def _figure(scene: Scene, name: str, i: int, way: int, leads: list[str]) -> Iterator[Layer]:
    thing, lead = things.THINGS[name], leads[0]
    x, y, size = _spot(scene, thing, i, way, things.THINGS[lead])
    ink = _inked(scene, i, name)
    if thing.place == "ground" and scene.setting not in ("emblem", "space", "underwater"):
        if name == "train":
            yield places.rails(scene, y, size)
        if (scene.setting, name) not in HIDDEN_FEET:
            yield places.cast(scene, x, y, size * min(thing.half, 0.8), way * thing.pace)
    yield things.layer(scene, name, x, y, size, ink, 0.6, flip=way < 0, seed=scene.chance.getrandbits(30))
    if name == "train" or (name == "house" and scene.palette.hour != "day"):
        dx, dy = {"house": (0.35, 1.06), "train": (0.94, 1.0)}[name]
        yield from weather.smoke(
            scene, x + way * dx * size, y - dy * size, size * (0.5 if name == "house" else 1.3), 0.6, way * thing.pace
        )
    if name in ("lighthouse", "candle", "lamp", "house") and scene.palette.dark:
        dx, dy, r = LIT[name]
        yield sky.halo(scene, x + way * dx * size, y - dy * size, r * size, scene.palette.window, 0.55, 0.6)


MOST_FIGURES = 4
SWIMS = 0.5
"""How much deeper than a boat a fish is in the water, as a share of its height."""
HIDDEN_FEET = frozenset((("garden", "flower"), ("field", "flower")))
HOLDERS = frozenset(("robot", "person", "child", "witch", "bear"))
HELD = {"book": (0.22, 0.37, 0.27), "umbrella": (0.1, 0.46, 0.78)}
"""Things that a figure can hold: how far before it, how high, how large; shares of its height."""
LIT = {"lighthouse": (0, 0.8, 1.0), "candle": (0, 0.78, 1.0), "lamp": (0, 0.85, 0.8), "house": (0.3, 0.35, 0.8)}


def _spot(scene: Scene, thing: things.Thing, i: int, way: int, lead: things.Thing) -> tuple[float, float, float]:
    """Give foot point and size of the i-th figure."""
    span, chance = scene.view.span, scene.chance
    size = max(thing.size, 0.3 if i == 0 else 0.0) * span * (1.12 if i == 0 else 0.78)
    size = min(size * scene.variety, 0.82 * scene.view.aspect / (2 * thing.half))
    if scene.setting == "emblem":
        return _on_poster(scene, i, size, way)
    if thing.place == "air" or scene.setting in ("space", "underwater"):
        x = scene.focus + way * (0.36 * i) * span
        y = (
            {"underwater": 0.52, "space": 0.62}.get(scene.setting, min(scene.horizon * 0.62, 0.5))
            + size * 0.4
            - 0.13 * i
        )
        return _inside(scene, x, thing.half * size), y, size
    if thing.place == "float" or (thing.place == "water" and scene.setting in ("sea", "lake", "river")):
        y = scene.horizon + (1 - scene.horizon) * (0.42 - 0.1 * i)
        y += size * SWIMS * (thing.place == "water")
        return _inside(scene, scene.focus + way * 0.35 * i * span, thing.half * size), y, size
    if scene.setting == "room" and i == 1:
        size = max(thing.size * 1.5, 0.3) * span
        return scene.focus - 0.06 * way * span, scene.base - 0.05, size
    gap = (lead.half * lead.size * 1.1 + thing.half * thing.size * 0.8) * span
    x = scene.focus + way * gap * (0, 1, -0.95, 1.8)[i] + chance.uniform(-0.02, 0.02)
    y = scene.base + (0.035 if i and thing.size < lead.size else -0.01 * i)
    return _inside(scene, x, thing.half * size), min(y, 0.95), size


def _on_poster(scene: Scene, i: int, size: float, way: int) -> tuple[float, float, float]:
    if i == 0:
        big = min(size * 1.25, 0.7 * scene.view.span)
        return scene.focus, 0.5 + big * 0.52, big
    x = scene.focus + (way if i == 1 else -way) * 0.36 * scene.view.span
    return x, 0.86, size * 0.75


def _inside(scene: Scene, x: float, half: float) -> float:
    """Keep a figure in the picture."""
    low, high = half, scene.view.aspect - half
    return min(max(x, low), high) if low < high else scene.view.aspect / 2


def _inked(scene: Scene, i: int, name: str = "") -> Inks:
    """Mix the inks of the i-th figure: in the colour of the prompt, else in its own, else in that of the palette."""
    p = scene.palette
    body = p.accent if i == 0 else p.second if i == 1 else mix(p.accent, p.second, 0.5)
    taken = body in scene.painted.values()
    if name in scene.painted:
        body = p.lit(scene.painted[name])
    elif name in things.COATS and (taken or not (scene.named and i < 2)):
        body = allowed(mix(p.lit(things.COATS[name]), p.accent, 0.12), p.avoided)
    elif taken:
        body = p.wall  # the colour belongs to another thing of the prompt
    return inks(p, 0.0 if scene.setting == "emblem" else 0.08 * i, scene.wintry, body)


def _tree_behind(scene: Scene, name: str, way: int) -> Layer:
    size = 0.78 * scene.view.span
    x = scene.focus - way * 0.2 * scene.view.span
    kind = "fir" if scene.wintry else name
    return things.layer(scene, kind, x, scene.base - 0.01, size, inks(scene.palette, 0.05, scene.wintry), 0.5,
                        seed=scene.chance.getrandbits(30))  # fmt: skip


def _held(scene: Scene, name: str, lead: str, way: int) -> Layer:
    """Put a thing into the hands of the main figure; it moves with it."""
    right, up, share = HELD[name]
    size = max(things.THINGS[lead].size, 0.3) * 1.12 * scene.view.span * scene.variety
    x, y, s = scene.focus + way * right * size, scene.base - up * size, share * size
    sheet = Sheet(scene.view, (x - s, y - s * 1.1, x + s, y + s * 0.3))
    (objects.umbrella if name == "umbrella" else objects.book)(sheet.stand(x, y, s), _inked(scene, 1), scene.chance)
    return sheet.layer(0.6, Motion((way * things.THINGS[lead].pace, 0)))


def _campfire(scene: Scene, way: int) -> Iterator[Layer]:
    if scene.setting in ("underwater", "space"):
        return
    alone = not heroes(scene.things)
    size = (0.34 if alone else 0.15) * scene.view.span
    x = scene.focus + (0 if alone else way * 0.3 * scene.view.span)
    y = min(scene.base + 0.05, 0.94) if scene.setting != "emblem" else 0.9
    yield sky.halo(scene, x, y - size * 0.5, size * 3.2, mix(scene.palette.light, (255, 150, 50), 0.6), 0.6, 0.55)
    yield weather.fire(scene, x, y, size)
    yield from weather.smoke(scene, x, y - size * 1.2, size * 0.8, 0.6)


def _foreground(scene: Scene) -> Iterator[Layer]:
    """Frame the view with something near: a tree at the edge, grass, flowers."""
    p, view = scene.palette, scene.view
    if scene.setting == "forest":
        yield from places.trunks(scene)
    if (
        scene.setting in FRAMED
        and "tree" not in scene.things
        and len(heroes(scene.things)) < 2
        and not scene.has("bridge")
    ):
        yield from places.frame(scene)
    if scene.setting in ("forest", "field", "garden", "plain", "village", "lake", "river") and not scene.wintry:
        colour = shade(mix(p.leaf, p.land, 0.4), -0.06)
        yield land.tufts(scene, colour, 0.965, round(130 * view.aspect / view.span**0.3), 0.075 * view.span)
    if scene.has("flower") and scene.setting not in ("garden", "underwater", "space", "room", "city", "street"):
        yield from places.blossoms(scene, 0.9, 9, 0.16)
    if scene.has("butterfly", "insect") and "butterfly" not in heroes(scene.things)[:1]:
        yield from places.flutter(scene)
    if scene.has("firefly"):
        yield from weather.sparks(scene)


def _weather(scene: Scene) -> Iterator[Layer]:
    if scene.setting in ("underwater", "space", "room"):
        return
    if scene.has("cloud") and scene.words & FOG_WORDS:
        yield land.fog(scene, scene.horizon, 0.95, 0.5)
        yield land.fog(scene, scene.base - 0.02, 0.75, 0.75)
    if scene.has("wind"):
        yield weather.gusts(scene)
    if scene.has("rain", "storm"):
        yield from weather.rain(scene)
    if scene.has("snow"):
        yield from weather.snow(scene)


FRAMED = frozenset(("mountain", "lake", "river", "plain", "snow"))
FOG_WORDS = frozenset(("fog", "mist", "haze", "foggy", "misty", "nebel", "dunst", "neblig"))
