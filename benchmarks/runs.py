"""Many runs at once: two hundred of four stages that take a second each, while somebody asks for the health."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import websockets

from benchmarks.client import connected
from benchmarks.figures import Figure, percentile
from benchmarks.server import Served, server

RUNS = 200
STAGES = 4
AT_ONCE = 32


def figures(count: int = RUNS) -> Iterator[Figure]:
    """Measure the wall clock against the ideal, and the health meanwhile."""
    with server(delay=1.0, check="scripted/check") as served:
        seconds, health = asyncio.run(_all(served, count))
    yield Figure(f"{count} runs of {STAGES} x 1 s, wall / ideal", seconds / STAGES, "ratio", most=1.3)
    yield Figure("health meanwhile, p99", percentile(health, 0.99) * 1000, "ms", most=50)


async def _all(served: Served, count: int) -> tuple[float, list[float]]:
    times: list[float] = []
    async with websockets.connect(served.url.replace("http", "ws") + "/api/events", max_size=None) as events:
        ended = asyncio.create_task(_ended(events, count))
        watching = asyncio.create_task(_health(served, times))
        numbers = iter(range(count))
        began = time.monotonic()
        await asyncio.gather(*(_start(served, numbers) for _ in range(AT_ONCE)))
        await ended
        seconds = time.monotonic() - began
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return seconds, times


async def _start(served: Served, numbers: Iterator[int]) -> None:
    async with connected(served) as connection:
        for number in numbers:
            body = {"input_text": f"Text {number}", "config": "close_observer", "output_config": "scripted"}
            await connection.ask("POST", "/api/runs", body)


async def _ended(events: websockets.ClientConnection, left: int) -> None:
    async for message in events:
        event = json.loads(message)
        if event["type"] == "run_state_change" and event["data"]["state"] not in {"pending", "running"}:
            if event["data"]["state"] != "completed":
                raise RuntimeError(f"a run ended as {event['data']['state']}")
            left -= 1
            if not left:
                return


async def _health(served: Served, times: list[float]) -> None:
    async with connected(served) as connection:
        while True:
            began = time.monotonic()
            await connection.ask("GET", "/api/system/health")
            times.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
