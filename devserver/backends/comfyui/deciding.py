"""What becomes of a call after a try: an outcome, or another try. Pure.

| how the try ended                        | what follows                                                     |
| ---------------------------------------- | ---------------------------------------------------------------- |
| succeeded                                | its outputs are fetched                                          |
| failed, out of memory                    | once more, elsewhere if there is an elsewhere; then `error`      |
| failed                                   | `error`, with the node and the first line of what it said        |
| interrupted by us                        | `cancelled`                                                      |
| interrupted by somebody else             | `error`                                                          |
| lost, or not queued                      | again, elsewhere if there is an elsewhere, three tries in all    |
| unanswered                               | `timeout_unknown`: it may still be done                          |
| not taken: something is missing there    | again where it is not missing; else `unavailable` with the names |
| not taken: a proxy                       | again elsewhere; else `unavailable`                              |
| not taken: the workflow is wrong         | `invalid`                                                        |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devserver.backends.comfyui.progress import node_title
from devserver.backends.comfyui.refusals import Rejection
from devserver.backends.comfyui.verdict import Fault, Verdict
from devserver.models.outcomes import Cancelled, Failed, Invalid, Outcome, TimeoutUnknown, Unavailable

TRIES = 3


@dataclass(frozen=True)
class Again:
    """Try again: `elsewhere` if there is another server, `never_there` because this one cannot."""

    reason: str
    elsewhere: bool = True
    never_there: bool = False
    missing: tuple[str, ...] = ()


@dataclass
class Tries:
    """What was tried already."""

    lost: int = 0
    out_of_memory: int = 0


def decide(
    ended: Verdict | Rejection,
    tries: Tries,
    workflow: Mapping[str, Any],
    server: str,
    *,
    cancelled: bool,
    trouble: str = "",
    frozen: float = 0.0,
) -> Outcome | Again | None:
    """Return the outcome, or Again; None for a success, whose outputs are to be fetched. Counts in `tries`."""
    if cancelled:
        return Cancelled()
    if isinstance(ended, Rejection):
        return _not_taken(ended)
    if ended.kind in {"lost", "not_queued"}:
        return _once_more(tries, _LOST[ended.kind].format(server=server, trouble=trouble or "it knows nothing of it"))
    if ended.kind == "failed":
        return _failed(ended.fault, tries, workflow, server)
    return _ENDS[ended.kind](server, frozen)


_LOST = {"lost": "{server} lost it, as when it starts anew", "not_queued": "{server} did not take it: {trouble}"}
_ENDS: dict[str, Callable[[str, float], Outcome | None]] = {
    "succeeded": lambda _server, _frozen: None,
    "interrupted": lambda server, _frozen: Failed(reason=f"somebody else stopped it on {server}"),
    "unanswered": lambda _server, frozen: TimeoutUnknown(seconds=frozen),
}


def _not_taken(rejection: Rejection) -> Outcome | Again:
    if rejection.kind == "invalid":
        return Invalid(reason=rejection.reason)
    return Again(rejection.reason, never_there=True, missing=rejection.missing.names)


def _failed(fault: Fault | None, tries: Tries, workflow: Mapping[str, Any], server: str) -> Outcome | Again:
    if fault is None:
        return Failed(reason=f"the workflow failed on {server}, which does not say why")
    if fault.out_of_memory:
        tries.out_of_memory += 1
        where = f"node {fault.node} ({node_title(workflow, fault.node)})"
        reason = f"{server} ran out of graphics memory in {where}: try a smaller size, fewer frames or a smaller batch"
        return Again(reason) if tries.out_of_memory == 1 else Failed(reason=reason)
    return Failed(reason=f"{server}: {fault_sentence(fault, workflow)}")


def fault_sentence(fault: Fault, workflow: Mapping[str, Any]) -> str:
    """Say which node failed and what it said; the traceback, with its paths, stays on the server."""
    title = node_title(workflow, fault.node)
    named = fault.node_class if title in {fault.node_class, fault.node} else f"{title}, {fault.node_class}"
    return f"node {fault.node} ({named}) failed: {fault.message or fault.error or 'it does not say why'}"


def _once_more(tries: Tries, reason: str) -> Outcome | Again:
    tries.lost += 1
    return Again(reason) if tries.lost < TRIES else Unavailable(reason=f"{reason}, {TRIES} times")
