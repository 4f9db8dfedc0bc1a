"""A prompt taken to a server and followed to its verdict; the only place where a prompt is handed in.

An id is chosen anew for every try and handed in once. Where it stays unclear whether the server took it, queue and
history tell; a prompt is handed in again only when it was certainly not taken or is certainly lost.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.progress import Meter
from devserver.backends.comfyui.protocol import Ended, Event, Picture
from devserver.backends.comfyui.refusals import Rejection, dropped, explain
from devserver.backends.comfyui.remote import Remote
from devserver.backends.comfyui.server import Server, cancel_once
from devserver.backends.comfyui.tracking import Tracker
from devserver.backends.comfyui.verdict import Verdict
from devserver.models.outcomes import Preview, Signal

SOCKET_SAVER = "SaveImageWebsocket"
"""The node class whose pictures come over the websocket and nowhere else."""
MOST_FRAMES = 256
PREVIEW_EVERY = 0.1
"""The least seconds between two previews of a prompt that are passed on."""
LARGEST_PREVIEW = 1024**2
"""The most bytes of a preview that is passed on."""


@dataclass
class Order:
    """A prompt that is wanted: its workflow, the output that counts, who hears of it, and what is wished by now."""

    workflow: Mapping[str, Any]
    output_node: str | None
    tag: Mapping[str, Any]
    tell: Callable[[Signal], None]
    prompt_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attached: bool = False
    """Whether the server has the prompt already, from a process before this one."""
    client_id: str = ""
    """The client id under which that process handed it in, where it is known."""
    wish: Literal["done", "cancelled", "moved"] = "done"
    waiting: bool = True
    began: float | None = None
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def runs(self, running: bool) -> None:
        """Note whether it runs or still waits; `began` is when it first ran."""
        self.waiting = not running
        if running and self.began is None:
            self.began = now()

    def cancel(self) -> None:
        """Wish that it ends; a prompt that runs is stopped."""
        self.wish = "cancelled"
        self._stirred.set()

    def move(self) -> None:
        """Wish that it comes back, if it only waits; a prompt that runs goes on."""
        if self.wish == "done":
            self.wish = "moved"
            self._stirred.set()

    def stir(self) -> None:
        """Have the prompt looked at now."""
        self._stirred.set()

    async def stirred(self, seconds: float) -> None:
        """Wait for a reason to look, at most some seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        except TimeoutError:
            pass
        self._stirred.clear()


