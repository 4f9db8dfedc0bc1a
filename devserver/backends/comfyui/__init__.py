"""The ComfyUI backend: a pool of servers, spoken to over HTTP and a websocket each.

A call carries a whole workflow in API format. The modules, from what only computes to what waits:

    settings            servers and patience
    protocol            what the websocket says
    verdict, tracking   how a prompt went, and how we come to know it
    progress, outputs   how far it is, what it gave
    catalogue, refusals what a server can do, why it did not take a prompt
    scheduling          who goes next, and where
    places              what other processes leave of a server
    estimating          how long that takes
    deciding            what follows from how a try ended
    health              whether a server answers
    abandoning          what nobody follows any more
    api, feed, server   HTTP, websocket, both of one server
    lacking             what is missing on all servers, or down
    prompting, fetching a prompt followed to its end, media brought over
    job, performing, pool   a call, one try of it, all of them
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from devserver.backends import NOBODY, Availability, Backend, Ticket
from devserver.backends.comfyui.abandoning import abandon
from devserver.backends.comfyui.pool import Pool, open_pool, start_pool
from devserver.backends.comfyui.remote import remote_of
from devserver.backends.comfyui.settings import Pace
from devserver.backends.opening import Opening
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import Invalid, Outcome, Signal

__all__ = ["ComfyBackend", "Pace", "open_comfyui", "open_pool"]


def open_comfyui(opening: Opening, pace: Pace | None = None) -> Backend:
    """Return the backend of the ComfyUI servers that the settings name; it begins to look for them at once."""
    own = pace or Pace(patience=opening.settings.comfyui_wait_seconds)
    servers = opening.settings.comfyui
    return ComfyBackend(
        start_pool(servers, opening.read, opening.stack, own, threads=opening.pool, shared=opening.shared)
    )


@dataclass(frozen=True)
class ComfyBackend:
    """Executes media calls that carry a workflow; `pool` is opened and closed by whoever opens the engine.

    The pool has its own line, so many calls may be in flight; `timeout` counts the waiting in it too.
    """

    pool: Pool
    name: str = "comfyui"
    concurrency: int = 4096
    timeout: float = 6 * 3600.0
    charges: bool = False

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether a workflow can run now, or without one whether any server is up."""
        return await self.pool.availability(workflow)

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: the servers and how they are."""
        return {"servers": self.pool.describe()}

    async def abandon(self, key: str, remote: Mapping[str, Json] | None) -> None:
        """Stop the prompt of a call with a key that another process handed in."""
        await abandon(self.pool.servers, remote_of(key, remote))

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a call on one of the servers; `ticket` says whose it is, for a line in which people take turns."""
        if not isinstance(call, MediaCall):
            yield Invalid(reason="ComfyUI makes media; a call for text goes to a language model")
            return
        following = self.pool.submit(call, ticket).follow()
        try:
            async for item in following:
                yield item
        finally:
            await following.aclose()
