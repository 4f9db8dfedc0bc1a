"""Interceptions per second on a backend that needs no time: what is left is HTTP, engine and record."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from benchmarks.client import connected
from benchmarks.figures import Figure
from benchmarks.server import Served, server

REQUESTS = 2000
AT_ONCE = 16


def figures(count: int = REQUESTS) -> Iterator[Figure]:
    """Measure so many requests at a fixed concurrency, after a short warm-up."""
    with server() as served:
        asyncio.run(_requests(served, 100))
        cpu = served.cpu_seconds
        rate = asyncio.run(_requests(served, count))
        cpu = (served.cpu_seconds - cpu) / count
    yield Figure(f"interceptions, {AT_ONCE} at once", rate, "per s", least=200)
    yield Figure("processor time of one", cpu * 1000, "ms", most=5)


async def _requests(served: Served, count: int) -> float:
    numbers = iter(range(count))

    async def work() -> None:
        async with connected(served) as connection:
            for number in numbers:
                body = {"input_text": f"Text {number}", "config": "close_observer"}
                await connection.ask("POST", "/api/schema/pipeline/interception", body)

    began = time.monotonic()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return count / (time.monotonic() - began)
