"""Deadlines: what happens to a run whose time is over, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.deadlines import STOPPING, deadline, seconds_left
from devserver.engine.record import Record
from devserver.models.runs import now
from tests.engine.running import RUN, hanging, in_flight, states, until_called, until_ended
from tests.fakes.engine_site import Site
from tests.fakes.scripted import PAID, Call, Step, obliging

pytestmark = pytest.mark.anyio

LIMITS = (1.0, 5.0, 25.0)
"""Seconds: the least limit that can be asked for, and more for a machine that needs longer to come to a stage."""


async def over(site: Site, run_id: str) -> None:
    """Let the time of a run be over, as if nobody had worked on it for a while."""
    change = tables.runs.update().where(tables.runs.c.id == run_id)
    past = change.values(state="running", deadline_at=now() - timedelta(seconds=1), process=None)
    await site.engine.database.write(lambda connection: connection.execute(past))


def media_hangs(call: Call) -> list[Step] | Any:
    return [60.0, *obliging(call)] if call.chunk == "picture" else obliging(call)


STAGES = {"interception": "manipulate", "media": "picture"}


async def overtaken(site: Site, script: Any, stage: str) -> Record:
    """Return a run whose time was over at a stage, where the script hangs."""
    for limit in LIMITS:
        site.part.reset()
        site.part.script = script
        record = await site.load((await site.do("run", **RUN, timeout_seconds=limit)).run_id)
        if site.part.chunks[-1:] == [STAGES[stage]]:
            return record
    raise AssertionError(f"it never came to {stage}")


@pytest.mark.parametrize("stage", STAGES)
async def test_a_run_whose_time_is_over_fails_at_its_stage(site: Site, stage: str) -> None:
    record = await overtaken(site, hanging if stage == "interception" else media_hangs, stage)
    row = record.row
    assert (row.state, row.process) == ("failed", None)
    assert row.problem is not None
    assert (row.problem.type, row.problem.message) == ("interrupted", "run_timed_out")
    assert row.problem.params == {"stage": stage, "seconds": record.context.request.timeout_seconds}
    assert len(site.part.closed) == len(site.part.calls)  # what was at work there was stopped
    assert (await site.events(record.run_id))[-1].data["stage"] is not None or stage == "interception"
    assert in_flight(site) == []


async def test_what_was_paid_stays_in_the_ledger(site: Site) -> None:
    record = await overtaken(site, media_hangs, "media")
    paid, cut = [call for call in record.calls.values() if call.outcome == "ok"], list(record.calls.values())[-1]
    assert paid
    assert all(call.cost_usd == PAID.cost_usd for call in paid)
    assert (cut.stage, cut.state, cut.outcome, cut.cost_usd) == ("media", "answered", "cancelled", None)


async def test_a_run_in_time_is_not_touched(site: Site) -> None:
    record = await site.do("run", **RUN, timeout_seconds=600)
    assert record.row.state == "completed"
    assert record.row.deadline_at == deadline(600, record.row.deadline_at - timedelta(seconds=600))
    assert 0 <= (record.row.deadline_at - record.row.created_at).total_seconds() - 600 < 60


async def test_each_attempt_has_a_limit_of_its_own(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude", timeout_seconds=600)
    assert record.row.deadline_at is not None
    record = await site.do("generation", run_id=record.run_id, output_config="painting")
    assert (record.row.state, record.row.deadline_at) == ("completed", None)


async def test_who_cancels_a_run_with_a_limit_cancels_it(site: Site) -> None:
    site.part.script = hanging
    accepted = await site.start("run", **RUN, timeout_seconds=600)
    await until_called(site)
    await site.engine.runs.cancel(accepted.run_id)
    assert await states(site, accepted.run_id) == ["running", "cancelled"]


async def test_a_run_whose_time_was_over_while_nobody_worked_on_it_sends_nothing(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude", timeout_seconds=600)
    site.part.reset()
    await over(site, record.run_id)
    row = (await until_ended(site, record.run_id)).row
    assert row.problem is not None
    assert (row.state, row.problem.message, site.part.calls) == ("failed", "run_timed_out", [])


def record_with(site: Record, **row: Any) -> Record:
    return Record(row=site.row.model_copy(update=row), context=site.context, calls=dict(site.calls))


async def test_how_long_a_run_has(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    moment = now()
    assert seconds_left(record, moment) is None
    ahead = record_with(record, deadline_at=moment + timedelta(seconds=9))
    behind = record_with(record, deadline_at=moment - timedelta(seconds=9))
    assert (seconds_left(ahead, moment), seconds_left(behind, moment)) == (9, -9)
    [(key, call)] = record.calls.items()
    behind.calls[key] = call.model_copy(update={"state": "sent"})
    assert seconds_left(behind, moment) == STOPPING  # what it handed in is found again first, to be stopped


async def test_a_repetition_keeps_priority_and_limit_unless_they_are_changed(site: Site) -> None:
    record = await site.do("run", **RUN, priority=3, timeout_seconds=600)
    for stage in (None, "media"):
        kept = await site.again(record.run_id, stage)
        assert (kept.row.priority, kept.context.request.timeout_seconds) == (3, 600)
        assert kept.row.deadline_at is not None
        other = await site.again(record.run_id, stage, priority=-1, timeout_seconds=None)
        assert (other.row.priority, other.context.request.timeout_seconds, other.row.deadline_at) == (-1, None, None)


async def test_the_priority_goes_with_each_call(site: Site) -> None:
    await site.do("run", **RUN, priority=7)
    assert {ticket.priority for ticket in site.part.tickets} == {7}
    stored = sa.select(tables.runs.c.priority).order_by(tables.runs.c.id.desc()).limit(1)
    assert await site.engine.database.read(lambda connection: connection.execute(stored).scalar_one()) == 7
