"""Two engines on one data folder: runs go from one to the other, are cancelled across, and are given up in time."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from devserver.engine import durable, postgres, runs, tables
from devserver.engine.accepting import Asked
from devserver.engine.additions import Change, text_entity
from devserver.engine.record import Record
from devserver.engine.rows import insert_attempt
from devserver.models.runs import Request, now
from tests.engine.running import RUN, alter, hanging, left, states, until_called, until_ended
from tests.fakes.engine_site import Site, open_site, rows, write_layer
from tests.fakes.scripted import free, obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

DEAD = "process_dead"
EDIT = {"input_text": "An edit", "output_config": "painting"}


async def changed(site: Site, run_id: str, **values: object) -> None:
    update = tables.runs.update().where(tables.runs.c.id == run_id).values(values)
    await site.engine.database.write(lambda connection: connection.execute(update))


async def test_a_run_that_another_process_cancels_ends_and_its_call_is_stopped(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer) as one, open_site(data, layer=layer) as other:
        one.part.script = hanging
        accepted = await one.start("run", **RUN)
        await until_called(one)
        record = await other.engine.runs.cancel(accepted.run_id)
        assert (record.row.state, len(one.part.closed)) == ("cancelled", 1)
        (call,) = (await one.load(accepted.run_id)).calls.values()
        assert (call.state, call.outcome) == ("answered", "cancelled")
        assert await states(one, accepted.run_id) == ["running", "cancelled"]


async def test_a_run_that_nobody_works_on_is_cancelled_at_once(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    async with open_site(data, layer=layer, backend=free, runs_in_hand=0) as site:
        assert (await site.engine.runs.cancel(run_id)).row.state == "cancelled"
        assert site.part.calls == []
        assert await states(site, run_id) == ["running", "pending", "cancelled"]


async def test_a_cancel_that_the_dead_did_not_hear_is_done_by_who_takes_the_run(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running', wanted = 'cancel'")
    async with open_site(data, layer=layer, backend=free) as site:
        assert (await until_ended(site, run_id)).row.state == "cancelled"
        assert site.part.calls == []


async def test_a_run_whose_process_does_not_hear_of_its_cancelling_is_taken_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer) as deaf, open_site(data, layer=layer) as other:
        deaf.part.script = hanging
        accepted = await deaf.start("run", **RUN)
        await until_called(deaf)
        monkeypatch.setattr(deaf.engine.runs, "stop_cancelled", lambda _run_id: None)
        monkeypatch.setattr("devserver.engine.runs.CANCELLED_WITHIN", 0.2)
        record = await other.engine.runs.cancel(accepted.run_id)
        assert (record.row.state, record.row.process) == ("cancelled", None)
        await deaf.engine.runs.wait(accepted.run_id)
        assert len(deaf.part.closed) == 1, "who lost the run stops its call"
        assert await states(deaf, accepted.run_id) == ["running", "cancelled"]


async def test_a_process_that_is_slow_to_cancel_stops_what_it_has_open_though_the_run_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the work would go on elsewhere, as for a run that was handed over."""
    monkeypatch.setattr("devserver.engine.runs.CANCELLED_WITHIN", 0.2)
    data, layer, go, stopped = tmp_path / "data", write_layer(tmp_path / "layer"), asyncio.Event(), []

    async def slow_to_stop() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await go.wait()
            stopped.append(True)

    async with open_site(data, layer=layer) as slow, open_site(data, layer=layer) as other:
        slow.part.script = lambda _call: [slow_to_stop]
        accepted = await slow.start("run", **RUN)
        await until_called(slow)
        want = partial(durable.want, run_id=accepted.run_id, wanted=durable.CANCEL)
        await other.engine.database.write(want)
        await slow.engine.resuming.look()
        record = await other.engine.runs.cancel(accepted.run_id)
        assert (record.row.state, stopped) == ("cancelled", [])
        await slow.engine.resuming.look()
        await slow.engine.resuming.look()
        hand = slow.engine.runs._in_hand[accepted.run_id]
        assert (hand.cancelled, hand.lost, hand.record.left) == (True, False, False)
        go.set()
        await slow.engine.runs.wait(accepted.run_id)
        assert stopped == [True]
        assert await states(slow, accepted.run_id) == ["running", "cancelled"]


def test_a_cancel_is_done_within_two_seconds_wherever_the_run_is() -> None:
    """What another process may take, or a transaction of it that stands still, and a look and a commit of our own."""
    assert max(runs.CANCELLED_WITHIN + runs.LOOK_EVERY, postgres.IDLE_SECONDS) <= 2.0


