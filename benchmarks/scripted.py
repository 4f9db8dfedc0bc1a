"""A backend that answers after a given time with what its calls ask for: the cost that is left is our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from devserver.backends import NOBODY, READY, Availability, Ticket
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import FREE, MediaFile, MediaOutput, Ok, Outcome, Signal, TextDelta

WAV_HEADER = b"RIFF\xff\xff\xff\xffWAVEfmt "


@dataclass(frozen=True)
class ScriptedBackend:
    """Waits `delay` seconds, then answers; a model called `stream` sends 20 deltas a second for 10 s."""

    delay: float = 0.0
    name: str = "scripted"
    concurrency: int = 100_000
    timeout: float = 120.0
    charges: bool = False

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell that everything is there."""
        return READY

    @property
    def in_process(self) -> bool:
        """Tell whether it answers at once: with a delay it stands for a server elsewhere."""
        return not self.delay

    def describe(self) -> dict[str, Any]:
        """Return the delay."""
        return {"delay": self.delay}

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Answer a call."""
        if isinstance(call, MediaCall):
            await asyncio.sleep(self.delay)
            data = WAV_HEADER + bytes(int(call.parameters.get("size") or 100))
            yield Ok(media=(MediaOutput(files=(MediaFile(data=data, format="wav"),)),), usage=FREE)
        elif call.model == "stream":
            for _ in range(200):
                await asyncio.sleep(0.05)
                yield TextDelta(text="word ")
            yield Ok(text="word " * 200, usage=FREE)
        else:
            await asyncio.sleep(self.delay)
            safe = '{"safe": true, "reason": ""}'
            yield Ok(text=safe if call.response_schema else f"Answer to {call.prompt.input[:40]}", usage=FREE)
