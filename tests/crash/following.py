"""Somebody who follows the events of a run across crashes: each comes once, in order, and the stream ends with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.crash.people import ENDED, PAUSE

STREAM = {"Accept": "text/event-stream"}


@dataclass
class Follower:
    """Follows one run; `seen` are the numbers of the events that came, in the order in which they came."""

    client: httpx.AsyncClient
    url: Callable[[], str]
    tired: Callable[[], bool]
    run_id: str
    seen: list[int] = field(default_factory=list)
    ended: bool = False
    faults: list[str] = field(default_factory=list)

    async def follow(self) -> None:
        """Follow until the run has ended; go on after the last event that was seen whenever the stream breaks."""
        while not self.ended and not self.tired():
            await self._listen()
        if not self.ended:
            self.faults.append(f"{self.run_id}: whoever follows it has waited for its end in vain, after {self.seen}")
        if self.seen != list(range(1, len(self.seen) + 1)):
            self.faults.append(f"{self.run_id}: whoever follows it has seen {self.seen}")

    async def _listen(self) -> None:
        url = self.url()
        where = f"{url}/api/runs/{self.run_id}/events?after={self.seen[-1] if self.seen else 0}"
        try:
            if url:
                async with self.client.stream("GET", where, headers=STREAM) as answer:
                    async for line in answer.aiter_lines():
                        self._take(line)
                        if self.tired():
                            return
        except httpx.TransportError:
            pass
        if not self.ended:
            await asyncio.sleep(PAUSE)

    def _take(self, line: str) -> None:
        event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
        if event.get("seq"):
            self.seen.append(event["seq"])
            self.ended = self.ended or (event["type"] == "run_state_change" and event["data"]["state"] in ENDED)
