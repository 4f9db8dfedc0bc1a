"""Runs at work: how they end, who cancels them, and what comes while they work."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.files import run_folder
from devserver.engine.views import run_view
from devserver.errors import Conflict, NotFound
from devserver.models.outcomes import Ok, Progress
from devserver.models.runs import Request, now
from tests.engine.running import RUN, hanging, in_flight, ndjson, states, until_called
from tests.fakes.engine_site import Site, open_site
from tests.fakes.scripted import PAID, ScriptedBackend, obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


@pytest.mark.parametrize(
    ("action", "given", "state"),
    [
        pytest.param("interception", {"config": "attitude"}, "open", id="an interception stays open"),
        pytest.param("optimization", {"output_config": "painting"}, "open", id="an optimization stays open"),
        pytest.param("run", {"config": "attitude", "output_config": "painting"}, "completed", id="a run is completed"),
    ],
)
async def test_how_an_action_that_succeeds_ends(site: Site, action: str, given: dict[str, str], state: str) -> None:
    record = await site.do(action, input_text="A boat", **given)
    assert (record.row.state, record.row.problem, record.row.process) == (state, None, None)
    assert (record.row.ended_at is None) == (state == "open")
    assert record.row.ended_at is None or record.row.ended_at >= max(e.created_at for e in record.entities)
    assert await states(site, record.run_id) == ["running", state]
    stored = await site.load(record.run_id)
    assert stored.row == record.row
    assert stored.entities == record.entities
    assert stored.calls == record.calls


async def test_cancelling_a_call_in_flight_keeps_its_row(site: Site) -> None:
    site.part.script = hanging
    accepted = await site.start("run", **RUN)
    await until_called(site)
    record = await site.engine.runs.cancel(accepted.run_id)
    assert record.row.state == "cancelled"
    assert len(site.part.closed) == 1
    (call,) = record.calls.values()
    assert (call.state, call.outcome, call.cost_usd, call.cost_source) == ("answered", "cancelled", None, "unknown")
    assert run_view(record).cost.complete is False
    assert (await states(site, record.run_id)) == ["running", "cancelled"]
    assert site.part.chunks == ["manipulate"]


async def test_cancelling_a_run_that_has_only_just_begun(site: Site) -> None:
    site.part.script = hanging
    accepted = await site.start("run", **RUN)
    record = await site.engine.runs.cancel(accepted.run_id)
    assert record.row.state == "cancelled"
    assert in_flight(site) == []


@pytest.mark.parametrize("steps", [*range(0, 60, 4), 100, 200, 400])
async def test_cancelling_at_any_moment_leaves_a_true_state(site: Site, steps: int) -> None:
    accepted = await site.start("run", **RUN)
    for _ in range(steps):
        await asyncio.sleep(0)
    record = await site.engine.runs.cancel(accepted.run_id)
    assert record.row.state in {"cancelled", "completed"}
    told = await states(site, accepted.run_id)
    assert told == ["running", record.row.state], "it ends once"
    calls = len(site.part.calls)
    await asyncio.sleep(0.01)
    assert len(site.part.calls) == calls
    stored = await site.load(accepted.run_id)
    assert stored.row.state == record.row.state
    assert [e.n for e in stored.entities] == list(range(1, len(stored.entities) + 1))
    assert all(site.engine.recorder.path(accepted.run_id, e).exists() for e in stored.entities)
    assert ndjson(site, accepted.run_id) == list(range(1, stored.row.last_seq + 1))


async def test_two_cancel_at_once_and_both_are_told(site: Site) -> None:
    site.part.script = hanging
    accepted = await site.start("run", **RUN)
    await until_called(site)
    one, other = await asyncio.gather(*(site.engine.runs.cancel(accepted.run_id) for _ in range(2)))
    assert (one.row.state, other.row.state) == ("cancelled", "cancelled")
    assert await states(site, accepted.run_id) == ["running", "cancelled"]
    (call,) = (await site.load(accepted.run_id)).calls.values()
    assert call.outcome == "cancelled"


async def test_progress_that_is_being_stored_does_not_come_after_the_end(site: Site) -> None:
    site.part.script = lambda _call: [Progress(fraction=0.5), 60.0]
    accepted = await site.start("run", **RUN)
    await until_called(site)
    await site.engine.runs.cancel(accepted.run_id)
    await asyncio.sleep(0.05)
    told = await site.events(accepted.run_id)
    assert told[-1].type == "run_state_change"
    assert ndjson(site, accepted.run_id) == [event.seq for event in told]


async def test_a_backend_that_ignores_cancelling_has_its_answer_discarded_and_its_cost_kept(site: Site) -> None:
    async def deaf() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0.05)

    site.part.script = lambda _call: [deaf, Ok(text="late words", usage=PAID)]
    accepted = await site.start("run", **RUN)
    await until_called(site)
    record = await site.engine.runs.cancel(accepted.run_id)
    assert record.row.state == "cancelled"
    assert record.entity("interception") is None
    (call,) = record.calls.values()
    assert (call.outcome, call.cost_usd, call.cost_source) == ("cancelled", 0.25, "reported")
    assert "late words" not in json.dumps(call.answer)
    assert site.part.chunks == ["manipulate"]


async def test_cancelling_while_a_call_waits_for_its_place(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=lambda part: ScriptedBackend(part, concurrency=1)) as own:
        own.part.script = hanging
        first = await own.start("run", **RUN)
        await until_called(own)
        second = await own.start("run", **RUN)
        while not [e for e in await own.events(second.run_id) if e.type == "queued"]:
            await asyncio.sleep(0.005)
        assert (await own.engine.runs.cancel(second.run_id)).row.state == "cancelled"
        assert len(own.part.calls) == 1
        assert (await own.engine.runs.cancel(first.run_id)).row.state == "cancelled"


async def test_an_open_run_can_be_cancelled_and_an_ended_one_cannot(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    assert (await site.engine.runs.cancel(record.run_id)).row.state == "cancelled"
    with pytest.raises(Conflict) as caught:
        await site.engine.runs.cancel(record.run_id)
    assert caught.value.params["state"] == "cancelled"


async def test_a_run_that_does_not_exist_cannot_be_cancelled(site: Site) -> None:
    with pytest.raises(NotFound):
        await site.engine.runs.cancel("run_01ARZ3NDEKTSV4RRFFQ69G5FAV")


@pytest.mark.parametrize("steps", range(0, 24, 3))
async def test_an_open_run_is_either_cancelled_or_goes_on(site: Site, steps: int) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    site.part.calls.clear()
    going_on = asyncio.create_task(site.do("optimization", run_id=before.run_id, output_config="painting"))
    for _ in range(steps):
        await asyncio.sleep(0)
    cancelling = asyncio.create_task(site.engine.runs.cancel(before.run_id))
    await asyncio.wait([going_on, cancelling])
    stored = await site.load(before.run_id)
    told = await states(site, before.run_id)
    assert stored.row.state in {"open", "cancelled"}
    assert told[-1] == stored.row.state
    assert told.count("cancelled") == (stored.row.state == "cancelled")
    assert in_flight(site) == []
    if cancelling.exception() is None:
        assert stored.row.state == "cancelled"
    if going_on.exception() is None and going_on.result().run_id != before.run_id:
        assert going_on.result().row.parent_run_id == before.run_id, "it came too late, and made a run of its own"
    else:
        assert isinstance(going_on.exception(), Conflict | type(None))


async def test_who_stops_waiting_stops_nothing(site: Site) -> None:
    site.part.script = lambda call: [0.05, *obliging(call)]
    accepted = await site.start("run", **RUN)
    waiting = asyncio.create_task(site.engine.runs.ended(accepted))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert (await site.engine.runs.ended(accepted)).row.state == "completed"


@pytest.mark.parametrize("steps", range(0, 30, 2))
async def test_who_leaves_while_a_run_is_accepted_leaves_no_run_that_nobody_works_on(site: Site, steps: int) -> None:
    starting = asyncio.create_task(site.start("run", **RUN))
    for _ in range(steps):
        await asyncio.sleep(0)
    starting.cancel()
    await asyncio.wait([starting])
    async with asyncio.timeout(30):
        while in_flight(site):
            await asyncio.sleep(0.005)


async def test_a_defect_fails_the_run_and_tells_nothing_of_its_inside(site: Site) -> None:
    site.part.script = lambda _call: [Ok(text="x", meta={"what": object()})]
    record = await site.do("run", **RUN)
    assert record.row.state == "failed"
    assert record.row.problem is not None
    assert (record.row.problem.message, list(record.row.problem.params)) == ("internal", ["error_id"])
    assert (await site.load(record.run_id)).row == record.row


async def test_a_record_that_cannot_be_written_fails_the_run_and_says_so(site: Site) -> None:
    accepted = await site.start("run", **RUN)
    folder = site.folder(accepted.record)

    async def spoil() -> None:
        shutil.rmtree(folder)
        folder.write_text("a file where the folder should be")

    site.part.script = lambda call: [spoil, *obliging(call)]
    record = await site.engine.runs.ended(accepted)
    stored = await site.load(accepted.run_id)
    assert record.row.state == stored.row.state == "failed"
    assert stored.row.problem is not None
    assert stored.row.problem.message == "record_unwritable"
    assert stored.entity("interception") is None
    folder.unlink()
    assert in_flight(site) == []


async def test_a_run_that_cannot_be_begun_is_not_there(site: Site) -> None:
    day = site.data / "runs" / now().strftime("%Y/%m/%d")
    day.parent.mkdir(parents=True, exist_ok=True)
    kept = day.rename(day.with_name("kept")) if day.exists() else None
    day.write_text("a file where the folder should be")
    before = site.rows("SELECT count(*) FROM runs")
    with pytest.raises(OSError, match="directory"):
        await site.start("run", **RUN)
    assert site.rows("SELECT count(*) FROM runs") == before
    day.unlink()
    if kept:
        kept.rename(day)


async def test_many_runs_at_once_all_end(site: Site) -> None:
    site.part.script = lambda call: [0.001, *obliging(call)]
    accepted = [await site.start("run", **RUN) for _ in range(40)]
    records = await asyncio.gather(*(site.engine.runs.ended(one) for one in accepted))
    assert {record.row.state for record in records} == {"completed"}
    assert in_flight(site) == []


ATTITUDE = Request(action="interception", input_text="a house", config="close_observer", seed=1)
OUTPUT = Request(action="optimization", output_config="image_embedded", seed=2)


async def until(condition: Callable[[], Awaitable[Any]]) -> None:
    async with asyncio.timeout(30):
        while not await condition():
            await asyncio.sleep(0.002)


async def test_an_action_that_comes_while_files_are_written_is_worked_on(tmp_path: Path) -> None:
    hold = threading.Event()
    async with open_site(tmp_path / "data") as own:
        own.part.script, engine = lambda _call: [hold, Ok(text="done")], own.engine
        run_id = (await engine.runs.start(Asked(ATTITUDE))).run_id
        pipe = run_folder(engine.recorder.data, run_id) / "events.ndjson"
        os.mkfifo(pipe)  # whoever appends to it waits for a reader, and then cannot fsync it
        hold.set()

        async def is_open() -> bool:
            return (await engine.recorder.load(run_id)).row.state == "open"

        await until(is_open)
        next_one = asyncio.create_task(engine.runs.start(Asked(OUTPUT, run_id=run_id)))

        async def is_accepted() -> bool:
            return (await engine.recorder.load(run_id)).row.attempt == 2

        await until(is_accepted)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        pipe.unlink()
        async with asyncio.timeout(30):
            record = await engine.runs.ended(await next_one)
        os.close(reader)
        assert (record.row.state, record.row.attempt) == ("open", 2)


async def test_a_caller_that_leaves_while_a_run_is_accepted_leaves_it_at_work(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        engine = own.engine
        begun = asyncio.create_task(engine.runs.start(Asked(ATTITUDE, key="once")))
        await asyncio.sleep(0)
        begun.cancel()
        with pytest.raises(asyncio.CancelledError):
            await begun

        async def is_recorded() -> bool:
            return any((own.data / "runs").glob("*/*/*/*/metadata.json"))

        await until(is_recorded)
        again = await engine.runs.perform(Asked(ATTITUDE, key="once"))
        assert (again.row.state, again.row.attempt) == ("open", 1)


async def test_a_title_given_while_a_run_works_stays(tmp_path: Path) -> None:
    hold = threading.Event()
    async with open_site(tmp_path / "data") as own:
        own.part.script, engine = lambda _call: [hold, Ok(text="done")], own.engine
        accepted = await engine.runs.start(Asked(ATTITUDE))
        await engine.upkeep.describe(accepted.run_id, {"title": "The house", "pinned": True})
        hold.set()
        record = await engine.runs.ended(accepted)
        assert (record.row.title, record.row.pinned, record.row.state) == ("The house", True, "open")
        assert (await engine.recorder.load(accepted.run_id)).row == record.row
        kept = json.loads((run_folder(engine.recorder.data, accepted.run_id) / "metadata.json").read_bytes())
        assert kept["run"]["title"] == "The house"


async def test_a_repeated_request_gets_the_context_of_its_attempt(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        engine = own.engine
        first = await engine.runs.perform(Asked(ATTITUDE, key="first"))
        await engine.runs.perform(Asked(OUTPUT, run_id=first.run_id))
        again = await engine.runs.perform(Asked(ATTITUDE, key="first"))
        assert (again.context.attempt, again.context.seed) == (1, 1)
        assert again.row.attempt == 2
