"""Backends: each is one file that takes a call to where it is done and says in the same words how it went.

A backend is a frozen dataclass with the methods of `Backend`. It yields signals while it works and, last, exactly one
outcome. It raises nothing for what a server, a network or a model does: that is an outcome. Cancelling the iteration
ends the work, there too where it is done, unless the ticket says that the call goes on in another process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devserver.backends.availability import READY, Availability, ModelFile, lacking, unreachable
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import Outcome, Reason, Signal

__all__ = [
    "NOBODY",
    "READY",
    "Availability",
    "Backend",
    "ModelFile",
    "Reason",
    "Ticket",
    "lacking",
    "unreachable",
]


def stays() -> bool:
    """Tell that a call that is cancelled is not wanted any more, anywhere."""
    return False


@dataclass(frozen=True)
class Ticket:
    """Whose call it is, and how urgent among that person's calls; a higher priority goes first.

    `key` names the call for ever: it is its key in the ledger. `resumed` tells that a process that is gone may have
    handed it in, so that it is looked for before it is done anew, by `remote` where that process had `Submitted` it.
    `left` is asked when the call is cancelled: true where it goes on in another process, so that what is done for it
    elsewhere must not be stopped. Calls of one `kind` take about as long; `seconds` is what is declared of it.
    """

    owner: str = ""
    priority: int = 0
    key: str = ""
    resumed: bool = False
    remote: Mapping[str, Json] | None = None
    left: Callable[[], bool] = stays
    kind: str = ""
    seconds: float | None = None


NOBODY = Ticket()
"""The ticket of a call of which only the call is known."""


class Backend(Protocol):
    """What executes calls. `concurrency` is the most calls in flight, `timeout` the seconds that one may take.

    One that does its work within this process may say so (`in_process = True`): its texts need no row before they
    begin. One that can stop what another process handed in has `async def abandon(key, remote)`, with the key and what
    was `Submitted` as in a ticket; it raises nothing for what a server does.
    """

    @property
    def name(self) -> str:
        """Return the name that chunks and settings use."""

    @property
    def concurrency(self) -> int:
        """Return how many calls may be in flight at once."""

    @property
    def timeout(self) -> float:
        """Return the seconds after which a call is given up."""

    @property
    def charges(self) -> bool:
        """Tell whether a call may cost money."""

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether a model (text), a media type, or a workflow with all that it needs can be had now."""

    def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a call: yield signals, and last one outcome. The ticket counts where people take turns."""

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees of it: addresses and limits, never a key."""
