"""A call in the pool: what it needs, what was tried, what it tells, and in the end its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import Ticket
from devserver.backends.comfyui.catalogue import Catalogue, model_key
from devserver.backends.comfyui.deciding import Tries
from devserver.backends.comfyui.estimating import Place
from devserver.backends.comfyui.prompting import Order
from devserver.backends.comfyui.remote import Remote
from devserver.backends.comfyui.scheduling import Waiting
from devserver.backends.comfyui.server import Server
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Outcome, Signal


class Mailbox:
    """Signals on their way to a reader that may be slow: of each kind only the newest waits."""

    def __init__(self) -> None:
        self._waiting: dict[str, Signal] = {}
        self._closed = False
        self._filled = asyncio.Event()

    def put(self, signal: Signal) -> None:
        """Add a signal; it takes the place of an older one of its kind that was not read yet."""
        if not self._closed:
            self._waiting.pop(signal.type, None)
            self._waiting[signal.type] = signal
            self._filled.set()

    def close(self) -> None:
        """Say that there will be no more."""
        self._closed = True
        self._filled.set()

    async def read(self) -> AsyncIterator[Signal]:
        """Yield signals until the mailbox is closed and empty."""
        while True:
            while self._waiting:
                yield self._waiting.pop(next(iter(self._waiting)))
            if self._closed:
                return
            self._filled.clear()
            await self._filled.wait()


@dataclass(eq=False)
class Job:
    """A call that waits or runs. `unable` names servers that refused it for what they lack, with the reason.

    `remote` is the prompt that its next try is, `attached` tells that the server has that already; `task` works on it.
    """

    key: int
    call: MediaCall
    workflow: Mapping[str, Any]
    ticket: Ticket
    since: float
    outcome: asyncio.Future[Outcome]
    mailbox: Mailbox = field(default_factory=Mailbox)
    tries: Tries = field(default_factory=Tries)
    avoid: set[str] = field(default_factory=set)
    unable: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    order: Order | None = None
    cancelled: bool = False
    made_again: bool = False
    remote: Remote | None = None
    attached: bool = False
    task: asyncio.Task[None] | None = None
    uploaded_again: bool = False
    hopeless_since: float | None = None
    told: Place | None = None
    seen: tuple[int, Waiting] | None = None
    model: tuple[str, ...] = ()
    stirred: Callable[[], None] = lambda: None
    _fits: dict[str, tuple[Catalogue | None, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = model_key(self.workflow)

    @property
    def kind(self) -> str:
        """Return what calls are counted as alike when their duration is estimated."""
        return self.ticket.kind or self.call.chunk

    @property
    def uploaded(self) -> tuple[str, ...]:
        """Return the hashes of its inputs."""
        return tuple(image.sha256 for image in self.call.images)

    def may_run_at(self, server: Server) -> bool:
        """Tell whether a server has what it needs, as far as anybody knows; looked up once for each catalogue."""
        if server.name in self.unable:
            return False
        known = self._fits.get(server.name)
        if known is None or known[0] is not server.catalogue:
            known = self._fits[server.name] = (server.catalogue, not server.missing(self.workflow))
        return known[1]

    def cancel(self) -> None:
        """End it: a job that waits ends at once, one at a server is ended there."""
        self.cancelled = True
        self.stirred()
        if self.order is not None:
            self.order.cancel()

    def leave(self) -> None:
        """End what is done for it here, and nothing at its server: another process goes on with it."""
        self.cancelled = True
        self.stirred()
        if self.task is not None:
            self.task.cancel()

    def give_up(self) -> None:
        """End it as nobody here waits for it any more."""
        if self.ticket.left():
            self.leave()
        else:
            self.cancel()

    def finish(self, outcome: Outcome) -> None:
        """Set the outcome, once."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)
        self.mailbox.close()

    async def follow(self) -> AsyncGenerator[Signal | Outcome]:
        """Yield the signals and last the outcome; whoever stops reading gives the job up."""
        try:
            async for signal in self.mailbox.read():
                yield signal
            yield await asyncio.shield(self.outcome)
        finally:
            if not self.outcome.done():
                self.give_up()
