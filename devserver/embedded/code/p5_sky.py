"""The sky of a sketch: its lights, clouds and what glows in the air."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.code.p5_setting import Layer, Plan
from devserver.embedded.code.writing import Value


def sky(plan: Plan) -> Iterator[Layer]:
    """Plan the sky with its stars, lights and clouds."""
    rng, has = plan.rng, plan.has
    low = 1.0 if plan.in_space else plan.low
    yield "makeSky", {"low": low, "washes": rng.randint(2, 4)}
    if plan.hour == "night" or "star" in has:
        figures = rng.randint(2, 4) if "star" in has else rng.randint(0, 1)
        yield "makeStars", {"count": rng.randint(110, 190), "low": low, "figures": figures}
    if plan.says("aurora", "polarlicht", "nordlicht", "northern") or ("ice" in has and plan.hour == "night"):
        yield "makeAurora", {"curtains": rng.randint(2, 3), "low": low}
    yield from _lights(plan)
    yield from _in_the_air(plan)


def _lights(plan: Plan) -> Iterator[Layer]:
    rng, has = plan.rng, plan.has
    x, high = plan.side, plan.low * rng.uniform(0.28, 0.45)
    if "planet" in has:
        tilt, size = rng.uniform(-0.5, 0.5), rng.uniform(0.17, 0.26)
        yield "makePlanet", {"x": x, "y": 0.42, "size": size, "ring": plan.likely(0.65), "tilt": tilt}
    if "moon" in has or (plan.hour == "night" and "planet" not in has and "fire" not in has and plan.likely(0.55)):
        full = plan.says("full", "vollmond", "voller")
        crescent, size = plan.likely(0.5) and not full, rng.uniform(0.055, 0.12)
        yield "makeMoon", {"x": x if "planet" not in has else 1 - x, "y": high, "size": size, "crescent": crescent}
    if "sun" in has or (plan.hour in {"day", "dusk", "dawn", "heat"} and plan.likely(0.75)):
        yield "makeSun", _sun(plan, 1 - x if "moon" in has else x, high)


def _sun(plan: Plan, x: float, high: float) -> dict[str, Value]:
    sinking = plan.hour in {"dusk", "dawn"}
    style = plan.rng.choice(("halo", "rays", "halo") if not sinking else ("halo", "stripes", "stripes"))
    size = plan.rng.uniform(0.14, 0.2) if sinking else plan.rng.uniform(0.07, 0.12)
    return {"x": x, "y": plan.low - 0.13 if sinking else high, "size": size, "style": style}


def _in_the_air(plan: Plan) -> Iterator[Layer]:
    rng, has = plan.rng, plan.has
    if "rainbow" in has:
        yield "makeRainbow", {"x": rng.uniform(0.35, 0.65), "low": plan.low}
    clouded = has & {"cloud", "rain", "storm"} or (plan.hour in {"day", "dawn"} and plan.likely(0.6))
    if clouded and not plan.in_space:
        dark = bool(has & {"rain", "storm"})
        tint = {"dark": dark, "misty": 0.8 if plan.hour == "night" else 0.3}
        count = rng.randint(6, 8) if "cloud" in has or dark else 3
        yield "makeClouds", {"count": count, "y": plan.low * rng.uniform(0.28, 0.42), **tint}
    if "light" in has:
        yield "makeLanterns", {"count": rng.randint(16, 28), "low": plan.low + 0.2}
