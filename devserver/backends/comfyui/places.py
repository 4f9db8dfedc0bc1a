"""Places at servers: where several processes work, a server gets no more than its limit from all of them together.

Whoever opens the backend knows of the other processes (`Shared`) or that there are none. A place is taken before a call
is given to a server, and given back as soon as that is rid of it; a process that dies loses its places after a while. A
prompt that a server has already, from a process before this one, is followed without one, and takes one when it can.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.server import Server
from devserver.backends.opening import Shared

AGAIN = 0.25
"""Seconds between two looks for a place at a server where other processes have them all."""
MOST_NAME = 200

Release = Callable[[], None]


def _nothing() -> None:
    """Give nothing back."""


class Places:
    """The places that a process has at its servers."""

    def __init__(self, shared: Shared | None = None) -> None:
        self._shared = shared
        self._full: dict[str, float] = {}

    @property
    def wait(self) -> float | None:
        """Return the seconds after which to look again for a place, None where nothing is full."""
        return AGAIN if self._full else None

    def full(self, server: Server) -> bool:
        """Tell whether other processes had all places at a server just now."""
        if self._full.get(server.name, 0.0) <= now():
            self._full.pop(server.name, None)
        return server.name in self._full

    async def take(self, server: Server) -> Release | None:
        """Take a place at a server; return what gives it back, None where other processes have them all."""
        if self._shared is None:
            return _nothing
        taken = await self._shared.at_once(f"comfyui {server.settings.url}"[:MOST_NAME], server.settings.limit)
        if taken is None:
            self._full[server.name] = now() + AGAIN
        return taken and _once(taken)

    def follow(self, server: Server) -> Release:
        """Take a place as soon as there is one, while nobody waits for it; return what gives it back or gives up."""
        if self._shared is None:
            return _nothing
        taking = asyncio.create_task(self._taken(server))

        def release() -> None:
            taking.add_done_callback(_give_back)
            taking.cancel()

        return _once(release)

    async def _taken(self, server: Server) -> Release:
        """Wait for a place; who is cancelled between two looks has none."""
        while True:
            looking = asyncio.create_task(self.take(server))
            try:
                taken = await asyncio.shield(looking)
            except asyncio.CancelledError:
                if (taken := await looking) is not None:
                    taken()
                raise
            if taken is not None:
                with suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
                return taken
            await asyncio.sleep(AGAIN)


def _once(release: Release) -> Release:
    """Return what gives a place back the first time only: by the second the place may be another call's."""
    rest = [release]
    return lambda: rest.pop()() if rest else None


def _give_back(taking: asyncio.Task[Release]) -> None:
    if not taking.cancelled() and taking.exception() is None:
        taking.result()()
