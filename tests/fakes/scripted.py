"""A backend that does what a test says: a function of the call gives what it yields, in order.

A number is seconds to wait, an event is waited for, anything else is yielded. It goes by any name, so that it can
stand for a text model (`scripted/x` in the settings) or in the place of the embedded generators.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import READY, Availability
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import FREE, MediaFile, MediaOutput, Ok, Outcome, Signal

Call = TextCall | MediaCall
Item = Signal | Outcome | float | threading.Event
Script = Callable[[Call], Iterable[Item]]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
POLL = 0.002


def echo(call: Call) -> Iterable[Item]:
    """Answer a text with its model and input, and a medium with the smallest file that passes as a picture."""
    if isinstance(call, TextCall):
        return [Ok(text=f"{call.model}: {call.prompt.input}", usage=FREE)]
    data = PNG if call.media_type == "image" else call.prompt.encode()
    return [Ok(media=(MediaOutput(files=(MediaFile(data=data, format=call.formats[0]),)),), usage=FREE)]


@dataclass
class Part:
    """What the backend is to do; a test may change it between two calls, and reads which calls there were."""

    script: Script = echo
    calls: list[Call] = field(default_factory=list)
    available: Availability = READY

    def rest(self) -> None:
        """Forget what a test has said."""
        self.script, self.available = echo, READY
        self.calls.clear()


@dataclass(frozen=True)
class ScriptedBackend:
    """Plays a part."""

    part: Part = field(default_factory=Part)
    name: str = "scripted"
    concurrency: int = 64
    timeout: float = 30.0
    charges: bool = False

    async def availability(self, model: str, media_type: str) -> Availability:
        return self.part.available

    def describe(self) -> dict[str, Any]:
        return {"scripted": True}

    async def execute(self, call: Call) -> AsyncIterator[Signal | Outcome]:
        self.part.calls.append(call)
        for item in self.part.script(call):
            if isinstance(item, float | int):
                await asyncio.sleep(item)
            elif isinstance(item, threading.Event):
                while not item.is_set():
                    await asyncio.sleep(POLL)
            else:
                yield item
