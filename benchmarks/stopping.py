"""How soon a server that is told to stop in the middle of many runs has stopped: its grace, and little more."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

from benchmarks.client import connected
from benchmarks.figures import Figure
from benchmarks.server import Served, server

RUNS = 200
LONG = 600.0
"""Seconds that a stage would take: none ends by itself."""


def figures(count: int = RUNS) -> Iterator[Figure]:
    """Start runs whose stages last for minutes, stop the server, and wait until its process has ended."""
    with server(delay=LONG) as served:
        asyncio.run(_begin(served, count))
        began = time.monotonic()
    yield Figure(f"stop with {count} runs at work, 5 s of grace", time.monotonic() - began, "s", most=10)


async def _begin(served: Served, count: int) -> None:
    body = {"input_text": "A boat", "config": "close_observer", "output_config": "scripted"}
    async with connected(served) as connection:
        for _ in range(count):
            began = json.loads(await connection.ask("POST", "/api/runs", body))
        last = json.loads(await connection.ask("GET", f"/api/runs/{began['run_id']}"))
    if last["status"] != "running":
        raise RuntimeError(f"the last run is {last['status']} and not at work")
