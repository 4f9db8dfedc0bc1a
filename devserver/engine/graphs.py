"""Changes to a whole ComfyUI graph: LoRAs put in, inputs that are not used taken out. Pure; a new graph is returned.

Both follow links, never node ids, so they work on any workflow in API format.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from devserver.declarations.graph import is_link

Graph = dict[str, Any]
Link = list[Any]

IMAGE_INPUTS = frozenset({"LoadImage", "LoadImageMask", "LoadImageOutput", "LoadAudio", "LoadVideo"})
"""Node classes that bring in a file of a person."""

OPTIONAL: dict[str, frozenset[str]] = {
    "TextEncodeQwenImageEdit": frozenset({"image", "vae"}),
    "TextEncodeQwenImageEditPlus": frozenset({"image1", "image2", "image3", "vae"}),
    "ReferenceLatent": frozenset({"latent"}),
    "ImageStitch": frozenset({"image2"}),
    "Wan22ImageToVideoLatent": frozenset({"start_image"}),
    "WanImageToVideo": frozenset({"start_image", "clip_vision_output"}),
    "WanFirstLastFrameToVideo": frozenset(
        {"start_image", "end_image", "clip_vision_start_image", "clip_vision_end_image"}
    ),
}
"""Inputs that a node of ComfyUI can do without, where it has links of both kinds."""

COMBINERS = frozenset({"ImageBatch", "ImageStitch", "ConditioningCombine", "ConditioningConcat", "LatentBatch"})
"""Node classes that make one of two; with one of them gone, the other takes their place."""


class GraphError(Exception):
    """A graph cannot be changed as wanted; the text says why."""


def insert_loras(graph: Mapping[str, Any], loras: Sequence[Mapping[str, Any]]) -> Graph:
    """Return a graph with LoRAs chained after its model loader; each is `{name, strength}`, strength 1 if not given.

    After a checkpoint whose text encoder is used they change both, else the model only. Raises GraphError where the
    graph loads no model.
    """
    if not loras:
        return dict(graph)
    loader = _model_loader(graph)
    with_clip = _is_checkpoint(graph[loader]) and any(link[1] == 1 for link in _links_to(graph, loader))
    chain: Graph = {}
    last = loader
    for lora in loras:
        node_id = _free_id({**graph, **chain})
        chain[node_id] = _lora_node(lora, last, with_clip=with_clip)
        last = node_id
    moved = {(loader, 0): [last, 0], **({(loader, 1): [last, 1]} if with_clip else {})}
    return {**_relinked(graph, moved), **chain}


def _is_checkpoint(node: Mapping[str, Any]) -> bool:
    return "CheckpointLoader" in str(node.get("class_type"))


def _model_loader(graph: Mapping[str, Any]) -> str:
    """Return the first node that loads a model which is used: a checkpoint, else a diffusion model alone."""
    for fits in (_is_checkpoint, lambda node: "unetloader" in str(node.get("class_type")).lower()):
        for node_id, node in graph.items():
            if isinstance(node, dict) and fits(node) and any(link[1] == 0 for link in _links_to(graph, node_id)):
                return node_id
    raise GraphError("the workflow loads no model after which a LoRA could be put")


def _lora_node(lora: Mapping[str, Any], after: str, *, with_clip: bool) -> dict[str, Any]:
    name, strength = lora.get("name"), lora.get("strength", 1.0)
    if not isinstance(name, str) or not name or isinstance(strength, bool) or not isinstance(strength, int | float):
        raise GraphError(f"a LoRA needs a name and a strength that is a number: {dict(lora)!r}")
    inputs = {"model": [after, 0], "lora_name": name, "strength_model": strength}
    if with_clip:
        inputs |= {"clip": [after, 1], "strength_clip": strength}
    return {"class_type": "LoraLoader" if with_clip else "LoraLoaderModelOnly", "inputs": inputs}


def _free_id(graph: Mapping[str, Any]) -> str:
    return next(name for n in range(1, len(graph) + 2) if (name := f"lora_{n}") not in graph)


def without_inputs(graph: Mapping[str, Any], unused: Collection[str]) -> Graph:
    """Return a graph without some of its inputs, such as pictures that were not given.

    What only works on them goes with them; what can do without loses the link; of two that are combined the other
    takes their place; what nothing needs any more goes too. Raises GraphError where no output would be left.
    """
    left = dict(graph)
    lost = [node_id for node_id in unused if node_id in left]
    while lost:
        gone = set(lost)
        left = {node_id: node for node_id, node in left.items() if node_id not in gone}
        lost = []
        for node_id in list(left):
            cut = [name for name, link in _links(left[node_id], graph) if link[0] in gone]
            if cut:
                left, dead = _cut(left, graph, node_id, cut)
                lost += [node_id] if dead else []
    if unused and not set(_sinks(graph)) & left.keys():
        raise GraphError("without the inputs that were not given, nothing is left of the workflow")
    return _needed(graph, left)


def _cut(left: Graph, graph: Mapping[str, Any], node_id: str, cut: Sequence[str]) -> tuple[Graph, bool]:
    """Return the graph after a node lost inputs, and whether the node is lost as well."""
    node = left[node_id]
    kind, kept = node.get("class_type"), [(n, link) for n, link in _links(node, graph) if n not in cut]
    flowing = [link for _, link in kept if not _supports(graph[link[0]])]
    if kind in COMBINERS and len(kept) == 1:
        return _relinked(left, {(node_id, 0): kept[0][1]}), True
    if flowing or set(cut) <= OPTIONAL.get(str(kind), frozenset()):
        inputs = {name: value for name, value in node["inputs"].items() if name not in cut}
        return {**left, node_id: {**node, "inputs": inputs}}, False
    return left, True


def _supports(node: Mapping[str, Any]) -> bool:
    """Tell whether a node only loads something to work with, such as a VAE."""
    return "Loader" in str(node.get("class_type"))


def _needed(graph: Mapping[str, Any], left: Graph) -> Graph:
    """Return what the outputs need, and what nothing needed before either."""
    idle = set(_sinks(graph))
    while True:
        sinks = {node_id for node_id in _sinks(left) if node_id not in idle}
        if not sinks:
            return left
        left = {node_id: node for node_id, node in left.items() if node_id not in sinks}


def _sinks(graph: Mapping[str, Any]) -> list[str]:
    """Return the nodes to which nothing is linked: outputs, and what stands about."""
    used = {link[0] for node in graph.values() for _, link in _links(node, graph)}
    return [node_id for node_id in graph if node_id not in used]


def _links(node: Any, graph: Mapping[str, Any]) -> Iterator[tuple[str, Link]]:
    inputs = node.get("inputs") if isinstance(node, dict) else None
    for name, value in inputs.items() if isinstance(inputs, dict) else ():
        if is_link(value, graph):
            yield name, value


def _links_to(graph: Mapping[str, Any], node_id: str) -> Iterable[Link]:
    return (link for node in graph.values() for _, link in _links(node, graph) if link[0] == node_id)


def _relinked(graph: Mapping[str, Any], moved: Mapping[tuple[str, int], Link]) -> Graph:
    """Return a graph whose links to some outputs go to others."""
    return {node_id: _relinked_node(node, graph, moved) for node_id, node in graph.items()}


def _relinked_node(node: Any, graph: Mapping[str, Any], moved: Mapping[tuple[str, int], Link]) -> Any:
    changed = {n: list(moved[link[0], link[1]]) for n, link in _links(node, graph) if (link[0], link[1]) in moved}
    return {**node, "inputs": {**node["inputs"], **changed}} if changed else node
