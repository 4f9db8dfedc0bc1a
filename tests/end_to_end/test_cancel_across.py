"""A run is cancelled from another process though its own is frozen or dead, and its work elsewhere is stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.crash.paid import World, declarations, opened
from tests.crash.process import Process
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, needs("postgres"), pytest.mark.slow]

LONG = 60.0
BODY = {"prompt": "A boat, tok0123456789ab", "output_config": "crash_comfy", "parameters": {"steps": 10_000}}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with opened(1) as world:
        yield world


@pytest.fixture
async def fleet(world: World, cluster: Cluster, tmp_path: Path) -> AsyncIterator[list[Process]]:
    """Two servers on one Postgres and one data folder."""
    for name, content in declarations().items():
        (tmp_path / "layer" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "layer" / name).write_text(json.dumps(content))
    environment = {
        **world.environment,
        "DEVSERVER_DATA": str(tmp_path / "data"),
        "DEVSERVER_SCHEMAS": str(tmp_path / "layer"),
        "DEVSERVER_DATABASE_URL": cluster.url(cluster.empty()),
    }
    servers = [Process(place, tmp_path, environment) for place in range(2)]
    try:
        for server in servers:
            server.start()
            await server.ready()
        yield servers
    finally:
        for server in servers:
            await server.kill()
    assert [fault for server in servers for fault in server.faults] == []


async def until(condition: Any) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("ending", ["frozen", "dead"])
async def test_its_work_is_stopped_before_anybody_knows_that_its_process_is_gone(
    world: World, fleet: list[Process], ending: str
) -> None:
    one, other = fleet
    async with httpx.AsyncClient(timeout=LONG, trust_env=False) as client:
        accepted = await client.post(f"{one.url}/api/schema/pipeline/generation", json=BODY)
        assert accepted.status_code == 202, accepted.text
        run_id = accepted.json()["run_id"]
        await until(lambda: world.comfy.running)
        if ending == "frozen":
            one.freeze()
        else:
            await one.kill()
        cancelled = await client.post(f"{other.url}/api/v2/jobs/{run_id}/cancel")
        assert (cancelled.status_code, cancelled.json().get("status")) == (200, "cancelled"), cancelled.text
        await until(lambda: not world.comfy.running)
        if ending == "frozen":
            one.thaw()
            told = await client.get(f"{one.url}/api/runs/{run_id}")
            assert told.json()["status"] == "cancelled"
    assert world.comfy.succeeded == []
    assert len(world.comfy.began) == 1, "nobody went on with it"
