"""Every row comes back as it was written, and a change changes its own row only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import rows, tables
from devserver.engine.database import create_engine
from devserver.engine.record import Record
from devserver.errors import Problem
from devserver.events import Event
from devserver.models.runs import now
from tests.fakes.engine_site import Site, prepare, url_of
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

NOBODY = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection to a database of its own, with the tables and nothing in them."""
    engine = create_engine(url_of(prepare(tmp_path)), writer=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


async def two_attempts(site: Site) -> tuple[Record, list[Event]]:
    """Return the record and events of a run that was intercepted and optimized."""
    first = await site.do("interception", input_text="Ein Böötchen 🛶", config="attitude")
    await site.do("optimization", run_id=first.run_id, output_config="painting")
    return await site.load(first.run_id), await site.events(first.run_id)


async def test_a_record_comes_back_whole_and_as_of_each_attempt(site: Site, connection: sa.Connection) -> None:
    record, happened = await two_attempts(site)
    rows.insert_record(connection, record, happened)
    found = rows.read_record(connection, record.run_id)
    assert found is not None
    assert (found.row, found.context, found.earlier) == (record.row, record.context, record.earlier)
    assert (found.entities, found.calls) == (record.entities, record.calls)
    earlier = rows.read_record(connection, record.run_id, attempt=1)
    assert earlier is not None
    assert (earlier.context, earlier.earlier) == (record.earlier[0], [])
    assert rows.read_record(connection, NOBODY) is None


async def test_events_come_back_in_order_after_a_place(site: Site, connection: sa.Connection) -> None:
    record, happened = await two_attempts(site)
    rows.insert_record(connection, record, [])
    stored = rows.insert_events(connection, happened)
    assert [event.cursor for event in stored] == list(range(1, len(happened) + 1))
    assert rows.read_events(connection, record.run_id, 0) == stored
    assert rows.read_events(connection, record.run_id, 3) == stored[3:]
    assert rows.read_events(connection, NOBODY, 0) == rows.insert_events(connection, []) == []


PROBLEM = Problem(type="conflict", status=409, message="run_busy", params={"run_id": NOBODY, "state": "running"})
CHANGES: dict[str, dict[str, Any]] = {
    "nothing but the count of events": {},
    "a state": {"state": "failed", "stage": "media"},
    "a problem": {"problem": PROBLEM},
    "no problem any more": {"problem": None},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_of_a_run_counts_events_and_tells_what_people_said(
    site: Site, connection: sa.Connection, changes: dict[str, Any]
) -> None:
    for record in [(await two_attempts(site))[0] for _ in range(2)]:
        rows.insert_record(connection, record, [])
    other = next(iter(set(connection.execute(sa.select(tables.runs.c.id)).scalars()) - {record.run_id}))
    before = rows.read_record(connection, other)
    assert before is not None
    assert rows.describe_run(connection, other, {"title": "Boats", "pinned": True})
    owned = tables.runs.update().where(tables.runs.c.id.in_([other, record.run_id])).values(process="process_x")
    connection.execute(owned)
    untouched = rows.read_record(connection, record.run_id)
    told = rows.update_run(connection, other, "process_x", changes, 3)
    assert told == {"last_seq": before.row.last_seq + 3, "title": "Boats", "pinned": True, "shared": False}
    found = rows.read_record(connection, other)
    assert found is not None
    assert {name: getattr(found.row, name) for name in changes} == changes
    assert rows.read_record(connection, record.run_id) == untouched


async def test_a_run_that_is_not_there_cannot_be_described(connection: sa.Connection) -> None:
    assert rows.describe_run(connection, NOBODY, {"title": "Boats"}) is False


async def test_an_answer_is_written_into_the_row_of_its_call(site: Site, connection: sa.Connection) -> None:
    record, _ = await two_attempts(site)
    calls = [call.model_copy(update={"state": "sent", "outcome": None}) for call in record.calls.values()]
    record.calls = {}
    rows.insert_record(connection, record, [])
    for call in calls:
        rows.write_call(connection, record.run_id, call, new=True)
    answered = calls[0].model_copy(update={"state": "answered", "outcome": "ok", "cost_usd": 0.5, "answered_at": now()})
    rows.write_call(connection, record.run_id, answered, new=False)
    found = rows.read_record(connection, record.run_id)
    assert found is not None
    assert len(calls) > 1
    assert found.calls == {call.key: call for call in [answered, *calls[1:]]}


async def test_an_attempt_that_could_not_begin_is_given_back(site: Site, connection: sa.Connection) -> None:
    record, happened = await two_attempts(site)
    rows.insert_record(connection, record, happened)
    asked = {"owner": "local", "body_sha256": "0" * 64, "run_id": record.run_id, "created_at": now()}
    for attempt in (1, 2):
        connection.execute(tables.requests.insert(), {**asked, "key": f"key {attempt}", "attempt": attempt})
    claimed = {"state": "pending", "process": "process_x"}
    connection.execute(tables.runs.update().where(tables.runs.c.id == record.run_id).values(claimed))
    rows.give_back(connection, record.context, "process_x")
    found = rows.read_record(connection, record.run_id)
    assert found is not None
    assert (found.row.state, found.row.attempt, found.row.process) == ("open", 1, None)
    assert (found.context, found.earlier) == (record.earlier[0], [])
    assert connection.execute(sa.select(tables.requests.c.key)).scalars().all() == ["key 1"]
    with pytest.raises(rows.Lost):
        rows.give_back(connection, record.context, "process_x")
    assert rows.read_record(connection, record.run_id) == found, "what is given back cannot be given back again"


async def test_only_the_process_that_has_a_run_can_change_it(site: Site, connection: sa.Connection) -> None:
    record, _ = await two_attempts(site)
    rows.insert_record(connection, record, [])
    for owner in ("process_x", None):
        connection.execute(tables.runs.update().values(process=owner))
        before = rows.read_record(connection, record.run_id)
        with pytest.raises(rows.Lost):
            rows.update_run(connection, record.run_id, "process_y", {"stage": "media"}, 1)
        assert rows.read_record(connection, record.run_id) == before
