"""The websocket of ComfyUI: what its messages say. Pure, and never surprised: what makes no sense is None.

Binary messages begin with a big-endian number of 32 bits: 1 is a preview without owner (then 1 for JPEG or 2 for PNG),
3 a text, 4 a preview with metadata (their length, then JSON). JSON may hold NaN, which Python's `json` accepts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.media_types import sniff

HELLO = json.dumps({"type": "feature_flags", "data": {"supports_preview_metadata": True}})
"""What a client says first: that it wants previews with metadata."""


@dataclass(frozen=True)
class QueueLength:
    """How many prompts of everybody run or wait; broadcast to every socket."""

    remaining: int


@dataclass(frozen=True)
class Started:
    """The server began with a prompt."""

    prompt_id: str


@dataclass(frozen=True)
class Cached:
    """Nodes of a prompt that need not run again."""

    prompt_id: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Running:
    """A node runs. After a reconnect the server names the node without the prompt."""

    prompt_id: str | None
    node: str


@dataclass(frozen=True)
class Ended:
    """The server is done with a prompt, however it went; only now its history is sure to be there."""

    prompt_id: str


@dataclass(frozen=True)
class Shares:
    """The share that is done of nodes of a prompt, 0 to 1; `steps`: at which step a node is, of how many."""

    prompt_id: str
    nodes: Mapping[str, float] = field(hash=False)
    steps: Mapping[str, tuple[int, int]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Output:
    """What an output node of a prompt gave."""

    prompt_id: str
    node: str
    output: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Terminal:
    """A message that tells how a prompt went: `execution_success`, `execution_error` or `execution_interrupted`."""

    prompt_id: str
    kind: str
    data: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Picture:
    """A preview. Without `prompt_id` it belongs to whatever this socket heard of last."""

    prompt_id: str | None
    node: str | None
    mime: str
    data: bytes = field(repr=False)


Event = QueueLength | Started | Cached | Running | Ended | Shares | Output | Terminal | Picture

SUCCESS, ERROR, INTERRUPTED = "execution_success", "execution_error", "execution_interrupted"
TERMINALS = (SUCCESS, ERROR, INTERRUPTED)


def read_text(message: str) -> Event | None:
    """Return what a text message says, or None where it says nothing that we use."""
    try:
        whole = json.loads(message)
        kind, data = whole["type"], whole["data"]
        return _READERS[kind](data) if kind in _READERS else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _status(data: Any) -> Event:
    return QueueLength(int(data["status"]["exec_info"]["queue_remaining"]))


def _executing(data: Any) -> Event:
    prompt_id = data.get("prompt_id")
    if data["node"] is None:
        return Ended(str(data["prompt_id"]))
    return Running(prompt_id, str(data.get("display_node") or data["node"]))


def _progress(data: Any) -> Event:
    return _shares(data, {data["node"]: data})


def _progress_state(data: Any) -> Event:
    return _shares(data, data["nodes"])


def _shares(data: Any, nodes: Mapping[Any, Any]) -> Shares:
    at_work = {str(node): step for node, state in nodes.items() if (step := _step(state))}
    return Shares(str(data["prompt_id"]), {str(node): _share(state) for node, state in nodes.items()}, at_work)


def _share(state: Any) -> float:
    if state.get("state") == "finished":
        return 1.0
    value, most = float(state["value"]), float(state["max"])
    return min(1.0, max(0.0, value / most)) if most > 0 else 0.0


def _step(state: Any) -> tuple[int, int] | None:
    """Return the step that a node is at, of how many; a node of one step has none to tell of."""
    value, most = int(state["value"]), int(state["max"])
    return (value, most) if state.get("state") != "finished" and 0 < value <= most and most > 1 else None


def _executed(data: Any) -> Event:
    output = data.get("output")
    return Output(str(data["prompt_id"]), str(data["node"]), output if isinstance(output, dict) else {})


_READERS: dict[str, Callable[[Any], Event]] = {
    "status": _status,
    "execution_start": lambda data: Started(str(data["prompt_id"])),
    "execution_cached": lambda data: Cached(str(data["prompt_id"]), tuple(map(str, data["nodes"]))),
    "executing": _executing,
    "progress": _progress,
    "progress_state": _progress_state,
    "executed": _executed,
    SUCCESS: lambda data: Terminal(str(data["prompt_id"]), SUCCESS, data),
    ERROR: lambda data: Terminal(str(data["prompt_id"]), ERROR, data),
    INTERRUPTED: lambda data: Terminal(str(data["prompt_id"]), INTERRUPTED, data),
}


def read_bytes(message: bytes) -> Picture | None:
    """Return the preview that a binary message holds, or None where it holds none."""
    kind, rest = int.from_bytes(message[:4], "big"), message[8:]
    if kind == 1:
        return _picture(None, None, rest)
    if kind != 4:
        return None
    length = int.from_bytes(message[4:8], "big")
    try:
        said = json.loads(rest[:length])
        return _picture(str(said["prompt_id"]), str(said.get("display_node_id") or said["node_id"]), rest[length:])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _picture(prompt_id: str | None, node: str | None, data: bytes) -> Picture | None:
    mime = sniff(data)
    return Picture(prompt_id, node, mime, data) if mime and mime.startswith("image/") else None
