"""One server of the pool: whether it is up, what it can do, what it holds, and who listens to it.

It is up when it answers over HTTP; without a websocket (a proxy may not pass one) prompts are followed by looking.
What it had may be gone whenever the connection was lost, so it is asked again then.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from devserver.backends.comfyui.api import Api, Refused, Unreachable
from devserver.backends.comfyui.catalogue import Catalogue, Missing, read_catalogue
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.feed import Feed, NoSocket
from devserver.backends.comfyui.protocol import Event, QueueLength
from devserver.backends.comfyui.refusals import explain
from devserver.backends.comfyui.settings import Pace
from devserver.models.servers import ComfyServer

log = structlog.get_logger(__name__)

GHOST_SECONDS = 120.0
"""For which a prompt that was given up is still looked for, and cancelled where it turns up."""


class Listener(Protocol):
    """Whoever follows a prompt."""

    def hear(self, event: Event) -> None:
        """Take an event of the prompt."""

    def stir(self) -> None:
        """Look at the prompt now: the connection to its server changed."""


@dataclass
class Server:
    """A server and what we know of it; `keep` does the work."""

    settings: ComfyServer
    api: Api
    pace: Pace
    changed: Callable[[], None]
    state: str = "unknown"
    reason: str = "it was not asked yet"
    catalogue: Catalogue | None = None
    resident: tuple[str, ...] | None = None
    remaining: int = 0
    uploads: dict[str, str] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    known: asyncio.Event = field(default_factory=asyncio.Event)
    feed: Feed = field(init=False)
    _asked_at: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ghosts: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.feed = Feed(self.settings, str(uuid.uuid4()), self.pace, self._hear, self._reconnected)

    @property
    def name(self) -> str:
        """Return the name of the server."""
        return self.settings.name

    @property
    def up(self) -> bool:
        """Tell whether it answered when it was last asked."""
        return self.state == "up"

    @property
    def foreign(self) -> int:
        """Return how many prompts of others it has, as far as it told."""
        return max(0, self.remaining - len(self.listeners))

    def missing(self, workflow: Mapping[str, Any]) -> Missing | None:
        """Return what a workflow lacks here, or None where nobody knows."""
        return None if self.catalogue is None else self.catalogue.missing(workflow)

    async def keep(self) -> None:
        """Stay connected for ever; a server that is down is tried again, after ever longer waits."""
        wait = self.pace.again_first
        while True:
            try:
                await self.api.negotiate()
                await self.ask()
                await self._found()
            except (Unreachable, Refused) as error:
                self._lost(error)
                await asyncio.sleep(wait * random.uniform(0.7, 1.3))  # noqa: S311 - spreads tries, keeps no secret
                wait = min(wait * 2, self.pace.again_most)
                continue
            wait = self.pace.again_first
            try:
                await self.feed.listen(self.api.prefix)
            except NoSocket:
                await asyncio.sleep(self.pace.health)

    async def sweep(self) -> None:
        """Cancel, for ever, prompts that were given up and turn up after all."""
        while True:
            await asyncio.sleep(self.pace.health)
            if self._ghosts and self.up:
                await self._sweep()

    def haunt(self, prompt_id: str) -> None:
        """Remember a prompt that was given up although it may still arrive or run."""
        self._ghosts[prompt_id] = now() + GHOST_SECONDS

    def suspect(self, error: Unreachable | Refused) -> None:
        """Take no new work until the server has answered again."""
        if self.up:
            self._lost(error)
            self.feed.recycle()

    async def ask(self) -> None:
        """Ask for node classes and choices; where that fails they are not known, which rules nothing out."""
        async with self._asking:
            try:
                self.catalogue = read_catalogue(await self.api.object_info())
            except Refused as refused:
                log.warning("comfyui_catalogue_unknown", server=self.name, status=refused.status)
                self.catalogue = None
            self._asked_at = now()

    async def renew(self, after: float | None = None) -> None:
        """Ask again where the last answer is older than some seconds; a server that fails keeps its last answer."""
        if self.up and now() - self._asked_at > (self.pace.renew if after is None else after):
            known = self.catalogue
            try:
                await self.ask()
            except Unreachable:
                self.catalogue = known
            self.changed()

    async def _found(self) -> None:
        self.remaining = await self.api.queue_length()
        if self.state != "up":
            log.info("comfyui_up", server=self.name)
        self.state, self.reason = "up", ""
        self.known.set()
        self.changed()

    def _lost(self, error: Unreachable | Refused) -> None:
        reason = str(error)
        if isinstance(error, Refused):
            reason = explain(error.status, error.body, {}, self.name).reason
        if self.state != "down":
            log.warning("comfyui_down", server=self.name, reason=reason)
        self.state, self.reason, self.remaining = "down", reason, 0
        self.known.set()
        self.changed()

    def _reconnected(self) -> None:
        if not self.feed.connected:
            self.resident = None
            self.uploads.clear()
        for listener in list(self.listeners.values()):
            listener.stir()

    def _hear(self, event: Event) -> None:
        if isinstance(event, QueueLength):
            self.remaining = event.remaining
            return
        listener = self.listeners.get(event.prompt_id or "")
        if listener is not None:
            listener.hear(event)

    async def _sweep(self) -> None:
        for prompt_id, until in list(self._ghosts.items()):
            try:
                await cancel_once(self.api, prompt_id)
            except (Unreachable, Refused):
                return
            if now() > until:
                del self._ghosts[prompt_id]


async def cancel_once(api: Api, prompt_id: str) -> None:
    """Take a prompt of ours out of the queue, or stop it where it runs; both name it, so no other is touched."""
    await api.remove(prompt_id)
    if (await api.look(prompt_id)).place == "running":
        await api.interrupt(prompt_id)