class Prompt:
    """One try of an order at a server."""

    def __init__(self, server: Server, order: Order) -> None:
        self.server = server
        self.order = order
        self.tracker = Tracker(order.prompt_id, accepted=True if order.attached else None)
        self._pace = server.pace
        self._meter = Meter(order.workflow)
        self._posted_at = 0.0
        self._previewed_at = -PREVIEW_EVERY

    async def run(self) -> Verdict | Rejection:
        """Hand the prompt in and follow it; return how it ended, or why the server did not take it."""
        self.server.listeners[self.tracker.prompt_id] = self
        try:
            if self.order.attached:
                async with self.server.overhearing.of(self.order.client_id):
                    return await self._follow()
            rejection = await self._post()
            if rejection is not None and not self.tracker.accepted:
                return rejection
            verdict = await self._follow()
            return rejection or verdict
        finally:
            del self.server.listeners[self.tracker.prompt_id]

    def hear(self, event: Event) -> None:
        """Take an event of the prompt."""
        if isinstance(event, Picture):
            self._see(event)
            return
        self.tracker.hear(event)
        self.order.runs(self.tracker.place == "running")
        if isinstance(event, Ended):
            self.order.stir()
        elif not self.order.waiting:
            self.order.tell(self._meter.read(self.tracker))

    def stir(self) -> None:
        """Look at the prompt now."""
        self.order.stir()

    def _see(self, picture: Picture) -> None:
        node = picture.node or self.tracker.node
        made_by = self.order.workflow.get(node or "", {})
        if isinstance(made_by, dict) and made_by.get("class_type") == SOCKET_SAVER:
            if node is not None and len(self.order.frames) < MOST_FRAMES:
                self.order.frames.append((node, picture.data))
        elif len(picture.data) <= LARGEST_PREVIEW and now() - self._previewed_at >= PREVIEW_EVERY:
            self._previewed_at = now()
            self.order.tell(Preview(mime=picture.mime, data=picture.data))

    async def _post(self) -> Rejection | None:
        """Hand the prompt in; return why it was not taken, or taken without what counts."""
        api, order = self.server.api, self.order
        body = {
            "prompt": dict(order.workflow),
            "client_id": self.server.feed.client_id,
            "prompt_id": self.tracker.prompt_id,
            "extra_data": {"devserver": dict(order.tag), "preview_method": "auto"},
        }
        self._posted_at = now()
        order.tell(Remote(self.tracker.prompt_id, self.server.name, self.server.feed.client_id).signal)
        try:
            answer = await api.post_prompt(body)
        except Unreachable as error:
            order.trouble = str(error)
            self.server.failed(error)
            if not error.sent:
                self.tracker.refused()
            return None
        except Refused as refused:
            return self._rejected(refused)
        self.tracker.accepted = True
        order.warnings = dropped(answer.get("node_errors"), order.workflow)
        if order.warnings and (order.output_node is None or order.output_node in order.warnings):
            order.cancel()
            return Rejection("invalid", "; ".join(dict.fromkeys(order.warnings.values())))
        return None

    def _rejected(self, refused: Refused) -> Rejection | None:
        server = self.server
        if refused.status == 200:  # a broken answer, or a page of a proxy: the prompt may have been taken
            self.order.trouble = "the answer was not what ComfyUI answers; a proxy may stand before it"
            return None
        rejection = explain(refused.status, refused.body, self.order.workflow, server.name, server.catalogue)
        if rejection.kind == "unclear":
            self.order.trouble = rejection.reason
            return None
        self.tracker.refused()
        return rejection

    async def _follow(self) -> Verdict:
        tracker = self.tracker
        while tracker.verdict is None:
            began = now()
            await self.order.stirred(self._seconds())
            heard = tracker.ended
            await self._look()
            if tracker.verdict is None:
                await self._wished()
            self._listening(began, told=heard)
        if tracker.verdict.kind == "unanswered" or not tracker.accepted:
            self.server.haunt(tracker.prompt_id)
        return tracker.verdict

    def _seconds(self) -> float:
        """Return how long to wait before the next look, if nothing stirs."""
        pace, tracker, answers = self._pace, self.tracker, not self.server.health.failures
        if tracker.accepted is None and tracker.misses == 0 and answers:
            return 0.0
        if tracker.misses:
            return pace.confirm
        if self.order.wish != "done" or not answers or not self.server.feed.connected:
            return pace.poll
        return pace.quiet if tracker.heard else pace.word

    async def _look(self) -> None:
        try:
            seen = await self.server.api.look(self.tracker.prompt_id, ended=self.tracker.ended)
        except (Unreachable, Refused) as error:
            self._unanswered(error)
            return
        self.server.answered()
        self.tracker.look(seen)
        self.order.runs(self.tracker.place == "running")

    def _unanswered(self, error: Unreachable | Refused) -> None:
        self.server.failed(error)
        if self.server.gone:
            self.tracker.give_up(process_gone=True)
            self.server.haunt(self.tracker.prompt_id)
        elif self.server.frozen:
            self.tracker.give_up(process_gone=False)

    async def _wished(self) -> None:
        """Do what is wished: take it back where it waits, stop it where it runs and is not wanted any more."""
        api, prompt_id = self.server.api, self.tracker.prompt_id
        try:
            if self.order.wish == "cancelled":
                await cancel_once(api, prompt_id)
                if self.tracker.place != "running":
                    self.order.stir()
            elif self.order.wish == "moved" and self.tracker.place == "waiting":
                await api.remove(prompt_id)
                self.order.stir()
            elif self.order.wish == "moved" and self.tracker.place == "running":
                self.order.wish = "done"
        except (Unreachable, Refused):
            pass  # the next look tells how the server is

    def _listening(self, since: float, *, told: bool) -> None:
        """Replace a websocket that ought to have told of the prompt and has been silent."""
        if self.order.attached:  # it is told of to another client id
            return
        feed, moment = self.server.feed, now()
        never = (
            self.tracker.accepted and moment - self._posted_at >= self._pace.word and feed.heard_at < self._posted_at
        )
        missed = self.tracker.verdict is not None and not told and feed.heard_at < since
        if feed.connected and (never or missed):
            feed.recycle()
