"""Who works on a run: the row of the run is the queue, the claim and the recovery.

A run in flight (`pending`, `running`) whose `process` is NULL is free, and whoever has room takes it. The statement
that takes it has one winner. From then on each commit of its record is fenced by `process` (`rows.update_run`). Where
that process is gone, its runs are freed, and go on where their records end.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from devserver import events
from devserver.engine import deleting, processes, tables
from devserver.engine.eventlog import Encoded, encode
from devserver.engine.record import Record
from devserver.engine.rows import insert_events
from devserver.errors import Conflict, Problem
from devserver.events import Event
from devserver.models.runs import IN_FLIGHT, now

runs = tables.runs.c
CANCEL = "cancel"

MOST_TAKES = 10
"""How often a run that came no further goes on after the death of a process that worked on it; then it is given up."""


@dataclass(frozen=True)
class Seen:
    """What one look finds: the runs of a process with what is wanted of each, and free ones by priority and age."""

    ours: dict[str, str | None]
    free: list[str]


def look(connection: sa.Connection, process: str, room: int) -> Seen:
    """Find what a process has to know: what is wanted of its runs, and at most `room` free ones."""
    ours = sa.select(runs.id, runs.wanted).where(tables.IN_FLIGHT & (runs.process == process))
    free = (
        sa.select(runs.id)
        .where(tables.IN_FLIGHT & runs.process.is_(None))
        .order_by(runs.priority.desc(), runs.id)
        .limit(room)
    )
    found = connection.execute(free).scalars() if room > 0 else ()
    return Seen({row.id: row.wanted for row in connection.execute(ours)}, list(found))


def owners(connection: sa.Connection) -> set[str]:
    """Return the processes that have runs in flight."""
    query = sa.select(runs.process).where(tables.IN_FLIGHT & runs.process.is_not(None)).distinct()
    return set(connection.execute(query).scalars())


def free(connection: sa.Connection, process: str, run_id: str | None = None) -> int:
    """Free all runs in flight of a process that is gone, or a single one, and return how many there were.

    A process whose heart beats again in this very moment keeps what it has.
    """
    theirs = tables.IN_FLIGHT & (runs.process == process)
    if run_id is not None:
        theirs &= runs.id == run_id
    elif processes.is_shared(connection):
        theirs &= ~processes.living(connection, [process]).exists()
    update = tables.runs.update().where(theirs).values(process=None)
    return connection.execute(update).rowcount


def take(connection: sa.Connection, run_id: str, process: str) -> bool:
    """Give a free run to a process, unless another has it by now."""
    this = (runs.id == run_id) & runs.state.in_(IN_FLIGHT) & runs.process.is_(None)
    return connection.execute(tables.runs.update().where(this).values(process=process)).rowcount == 1


def belongs(connection: sa.Connection, run_id: str, process: str) -> bool:
    """Tell whether a run is in flight in a process."""
    query = sa.select(runs.id).where((runs.id == run_id) & (runs.process == process))
    return connection.execute(query).one_or_none() is not None


def has_begun(connection: sa.Connection, record: Record) -> bool:
    """Tell whether all is written that the newest attempt begins with: that of a further one is claimed before."""
    if record.row.attempt == 1:
        return True
    of_run = sa.select(tables.events.c.data).where(tables.events.c.run_id == record.run_id)
    newest = connection.execute(of_run.order_by(tables.events.c.seq.desc()).limit(1)).scalar_one()
    return bool(newest["attempt"] == record.row.attempt)


def want(connection: sa.Connection, run_id: str, wanted: str) -> bool:
    """Ask the process that works on a run for something; False where none does."""
    this = (runs.id == run_id) & runs.state.in_(IN_FLIGHT) & runs.process.is_not(None)
    return connection.execute(tables.runs.update().where(this).values(wanted=wanted)).rowcount == 1


def claim_as_read(connection: sa.Connection, record: Record, process: str) -> None:
    """Give a run to a process that ends it; raises Conflict where it is not as it was read.

    One that another process works on may have come further since: what that wrote would be missing in the files.
    """
    row = record.row
    this = (runs.id == row.id) & (runs.state == row.state) & (runs.attempt == row.attempt)
    if row.process is not None:
        this &= runs.updated_at == row.updated_at
    update = tables.runs.update().where(this & runs.process.is_not_distinct_from(row.process)).values(process=process)
    if connection.execute(update).rowcount == 1:
        return
    state = connection.execute(sa.select(runs.state).where(runs.id == row.id)).scalar_one_or_none()
    if state is None:
        raise deleting.missing(connection, row.id)
    raise Conflict("run_busy", run_id=row.id, state=state)


def give_up(connection: sa.Connection, run_id: str, process: str, problem: Problem) -> list[Encoded]:
    """End a run of a process as interrupted where its record cannot be read; return the events that tell of it."""
    moment = now()
    values = {
        "state": "interrupted",
        "problem": problem.model_dump(mode="json"),
        "process": None,
        "updated_at": moment,
        "ended_at": moment,
        "last_seq": runs.last_seq + 2,
    }
    update = tables.runs.update().where((runs.id == run_id) & (runs.process == process)).values(values)
    row = connection.execute(update.returning(runs.last_seq, runs.attempt, runs.stage)).one_or_none()
    if row is None:
        return []
    told = (
        events.Error(stage=row.stage, attempt=row.attempt, problem=problem),
        events.RunStateChange(state="interrupted", attempt=row.attempt, stage=row.stage),
    )
    happened = [
        Event(run_id=run_id, seq=seq, at=moment, type=data.type, v=data.version, data=data.payload())
        for seq, data in enumerate(told, row.last_seq - 1)
    ]
    return [encode(event) for event in insert_events(connection, happened)]