async def test_who_has_no_room_leaves_a_run_to_who_has(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer, runs_in_hand=1) as full:
        full.part.script = hanging
        await full.start("run", **RUN)
        await until_called(full)
        second = await full.start("run", **RUN)
        assert rows(data, f"SELECT state, process FROM runs WHERE id = '{second.run_id}'") == [("pending", None)]
        async with open_site(data, layer=layer) as other:
            record = await full.engine.runs.ended(second)
            assert (record.row.state, other.part.chunks) == ("completed", ["manipulate", "optimize", "picture"])
        assert await states(full, second.run_id) == ["running", "pending", "running", "completed"]


async def test_what_a_person_waits_for_is_never_left_to_others(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", runs_in_hand=0) as site:
        record = await site.do("interception", input_text="A boat", config="attitude")
        assert record.row.state == "open"


async def test_a_command_keeps_what_it_is_asked_for(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", kind="command", runs_in_hand=0) as site:
        assert (await site.do("run", **RUN)).row.state == "completed"


async def test_who_was_cancelled_before_a_stop_is_cancelled_and_not_handed_over(tmp_path: Path) -> None:
    stopping = asyncio.Event()

    async def slow_to_stop() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopping.set()
            await asyncio.sleep(0.1)

    async with open_site(tmp_path / "data") as site:
        site.part.script = lambda _call: [slow_to_stop]
        accepted = await site.start("run", **RUN)
        await until_called(site)
        cancelling = asyncio.create_task(site.engine.runs.cancel(accepted.run_id))
        await stopping.wait()
        await site.engine.runs.close(0.0)
        assert (await cancelling).row.state == "cancelled"
        (call,) = (await site.load(accepted.run_id)).calls.values()
        assert call.state == "answered"


async def test_many_runs_of_a_dead_process_go_on_as_there_is_room(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer, backend=free) as site:
        site.part.script = hanging
        begun = [(await site.start("run", **RUN)).run_id for _ in range(12)]
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running'")
    async with open_site(data, layer=layer, backend=free, runs_in_hand=3) as site:
        most = 0
        while rows(data, "SELECT id FROM runs WHERE state != 'completed'"):
            most = max(most, len(site.engine.runs.begun))
            await asyncio.sleep(0.005)
        assert most <= 3
        assert sorted(rows(data, "SELECT id FROM runs")) == sorted((run_id,) for run_id in begun)


async def test_two_that_take_at_once_do_not_both_work(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_ids = [await left(data, layer) for _ in range(3)]
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running'")
    async with open_site(data, layer=layer, backend=free) as one, open_site(data, layer=layer, backend=free) as other:
        await asyncio.gather(*(site.engine.resuming.rescue() for site in (one, other) for _ in range(3)))
        for run_id in run_ids:
            assert (await until_ended(one, run_id)).row.state == "completed"
        assert sorted(one.part.chunks + other.part.chunks) == ["optimize"] * 3 + ["picture"] * 3


async def test_who_lost_a_run_writes_nothing_more_of_it(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    go = asyncio.Event()
    async with open_site(data, layer=layer) as site:
        site.part.script = lambda call: [go.wait, *obliging(call)]
        accepted = await site.start("run", **RUN)
        await until_called(site)
        await changed(site, accepted.run_id, process="process_other")
        before = await site.load(accepted.run_id)
        go.set()
        while site.engine.runs.is_at_work(accepted.run_id):
            await asyncio.sleep(0.005)
        after = await site.load(accepted.run_id)
        assert (after.row, after.entities, after.calls) == (before.row, before.entities, before.calls)
        assert site.part.chunks == ["manipulate"], "it stops at its next commit"
        await changed(site, accepted.run_id, state="failed", process=None)


async def test_who_lost_a_run_stops_a_long_call_of_it(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        site.part.script = hanging
        accepted = await site.start("run", **RUN)
        await until_called(site)
        await changed(site, accepted.run_id, process="process_other", state="failed")
        async with asyncio.timeout(30):
            while site.engine.runs.is_at_work(accepted.run_id):
                await asyncio.sleep(0.01)
        assert len(site.part.closed) == 1
        (call,) = (await site.load(accepted.run_id)).calls.values()
        assert call.state == "sent"


async def test_a_run_whose_first_commit_is_on_its_way_is_not_lost(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        hold = threading.Event()
        held = asyncio.create_task(site.engine.database.write(lambda _connection: hold.wait(20)))
        asked = Asked(Request(action="interception", input_text="A boat", config="attitude"))
        performing = asyncio.create_task(site.engine.runs.perform(asked))
        for _ in range(20):
            await site.engine.resuming.look()
        hold.set()
        await held
        assert (await performing).row.state == "open"


async def test_a_run_that_ends_its_process_again_and_again_is_given_up(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    for takes in range(durable.MOST_TAKES):
        alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running'")
        async with open_site(data, layer=layer, backend=free) as site:
            site.part.script = hanging
            await until_called(site, "optimize")
            assert (await site.load(run_id)).row.takes == takes + 1
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running'")
    async with open_site(data, layer=layer, backend=free) as site:
        record = await until_ended(site, run_id)
        assert (record.row.state, site.part.calls) == ("interrupted", [])
        assert record.row.problem is not None
        assert record.row.problem.message == "taken_too_often"


async def test_a_process_that_took_a_run_and_never_went_on_with_it_does_not_count(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    for _ in range(2):
        alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'pending'")
        async with open_site(data, layer=layer, backend=free) as site:
            site.part.script = hanging
            await until_called(site, "optimize")
            assert (await site.load(run_id)).row.takes == 0


async def test_a_run_that_comes_further_begins_to_count_anew(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running', takes = {durable.MOST_TAKES - 1}")
    async with open_site(data, layer=layer, backend=free) as site:
        record = await until_ended(site, run_id)
        assert (record.row.state, record.row.takes) == ("completed", 0)


async def test_an_action_that_was_claimed_and_never_written_is_given_back(tmp_path: Path) -> None:
    """Else the run would go on without the text that a person sent with it."""
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer, backend=free) as site:
        before = await site.do("interception", input_text="A boat", config="attitude")
        request = Request(action="optimization", config="attitude", **EDIT)
        further = before.context.model_copy(update={"attempt": 2, "request": request})
        await site.engine.database.write(lambda connection: insert_attempt(connection, further))
    alter(data, f"UPDATE runs SET process = '{DEAD}', state = 'running', attempt = 2")
    async with open_site(data, layer=layer, backend=free) as site:
        record = await until_ended(site, before.run_id)
        assert (record.row.state, record.row.attempt, record.row.process) == ("open", 1, None)
        assert (record.entities, site.part.calls) == (before.entities, [])
        again = await site.do("optimization", run_id=before.run_id, **EDIT)
        assert (again.row.attempt, site.part.calls[0].prompt.input) == (2, "An edit")
        assert await states(site, before.run_id) == ["running", "open"] * 2


async def test_who_repeats_a_request_that_is_given_back_is_not_told_that_it_was_accepted(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=free) as site:
        before = await site.do("interception", input_text="A boat", config="attitude")
        request = before.context.request.model_copy(update={"action": "optimization", **EDIT})
        further = before.context.model_copy(update={"attempt": 2, "request": request})
        claimed = {"owner": "local", "key": "again", "body_sha256": "", "run_id": before.run_id, "attempt": 2}

        def claim(connection: sa.Connection) -> None:
            insert_attempt(connection, further)
            connection.execute(tables.requests.insert(), {**claimed, "created_at": now()})
            connection.execute(tables.runs.update().values(process=DEAD, state="running", attempt=2))

        await site.engine.database.write(claim)
        again = await site.do("optimization", run_id=before.run_id, key="again", **EDIT)
        assert (again.row.state, site.part.calls[-1].prompt.input) == ("open", "An edit")


async def test_the_time_in_which_nobody_worked_on_a_run_is_no_work(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    hour_ago = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%S.%fZ}"
    alter(data, f"UPDATE runs SET updated_at = '{hour_ago}'")
    alter(data, f"UPDATE attempts SET created_at = '{hour_ago}'")
    async with open_site(data, layer=layer, backend=free) as site:
        assert (await until_ended(site, run_id)).row.seconds < 1800


async def test_a_command_takes_no_runs_of_others(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    async with open_site(data, layer=layer, backend=free, kind="command") as site:
        assert await site.engine.resuming.look() is False
        assert (await site.do("run", **RUN)).row.state == "completed"
        assert (await site.load(run_id)).row.process is None


async def test_where_a_frozen_process_may_come_back_files_have_names_of_their_own(
    tmp_path: Path, database_kind: str
) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    async with open_site(data, layer=layer, backend=free) as site:
        record = await until_ended(site, run_id)
        mark = "" if database_kind == "sqlite" else f"_{site.engine.recorder.process[-8:].lower()}"
        assert record.entities[-1].file == f"{len(record.entities):02d}_image{mark}.png", "a lock tells the dead"
    again = Record(record.row, record.context, mark="_ab12cd34")
    async with open_site(data, layer=layer) as site:
        site.engine.recorder.add(again, Change(entities=[text_entity("note", "media", "x")]))
    assert again.entities[-1].file == "01_note_ab12cd34.txt"


async def test_an_end_that_could_not_be_written_is_made_up_for(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        run_id = (await site.do("run", **RUN)).run_id
        calls = len(site.part.calls)
        await changed(site, run_id, process=site.engine.recorder.process, state="running")
        assert (await until_ended(site, run_id)).row.state == "completed"
        assert len(site.part.calls) == calls
