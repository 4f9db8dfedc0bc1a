"""Samplers, told by what is linked to them rather than by their class, and the settings of each. Pure.

A sampler has a model and a conditioning (or a guider, which has both), and says how it samples: by steps, a seed,
noise or sigmas. What stands in nodes of its own (`RandomNoise`, `BasicScheduler`, `KSamplerSelect`, `CFGGuider`) is
looked for behind those inputs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devserver.engine.importing.linked import Linked, Node
from devserver.engine.importing.words import Place, parameter

POSITIVE = ("positive", "conditioning", "cond1", "cond", "text_embeds", "prompt_embeds")
"""Inputs by which a sampler or guider gets what is wanted, the usual one first."""
NEGATIVE = ("negative",)
_HOW = ("steps", "sigmas", "noise", "seed", "noise_seed")
_ASIDE = frozenset({"noise", "guider", "sampler", "sigmas"})
MOST = 32
SETTINGS = ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")


@dataclass(frozen=True)
class Sampler:
    """A sampler, its guider (itself where it has none), and its settings where they are typed in."""

    node: Node
    guider: Node
    settings: dict[str, Place]
    aside: tuple[Node, ...]
    """The nodes in which its settings stand, itself first."""

    @property
    def continues(self) -> bool:
        """Tell whether it goes on with the noise that another one left."""
        return self.node.values.get("add_noise") in ("disable", False) or any(
            node.kind == "DisableNoise" for node in self.aside
        )


def is_sampler(node: Node) -> bool:
    """Tell whether a node samples."""
    said = any(name in node.values or name in node.links for name in _HOW)
    if "guider" in node.links:
        return said
    return said and "model" in node.links and any(name in node.links for name in POSITIVE)


def find_samplers(graph: Linked, nodes: Iterable[Node]) -> list[Sampler]:
    """Return the samplers among these nodes: the first is the one that begins, on which the others work further.

    Of more than 32, which no person draws, those that begin are returned.
    """
    found = sorted(filter(is_sampler, nodes), key=lambda node: graph.ranks[node.id][0])
    return [_sampler(graph, node) for node in found[:MOST]]


def _sampler(graph: Linked, node: Node) -> Sampler:
    aside = graph.upstream([node], lambda _, name: name in _ASIDE)
    settings = {key: place for key in SETTINGS if (place := _setting(graph, aside, key))}
    return Sampler(node, graph.before(node, "guider") or node, settings, tuple(aside))


def _setting(graph: Linked, nodes: Iterable[Node], key: str) -> Place | None:
    return next((place for node in nodes if (place := parameter(graph, node, key))), None)
