"""A ComfyUI server without a network, for tests of many interleavings: what its HTTP methods do, and what may happen.

It has the methods of `Api` that a prompt needs. `happen` does one thing of `HAPPENINGS`; what a real server does under
one lock is one step here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.protocol import ERROR, INTERRUPTED, SUCCESS, Ended, Event, Started, Terminal
from devserver.backends.comfyui.tracking import Look

HAPPENINGS = (
    "start",
    "succeed",
    "fail",
    "stop",
    "restart",
    "deafen",
    "hear",
    "kill",
    "glitch",
    "silence",
    "answer",
    "clear_history",
    "foreign",
)
POSTS = ("taken", "unanswered", "vanished", "late", "not_sent", "500_queued", "500", "garbage")


@dataclass
class World:
    """The server's memory, what reaches it and what it lets us hear."""

    tell: Callable[[Event], None]
    posts: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    running: str | None = None
    history: dict[str, Any] = field(default_factory=dict)
    ended: list[tuple[str, str]] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    mode: str = "answer"
    hearing: bool = True
    glitches: int = 0
    """Requests that are refused although the process lives, as by a tunnel that is opened anew."""
    flag: bool = False
    touched: set[str] = field(default_factory=set)
    coming: set[str] = field(default_factory=set)
    """Prompts on their way, whose senders think that they are lost."""
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    def happen(self, what: str) -> None:
        """Let one thing happen."""
        does: dict[str, Callable[[], None]] = {
            "start": self.start,
            "succeed": lambda: self.end(SUCCESS),
            "fail": lambda: self.end(ERROR),
            "stop": lambda: self.end(INTERRUPTED),
            "restart": self.forget,
            "kill": self.kill,
            "clear_history": self.history.clear,
            "foreign": lambda: self.pending.insert(0, f"foreign-{len(self.ended)}"),
        }
        if what in does:
            does[what]()
        elif what in {"deafen", "hear"}:
            self.hearing = what == "hear"
        elif what == "glitch":
            self.glitches = 3
        else:
            self.mode = what

    def forget(self) -> None:
        """Lose what is in memory."""
        self.pending, self.running, self.history = [], None, {}

    def kill(self) -> None:
        """Die; nobody listens any more."""
        self.forget()
        self.mode = "refuse"

    def start(self) -> None:
        """Begin with the next prompt, if none runs."""
        if self.running is None and self.pending:
            self.running, self.flag = self.pending.pop(0), False
            self.say(Started(self.running))

    def end(self, kind: str) -> None:
        """End the prompt that runs."""
        if self.running is None:
            return
        prompt_id, self.running = self.running, None
        data: dict[str, Any] = {"node_id": "2", "exception_type": "ValueError", "exception_message": "boom"}
        self.ended.append((prompt_id, kind))
        self.say(Terminal(prompt_id, kind, data))
        self.history[prompt_id] = {"outputs": {}, "status": {"messages": [[kind, data]]}}
        self.say(Ended(prompt_id))

    def settle(self) -> None:
        """Be well and do the next step of the work."""
        self.mode = "answer"
        if self.flag and self.running is not None:
            self.end(INTERRUPTED)
        elif self.running is not None:
            self.end(SUCCESS)
        else:
            self.start()

    def say(self, event: Event) -> None:
        """Send an event, if the websocket is there and hears."""
        if self.hearing:
            self.tell(event)

    @property
    def kept(self) -> list[str]:
        """Return our prompts whose success is still in the history."""
        return [p for p, kind in self.ended if kind == SUCCESS and p in self.history and p in self.posted]

    async def post_prompt(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take a prompt, in the way that is next in `posts`."""
        prompt_id = body["prompt_id"]
        self._reach(sent=False)
        how = self.posts.pop(0) if self.posts else "taken"
        if how == "not_sent":
            raise Unreachable("no connection", sent=False, refused=True)
        self.posted.append(prompt_id)
        if how in {"late", "very_late"}:
            self._late.add(asyncio.create_task(self._arrive(prompt_id, 1.2 if how == "late" else 3.0)))
        elif how not in {"vanished", "500"}:
            self.pending.append(prompt_id)
        match how:
            case "unanswered" | "vanished" | "late" | "very_late":
                raise Unreachable("no answer in time", sent=True)
            case "500" | "500_queued":
                raise Refused(500, "500 Internal Server Error")
            case "garbage":
                raise Refused(200, "<html>")
        return {"prompt_id": prompt_id, "number": 0, "node_errors": {}}

    async def _arrive(self, prompt_id: str, seconds: float) -> None:
        self.coming.add(prompt_id)
        await asyncio.sleep(seconds)
        self.coming.discard(prompt_id)
        self.pending.append(prompt_id)

    async def look(self, prompt_id: str, *, ended: bool = False) -> Look:
        """Look into queue and history; things may happen in between."""
        self._reach(sent=True)
        if ended and prompt_id in self.history:
            return Look(entry=self.history[prompt_id])
        if self.running == prompt_id:
            return Look("running")
        if prompt_id in self.pending:
            return Look("waiting")
        await asyncio.sleep(0.001)
        self._reach(sent=True)
        return Look(entry=self.history.get(prompt_id))

    async def remove(self, prompt_id: str) -> None:
        """Take a prompt out of the queue."""
        self._reach(sent=True)
        self.touched.add(prompt_id)
        self.pending = [one for one in self.pending if one != prompt_id]

    async def interrupt(self, prompt_id: str) -> None:
        """Stop a prompt at its next step."""
        self._reach(sent=True)
        self.touched.add(prompt_id)
        if self.running == prompt_id:
            self.flag = True

    def _reach(self, *, sent: bool) -> None:
        self.glitches -= 1
        if self.mode == "refuse" or self.glitches >= 0:
            raise Unreachable("no connection", sent=False, refused=True)
        if self.mode == "silence":
            raise Unreachable("no answer in time", sent=sent)
