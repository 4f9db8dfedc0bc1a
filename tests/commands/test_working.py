"""A worker goes on with runs that others left, says when it cannot, and hands over what it has when it stops."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from pathlib import Path

import pytest

from devserver.backends import Backend
from devserver.backends.opening import Opening
from devserver.commands import exits
from devserver.commands.working import work, work_beside
from devserver.settings import Settings
from tests.engine.running import RUN, hanging, until_called
from tests.fakes.engine_site import MODELS, open_site, rows, write_layer
from tests.fakes.scripted import Part, free

pytestmark = pytest.mark.anyio


async def test_a_worker_with_a_database_of_its_own_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await work(Settings(data=tmp_path / "data")) == exits.USAGE
    assert "DEVSERVER_DATABASE_URL" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


async def left(data: Path, layer: Path) -> str:
    async with open_site(data, layer=layer, backend=free) as site:
        site.part.script = hanging
        accepted = await site.start("run", **RUN)
        await until_called(site)
    return accepted.run_id


async def until_state(data: Path, state: str) -> None:
    async with asyncio.timeout(20):
        while rows(data, "SELECT state FROM runs") != [(state,)]:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("signals", [1, 2])
async def test_a_worker_takes_runs_until_it_is_stopped(tmp_path: Path, signals: int) -> None:
    data, layer, part, said = tmp_path / "data", write_layer(tmp_path / "layer"), Part(), io.StringIO()
    await left(data, layer)
    if signals == 2:
        part.script = hanging

    def backends(_opening: Opening) -> list[Backend]:
        return [free(part)]

    settings = Settings(data=data, schemas=(layer,), stop_grace_seconds=600.0, **MODELS)
    working = asyncio.create_task(work_beside(settings, backends, said))
    await until_state(data, "running" if signals == 2 else "completed")
    assert rows(data, "SELECT kind FROM processes") == [("worker",)]
    for _ in range(signals):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.05)
    async with asyncio.timeout(20):
        assert await working == exits.DONE
    assert said.getvalue() == "DevServer works on runs\n"
    expected = ("pending", None) if signals == 2 else ("completed", None)
    assert rows(data, "SELECT state, process FROM runs") == [expected]
