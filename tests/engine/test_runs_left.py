"""Runs that are left: forgotten by their person, or by a process that stopped or was killed."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.runs import OPEN_FOR
from devserver.engine.views import run_view
from devserver.errors import Conflict
from devserver.models.runs import now
from tests.engine.running import RUN, hanging, ndjson, states, until_called
from tests.fakes.engine_site import Site, open_site, rows, write_layer
from tests.fakes.scripted import obliging

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parent.parent.parent


async def touched(site: Site, run_id: str, age: timedelta) -> None:
    update = tables.runs.update().where(tables.runs.c.id == run_id).values(updated_at=now() - age)
    await site.engine.database.write(lambda connection: connection.execute(update))


async def test_an_open_run_closes_after_seven_days_and_not_before(site: Site) -> None:
    assert timedelta(days=7) == OPEN_FOR
    old = await site.do("interception", input_text="A boat", config="attitude")
    young = await site.do("interception", input_text="A boat", config="attitude")
    await touched(site, old.run_id, OPEN_FOR + timedelta(minutes=1))
    await touched(site, young.run_id, OPEN_FOR - timedelta(minutes=1))
    assert await site.engine.runs.close_forgotten() == 1
    closed = await site.load(old.run_id)
    assert (closed.row.state, closed.row.ended_at is not None) == ("completed", True)
    assert (await site.load(young.run_id)).row.state == "open"


@pytest.mark.parametrize("steps", range(0, 24, 3))
async def test_a_forgotten_run_that_somebody_remembers_is_not_closed_under_them(site: Site, steps: int) -> None:
    old = await site.do("interception", input_text="A boat", config="attitude")
    await touched(site, old.run_id, OPEN_FOR + timedelta(minutes=1))
    going_on = asyncio.create_task(site.do("optimization", run_id=old.run_id, output_config="painting"))
    for _ in range(steps):
        await asyncio.sleep(0)
    await site.engine.runs.close_forgotten()
    await asyncio.wait([going_on])
    assert isinstance(going_on.exception(), Conflict | type(None))
    told = await states(site, old.run_id)
    stored = await site.load(old.run_id)
    assert told[-1] == stored.row.state
    assert told in (["running", "open", "running", "open"], ["running", "open", "completed"])


async def test_a_graceful_stop_marks_what_is_left_interrupted(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        opened = await own.do("interception", input_text="A boat", config="attitude")
        own.part.reset()
        own.part.script = hanging
        working = await own.start("run", **RUN)
        await until_called(own)
        begun = await own.start("run", **RUN)
    found = dict(rows(own.data, "SELECT id, state FROM runs"))
    assert found == {opened.run_id: "open", working.run_id: "interrupted", begun.run_id: "interrupted"}
    assert rows(own.data, f"SELECT outcome FROM calls WHERE run_id = '{working.run_id}'") == [("cancelled",)]


async def test_a_stop_lets_short_work_end(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", stop_grace_seconds=10.0) as own:
        own.part.script = lambda call: [0.02, *obliging(call)]
        accepted = await own.start("run", **RUN)
    assert rows(own.data, "SELECT id, state FROM runs") == [(accepted.run_id, "completed")]


async def test_a_killed_process_leaves_an_interrupted_run_and_an_open_one(tmp_path: Path) -> None:
    layer, data = write_layer(tmp_path / "layer"), tmp_path / "data"
    command = [sys.executable, "-m", "tests.fakes.engine_victim", str(data), str(layer)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        opened, killed = victim.stdout.readline().split()
        async with open_site(data, layer=layer) as beside:
            assert (await beside.load(killed)).row.state == "running", "a living process is left alone"
        victim.send_signal(signal.SIGKILL)
    async with open_site(data, layer=layer) as own:
        record = await own.load(killed)
        assert (record.row.state, record.row.process) == ("interrupted", None)
        assert record.row.problem is not None
        assert record.row.problem.message == "process_gone"
        assert [call.state for call in record.calls.values()] == ["answered", "sent"]
        assert run_view(record).cost.source == "unknown"
        assert (await own.load(opened)).row.state == "open"
        assert ndjson(own, killed) == list(range(1, record.row.last_seq + 1))
        again = await own.do("generation", run_id=killed, output_config="painting")
        assert (again.row.state, again.row.parent_run_id) == ("completed", killed)


async def test_a_living_process_finds_the_run_of_one_that_was_killed(tmp_path: Path) -> None:
    layer, data = write_layer(tmp_path / "layer"), tmp_path / "data"
    command = [sys.executable, "-m", "tests.fakes.engine_victim", str(data), str(layer)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        _opened, killed = victim.stdout.readline().split()
        async with open_site(data, layer=layer) as beside:
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            async with asyncio.timeout(60):
                while (await beside.load(killed)).row.state == "running":
                    await asyncio.sleep(0.1)
            assert (await beside.load(killed)).row.state == "interrupted"


async def test_a_folder_that_somebody_removed_keeps_the_server_from_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        record = await own.do("interception", input_text="A boat", config="attitude")
        shutil.rmtree(own.folder(record))
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'data' / 'devserver.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET state = 'running', process = 'process_gone'")
    engine.dispose()
    async with open_site(tmp_path / "data") as own:
        assert (await own.load(record.run_id)).row.state == "interrupted"
        assert (await own.do("run", **RUN)).row.state == "completed"
