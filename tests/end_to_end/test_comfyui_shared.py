"""Two processes on one Postgres and one ComfyUI: the server gets its limit of prompts from both together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devserver.backends.comfyui import ComfyBackend
from devserver.engine.engine import open_engine
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.test_places import watch
from tests.backends.comfyui.working import until
from tests.end_to_end.test_comfyui import quick, settings_for, start
from tests.fakes.comfyui import open_fake
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, needs("postgres")]


async def test_the_server_never_has_more_prompts_than_its_limit(tmp_path: Path, cluster: Cluster) -> None:
    seen = list[int]()
    async with open_fake(step=0.02) as fake:
        server = ComfyServer(name="comfyui", url=fake.url, limit=1)
        kept = {"database_url": cluster.new(), "comfyui": (server,)}
        settings = settings_for(tmp_path, fake.url).model_copy(update=kept)
        async with open_engine(settings, quick) as one, open_engine(settings, quick) as two:
            watching = asyncio.create_task(watch(fake, seen))
            begun = [(engine, await start(engine, seed=n)) for n in range(4) for engine in (one, two)]
            async with asyncio.timeout(120):
                records = [await engine.runs.ended(accepted) for engine, accepted in begun]
            watching.cancel()
    assert [record.row.state for record in records] == ["completed"] * 8
    assert {record.row.id for record in records} == {accepted.run_id for _engine, accepted in begun}
    assert len(fake.succeeded) == 8
    assert max(seen) == 1


async def test_a_process_that_dies_leaves_its_places_after_a_while(tmp_path: Path, cluster: Cluster) -> None:
    url = cluster.new()
    database = url.partition("?")[0].rpartition("/")[2]
    async with open_fake(step=0.02) as fake:
        settings = settings_for(tmp_path, fake.url).model_copy(update={"database_url": url})
        async with open_engine(settings, quick) as engine:
            for slot in range(2):
                values = f"'comfyui {fake.url}', {slot}, 'process_gone', '9999-01-01T00:00:00.000000Z'"
                cluster.execute(f"INSERT INTO leases (name, slot, process, expires_at) VALUES ({values})", database)
            accepted = await start(engine)
            backend = next(one for one in engine.router.backends if isinstance(one, ComfyBackend))
            await until(lambda: backend.pool._places.wait)
            assert fake.posted("/prompt") == []
            past = "UPDATE leases SET expires_at = '2026-01-01T00:00:00.000000Z' WHERE process = 'process_gone'"
            cluster.execute(past, database)
            async with asyncio.timeout(60):
                record = await engine.runs.ended(accepted)
    assert record.row.state == "completed"
