"""Durable jobs: how many a second, what one costs of the processor, and how soon one that is accepted begins.

A job is that of `POST /api/runs` with three text stages before its medium, on a backend that needs no time; everything
that is kept of it is: rows, entities, events, files.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import datetime

import websockets

from benchmarks.client import connected
from benchmarks.figures import Figure, percentile
from benchmarks.server import Served, server

JOBS = 800
AT_ONCE = 32
HALF = 40
"""Jobs a second, half of what is wanted: when all are asked for at once, each waits for those before it."""


def figures(count: int = JOBS) -> Iterator[Figure]:
    """Measure so many jobs from the first request to the last end, after a short warm-up."""
    with server(check="scripted/check") as served:
        asyncio.run(_all(served, 100))
        cpu = served.cpu_seconds
        rate, begun = asyncio.run(_all(served, count))
        cpu = (served.cpu_seconds - cpu) / count
    yield Figure(f"jobs of 4 stages, {AT_ONCE} requests at once", rate, "per s", least=80)
    yield Figure("processor time of one", cpu * 1000, "ms", most=15)
    with server(delay=0.05, check="scripted/check") as served:
        _rate, paced = asyncio.run(_all(served, count // 4, every=1 / HALF))
        _rate, begun = asyncio.run(_all(served, count // 4))
    name = f"accepted to begun, median of {count // 4}, {HALF} a second"
    yield Figure(name, percentile(paced, 0.5) * 1000, "ms", most=100)
    yield Figure(f"the same, {AT_ONCE} requests at once", percentile(begun, 0.5) * 1000, "ms", most=100)


async def _all(served: Served, count: int, every: float = 0.0) -> tuple[float, list[float]]:
    """Do so many jobs, asked for as fast as can be or one `every` so many seconds.

    Returns how many ended a second, and the seconds from each one's acceptance to its first call.
    """
    numbers, first = iter(range(count)), time.monotonic()
    async with websockets.connect(served.url.replace("http", "ws") + "/api/events", max_size=None) as events:
        ended = asyncio.create_task(_ended(events, count))
        began = time.monotonic()
        await asyncio.gather(*(_start(served, numbers, first, every) for _ in range(AT_ONCE)))
        begun = await ended
        return count / (time.monotonic() - began), begun


async def _start(served: Served, numbers: Iterator[int], first: float, every: float) -> None:
    async with connected(served) as connection:
        for number in numbers:
            await asyncio.sleep(first + number * every - time.monotonic())
            body = {"input_text": f"Text {number}", "config": "close_observer", "output_config": "scripted"}
            await connection.ask("POST", "/api/runs", body)


async def _ended(events: websockets.ClientConnection, left: int) -> list[float]:
    accepted: dict[str, datetime] = {}
    begun: dict[str, float] = {}
    async for message in events:
        event = json.loads(message)
        run_id = event["run_id"]
        at = datetime.fromisoformat(event["at"])
        if event["type"] == "pipeline_stage_update" and run_id not in begun:
            begun[run_id] = (at - accepted[run_id]).total_seconds()
        if event["type"] != "run_state_change":
            continue
        accepted.setdefault(run_id, at)
        if event["data"]["state"] in {"pending", "running"}:
            continue
        if event["data"]["state"] != "completed":
            raise RuntimeError(f"a job ended as {event['data']['state']}")
        left -= 1
        if not left:
            break
    return list(begun.values())
