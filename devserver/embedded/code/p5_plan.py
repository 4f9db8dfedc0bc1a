"""What a sketch consists of: layers from the back to the front, chosen by what the prompt names.

A layer is a function of `p5_parts` and its options. The setting comes first (under water, outdoors, or plain paper);
then come sky, land, water, what stands on it, what the picture is about, what is near, and the weather.
"""

from __future__ import annotations

from collections.abc import Iterator

from devserver.embedded.code.p5_focus import focus
from devserver.embedded.code.p5_land import ground, lands, water
from devserver.embedded.code.p5_near import near, weather
from devserver.embedded.code.p5_setting import Layer, Plan
from devserver.embedded.code.p5_sky import sky
from devserver.embedded.code.writing import Name


def layers(plan: Plan) -> list[Layer]:
    """Plan all layers from the back to the front."""
    if plan.under_water:
        found = [*_below(plan), *focus(plan)]
    elif plan.outdoors:
        found = [*sky(plan), *lands(plan), *water(plan), *ground(plan), *focus(plan), *near(plan), *weather(plan)]
    else:
        found = [*_indoors(plan), *focus(plan), *weather(plan)]
    return found


def _below(plan: Plan) -> Iterator[Layer]:
    rng = plan.rng
    yield "makeDepths", {"shafts": rng.randint(5, 9), "bubbles": rng.randint(30, 70)}
    yield "makeFish", {"count": rng.randint(7, 13), "top": 0.12, "bottom": 0.72, "size": rng.uniform(0.1, 0.16)}
    if plan.has & {"stone", "glass"} or plan.likely(0.5):
        size, accents = rng.uniform(0.35, 0.5), Name("PALETTE.accents")
        yield (
            "makeCrystals",
            {"x": rng.choice((0.18, 0.82)), "low": 1.02, "count": rng.randint(5, 8), "size": size, "hexes": accents},
        )
    if plan.says("whale", "shark", "wal", "wale", "hai", "haie", "dolphin", "delfin"):
        skin = plan.paint("fish") or rng.choice(("#4a6f8f", "#3d5a78", "#5f7688"))
        yield "makeWhale", {"x": rng.uniform(0.4, 0.6), "y": 0.45, "size": rng.uniform(0.6, 0.8), "hex": skin}


def _indoors(plan: Plan) -> Iterator[Layer]:
    rng = plan.rng
    yield "makePaper", {"glowX": rng.uniform(0.3, 0.7), "glowY": rng.uniform(0.3, 0.6)}
    if not plan.has or (plan.has & {"dream", "music", "wind", "water"} and len(plan.has) == 1):
        yield from _abstract(plan)
    elif plan.likely(0.5):
        yield "makeShapes", {"count": rng.randint(8, 14), "y": 0.5, "alpha": 0.16}
    else:
        field = {"walkers": rng.randint(50, 80), "scale": rng.uniform(0.8, 1.6), "swirl": 1, "length": 30}
        yield "makeFlowField", {**field, "hexes": Name("PALETTE.accents")}


def _abstract(plan: Plan) -> Iterator[Layer]:
    """Show a mood without things: currents, cut paper or rings."""
    rng = plan.rng
    energy = plan.reading.energy
    kinds = ["currents", "paper", "rings"] if not plan.has else ["currents", "rings"]
    kind = rng.choice(kinds)
    if kind in {"currents", "rings"}:
        swirl, walkers = 0.7 + energy * 1.6, rng.randint(90, 150)
        field = {"walkers": walkers, "scale": rng.uniform(1.2, 2.6), "swirl": swirl, "length": rng.randint(16, 26)}
        yield "makeFlowField", {**field, "hexes": Name("PALETTE.accents")}
    if kind == "paper":
        yield "makeShapes", {"count": rng.randint(14, 26), "y": 0.5, "alpha": 0.9}
    if kind == "rings":
        place = {"x": rng.choice((0.38, 0.5, 0.62)), "y": rng.uniform(0.42, 0.56)}
        yield "makeRings", {**place, "count": rng.randint(7, 12), "arms": rng.randint(5, 12)}
