"""A backend that does what a test scripts: for each call a function gives what happens, in order.

A number is a wait in seconds; an event is waited for, and may be set from another thread; a function is awaited; an
exception is raised; anything else is yielded. A function that catches its cancelling makes a backend that ignores it.
It goes by any name, so that it can stand for a text model (`scripted/x` in the settings) or for the embedded backend.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import NOBODY, READY, Availability, Ticket
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import (
    FREE,
    Failed,
    MediaFile,
    MediaOutput,
    Ok,
    Outcome,
    Preview,
    Progress,
    Signal,
    TextDelta,
    Usage,
)

Call = TextCall | MediaCall
Step = Signal | Outcome | float | threading.Event | BaseException | Callable[[], Awaitable[object]]
Script = Callable[[Call], Iterable[Step]]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
PAID = Usage(prompt_tokens=7, completion_tokens=3, cost_usd=0.25, cost_source="reported")
POLL = 0.002


def picture(data: bytes = PNG, format: str = "png", usage: Usage = PAID) -> Ok:
    """Return the outcome of a call that made one file."""
    return Ok(media=(MediaOutput(files=(MediaFile(data=data, format=format),)),), usage=usage)


def obliging(call: Call) -> Iterable[Step]:
    """Answer a text with a text that holds it, a check with a yes, and a medium with a picture or the prompt itself."""
    if isinstance(call, MediaCall):
        return [picture() if call.media_type == "image" else picture(call.prompt.encode(), call.formats[0])]
    if call.response_schema is not None:
        return [Ok(text='{"safe": true, "reason": "nothing"}', usage=PAID)]
    return [Ok(text=f"{call.chunk}[{call.prompt.input}]", usage=PAID)]


def echo(call: Call) -> Iterable[Step]:
    """Answer a text with its model and input, and a medium as an obliging backend does; nothing costs anything."""
    if isinstance(call, TextCall):
        return [Ok(text=f"{call.model}: {call.prompt.input}", usage=FREE)]
    return [outcome.model_copy(update={"usage": FREE}) for outcome in obliging(call) if isinstance(outcome, Ok)]


@dataclass(frozen=True)
class Told:
    """A script that does what the text of a call says, and answers with that text backwards.

    `wait` in the text holds the call until `release`, `fail` makes it fail.
    """

    held: list[asyncio.Event] = field(default_factory=list)

    def release(self) -> None:
        """Let every call that waits go on."""
        for event in self.held:
            event.set()

    def __call__(self, call: Call) -> Iterable[Step]:
        text = call.prompt if isinstance(call, MediaCall) else call.prompt.input or call.prompt.text
        yield Progress(fraction=0.5)
        if "wait" in text:
            self.held.append(event := asyncio.Event())
            yield event.wait
        if "fail" in text:
            yield Failed(reason="it was told to")
        elif isinstance(call, MediaCall):
            yield Preview(mime="image/png", data=b"small")
            yield from echo(call)
        else:
            answer = text[::-1]
            yield from (TextDelta(text=answer[start : start + 4]) for start in range(0, len(answer), 4))
            yield Ok(text=answer, usage=FREE)


@dataclass
class Part:
    """What the backend is to do, and what it was asked; a test may change it between two calls.

    `closed` holds the calls whose streams have ended or were closed.
    """

    script: Script = obliging
    available: Availability = READY
    calls: list[Call] = field(default_factory=list)
    closed: list[Call] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._first = self.script

    def reset(self) -> None:
        """Forget what a test has said and asked."""
        self.script, self.available = self._first, READY
        self.calls.clear()
        self.closed.clear()
        self.tickets.clear()

    @property
    def chunks(self) -> list[str]:
        """Return the chunks that were called, in order."""
        return [call.chunk for call in self.calls]


@dataclass(frozen=True)
class ScriptedBackend:
    """Plays a part."""

    part: Part = field(default_factory=Part)
    name: str = "scripted"
    concurrency: int = 256
    timeout: float = 30.0
    charges: bool = True

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        return self.part.available

    def describe(self) -> dict[str, Any]:
        return {"scripted": True}

    async def execute(self, call: Call, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        self.part.calls.append(call)
        self.part.tickets.append(ticket)
        try:
            for step in self.part.script(call):
                if isinstance(step, int | float):
                    await asyncio.sleep(step)
                elif isinstance(step, threading.Event):
                    while not step.is_set():
                        await asyncio.sleep(POLL)
                elif isinstance(step, BaseException):
                    raise step
                elif callable(step):
                    await step()
                else:
                    yield step
        finally:
            self.part.closed.append(call)


def free(part: Part) -> ScriptedBackend:
    """Return a backend whose calls cost nothing, so that they are simply repeated."""
    return ScriptedBackend(part, charges=False)
