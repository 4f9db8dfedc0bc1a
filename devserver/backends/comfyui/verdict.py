"""How a prompt went, read from its entry in the server's history. Pure.

The verdict is the last of `execution_success`, `execution_error` and `execution_interrupted` in `status.messages`;
`status_str` can be wrong: it said "success" for a run that ended in an error, as a real server was seen to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from devserver.backends.comfyui.protocol import INTERRUPTED, SUCCESS, TERMINALS

Kind = Literal["succeeded", "failed", "interrupted", "lost", "not_queued", "unanswered"]


@dataclass(frozen=True)
class Fault:
    """What broke in which node. `message` is its first line; the traceback stays on the server."""

    node: str
    node_class: str
    error: str
    message: str

    @property
    def out_of_memory(self) -> bool:
        """Tell whether the graphics card had no room."""
        return "OutOfMemory" in self.error or "out of memory" in self.message.lower()


@dataclass(frozen=True)
class Verdict:
    """How a prompt ended; `outputs` by node are there after a failure too, as far as they were made.

    `lost`: the server accepted it and knows it no more. `not_queued`: it never did. `unanswered`: nobody knows.
    """

    kind: Kind
    outputs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fault: Fault | None = None


def judge(entry: Mapping[str, Any]) -> Verdict:
    """Return the verdict that an entry of the history gives."""
    status, outputs = entry.get("status"), entry.get("outputs")
    outputs = outputs if isinstance(outputs, dict) else {}
    status = status if isinstance(status, dict) else {}
    last = _last(status.get("messages"))
    if last is None:
        return Verdict("failed" if status.get("status_str") == "error" else "succeeded", outputs)
    return of_terminal(last[0], last[1], outputs)


def _last(messages: Any) -> tuple[str, Mapping[str, Any]] | None:
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, list) and len(message) == 2 and message[0] in TERMINALS:
            return message[0], message[1] if isinstance(message[1], dict) else {}
    return None


def of_terminal(kind: str, data: Mapping[str, Any], outputs: Mapping[str, Any]) -> Verdict:
    """Return the verdict of a terminal message."""
    if kind == SUCCESS:
        return Verdict("succeeded", outputs)
    if kind == INTERRUPTED:
        return Verdict("interrupted", outputs)
    return Verdict("failed", outputs, fault_of(data))


def fault_of(data: Mapping[str, Any]) -> Fault:
    """Return what an `execution_error` tells."""
    lines = str(data.get("exception_message") or "").strip().splitlines()
    return Fault(
        node=str(data.get("node_id", "")),
        node_class=str(data.get("node_type", "")),
        error=str(data.get("exception_type", "")),
        message=lines[0][:300] if lines else "",
    )
