"""What a sketch is about: beings and objects in the middle of the picture, side by side where there are several."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devserver.embedded.code.p5_setting import Layer, Plan
from devserver.embedded.code.writing import Name, Value

Maker = Callable[[Plan, float], Layer]

MOST = 4
PLACES = {1: (0.5,), 2: (0.3, 0.7), 3: (0.2, 0.5, 0.8), 4: (0.16, 0.38, 0.62, 0.84)}


def focus(plan: Plan) -> Iterator[Layer]:
    """Plan at most four things in the middle; the first named stands in front."""
    chosen = _chosen(plan)
    places = list(PLACES.get(len(chosen), ()))
    if len(places) == 1 and plan.outdoors:
        places = [plan.rng.choice((0.34, 0.5, 0.66))]
    pairs = list(zip(chosen, plan.rng.sample(places, k=len(places)), strict=True))
    for thing, x in sorted(pairs, key=lambda pair: (STANDING[pair[0]], -chosen.index(pair[0]))):
        yield MAKERS[thing](plan, x)


def _chosen(plan: Plan) -> list[str]:
    named = [thing for thing in plan.reading.things if thing in MAKERS]
    narrow = {"animal"} if plan.has & {"cat", "dog", "horse", "wolf", "dragon"} else set()
    narrow |= {"machine"} if "robot" in plan.has else set()
    narrow |= {"person"} if plan.has & {"crowd"} else set()
    narrow |= {"fruit"} if "tree" in plan.has else set()
    narrow |= {"child"} if "person" in plan.has else set()
    narrow |= {"water", "ice"} if plan.outdoors and plan.has & {"sea", "lake", "river"} else set()
    return [thing for thing in named if thing not in narrow][:MOST]


def _size(plan: Plan, alone: float) -> float:
    """Make things smaller where several share the picture or where there is a landscape to see."""
    share = (1, 1, 0.74, 0.6, 0.5)[min(len(_chosen(plan)), MOST)]
    return alone * share * (0.78 if plan.outdoors else 1) * plan.rng.uniform(0.92, 1.08)


def _portrait(kind: str) -> Maker:
    def make(plan: Plan, x: float) -> Layer:
        size = _size(plan, 0.58)
        face, own = next((look for word, look in SPECIES.items() if kind == "animal" and plan.says(word)), (kind, None))
        hex_text = plan.paint(kind) or own or plan.rng.choice(FURS[kind])
        y = (1.0 - size * 0.62) if plan.outdoors else 0.52
        return "makePortrait", {"face": Name(f"face{face.capitalize()}"), "x": x, "y": y, "size": size, "hex": hex_text}

    return make


SPECIES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("tiger",), ("cat", "#e08a3c")),
    **dict.fromkeys(("lion", "löwe"), ("cat", "#d9a74a")),
    **dict.fromkeys(("fox", "foxes", "fuchs"), ("wolf", "#cf6f30")),
    **dict.fromkeys(("mouse", "mice", "maus", "mäuse", "elephant", "elefant"), ("animal", "#8f8f9a")),
    **dict.fromkeys(("deer", "hirsch", "cow", "kuh", "sheep", "schaf"), ("horse", "#a9754a")),
    **dict.fromkeys(("frog", "frosch", "snake", "schlange"), ("dragon", "#5f9f4a")),
}
"""Which face stands for an animal without a face of its own, and its colour."""

FURS = {
    "cat": ("#d08a4a", "#6f6a72", "#3c3a48", "#e0c7a0"),
    "dog": ("#b07d4c", "#8a5a3a", "#d9b98c", "#6a5648"),
    "wolf": ("#767c8a", "#5c6474", "#8b8276"),
    "horse": ("#8a5634", "#5a4034", "#c9b8a4", "#3c3640"),
    "animal": ("#8d6645", "#6c5240", "#b98a5c"),
    "dragon": ("#3f8f63", "#8a3f8f", "#a83c3c", "#2f7f92"),
    "person": ("#8d5a3c", "#c68a62", "#e0b090", "#6a4330", "#f0c8a8"),
    "robot": ("#8fa3b0", "#b0a48f", "#7f8fa8"),
}


def _fire(plan: Plan, x: float) -> Layer:
    low = 0.9 if plan.outdoors else 0.78
    sparks = plan.rng.randint(20, 50)
    return "makeFire", {"x": x, "low": low, "size": _size(plan, 0.42), "sparks": sparks}


def _stones(plan: Plan, x: float) -> Layer:
    low = 0.93 if plan.outdoors else 0.82
    return "makeStones", {"x": x, "low": low, "size": _size(plan, 0.5), "count": plan.rng.randint(4, 6)}


def _crystals(plan: Plan, x: float) -> Layer:
    low = 0.95 if plan.outdoors else 0.82
    cold = "ice" in plan.has and "glass" not in plan.has
    hexes: Value = list(ICE) if cold else Name("PALETTE.accents")
    look = {"size": _size(plan, 0.66), "hexes": hexes}
    return "makeCrystals", {"x": x, "low": low, "count": plan.rng.randint(5, 9), **look}


ICE = ("#bfe0f2", "#8cc4e6", "#dff2fb", "#a5d3ee")


def _gears(plan: Plan, x: float) -> Layer:
    y, count = (0.6 if plan.outdoors else 0.5), plan.rng.randint(5, 9)
    return "makeGears", {"count": count, "x": x, "y": y, "size": _size(plan, 0.42)}


def _clock(plan: Plan, x: float) -> Layer:
    return "makeClock", {"x": x, "y": 0.4 if plan.outdoors else 0.5, "size": _size(plan, 0.3)}


def _pages(plan: Plan, x: float) -> Layer:
    low, count = (0.9 if plan.outdoors else 0.8), plan.rng.randint(9, 16)
    return "makePages", {"x": x, "low": low, "size": _size(plan, 0.42), "count": count}


def _strings(plan: Plan, x: float) -> Layer:
    del x
    y = 0.62 if plan.outdoors else plan.rng.uniform(0.45, 0.58)
    return "makeStrings", {"count": plan.rng.randint(6, 11), "y": y, "spread": plan.rng.uniform(0.3, 0.5)}


def _ribbons(plan: Plan, x: float) -> Layer:
    del x
    return "makeRibbons", {
        "count": plan.rng.randint(3, 5),
        "y": 0.42 if plan.outdoors else 0.5,
        "size": _size(plan, 0.95),
    }


def _heart(plan: Plan, x: float) -> Layer:
    y, points = (0.55 if plan.outdoors else 0.5), plan.rng.randint(420, 640)
    return "makeHeart", {"x": x, "y": y, "size": _size(plan, 0.34), "points": points}


def _ghosts(plan: Plan, x: float) -> Layer:
    del x
    return "makeGhosts", {"count": plan.rng.randint(3, 5), "y": 0.58}


def _crowd(plan: Plan, x: float) -> Layer:
    del x
    alone = len(_chosen(plan)) == 1
    rows = plan.rng.randint(3, 5) if alone else 3
    return "makeCrowd", {"low": 0.74 if alone else 0.66, "rows": rows, "size": 0.042 if alone else 0.024}


def _fruits(plan: Plan, x: float) -> Layer:
    del x
    return "makeFruits", {"count": plan.rng.randint(7, 12), "top": 0.14, "bottom": 0.8, "size": 0.06}


def _car(plan: Plan, x: float) -> Layer:
    colour = plan.paint("car") or plan.rng.choice(("#c8403c", "#2f6f9f", "#e0b040", "#3f8f63"))
    return "makeCar", {"x": x, "low": 0.86, "size": _size(plan, 0.5), "hex": colour}


MAKERS: dict[str, Maker] = {
    **{kind: _portrait(kind) for kind in FURS},
    **{"child": _portrait("person"), "fire": _fire, "stone": _stones, "glass": _crystals, "ice": _crystals},
    **{"metal": _gears, "machine": _gears, "clock": _clock, "book": _pages, "music": _strings, "dance": _ribbons},
    **{"heart": _heart, "ghost": _ghosts, "crowd": _crowd, "fruit": _fruits, "car": _car},
}

BEHIND = ("dance", "music", "crowd", "fruit", "machine", "metal", "clock", "heart", "ghost", "glass", "ice", "stone")
STANDING = {thing: BEHIND.index(thing) if thing in BEHIND else len(BEHIND) for thing in MAKERS}
"""What stands further back has a smaller number."""
