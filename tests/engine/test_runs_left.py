"""Runs that are left by a process that stopped or was killed: they go on."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine.database import create_engine
from devserver.engine.resuming import Resuming
from devserver.engine.views import run_view
from tests.engine.running import RUN, hanging, ndjson, states, until_called, until_ended
from tests.fakes.engine_site import open_site, rows, url_of, write_layer
from tests.fakes.scripted import Part, ScriptedBackend, free, obliging

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def victim(data: Path, layer: Path, kind: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Start a process to be killed, and give it, a run that it left open, and one that it works on."""
    command = [sys.executable, "-m", "tests.fakes.engine_victim", str(data), str(layer), kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            opened, killed = process.stdout.readline().split()
            yield process, opened, killed
        finally:
            process.kill()


async def test_a_graceful_stop_gives_away_what_is_left(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        opened = await own.do("interception", input_text="A boat", config="attitude")
        own.part.reset()
        own.part.script = hanging
        working = await own.start("run", **RUN)
        await until_called(own)
        begun = await own.start("run", **RUN)
    found = {row[0]: row[1:] for row in rows(own.data, "SELECT id, state, process FROM runs")}
    left = ("pending", None)
    assert found == {opened.run_id: ("open", None), working.run_id: left, begun.run_id: left}
    calls = f"SELECT state, outcome FROM calls WHERE run_id = '{working.run_id}'"
    assert rows(own.data, calls) == [("sent", None)], "nobody knows yet what became of it"
    assert rows(own.data, "SELECT id FROM processes") == []


async def test_a_further_attempt_is_not_taken_for_one_that_was_lost(tmp_path: Path) -> None:
    """A look that began before the first attempt ended is over when the second is at work."""
    go, again = asyncio.Event(), asyncio.Event()
    async with open_site(tmp_path / "data") as own:
        engine = own.engine

        class Slow:
            async def read(self, work: Callable[[sa.Connection], Any]) -> Any:
                go.set()
                while (await own.load(run_id)).row.state != "open":
                    await asyncio.sleep(0.005)
                found = await engine.database.read(work)
                again.set()
                await until_called(own, "optimize")
                return found

        own.part.script = lambda call: [go.wait, *obliging(call)] if call.chunk == "manipulate" else hanging(call)
        run_id = (await own.start("interception", input_text="A boat", config="attitude")).run_id
        await until_called(own)
        slow: Any = Slow()
        looking = asyncio.create_task(
            Resuming(engine.runs, engine.recorder, slow, engine.resuming._process, engine.log).look()
        )
        await again.wait()
        await engine.runs.wait(run_id)
        await own.start("optimization", run_id=run_id, output_config="painting")
        await looking
        assert not engine.runs.begun[run_id].left, "it goes on here"
        await engine.runs.cancel(run_id)
        assert await states(own, run_id) == ["running", "open", "running", "cancelled"]


async def test_what_was_given_away_goes_on_at_the_next_start(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=free) as own:
        own.part.script = lambda call: [60.0] if call.chunk == "optimize" else obliging(call)
        working = await own.start("run", **RUN)
        await until_called(own, "optimize")
        waiting = await own.start("interception", input_text="A boat", config="attitude")
    async with open_site(tmp_path / "data", backend=free) as own:
        record = await until_ended(own, working.run_id)
        assert (record.row.state, own.part.chunks.count("optimize")) == ("completed", 1)
        assert own.part.chunks.count("manipulate") == 1, "what was done is not done again; this was the other run"
        assert await states(own, working.run_id) == ["running", "pending", "running", "completed"]
        answered = await until_ended(own, waiting.run_id)
        assert (answered.row.state, await own.text(answered, "interception")) == ("open", "manipulate[A boat]")
        told = [e.data for e in await own.events(working.run_id) if e.type == "run_resumed"]
        assert told == [{"attempt": 1, "stage": "interception", "reason": "handed_over"}]


async def test_a_call_that_still_waited_for_its_place_is_simply_made(tmp_path: Path) -> None:
    def narrow(part: Part) -> ScriptedBackend:
        return ScriptedBackend(part, concurrency=1)

    async with open_site(tmp_path / "data", backend=narrow) as own:
        own.part.script = hanging
        await own.start("run", **RUN)
        await until_called(own)
        second = await own.start("run", **RUN)
        while not [e for e in await own.events(second.run_id) if e.type == "queued"]:
            await asyncio.sleep(0.005)
    assert rows(own.data, f"SELECT key FROM calls WHERE run_id = '{second.run_id}'") == []
    async with open_site(tmp_path / "data", backend=narrow) as own:
        assert (await until_ended(own, second.run_id)).row.state == "completed"


async def test_a_stop_lets_short_work_end(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", stop_grace_seconds=10.0) as own:
        own.part.script = lambda call: [0.02, *obliging(call)]
        accepted = await own.start("run", **RUN)
    assert rows(own.data, "SELECT id, state FROM runs") == [(accepted.run_id, "completed")]


async def test_a_killed_process_leaves_a_run_that_goes_on_and_an_open_one(tmp_path: Path) -> None:
    layer, data = write_layer(tmp_path / "layer"), tmp_path / "data"
    with victim(data, layer, "free") as (process, opened, killed):
        async with open_site(data, layer=layer) as beside:
            assert (await beside.load(killed)).row.state == "running", "a living process is left alone"
            assert beside.part.calls == []
        process.send_signal(signal.SIGKILL)
    async with open_site(data, layer=layer, backend=free) as own:
        record = await until_ended(own, killed)
        assert (record.row.state, record.row.process, record.row.problem) == ("completed", None, None)
        assert own.part.chunks == ["optimize", "picture"]
        assert (await own.load(opened)).row.state == "open"
        assert ndjson(own, killed) == list(range(1, record.row.last_seq + 1))
        told = [e.data["reason"] for e in await own.events(killed) if e.type == "run_resumed"]
        assert told == ["process_gone"]


async def test_a_call_that_may_have_been_paid_is_not_repeated_unasked(tmp_path: Path) -> None:
    layer, data = write_layer(tmp_path / "layer"), tmp_path / "data"
    with victim(data, layer, "paid") as (process, _opened, killed):
        process.send_signal(signal.SIGKILL)
    async with open_site(data, layer=layer) as own:
        record = await until_ended(own, killed)
        assert (record.row.state, record.row.process, own.part.calls) == ("waiting", None, [])
        assert record.open_gate is not None and record.open_gate.asks.lost
        assert [call.outcome for call in record.calls.values()] == ["ok", "timeout_unknown"]
        assert run_view(record).cost.source == "unknown"
        assert ndjson(own, killed) == list(range(1, record.row.last_seq + 1))
        await own.engine.decisions.decide(record.open_gate.id, "retry", by="local")
        assert (await until_ended(own, killed)).row.state == "completed"
        assert own.part.chunks == ["optimize", "picture"]


async def test_a_living_process_goes_on_with_the_run_of_one_that_was_killed(tmp_path: Path) -> None:
    layer, data = write_layer(tmp_path / "layer"), tmp_path / "data"
    with victim(data, layer, "free") as (process, _opened, killed):
        async with open_site(data, layer=layer, backend=free) as beside:
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert (await until_ended(beside, killed)).row.state == "completed"
            assert beside.part.chunks == ["optimize", "picture"]


async def test_a_folder_that_somebody_removed_keeps_the_server_from_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        record = await own.do("interception", input_text="A boat", config="attitude")
        shutil.rmtree(own.folder(record))
    engine = create_engine(url_of(tmp_path / "data"), writer=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET state = 'running', process = 'process_gone'")
    engine.dispose()
    async with open_site(tmp_path / "data") as own:
        assert (await until_ended(own, record.run_id)).row.state == "open"
        assert (await own.do("run", **RUN)).row.state == "completed"
