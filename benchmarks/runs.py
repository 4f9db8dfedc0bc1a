"""Many runs at once: two hundred of four stages that take a second each, while somebody asks for the health."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import httpx
import websockets

from benchmarks.figures import Figure, percentile
from benchmarks.server import Served, server

RUNS = 200
STAGES = 4


def figures() -> Iterator[Figure]:
    """Measure the wall clock against the ideal, and the health meanwhile."""
    with server(delay=1.0, check="scripted/check") as served:
        seconds, health = asyncio.run(_all(served))
    yield Figure(f"{RUNS} runs of {STAGES} x 1 s, wall / ideal", seconds / STAGES, "ratio", most=1.3)
    yield Figure("health meanwhile, p99", percentile(health, 0.99) * 1000, "ms", most=50)


async def _all(served: Served) -> tuple[float, list[float]]:
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=60) as client:
        await client.get("/api/system/health")
        async with websockets.connect(served.url.replace("http", "ws") + "/api/events", max_size=None) as events:
            ended = asyncio.create_task(_ended(events))
            times: list[float] = []
            watching = asyncio.create_task(_health(served, times))
            began = time.monotonic()
            await asyncio.gather(*(_start(client, number) for number in range(RUNS)))
            await ended
            seconds = time.monotonic() - began
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            return seconds, times


async def _start(client: httpx.AsyncClient, number: int) -> None:
    body = {"input_text": f"Text {number}", "config": "close_observer", "output_config": "scripted"}
    (await client.post("/api/runs", json=body)).raise_for_status()


async def _ended(events: websockets.ClientConnection) -> None:
    left = RUNS
    async for message in events:
        event = json.loads(message)
        if event["type"] == "run_state_change" and event["data"]["state"] not in {"pending", "running"}:
            if event["data"]["state"] != "completed":
                raise RuntimeError(f"a run ended as {event['data']['state']}")
            left -= 1
            if not left:
                return


async def _health(served: Served, times: list[float]) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        while True:
            began = time.monotonic()
            (await client.get("/api/system/health")).raise_for_status()
            times.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
