"""The model files that a workflow loads, and the files that a person brings: pictures, masks, sounds, films. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from devserver.backends.comfyui.catalogue import is_model_file
from devserver.backends.comfyui.nodes import Nodes
from devserver.engine.graphs import COMBINERS, IMAGE_INPUTS, OPTIONAL
from devserver.engine.importing.linked import Linked, Node

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("clip_vision", re.compile(r"clip_?vision", re.I)),
    ("checkpoint", re.compile(r"ckpt|checkpoint", re.I)),
    ("lora", re.compile(r"lora", re.I)),
    ("upscale_model", re.compile(r"upscale", re.I)),
    ("controlnet", re.compile(r"control_?net", re.I)),
    ("unet", re.compile(r"unet|diffusion_model", re.I)),
    ("vae", re.compile(r"vae", re.I)),
    ("clip", re.compile(r"clip|text_encoder|t5", re.I)),
)
_BRINGING = re.compile(r"^(VHS_)?Load_?(Image|Audio|Video)", re.I)
_FIELDS = ("image", "audio", "file", "video")


@dataclass(frozen=True)
class ModelFile:
    """A model file, what it is for, and where it is named."""

    kind: str
    file: str
    node: Node
    input: str


@dataclass(frozen=True)
class Brought:
    """A file that a person brings: its parameter, and where its name goes; `required` where nothing works without."""

    key: str
    node: Node
    input: str
    required: bool


def find_models(nodes: Iterable[Node]) -> list[ModelFile]:
    """Return the model files that these nodes load."""
    return [
        ModelFile(_kind(node, name), file, node, name)
        for node in nodes
        for name in node.inputs
        for file in _files(node.values.get(name))
    ]


def _files(value: Any) -> list[str]:
    """Return the model files of a value; an extension keeps each LoRA as an object with its name and strength."""
    members = list(value.values()) if isinstance(value, dict) else [value]
    return [str(member) for member in members if is_model_file(member)]


def _kind(node: Node, name: str) -> str:
    """Return what a model file is for: by the class where that says more than the input, else by the input."""
    named = next((kind for text in (node.kind, name) for kind, words in _KINDS[:1] if words.search(text)), None)
    by_input = next((kind for kind, words in _KINDS if words.search(name)), None)
    by_class = next((kind for kind, words in _KINDS if words.search(node.kind)), None)
    return named or by_input or by_class or "model"


def find_brought(graph: Linked, nodes: Iterable[Node], output: Node, known: Nodes | None) -> list[Brought]:
    """Return the files that a person brings, in order: `input_image`, `input_image2`, `input_image_mask` and so on."""
    counts: dict[str, int] = {}
    needed = graph.upstream([output], lambda node, name: not _can_do_without(graph, node, name, known))
    required = {node.id for node in needed}
    found: list[Brought] = []
    for node in nodes:
        name = _field(node, known)
        if name is None:
            continue
        base = _key(node, name)
        counts[base] = counts.get(base, 0) + 1
        key = base if counts[base] == 1 else f"{base}{counts[base]}"
        found.append(Brought(key, node, name, node.id in required))
    return found


def _field(node: Node, known: Nodes | None) -> str | None:
    spec = known.specs.get(node.kind) if known else None
    for name in node.inputs:
        if spec and name in node.values and name in spec.inputs and spec.inputs[name].upload:
            return name
    if node.kind in IMAGE_INPUTS or _BRINGING.match(node.kind):
        return next((name for name in _FIELDS if isinstance(node.values.get(name), str)), None)
    return None


def _key(node: Node, name: str) -> str:
    words = f"{node.kind} {name}".lower()
    if "mask" in node.kind.lower():
        return "input_image_mask"
    return next((f"input_{medium}" for medium in ("audio", "video") if medium in words), "input_image")


def _can_do_without(graph: Linked, node: Node, name: str, known: Nodes | None) -> bool:
    """Tell whether a node works without an input, as `graphs.without_inputs` will leave it when nobody gave one."""
    others = [graph.nodes[link[0]] for other, link in node.links.items() if other != name]
    if node.kind in COMBINERS:
        return len(others) == 1
    if name in OPTIONAL.get(node.kind, frozenset()):
        return True
    spec = known.specs.get(node.kind) if known else None
    optional = spec is not None and name in spec.inputs and not spec.inputs[name].required
    return optional and any("Loader" not in other.kind for other in others)
