"""Land and water of a sketch: from the mountains at the horizon to the trees on the ground."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.code.p5_setting import WATERS, Layer, Plan
from devserver.embedded.code.writing import Value


def lands(plan: Plan) -> Iterator[Layer]:
    """Plan what lies at the horizon: mountains, dunes, a town, a castle, a wood, houses."""
    rng, has, low = plan.rng, plan.has, plan.low
    if plan.in_space:
        return
    filling = (
        not has & {"city", "desert", "castle", "house", "forest", "street"} and "sea" not in has and plan.likely(0.6)
    )
    if "mountain" in has or filling:
        rise = rng.uniform(0.34, 0.46) if "mountain" in has else rng.uniform(0.12, 0.2)
        snow = bool(has & {"snow", "ice"}) or ("mountain" in has and plan.likely(0.5))
        yield "makeMountains", {"rows": rng.randint(3, 5), "low": low, "rise": rise, "snow": snow}
    if "desert" in has:
        yield "makeDunes", {"rows": rng.randint(3, 5), "low": low - 0.04}
    if "city" in has:
        lit = 0.75 if plan.hour in {"night", "dusk", "storm"} else 0.25
        yield "makeSkyline", {"rows": 3, "low": low, "tall": rng.uniform(0.34, 0.5), "lit": lit}
    if "castle" in has:
        yield "makeCastle", {"x": rng.choice((0.3, 0.5, 0.68)), "low": low + 0.02, "size": rng.uniform(0.42, 0.55)}
    if "forest" in has:
        kind = "round" if plan.hour in {"dusk", "dawn", "day"} and plan.likely(0.4) else "pointed"
        yield "makeForest", {"rows": rng.randint(3, 4), "low": low - 0.02, "kind": kind}
    if "house" in has:
        yield "makeHouses", {"low": low + 0.1, "count": rng.randint(5, 7)}


def water(plan: Plan) -> Iterator[Layer]:
    """Plan bridges, the sea, a lake or a river, and ships on them."""
    rng, has, low = plan.rng, plan.has, plan.low
    if "bridge" in has:
        yield "makeBridge", {"low": low - 0.07, "hanging": plan.likely(0.5)}
    if "lake" in has or (has & {"bridge", "ice"} and not has & {"sea", "river"}):
        yield "makeLake", {"from": low + 0.06, "calm": 1 - plan.reading.energy}
    elif "sea" in has:
        yield from _sea(plan)
    elif "river" in has:
        yield "makeRiver", {"from": low + 0.04, "bend": rng.choice((-1, 1)) * rng.uniform(0.6, 1.2)}
    if "ship" in has and "sea" not in has:
        if "lake" not in has:
            yield from _sea(plan)
        else:
            yield "makeBoat", _boat(plan, low + 0.2)


def _sea(plan: Plan) -> Iterator[Layer]:
    """Put a ship between the waves behind it and those before it."""
    rng, low = plan.rng, plan.low
    high = 0.006 + 0.05 * max(plan.reading.energy, 0.75 if "storm" in plan.has else 0) ** 1.5
    glint = None if plan.hour == "storm" else plan.side
    yield "makeWaves", {"from": low, "rows": rng.randint(6, 9), "high": high, "glint": glint}
    if "ship" in plan.has:
        yield "makeBoat", _boat(plan, low + 0.17)
        yield "makeWaves", {"from": low + 0.19, "rows": 4, "high": high * 1.4, "glint": None}


def _boat(plan: Plan, y: float) -> dict[str, Value]:
    steam = plan.says("steamer", "ferry", "dampfer", "fähre", "submarine", "steamship", "dampfschiff")
    x, size = plan.rng.choice((0.3, 0.42, 0.6, 0.7)), plan.rng.uniform(0.24, 0.34)
    return {"x": x, "y": y, "size": size, "style": "steam" if steam else "sails", "hex": plan.paint("ship")}


def ground(plan: Plan) -> Iterator[Layer]:
    """Plan what there is to stand on, and the trains and trees that do."""
    rng, has, low = plan.rng, plan.has, plan.low
    if "street" in has or ("car" in has and not has & WATERS):
        yield "makeRoad", {"x": rng.choice((0.42, 0.5, 0.58)), "low": low + (0.1 if "house" in has else 0.04)}
    elif has & {"field", "garden", "flower", "insect"} and not has & WATERS:
        yield "makeMeadow", {"low": low + 0.05, "blades": rng.randint(150, 240)}
    elif not has & (WATERS | {"desert", "bridge", "ship", "ice", "forest"}) and not plan.in_space:
        yield "makeGround", {"low": rng.uniform(0.78, 0.84)}
    elif has & {"lake", "sea"} and has & {"tree", "flower"} and "ship" not in has:
        yield "makeGround", {"low": rng.uniform(0.83, 0.87)}
    if "train" in has:
        yield "makeTrain", {"low": low - 0.11 if "bridge" in has else 0.84, "cars": rng.randint(3, 5), "size": 0.26}
    if "tree" in has:
        yield from _trees(plan)


def _trees(plan: Plan) -> Iterator[Layer]:
    rng = plan.rng
    places = [(rng.choice((0.28, 0.36, 0.64, 0.72)), rng.uniform(0.74, 0.9))]
    if "trees" in plan.reading.words or "bäume" in plan.reading.words or plan.likely(0.3):
        places.append((1 - places[0][0] + rng.uniform(-0.06, 0.06), rng.uniform(0.42, 0.58)))
    for x, size in reversed(places):
        low = 0.84 + 0.1 * (size - 0.5)
        shape = {"depth": 8 if size > 0.7 else 7, "spread": rng.uniform(0.36, 0.52)}
        bare = plan.hour in {"snow"} or plan.says("bare", "dead", "kahl", "winter", "leafless")
        yield "makeTree", {"x": x, "low": low, "size": size, **shape, "leaves": not bare}
