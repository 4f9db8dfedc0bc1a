"""A Postgres that is stopped and started under a whole server: who asks is told, and who follows misses nothing."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
import websockets

from devserver.routes.answers import stage_answer
from devserver.routes.flask_app import create_flask
from devserver.routes.streams import Streams
from devserver.routes.websocket import Socket
from tests.fakes.site import Site, running
from tests.needs import needs
from tests.postgres import Cluster, open_cluster

pytestmark = [pytest.mark.anyio, needs("postgres"), pytest.mark.slow]

LONG = 60.0
OFTEN = 0.05
"""Seconds of silence after which who follows is told that the line is alive."""


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A cluster of this module's own: it is stopped in between."""
    with open_cluster() as cluster:
        yield cluster


@pytest.fixture
async def site(own: Cluster, tmp_path: Path) -> AsyncIterator[Site]:
    url = own.new().replace("devserver@", "devserver:hush-hush@")
    async with running(tmp_path / "data", create_flask, database_url=url) as site:
        engine, app = site.engine, site.server.config.app
        streams, socket = Streams(engine, stage_answer, OFTEN), Socket(engine, OFTEN)
        app.state.parts = replace(site.parts, streams=streams, socket=socket)  # type: ignore[union-attr]
        yield site


async def until(site: Site, status: int) -> httpx.Response:
    """Return what health answers once it has a status."""
    async with asyncio.timeout(LONG):
        while (answer := await site.client.get("/api/system/health")).status_code != status:
            await asyncio.sleep(0.02)
    return answer


async def stop(own: Cluster, number: signal.Signals) -> None:
    await asyncio.to_thread(own.stop, number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
async def test_health_names_the_database_and_is_ready_again_by_itself(
    own: Cluster, site: Site, number: signal.Signals
) -> None:
    assert (await until(site, 200)).json()["state"] == "ready"
    await stop(own, number)
    try:
        answer = await until(site, 503)
        said = answer.json()
        assert (answer.headers["content-type"], said["type"]) == ("application/problem+json", "/problems/unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert "PostgreSQL" in said["detail"] and str(own.folder) in said["detail"]
        assert "See whether it runs" in said["detail"] and "hush-hush" not in answer.text
        german = await site.client.get("/api/system/health", headers={"Accept-Language": "de"})
        assert "antwortet nicht" in german.json()["detail"]
    finally:
        await asyncio.to_thread(own.start)
    assert (await until(site, 200)).json()["state"] == "ready"
    assert (await site.run()).row.state == "open"


async def test_who_follows_is_told_all_that_happens_before_and_after(own: Cluster, site: Site) -> None:
    """Each line stays, through many silences in which it is looked whether its run has ended."""
    record = await site.run()
    before = record.row.last_seq
    ways = (partial(socketed, site, f"?run_id={record.run_id}"), partial(socketed, site, "?after=0"))
    seen: list[list[int]] = [[], [], []]
    async with asyncio.timeout(2 * LONG), asyncio.TaskGroup() as group:
        lines = [group.create_task(way(heard)) for way, heard in zip(ways, seen[:2], strict=True)]
        lines.append(group.create_task(streamed(site, record.run_id, seen[2])))
        while [len(heard) for heard in seen] != [before] * 3:
            await asyncio.sleep(0.02)
        await stop(own, signal.SIGINT)
        try:
            await until(site, 503)
            await asyncio.sleep(20 * OFTEN)
            assert not any(line.done() for line in lines)
        finally:
            await asyncio.to_thread(own.start)
        await until(site, 200)
        ended = await site.client.post(f"/api/v2/jobs/{record.run_id}/cancel")
        assert ended.json()["status"] == "cancelled", ended.text
    last = (await site.engine.recorder.load(record.run_id)).row.last_seq
    assert seen == [list(range(1, last + 1))] * 3


def is_last(text: str, seen: list[int]) -> bool:
    """Keep the number of an event; tell whether it says that a run was cancelled."""
    event = json.loads(text)
    seen.append(event["seq"])
    return bool(event["data"].get("state") == "cancelled")


async def streamed(site: Site, run_id: str, seen: list[int]) -> None:
    """Follow a run as a stream until it is cancelled."""
    headers = {"Accept": "text/event-stream"}
    async with site.client.stream("GET", f"/api/runs/{run_id}/events", headers=headers, timeout=LONG) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data:") and is_last(line.removeprefix("data:"), seen):
                return


async def socketed(site: Site, query: str, seen: list[int]) -> None:
    """Follow over a websocket until a run is cancelled."""
    async with websockets.connect(f"{site.url.replace('http', 'ws')}/api/events{query}") as line:
        async for message in line:
            if is_last(str(message), seen):
                return
