"""What is near in a sketch: what flies, blooms and falls from the sky."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.code.p5_setting import WATERS, Layer, Plan
from devserver.embedded.code.writing import Name, Value


def near(plan: Plan) -> Iterator[Layer]:
    """Plan what flies, swims and blooms in front."""
    rng, has = plan.rng, plan.has
    if "plane" in has:
        yield from _aircraft(plan)
    if "bird" in has or (plan.hour in {"day", "dusk", "dawn"} and not has & {"storm"} and plan.likely(0.35)):
        count = rng.randint(9, 16) if "bird" in has else rng.randint(3, 6)
        size = rng.uniform(0.03, 0.06) if "bird" in has else 0.018
        yield "makeBirds", {"count": count, "y": plan.low * 0.55, "size": size}
    if "fish" in has:
        yield "makeFish", {"count": rng.randint(4, 7), "top": plan.low + 0.16, "bottom": 0.94, "size": 0.1}
    if "flower" in has or ("garden" in has and plan.likely(0.8)):
        yield "makeFlowers", _flowers(plan)
    if "insect" in has or ("garden" in has and plan.likely(0.5)):
        glowing = plan.hour == "night" or plan.says("firefly", "fireflies", "glühwürmchen")
        yield "makeInsects", {"count": rng.randint(8, 14), "glowing": glowing, "top": 0.2, "bottom": 0.9}


def _aircraft(plan: Plan) -> Iterator[Layer]:
    rocket = plan.says("rocket", "rakete", "spaceship", "raumschiff", "ufo") or plan.in_space
    if rocket:
        yield "makeRocket", {"x": 1 - plan.side, "y": 0.5, "size": plan.rng.uniform(0.28, 0.4)}
    else:
        hexes: Value = Name("PALETTE.accents")
        if (own := plan.paint("plane")) is not None:
            hexes = [own, own, Name("PALETTE.light")]
        yield "makeBalloons", {"count": plan.rng.randint(4, 7), "y": plan.low * 0.55, "hexes": hexes}


def _flowers(plan: Plan) -> dict[str, Value]:
    named = {
        "rose": ("rose", "roses", "rosen"),
        "tulip": ("tulip", "tulips", "tulpe", "tulpen"),
        "seeds": ("sunflower", "sunflowers", "sonnenblume", "sonnenblumen"),
        "daisy": ("daisy", "daisies", "gänseblümchen"),
    }
    kinds = [kind for kind, words in named.items() if plan.says(*words)] or plan.rng.sample(sorted(named), k=2)
    near_water = bool(plan.has & WATERS)
    low, count = (0.84, 4) if near_water else (0.74, plan.rng.randint(7, 11))
    hexes = {} if "flower" in plan.painted else {kind: list(PETALS[kind]) for kind in kinds if kind in PETALS}
    return {"low": low, "count": count, "kinds": kinds, "tall": plan.rng.uniform(0.24, 0.38), "hexes": hexes}


PETALS = {
    "seeds": ("#f2b92c", "#f6c945", "#e8a020"),
    "rose": ("#c8324a", "#e0607a", "#b02038", "#f0a0a8"),
    "daisy": ("#faf6ea", "#f6e8f0", "#f4f0ff"),
}


def weather(plan: Plan) -> Iterator[Layer]:
    """Plan what falls or drifts in front of everything."""
    rng, has, energy = plan.rng, plan.has, plan.reading.energy
    if has & {"rain", "storm"}:
        slant = rng.choice((-1, 1)) * (0.05 + 0.25 * energy) if "storm" in has else rng.uniform(-0.08, 0.08)
        yield "makeRain", {"drops": round(90 + 140 * energy), "slant": slant, "low": plan.low + 0.12}
    if "storm" in has:
        yield "makeLightning", {"low": plan.low, "every": rng.uniform(4, 8)}
    if "snow" in has:
        yield "makeSnow", {"flakes": round(120 + 160 * energy)}
    if "wind" in has and plan.outdoors:
        swirl = 0.12 + energy * 0.2
        yield (
            "makeFlowField",
            {"walkers": 30, "scale": 0.8, "swirl": swirl, "length": 22, "hexes": [Name("PALETTE.light")]},
        )
    if plan.says("fog", "mist", "misty", "foggy", "nebel", "neblig", "haze", "dunst") or "ghost" in has:
        yield "makeFog", {"banks": rng.randint(6, 9), "top": plan.low * 0.8}
