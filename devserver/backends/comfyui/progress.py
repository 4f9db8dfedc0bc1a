"""How far a prompt is, over all its nodes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.comfyui.tracking import Tracker
from devserver.models.outcomes import Part, Progress

Workflow = Mapping[str, Any]


def _weight(node: Any) -> float:
    """Return how much of the work a node is: a sampler as much as it has steps, any other node one."""
    steps = node.get("inputs", {}).get("steps") if isinstance(node, dict) else None
    return float(min(max(steps, 1), 1000)) if isinstance(steps, int) else 1.0


def node_title(workflow: Workflow, node_id: str) -> str:
    """Return what a person calls a node: its title, else its class, else its id."""
    node = workflow.get(node_id)
    node = node if isinstance(node, dict) else {}
    meta = node.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return str(title or node.get("class_type") or node_id)


PARTS: tuple[tuple[str, Part], ...] = (
    ("Load", "loading"),
    ("TextEncode", "reading"),
    ("SamplerSelect", ""),
    ("Sampler", "making"),
    ("Upscale", "making"),
    ("Decode", "finishing"),
    ("Save", "saving"),
    ("Preview", "saving"),
)
"""What a node does, by words in the name of its class, which extensions use too; the first that is found counts."""


def node_part(workflow: Workflow, node_id: str) -> Part:
    """Return what a node does in one of a few words, "" where its class does not tell."""
    node = workflow.get(node_id)
    named = str(node.get("class_type", "")) if isinstance(node, dict) else ""
    return next((part for word, part in PARTS if word in named), "")


@dataclass
class Meter:
    """Measures a prompt; the share never falls, whatever the server tells."""

    workflow: Workflow
    _weights: dict[str, float] = field(init=False)
    _most: float = 0.0

    def __post_init__(self) -> None:
        self._weights = {node_id: _weight(node) for node_id, node in self.workflow.items()}

    def read(self, tracker: Tracker) -> Progress:
        """Return the progress of a prompt: the weighted share of its nodes that is done, and what is being done."""
        whole = sum(self._weights.values()) or 1.0
        cached = frozenset(tracker.cached)
        done = sum(
            weight * (1.0 if node in cached else tracker.shares.get(node, 0.0))
            for node, weight in self._weights.items()
        )
        self._most = max(self._most, min(1.0, done / whole))
        return Progress(fraction=self._most, **self._doing(tracker))

    def _doing(self, tracker: Tracker) -> dict[str, Any]:
        """Return what the node at work does, what it is called, and the step that it is at."""
        if not tracker.node:
            return {}
        step, steps = tracker.steps.get(tracker.node, (None, None))
        title, part = node_title(self.workflow, tracker.node), node_part(self.workflow, tracker.node)
        return {"note": title, "part": part, "step": step, "steps": steps}
