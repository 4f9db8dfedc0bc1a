"""The texts behind a sampler: its conditioning is followed back to the encoders, and their text to where it is typed.

Nodes that change a conditioning (`FluxGuidance`, `ControlNetApplyAdvanced`, `WanImageToVideo`) are gone through; where
they have both sides, the output that is used says which. What was zeroed out holds no text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from devserver.backends.comfyui.nodes import Nodes, NodeSpec
from devserver.engine.importing.linked import Linked, Node
from devserver.engine.importing.sampling import NEGATIVE, POSITIVE, Sampler
from devserver.engine.importing.words import Place, fits, looks_like_text, source

Role = Literal["prompt", "negative_prompt", "lyrics"]

_CONDITIONING = re.compile(r"^(conditioning|cond|positive|text_embeds|prompt_embeds|embeds)", re.I)
_ZERO = re.compile(r"zero_?out", re.I)
_NEGATIVE = re.compile(r"neg", re.I)


@dataclass(frozen=True)
class Encoder:
    """A node that takes words, with the places where they are typed in; `computed` are inputs that have none."""

    node: Node
    places: tuple[tuple[Role, Place], ...]
    computed: tuple[str, ...] = ()

    def of(self, role: Role) -> list[Place]:
        """Return the places of a role."""
        return [place for its, place in self.places if its == role]


@dataclass(frozen=True)
class Side:
    """One side of a sampler: its encoders, the nearest first, and all nodes on the way."""

    encoders: tuple[Encoder, ...]
    way: tuple[Node, ...]
    given: bool
    """Whether anything is linked there."""


def find_side(graph: Linked, sampler: Sampler, nodes: Nodes | None, *, negative: bool) -> Side:
    """Return what stands behind the positive or the negative side of a sampler."""
    names = NEGATIVE if negative else POSITIVE
    holder = next((n for n in (sampler.node, sampler.guider) if any(name in n.links for name in names)), None)
    if holder is None:
        return Side((), (), given=False)
    name = next(name for name in names if name in holder.links)
    return _trace(graph, holder.links[name], nodes, negative=negative)


def _trace(graph: Linked, start: tuple[str, int], nodes: Nodes | None, *, negative: bool) -> Side:
    seen: set[tuple[str, int]] = set()
    way: list[Node] = []
    encoders: list[Encoder] = []
    waiting = deque([start])
    while waiting:
        link = waiting.popleft()
        node = graph.nodes[link[0]]
        if link in seen or (negative and _ZERO.search(node.kind)):
            continue
        seen.add(link)
        way.append(node)
        further = _further(graph, node, link[1], nodes)
        waiting.extend(node.links[name] for name in further)
        if not further and (encoder := encoder_of(graph, node, nodes)):
            encoders.append(encoder)
    return Side(tuple(_once(encoders)), tuple(way), given=True)


def _once(encoders: Iterable[Encoder]) -> Iterator[Encoder]:
    seen: set[str] = set()
    for encoder in encoders:
        if encoder.node.id not in seen:
            seen.add(encoder.node.id)
            yield encoder


def _further(graph: Linked, node: Node, slot: int, nodes: Nodes | None) -> list[str]:
    """Return the inputs through which a conditioning came into a node that gives it on."""
    known = nodes.specs.get(node.kind) if nodes else None
    if "positive" in node.links and "negative" in node.links:
        side = _side(graph, node, slot, known)
        return [("positive", "negative")[side]] if side in {0, 1} else []
    found = [
        name
        for name in node.inputs
        if name in node.links and (_CONDITIONING.match(name) or (known and known.kind(name) == "CONDITIONING"))
    ]
    return found or (list(node.links) if len(node.links) == 1 and not node.values else [])


def _side(graph: Linked, node: Node, slot: int, known: NodeSpec | None) -> int:
    """Return which conditioning an output of a node is, 0 the positive: a model may come out before both."""
    if known and "CONDITIONING" in known.outputs[slot : slot + 1]:
        return known.outputs[:slot].count("CONDITIONING")
    used = {user.links[name][1] for user, name in graph.users.get(node.id, ()) if _takes_conditioning(name)}
    return sorted(used).index(slot) if len(used) > 1 and slot in used else slot


def _takes_conditioning(name: str) -> bool:
    return name in NEGATIVE or _CONDITIONING.match(name) is not None


def encoder_of(graph: Linked, node: Node, nodes: Nodes | None) -> Encoder | None:
    """Return a node as one that takes words, or None where it takes none."""
    names = text_inputs(node, nodes)
    found = [(name, source(graph, node, name, "text")) for name in names]
    places = tuple((_role(name), place) for name, place in found if place)
    computed = tuple(name for name, place in found if place is None and name in node.links)
    return Encoder(node, places, computed) if places or computed else None


def text_inputs(node: Node, nodes: Nodes | None) -> list[str]:
    """Return the inputs of a node that take words: by their names, and where a server knows the class by their type."""
    known = nodes.specs.get(node.kind) if nodes else None
    given = [name for name in node.inputs if name in node.links or fits("text", node.values[name])]
    if known:
        given = [name for name in given if known.kind(name) in {"STRING", ""}]
        long = [name for name in given if name in known.inputs and known.inputs[name].multiline]
        return [name for name in given if looks_like_text(name)] or long
    return [name for name in given if looks_like_text(name)]


def _role(name: str) -> Role:
    if "lyric" in name.lower():
        return "lyrics"
    return "negative_prompt" if _NEGATIVE.search(name) else "prompt"
