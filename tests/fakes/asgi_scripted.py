"""A backend under the name of the embedded one that does what the text of its call says, at once.

`wait` in a text holds the call until `release` is called; `fail` makes it fail.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import READY, Availability
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
)

MEDIA = {"txt": b"a story", "png": b"\x89PNG\r\n\x1a\n" + bytes(64)}


@dataclass(frozen=True)
class AsgiScripted:
    """Answers texts with the text itself, backwards, and media with `MEDIA`."""

    name: str = "embedded"
    concurrency: int = 64
    timeout: float = 60.0
    charges: bool = False
    held: list[asyncio.Event] = field(default_factory=list)

    def release(self) -> None:
        """Let every call that waits go on."""
        for event in self.held:
            event.set()

    async def availability(self, model: str, media_type: str) -> Availability:
        return READY

    def describe(self) -> dict[str, Any]:
        return {}

    async def execute(self, call: TextCall | MediaCall) -> AsyncIterator[Signal | Outcome]:
        text = call.prompt if isinstance(call, MediaCall) else call.prompt.input or call.prompt.text
        yield Progress(fraction=0.5)
        if "wait" in text:
            self.held.append(event := asyncio.Event())
            await event.wait()
        if "fail" in text:
            yield Failed(reason="it was told to")
            return
        if isinstance(call, MediaCall):
            yield Preview(mime="image/png", data=b"small")
            made = tuple(MediaFile(data=MEDIA[name], format=name) for name in call.formats if name in MEDIA)
            yield Ok(media=(MediaOutput(files=made),), usage=FREE)
            return
        answer = text[::-1]
        for start in range(0, len(answer), 4):
            yield TextDelta(text=answer[start : start + 4])
        yield Ok(text=answer, usage=FREE)
