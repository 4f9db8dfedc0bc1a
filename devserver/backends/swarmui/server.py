"""One SwarmUI server as all its calls see it: sessions, what it has, who of ours waits there, and what is to be ended.

SwarmUI goes on with a request whose websocket is closed. So whatever we leave before its end is interrupted, in its own
session only, and looked after until the session is idle; nobody else's work is touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from devserver.backends.swarmui.catalogue import Catalogue
from devserver.backends.swarmui.protocol import Status, read_status
from devserver.backends.swarmui.sessions import CONTROL_SECONDS, SessionGone, Sessions
from devserver.backends.wire import Ended, Wire

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """How patient we are when something is ended, in seconds."""

    control: float = CONTROL_SECONDS
    """For an answer to a small request."""
    heed: float = 2.0
    """For the first word on a request: one that the server has not read yet cannot be interrupted."""
    looks: tuple[float, ...] = (0.0, 0.1, 0.3, 1.0, 2.0)
    """Before each interrupt and the look whether it helped."""
    patience: float = 2.0
    """For which whoever cancels waits for it; it goes on without them."""
    closing: float = 3.0
    no_socket: float = 60.0
    """For which no websocket is tried where none could be opened."""


@dataclass(eq=False)
class Server:
    """A server and what we know of it; `close` ends what is still to be ended."""

    wire: Wire
    pace: Pace = field(default_factory=Pace)
    sessions: Sessions = field(init=False)
    catalogue: Catalogue = field(init=False)
    no_socket_until: float = 0.0
    _line: dict[object, None] = field(default_factory=dict)
    _ends: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.wire, self.pace.control)
        self.catalogue = Catalogue(self.sessions)

    def place(self, call: object) -> int:
        """Return how many of our calls wait there before one that waits; others are not known."""
        self._line.setdefault(call)
        return list(self._line).index(call)

    def leave(self, call: object) -> None:
        """Say that a call does not wait any more."""
        self._line.pop(call, None)

    async def end(self, session: str, socket: ClientConnection | None = None, *, heard: bool) -> None:
        """End what a session does; `heard` tells that the server has said something on it. Waits for a moment."""
        task = self._begin(self._end(session, socket, heard=heard))
        with suppress(TimeoutError):
            async with asyncio.timeout(self.pace.patience):
                await asyncio.shield(task)

    def let_go(self, socket: ClientConnection) -> None:
        """Close a socket that said its last word in order, while nobody waits: SwarmUI takes two seconds for that."""
        self._begin(socket.close())

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)
        return task

    async def close(self) -> None:
        """End what is still to be ended, as far as that goes in a few seconds."""
        if self._ends:
            await asyncio.wait(set(self._ends), timeout=self.pace.closing)
        for task in set(self._ends):
            task.cancel()
        await asyncio.gather(*self._ends, return_exceptions=True)

    async def _end(self, session: str, socket: ClientConnection | None, *, heard: bool) -> None:
        try:
            if socket is not None and not heard:
                heard = await self._heeded(socket)
            idle, needed = 0, 1 if heard else 2
            for wait in self.pace.looks:
                await asyncio.sleep(wait)
                idle = idle + 1 if await self._interrupted(session) else 0
                if idle >= needed:
                    self.sessions.give_back(session)
                    return
            log.warning("swarmui_not_interrupted", url=self.wire.server.url)
        except SessionGone:
            return
        finally:
            if socket is not None:
                socket.transport.abort()

    async def _heeded(self, socket: ClientConnection) -> bool:
        try:
            async with asyncio.timeout(self.pace.heed):
                await socket.recv()
        except (TimeoutError, ConnectionClosed):
            return False
        return True

    async def _interrupted(self, session: str) -> bool:
        """Interrupt a session; tell whether it is idle after it, as far as the server says. Raises SessionGone."""
        try:
            await self.sessions.ask("InterruptAll", session, {"other_sessions": False})
        except Ended:
            return False
        try:
            status = read_status(await self.sessions.ask("GetCurrentStatus", session))
        except Ended:  # an account may interrupt and not look
            return True
        return (status or Status(0, 0, 0, 0)).idle
