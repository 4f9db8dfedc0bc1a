"""How ComfyUI's nodes and their extensions call their inputs, and which value an input comes from in the end. Pure.

A value may be typed into the node itself, or come from a node that only holds it (a primitive, a string, a reroute).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from devserver.backends.comfyui.catalogue import is_model_file
from devserver.engine.importing.linked import Linked, Node

Kind = Literal["text", "number", "choice"]

ALIASES: dict[str, tuple[str, ...]] = {
    "seed": ("noise_seed", "seed"),
    "steps": ("steps",),
    "cfg": ("cfg", "cfg_conds", "cfg_scale", "guidance_scale"),
    "sampler_name": ("sampler_name", "sampler"),
    "scheduler": ("scheduler",),
    "denoise": ("denoise", "denoise_strength"),
    "guidance": ("guidance", "flux_guidance"),
    "width": ("width", "empty_latent_width"),
    "height": ("height", "empty_latent_height"),
    "frames": ("length", "num_frames", "frames", "video_frames", "frame_count", "frames_number"),
    "seconds": ("seconds", "seconds_total", "duration"),
    "fps": ("fps", "frame_rate"),
}
"""The names under which nodes have a parameter of ours, the usual one first."""

MOST_HOLDING = 32
"""Nodes that hand on one value, of which a person draws a few at most."""
NUMBERS = frozenset(ALIASES) - {"sampler_name", "scheduler"}

_HOLDING: dict[Kind, tuple[str, ...]] = {
    "text": (
        "value", "text", "string", "prompt", "positive", "string_a", "text_a", "text1", "text_1", "string1", "string_1",
        "text_positive", "positive_prompt",
    ),
    "number": ("value", "int", "float", "number", "seed", "noise_seed"),
    "choice": ("value", "sampler_name", "scheduler"),
}  # fmt: skip
"""Inputs in which a node that only holds a value has it, the likeliest first."""

_TEXT = re.compile(r"text|prompt|caption|tags|lyrics|string|^clip_[lgh]$|t5xxl|llama|^(positive|negative)$", re.I)
_FORMULA = re.compile(r"[\w)]\s*[*/+%]\s*[\w(]|\b[a-z]\s*-\s*\d", re.I)
_NO_TEXT = re.compile(r"system|template|prefix|encoder|_name$|path|separator|delimiter|embeds?$", re.I)


@dataclass(frozen=True)
class Place:
    """Where a value is typed in; `meant` is the node and input that it is for, whose limits it has."""

    node: Node
    input: str
    value: Any
    meant: tuple[Node, str]
    joined: bool = False
    """The value is only one of several parts."""

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells places apart."""
        return self.node.id, self.input


def fits(kind: Kind, value: Any) -> bool:
    """Tell whether a value is of a kind; a model file is no text that anybody wrote."""
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and not is_model_file(value)


def looks_like_text(name: str) -> bool:
    """Tell whether an input of this name takes words of a person."""
    return _TEXT.search(name) is not None and _NO_TEXT.search(name) is None


def source(graph: Linked, node: Node, name: str, kind: Kind) -> Place | None:
    """Return where the value of an input is typed in, behind nodes that only hold it; None where it is computed."""
    meant, joined, seen = (node, name), False, {node.id}
    while name not in node.values:
        before = graph.before(node, name)
        if before is None or before.id in seen or len(seen) > MOST_HOLDING:
            return None
        held = _held(before, name, kind, node.links[name][1])
        if held is None:
            return None
        joined = joined or _parts(before, kind) > 1
        seen.add(before.id)
        node, name = before, held
    return Place(node, name, node.values[name], meant, joined) if fits(kind, node.values[name]) else None


def _held(node: Node, wanted: str, kind: Kind, slot: int) -> str | None:
    """Return the input of a node that an output of it repeats; of two texts the second output repeats the negative."""
    fitting = [name for name in node.inputs if name in node.links or fits(kind, node.values[name])]
    negative = [name for name in fitting if kind == "text" and slot == 1 and "negative" in name]
    for name in (*negative, wanted, *_HOLDING[kind]):
        if name in fitting:
            return name
    typed = [name for name in fitting if name in node.values]
    only = typed or fitting
    return only[0] if len(only) == 1 and not (kind == "number" and _reckons(node)) else None


def _reckons(node: Node) -> bool:
    """Tell whether a node has a formula, so that what comes out is not what goes in."""
    return any(isinstance(value, str) and _FORMULA.search(value) for value in node.values.values())


def _parts(node: Node, kind: Kind) -> int:
    if kind != "text":
        return 1
    names = [name for name in node.inputs if looks_like_text(name)]
    return sum(name in node.links or fits(kind, node.values[name]) for name in names)


def parameter(graph: Linked, node: Node, key: str) -> Place | None:
    """Return where a node takes a parameter of ours from; None where it does not have it, or computes it."""
    kind: Kind = "number" if key in NUMBERS else "choice"
    for name in ALIASES[key]:
        if name in node.values or name in node.links:
            found = source(graph, node, name, kind)
            if found is not None:
                return found
    return None
