"""The SwarmUI backend: one server, spoken to over HTTP and a websocket for each call.

A call carries a whole request (`request_body` of the chunk) whose members are SwarmUI's own parameters. The modules,
from what only computes to what waits:

    protocol, refusals    what the server says, and what its errors mean
    tags                  what in a text it would carry out
    pictures, collecting  pictures in and out, and what one call has heard
    sessions, sockets     HTTP and websocket
    catalogue             what the server has
    server, generating    all calls to it, and one of them
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from devserver.backends import NOBODY, READY, Availability, Backend, Reason, Ticket, lacking, unreachable
from devserver.backends.opening import Opening, Read
from devserver.backends.swarmui.generating import generate
from devserver.backends.swarmui.server import Server
from devserver.backends.wire import Ended, Wire
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import Invalid, Outcome, Signal

__all__ = ["COOKIE", "SwarmBackend", "open_swarmui"]

COOKIE = "swarm_token"
MADE = frozenset({"image", "video", "audio", "music"})
"""Media types that it may make; which, its models decide."""


def open_swarmui(opening: Opening) -> Backend:
    """Return the backend of the SwarmUI server that the settings name."""
    settings = opening.settings.swarmui
    if settings is None:
        raise ValueError("no SwarmUI server is set")
    wire = Wire("swarmui", settings, opening.keys, cookie=COOKIE, pool=opening.pool)
    server = Server(wire)
    opening.stack.push_async_callback(wire.close)
    opening.stack.push_async_callback(server.close)
    return SwarmBackend(server, opening.read, concurrency=settings.limit, timeout=settings.total_seconds)


@dataclass(frozen=True)
class SwarmBackend:
    """Executes media calls on a SwarmUI server, whose own line comes behind `concurrency`."""

    server: Server
    read: Read
    name: str = "swarmui"
    concurrency: int = 64
    timeout: float = 3600.0
    charges: bool = False

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether the server answers and has a model."""
        if media_type not in MADE and (media_type or model):
            told = {"name": "swarmui", "media_type": media_type or "text"}
            return lacking("", Reason(message="medium_not_made", params=told))
        against = await self.server.catalogue.model(model)
        if against is None:
            return READY
        wire = self.server.wire
        found = unreachable(against, "swarmui", wire.server.url, missing=(wire.server.url,))
        key = {wire.keys.variable(wire.name), wire.key.place if wire.key else ""}
        cause = "missing_model" if found.missing == (model,) else "no_key" if key & set(found.missing) else found.cause
        return found.model_copy(update={"cause": cause})

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: address, limits, and the version where it is known."""
        settings, version = self.server.wire.server, self.server.sessions.version
        about = {"url": settings.url, "limit": settings.limit, "headers": sorted(settings.headers)}
        return {**about, **({"version": version} if version else {})}

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a media call: signals while it is made, and last one outcome."""
        if isinstance(call, TextCall):
            yield Invalid(reason="swarmui makes pictures; a call for text goes to a language model")
            return
        if call.media_type not in MADE:
            yield Invalid(reason=f"swarmui makes pictures, and no {call.media_type}")
            return
        if call.request is None:
            yield Invalid(reason=f"the chunk {call.chunk} has no request_body, which holds SwarmUI's parameters")
            return
        try:
            async with aclosing(generate(self.server, call, self.read)) as items:
                async for item in items:
                    yield item
        except Ended as ended:
            yield ended.outcome
