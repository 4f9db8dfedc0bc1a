"""Claim, fence and take: what one process may do to a run, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from devserver import ids
from devserver.engine import durable, rows, tables
from devserver.engine.database import create_engine
from devserver.engine.record import Record, RunRow
from devserver.errors import Conflict, Interrupted, NotFound
from devserver.models.runs import Request, RunContext, RunState, now
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH, on_sqlite

pytestmark = BOTH

ME, OTHER = "process_me", "process_other"


@pytest.fixture
def connection(database_kind: str, tmp_path: Path) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path / "data")), writer=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def add(connection: sa.Connection, state: RunState = "running", process: str | None = None) -> Record:
    """Insert a run in a state that a process works on."""
    run_id, moment = ids.new_run_id(), now()
    given = {"language": "en", "safety_level": "youth", "created_at": moment, "updated_at": moment}
    row = RunRow(id=run_id, owner="local", state=state, process=process, **given)
    context = RunContext(
        run_id=run_id,
        attempt=1,
        owner="local",
        request=Request(action="run", input_text="A boat"),
        language="en",
        safety_level="youth",
        seed=1,
        snapshot="0" * 64,
    )
    rows.insert_new(connection, row, context)
    record = rows.read_record(connection, run_id)
    assert record is not None
    return record


def test_a_look_finds_what_is_wanted_and_what_is_free_oldest_first(connection: sa.Connection) -> None:
    ours = [add(connection, process=ME).run_id for _ in range(2)]
    theirs = add(connection, process=OTHER).run_id
    free = [add(connection, state).run_id for state in ("pending", "running", "running")]
    for state in ("open", "waiting", "completed"):
        add(connection, state)
    assert durable.want(connection, ours[1], durable.CANCEL)
    assert durable.want(connection, theirs, durable.CANCEL)
    expected = durable.Seen({ours[0]: None, ours[1]: "cancel"}, free[:2])
    assert durable.look(connection, ME, 2) == expected
    assert durable.look(connection, ME, 0).free == []
    assert durable.owners(connection) == {ME, OTHER}


def test_what_is_in_flight_is_found_by_its_index(connection: sa.Connection, database_kind: str) -> None:
    on_sqlite(database_kind)
    runs = tables.runs.c
    for of in (runs.process.is_(None), runs.process == ME):
        query = sa.select(runs.id).where(tables.IN_FLIGHT & of).order_by(runs.id)
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        steps = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        assert steps == ["SEARCH runs USING INDEX runs_in_flight (process=?)"]


def test_a_free_run_has_one_winner(connection: sa.Connection) -> None:
    run_id = add(connection, "pending").run_id
    assert durable.take(connection, run_id, ME)
    assert not durable.take(connection, run_id, OTHER)
    assert durable.belongs(connection, run_id, ME)
    assert not durable.belongs(connection, run_id, OTHER)


def test_the_runs_of_a_dead_process_are_freed(connection: sa.Connection) -> None:
    theirs = [add(connection, process="process_dead").run_id for _ in range(2)]
    other, ended = add(connection, process=OTHER).run_id, add(connection, "completed").run_id
    assert not durable.take(connection, theirs[0], ME)
    assert durable.free(connection, "process_dead") == 2
    assert durable.free(connection, "process_dead") == 0
    found = {row.id: row.process for row in connection.execute(sa.select(tables.runs))}
    assert found == {theirs[0]: None, theirs[1]: None, other: OTHER, ended: None}


def test_a_single_run_is_freed(connection: sa.Connection) -> None:
    one, other = [add(connection, process=ME).run_id for _ in range(2)]
    assert durable.free(connection, ME, one) == 1
    assert durable.belongs(connection, other, ME)
    assert durable.look(connection, ME, 9) == durable.Seen({other: None}, [one])


@pytest.mark.parametrize("state", ["open", "waiting", "completed", "cancelled", "interrupted"])
def test_what_is_not_in_flight_is_not_taken(connection: sa.Connection, state: RunState) -> None:
    run_id = add(connection, state).run_id
    assert not durable.take(connection, run_id, ME)
    assert not durable.want(connection, run_id, durable.CANCEL)


def test_nobody_is_asked_for_a_run_that_nobody_works_on(connection: sa.Connection) -> None:
    assert not durable.want(connection, add(connection).run_id, durable.CANCEL)


def test_a_run_of_another_process_is_claimed_only_as_far_as_it_was_read(connection: sa.Connection) -> None:
    record = add(connection, process=OTHER)
    rows.update_run(connection, record.run_id, OTHER, {"updated_at": now()}, 1)
    with pytest.raises(Conflict):
        durable.claim_as_read(connection, record, ME)
    again = rows.read_record(connection, record.run_id)
    assert again is not None
    durable.claim_as_read(connection, again, ME)


def test_a_run_is_claimed_only_as_it_was_read(connection: sa.Connection) -> None:
    record = add(connection, "open")
    durable.claim_as_read(connection, record, ME)
    with pytest.raises(Conflict):
        durable.claim_as_read(connection, record, OTHER)
    connection.execute(tables.runs.delete())
    with pytest.raises(NotFound):
        durable.claim_as_read(connection, record, ME)


def test_a_run_that_cannot_be_read_is_given_up_with_a_reason(connection: sa.Connection) -> None:
    run_id = add(connection, process=ME).run_id
    problem = Interrupted("record_unreadable", reason="plan: int_type").problem()
    told = durable.give_up(connection, run_id, ME, problem)
    assert [(event.seq, event.type) for event in told] == [(1, "error"), (2, "run_state_change")]
    found = rows.read_record(connection, run_id)
    assert found is not None
    assert (found.row.state, found.row.problem, found.row.process) == ("interrupted", problem, None)
    assert found.row.last_seq == len(rows.read_events(connection, run_id, 0)) == 2
    assert durable.give_up(connection, run_id, ME, problem) == []
