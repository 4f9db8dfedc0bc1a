"""Five hundred websockets that follow twenty events a second: how late they come, and what that costs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import datetime

import httpx
import websockets

from benchmarks.figures import Figure, percentile
from benchmarks.server import Served, server

SUBSCRIBERS = 500
MEASURED = 50


def figures(count: int = SUBSCRIBERS) -> Iterator[Figure]:
    """Let one run stream deltas for ten seconds to all subscribers; fifty of them take the time."""
    with server(interception="scripted/stream") as served:
        late, cpu = asyncio.run(_all(served, count))
    yield Figure(f"{count} subscribers x 20 events/s, lateness p99", percentile(late, 0.99), "ms", most=100)
    yield Figure("share of a core meanwhile", cpu, "share", most=0.5)


async def _all(served: Served, count: int) -> tuple[list[float], float]:
    url = served.url.replace("http", "ws") + "/api/events"
    late: list[float] = []
    connections = []
    for _ in range(count):
        connections.append(await websockets.connect(url, compression=None, max_queue=None))
    readers = [
        asyncio.create_task(_read(connection, late if number % max(1, count // MEASURED) == 0 else None))
        for number, connection in enumerate(connections)
    ]
    async with httpx.AsyncClient(base_url=served.url, timeout=60) as client:
        body = {"input_text": "A text", "config": "close_observer"}
        asking = asyncio.create_task(client.post("/api/schema/pipeline/interception", json=body))
        await asyncio.sleep(1.0)
        cpu, began = served.cpu_seconds, time.monotonic()
        await asyncio.sleep(8.0)
        share = (served.cpu_seconds - cpu) / (time.monotonic() - began)
        (await asking).raise_for_status()
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    await asyncio.gather(*(connection.close() for connection in connections))
    return late, share


async def _read(connection: websockets.ClientConnection, late: list[float] | None) -> None:
    async for message in connection:
        if late is not None:
            event = json.loads(message)
            if event["type"] == "text_delta":
                late.append(max(0.0, time.time() - datetime.fromisoformat(event["at"]).timestamp()) * 1000)
