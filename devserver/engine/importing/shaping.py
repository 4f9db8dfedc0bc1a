"""How large and how long: width and height, frames, seconds, and the pace of a film. Pure.

The latent that the first sampler begins with is followed back to the node that has a size. Nodes that must agree with
it (`ModelSamplingFlux`, a scheduler with a size) are set with it, where they said the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from devserver.engine.importing.linked import Linked, Node
from devserver.engine.importing.sampling import Sampler, is_sampler
from devserver.engine.importing.words import Place, parameter

SIZE = ("width", "height")
LENGTH = ("frames", "seconds")
_NOT_LATENT = frozenset(
    {
        "model", "clip", "vae", "positive", "negative", "conditioning", "control_net", "upscale_model", "noise",
        "guider", "sampler", "sigmas", "clip_vision", "clip_vision_output", "audio_vae", "text_embeds", "style_model",
    }
)  # fmt: skip
_MODEL = frozenset({"model", "model1", "model2", "sigmas", "guider"})


def latents(graph: Linked, start: Node) -> list[Node]:
    """Return what the latent of a sampler comes from, nearest first, without the sampler."""
    way = graph.upstream(
        [start], lambda node, name: name not in _NOT_LATENT and (node is start or not is_sampler(node))
    )
    return way[1:]


def find_shape(graph: Linked, way: Iterable[Node]) -> dict[str, list[Place]]:
    """Return width and height of the nearest node that has both, and the nearest frames and seconds.

    Latents that are joined, as those of a film and its sound, agree in length: places that say the same go along.
    """
    nodes = list(way)
    found: dict[str, list[Place]] = {}
    for node in nodes:
        pair = [place for key in SIZE if (place := parameter(graph, node, key))]
        if len(pair) == len(SIZE):
            found.update(zip(SIZE, ([place] for place in pair), strict=True))
            break
    for key in LENGTH:
        places = [place for node in nodes if (place := parameter(graph, node, key))]
        if places:
            found[key] = _unique(place for place in places if place.value == places[0].value)
    return found


def in_step(graph: Linked, sampler: Sampler, shape: dict[str, list[Place]], way: Iterable[Node]) -> None:
    """Add to a shape the places that must agree with it: of the model and its sigmas, and of the conditioning."""
    models = graph.upstream([sampler.node], lambda _, name: name in _MODEL)[1:]
    for key, nodes in (("width", models), ("height", models), ("seconds", list(way))):
        if key in shape:
            shape[key] += _same(graph, shape[key], nodes, key)


def find_pace(graph: Linked, nodes: Iterable[Node]) -> list[Place]:
    """Return where frames per second stand, the nearest to the output first, and the places that say the same."""
    found = [place for node in nodes if (place := parameter(graph, node, "fps"))]
    return [] if not found else _unique([place for place in found if place.value == found[0].value])


def _same(graph: Linked, known: list[Place], nodes: Iterable[Node], key: str) -> list[Place]:
    keys = {place.key for place in known}
    found = (place for node in nodes if (place := parameter(graph, node, key)))
    return [p for p in _unique(found) if p.key not in keys and p.value == known[0].value]


def _unique(places: Iterable[Place]) -> list[Place]:
    return list({place.key: place for place in places}.values())
