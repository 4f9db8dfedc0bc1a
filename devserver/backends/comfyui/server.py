"""One server of the pool: whether it is up, what it can do, what it holds, and who listens to it.

| state   | meaning                                                                | new prompts |
| ------- | ---------------------------------------------------------------------- | ----------- |
| unknown | it has not answered yet                                                | no          |
| up      | it answers over HTTP                                                   | yes         |
| suspect | two requests in a row had no answer                                    | no          |
| down    | it never answered, or neither HTTP nor websocket lived for `Pace.gone` | no          |

Without a websocket (a proxy may not pass one) prompts are followed by looking. What a server had may be gone whenever
the connection was lost, so it is asked for everything again then.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from devserver.backends.comfyui.api import Api, Refused, Unreachable
from devserver.backends.comfyui.catalogue import Catalogue, Missing
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.feed import Feed, NoSocket
from devserver.backends.comfyui.health import Health, State
from devserver.backends.comfyui.overhearing import Overhearing
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
    """A server and what we know of it; `keep` and `hear` do the work."""

    settings: ComfyServer
    api: Api
    pace: Pace
    changed: Callable[[], None] = lambda: None
    state: State = "unknown"
    reason: str = "it has not answered yet"
    catalogue: Catalogue | None = None
    resident: tuple[str, ...] | None = None
    remaining: int = 0
    uploads: dict[str, str] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    known: asyncio.Event = field(default_factory=asyncio.Event)
    feed: Feed = field(init=False)
    overhearing: Overhearing = field(init=False)
    health: Health = field(init=False)
    _asked_at: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ghosts: dict[str, float] = field(default_factory=dict)
    _sound: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while it answers and was asked for everything since the last loss of the connection."""
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.feed = Feed(self.settings, str(uuid.uuid4()), self.pace, self._hear, self._reconnected)
        self.overhearing = Overhearing(self.feed.client_id, self._feed_of_another, lambda: self.api.prefix)
        self.health = Health(self.pace.awake)

    @property
    def name(self) -> str:
        """Return the name of the server."""
        return self.settings.name

    @property
    def up(self) -> bool:
        """Tell whether it may be given work."""
        return self.state == "up"

    @property
    def foreign(self) -> int:
        """Return how many prompts of others it has, as far as it told."""
        return max(0, self.remaining - len(self.listeners))

    def missing(self, workflow: Mapping[str, Any]) -> Missing | None:
        """Return what a workflow lacks here, or None where nobody knows."""
        return None if self.catalogue is None else self.catalogue.missing(workflow)

    def describe(self, running: int) -> dict[str, Any]:
        """Return what the operator sees of it; `running` are the calls that we gave it."""
        return {
            "name": self.name,
            "url": self.settings.url,
            "state": self.state,
            "reason": self.reason,
            "websocket": self.feed.connected,
            "running": running,
            "others": self.foreign,
            "model": list(self.resident or ()),
        }

    async def keep(self) -> None:
        """Ask for ever whether it is well; one that does not answer is tried again, after ever longer waits."""
        wait = self.pace.again_first
        while True:
            self._nudged.clear()
            try:
                await self._ask_how_it_is()
            except (Unreachable, Refused) as error:
                self.failed(error)
                self._nudged.clear()
                await self._pause(wait * random.uniform(0.7, 1.3))  # noqa: S311 - spreads tries, keeps no secret
                wait = min(wait * 2, self.pace.again_most)
            else:
                wait = self.pace.again_first
                await self._pause(self.pace.health)

    async def hear(self) -> None:
        """Keep the websocket open for ever, while the server answers over HTTP."""
        while True:
            await self._sound.wait()
            began = now()
            try:
                await self.feed.listen(self.api.prefix)
            except NoSocket:
                await asyncio.sleep(self.pace.health)
                continue
            self._sound.clear()
            self._nudged.set()
            if now() - began < self.pace.health:  # a proxy may close each at once
                await asyncio.sleep(self.pace.again_first)

    async def sweep(self) -> None:
        """Cancel, for ever, prompts that were given up and turn up after all."""
        while True:
            await asyncio.sleep(self.pace.health)
            if self._ghosts and self.up:
                await self._sweep()

    def haunt(self, prompt_id: str) -> None:
        """Remember a prompt that was given up although it may still arrive or run."""
        self._ghosts[prompt_id] = now() + GHOST_SECONDS

    def answered(self) -> None:
        """Note an answer to a request."""
        self.health.answered()
        if not self.up:
            self._nudged.set()

    def failed(self, error: Unreachable | Refused) -> None:
        """Note a request without a useful answer; two in a row, and the server gets no new work until one comes."""
        self.health.failed(now(), refused=isinstance(error, Unreachable) and error.refused)
        if self.state == "unknown" or (self._silent_for(self.pace.gone) and not self.feed.connected):
            self._lost("down", error)
        elif self.state == "up" and self.health.suspect:
            self._lost("suspect", error)
        elif self.up:
            self._nudged.set()

    @property
    def gone(self) -> bool:
        """Tell whether its process is gone for sure, and with it its memory: nobody has listened for long."""
        return self.health.refused >= self.pace.gone and not self.feed.connected

    @property
    def frozen(self) -> bool:
        """Tell whether it has been silent for so long that nobody waits for it any more."""
        return self._silent_for(self.pace.frozen)

    def _silent_for(self, seconds: float) -> bool:
        return self.health.suspect and self.health.silent >= seconds

    async def ask(self) -> None:
        """Ask for node classes and choices; where that fails they are not known, which rules nothing out."""
        async with self._asking:
            try:
                self.catalogue = await self.api.catalogue()
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

    async def _ask_how_it_is(self) -> None:
        if self.up and self._sound.is_set():
            self.remaining = await self.api.queue_length()
            self.health.answered()
            return
        await self.api.negotiate()
        await self.ask()
        self.remaining = await self.api.queue_length()
        if self.state != "up":
            log.info("comfyui_up", server=self.name)
        self.health.answered()
        self.state, self.reason = "up", ""
        self.known.set()
        self._sound.set()
        self.changed()

    async def _pause(self, seconds: float) -> None:
        """Wait some seconds, or until somebody else notices that it is worse, or better, than we thought."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._nudged.wait()

    def _lost(self, state: State, error: Unreachable | Refused) -> None:
        reason = str(error)
        if isinstance(error, Refused):
            reason = explain(error.status, error.body, {}, self.name).reason
        if self.state != state:
            log.warning(f"comfyui_{state}", server=self.name, reason=reason)
        known, self.state, self.reason = (self.state, self.reason), state, reason
        self.remaining = 0
        self._forget()
        self.known.set()
        if known != (state, reason):
            self.changed()

    def _forget(self) -> None:
        """Take it that what it held may be gone."""
        self.resident = None
        self.uploads.clear()

    def _reconnected(self) -> None:
        if not self.feed.connected:
            self._forget()
        self._stir()

    def _stir(self) -> None:
        for listener in list(self.listeners.values()):
            listener.stir()

    def _feed_of_another(self, client_id: str) -> Feed:
        return Feed(self.settings, client_id, self.pace, self._hear, self._stir)

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
