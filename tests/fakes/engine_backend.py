"""A backend that does what a test scripts: for each call a function gives what is waited for, raised and yielded.

A number is a wait in seconds, an exception is raised, a function is awaited, anything else is yielded. It records the
calls, and which of its streams were closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import READY, Availability
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import MediaFile, MediaOutput, Ok, Outcome, Signal, Usage

Call = TextCall | MediaCall
Step = Signal | Outcome | float | BaseException | Callable[[], Awaitable[object]]
Script = Callable[[Call], Iterable[Step]]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
PAID = Usage(prompt_tokens=7, completion_tokens=3, cost_usd=0.25, cost_source="reported")


def picture(data: bytes = PNG, format: str = "png", usage: Usage = PAID) -> Ok:
    """Return the outcome of a call that made one picture."""
    return Ok(media=(MediaOutput(files=(MediaFile(data=data, format=format),)),), usage=usage)


def obliging(call: Call) -> Iterable[Step]:
    """Answer a text with a text that holds it, a check with a yes, and a medium with a picture or the prompt itself."""
    if isinstance(call, MediaCall):
        return [picture() if call.media_type == "image" else picture(call.prompt.encode(), call.formats[0])]
    if call.response_schema is not None:
        return [Ok(text='{"safe": true, "reason": "nothing"}', usage=PAID)]
    return [Ok(text=f"{call.chunk}[{call.prompt.input}]", usage=PAID)]


@dataclass
class Part:
    """What the backend is to do, and what it was asked; one test sets it and reads it."""

    script: Script = obliging
    calls: list[Call] = field(default_factory=list)
    closed: list[Call] = field(default_factory=list)
    state: Availability = READY

    def reset(self) -> None:
        self.script, self.state = obliging, READY
        self.calls.clear()
        self.closed.clear()

    @property
    def chunks(self) -> list[str]:
        """Return the chunks that were called, in order."""
        return [call.chunk for call in self.calls]


@dataclass(frozen=True)
class EngineBackend:
    """Executes calls by a script."""

    part: Part = field(default_factory=Part)
    name: str = "scripted"
    concurrency: int = 256
    timeout: float = 30.0
    charges: bool = True

    async def availability(self, model: str, media_type: str) -> Availability:
        return self.part.state

    def describe(self) -> dict[str, Any]:
        return {}

    async def execute(self, call: Call) -> AsyncIterator[Signal | Outcome]:
        self.part.calls.append(call)
        try:
            for step in self.part.script(call):
                if isinstance(step, int | float):
                    await asyncio.sleep(step)
                elif isinstance(step, BaseException):
                    raise step
                elif callable(step):
                    await step()
                else:
                    yield step
        finally:
            self.part.closed.append(call)
