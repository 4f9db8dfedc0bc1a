"""Whether a named server answers at all: asked at most every few seconds, by one for all who wait."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from devserver.backends import READY, Availability
from devserver.backends.chat_errors import outcome_of, read_fault
from devserver.backends.wire import Ended, Wire

KNOWN_FOR = 5.0
"""Seconds for which an answer is remembered."""
SECONDS = 3.0
"""Seconds that a server has to answer."""


@dataclass
class Reach:
    """Asks a server for its models; that it answers is enough, for some serve one model under any name."""

    wire: Wire
    _asked: asyncio.Lock = field(default_factory=asyncio.Lock)
    _until: float = 0.0
    _found: Availability = READY

    async def availability(self) -> Availability:
        """Tell whether the server answers and takes the key."""
        async with self._asked:
            if time.monotonic() >= self._until:
                self._found = await self._ask()
                self._until = time.monotonic() + KNOWN_FOR
            return self._found

    async def _ask(self) -> Availability:
        wire = self.wire
        try:
            async with wire.request("GET", "/models", read_seconds=SECONDS) as reply:
                if reply.status not in {401, 402, 403, 503}:
                    return READY
                lacking = outcome_of(read_fault(reply, "its models", await reply.error()))
        except Ended as ended:
            lacking = ended.outcome
        reason = getattr(lacking, "reason", "") or f"{wire.name} does not answer at {wire.server.url}"
        return Availability(state="unavailable", reason=reason, missing=getattr(lacking, "missing", ()))
