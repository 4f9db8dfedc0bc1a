"""The rows of a record: one function for each thing that is written or read, on a connection of the caller's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from devserver.engine import prepared, searching, tables
from devserver.engine.record import Pending, Record, RunRow
from devserver.errors import Conflict
from devserver.events import Event
from devserver.models.gates import GateRecord
from devserver.models.runs import IN_FLIGHT, CallRecord, Entity, RunContext, now


def insert_run(connection: sa.Connection, row: RunRow) -> None:
    """Insert the row of a run."""
    prepared.run(connection, _RUN, row_values(row))


def row_values(row: RunRow) -> dict[str, Any]:
    """Return the columns of a run."""
    values = row.model_dump()
    values["problem"] = row.problem.model_dump(mode="json") if row.problem else None
    values["imported"] = row.imported.model_dump(mode="json") if row.imported else None
    return values


def insert_attempt(connection: sa.Connection, context: RunContext) -> None:
    """Insert an attempt with its frozen context, and which calls of other runs it uses again."""
    values = {"run_id": context.run_id, "attempt": context.attempt, "created_at": now(), "snapshot": context.snapshot}
    prepared.run(connection, _ATTEMPT, {**values, "context": context.model_dump(mode="json")})
    searching.keep(connection, context)
    if context.origin is not None and context.origin.calls:
        used = [{"run_id": context.run_id, "key": call.key} for call in context.origin.calls]
        connection.execute(tables.reused_calls.insert(), used)


def insert_new(connection: sa.Connection, row: RunRow, context: RunContext) -> dict[str, Any]:
    """Insert a run with its first attempt; return what `update_run` returns."""
    insert_run(connection, row)
    insert_attempt(connection, context)
    return row.model_dump(include={column.name for column in _KEPT})


_KEPT = (tables.runs.c.last_seq, tables.runs.c.title, tables.runs.c.pinned, tables.runs.c.shared)
"""What others than the run's own work may have changed meanwhile, and a record therefore learns at each change."""


class Lost(Exception):
    """A process works no more on a run: another has taken it, or it has ended. What it wanted to write is not."""


def update_run(
    connection: sa.Connection, run_id: str, process: str, row: dict[str, Any], events: int
) -> dict[str, Any]:
    """Change columns of a run, count its new events, and return the `seq` of the last with what others change.

    This is the fence: it raises Lost unless the run belongs to the process, and with it the whole transaction fails.
    """
    values = {f"new_{name}": value for name, value in row.items()}
    if values.get("new_problem") is not None:
        values["new_problem"] = values["new_problem"].model_dump(mode="json")
    given = {**values, "this_run": run_id, "this_process": process, "more": events}
    found = prepared.run(connection, _update(tuple(row)), given).mappings().one_or_none()
    if found is None:
        raise Lost(run_id)
    return {**found, "pinned": bool(found["pinned"]), "shared": bool(found["shared"])}


def describe_run(connection: sa.Connection, run_id: str, values: dict[str, Any]) -> bool:
    """Change what people say of a run; False where there is no such run."""
    update = tables.runs.update().where(tables.runs.c.id == run_id).values(**values, updated_at=now())
    if "title" in values:
        searching.retitle(connection, run_id, values["title"])
    return connection.execute(update).rowcount == 1


@lru_cache(maxsize=64)
def _update(columns: tuple[str, ...]) -> sa.UpdateBase:
    """Return the statement that changes these columns."""
    runs = tables.runs.c
    changes = {name: sa.bindparam(f"new_{name}", type_=runs[name].type) for name in columns}
    ours = (runs.id == sa.bindparam("this_run")) & (runs.process == sa.bindparam("this_process"))
    update = tables.runs.update().where(ours)
    return update.values(last_seq=runs.last_seq + sa.bindparam("more", type_=sa.Integer), **changes).returning(*_KEPT)


def write_parts(connection: sa.Connection, run: RunRow, pending: Pending) -> None:
    """Write what a change brings beside the run itself and its events: entities, calls, gates."""
    insert_entities(connection, run.id, [entity for entity, _data in pending.entities])
    release_entities(connection, run.id, pending.released)
    unsend(connection, run.id, pending.unsent)
    begun = {call.key for call in pending.calls if call.state == "sent" and call.remote is None}
    for call in {call.key: call for call in pending.calls}.values():
        write_call(connection, run.id, call, new=call.key in begun)
    for gate in pending.gates:
        write_gate(connection, run, gate)


def insert_entities(connection: sa.Connection, run_id: str, entities: list[Entity]) -> None:
    """Insert entities of a run."""
    if entities:
        prepared.run(connection, _ENTITY, *({"run_id": run_id, **e.model_dump()} for e in entities))


def release_entities(connection: sa.Connection, run_id: str, numbers: list[int]) -> None:
    """Let blocked entities of a run be seen."""
    if numbers:
        these = (tables.entities.c.run_id == run_id) & tables.entities.c.n.in_(numbers)
        connection.execute(tables.entities.update().where(these).values(blocked=False))


def write_call(connection: sa.Connection, run_id: str, call: CallRecord, *, new: bool) -> None:
    """Insert a call that is new, or update one with where it was handed in, or with what its answer adds."""
    if new:
        prepared.run(connection, _CALL, {"run_id": run_id, **call.model_dump()})
        return
    values = {f"new_{name}": getattr(call, name) for name in _LATER}
    prepared.run(connection, _ANSWER, {**values, "this_run": run_id, "this_key": call.key})


def unsend(connection: sa.Connection, run_id: str, keys: list[str]) -> None:
    """Remove calls that were written and never sent."""
    if keys:
        these = (tables.calls.c.run_id == run_id) & tables.calls.c.key.in_(keys)
        connection.execute(tables.calls.delete().where(these))


def write_gate(connection: sa.Connection, run: RunRow, gate: GateRecord) -> None:
    """Insert a gate that is open, or close one with what was decided; raises Conflict where it is closed already."""
    if gate.state == "open":
        insert_gate(connection, run, gate)
        return
    this = tables.gates.c.id == gate.id
    closed = gate.model_dump(include={"state", "decided_at", "decision", "decided_by"})
    if connection.execute(tables.gates.update().where(this, tables.gates.c.state == "open").values(closed)).rowcount:
        return
    state = connection.execute(sa.select(tables.gates.c.state).where(this)).scalar_one_or_none()
    raise Conflict("gate_decided", gate_id=gate.id, run_id=run.id, state=state or "deleted")


def insert_gate(connection: sa.Connection, run: RunRow, gate: GateRecord) -> None:
    """Insert a gate of a run."""
    values = {**gate.model_dump(exclude={"asks"}), "asks": gate.asks.model_dump(mode="json")}
    connection.execute(tables.gates.insert(), {"run_id": run.id, "owner": run.owner, **values})


_LATER = (
    *("state", "outcome", "answer", "answered_at", "seconds", "usage", "remote"),
    *("prompt_tokens", "completion_tokens", "cost_usd", "cost_source", "price_version"),
)
_ANSWER = (
    tables.calls.update()
    .where((tables.calls.c.run_id == sa.bindparam("this_run")) & (tables.calls.c.key == sa.bindparam("this_key")))
    .values({name: sa.bindparam(f"new_{name}", type_=tables.calls.c[name].type) for name in _LATER})
)
_RUN, _ATTEMPT, _ENTITY, _CALL = (
    table.insert().inline() for table in (tables.runs, tables.attempts, tables.entities, tables.calls)
)
_EVENT = tables.events.insert().returning(tables.events.c.cursor, sort_by_parameter_order=True)

_EVENT_COLUMNS = ("run_id", "seq", "at", "type", "v", "data")


def insert_events(connection: sa.Connection, happened: list[Event]) -> list[Event]:
    """Insert events and return them with their cursors."""
    if not happened:
        return []
    rows = connection.execute(_EVENT, [{name: getattr(event, name) for name in _EVENT_COLUMNS} for event in happened])
    return [event.model_copy(update={"cursor": cursor}) for event, cursor in zip(happened, rows.scalars(), strict=True)]


def give_back(connection: sa.Connection, context: RunContext, process: str) -> None:
    """Undo the claim of a further attempt that could not begin: the run is open again, and its key is free."""
    runs = tables.runs.c
    claimed = (runs.id == context.run_id) & (runs.attempt == context.attempt) & (runs.process == process)
    back = {"state": "open", "attempt": context.attempt - 1, "process": None}
    if connection.execute(tables.runs.update().where(claimed).values(back)).rowcount != 1:
        raise Lost(context.run_id)
    this = {"run_id": context.run_id, "attempt": context.attempt}
    for table in (tables.attempts, tables.requests):
        connection.execute(table.delete().filter_by(**this))


def read_events(connection: sa.Connection, run_id: str, after: int) -> list[Event]:
    """Read the stored events of a run after a `seq`."""
    this = (tables.events.c.run_id == run_id) & (tables.events.c.seq > after)
    found = connection.execute(sa.select(tables.events).where(this).order_by(tables.events.c.seq)).mappings()
    return [Event.model_validate(dict(row)) for row in found]


def hand_over(connection: sa.Connection, run_id: str) -> list[str]:
    """Give the calls of a run that others still use to the oldest of these; return the runs that got some.

    For who deletes a run: what was paid stays in the ledger as long as its answer is in use, and the folders of the
    runs that are returned have to be written anew.
    """
    calls, used = tables.calls, tables.reused_calls
    heir = sa.select(sa.func.min(used.c.run_id)).where(used.c.key == calls.c.key).scalar_subquery()
    this = (calls.c.run_id == run_id) & calls.c.key.in_(sa.select(used.c.key))
    given = connection.execute(calls.update().where(this).values(run_id=heir).returning(calls.c.run_id))
    return sorted(set(given.scalars()))


def insert_record(connection: sa.Connection, record: Record, happened: list[Event]) -> None:
    """Insert all rows of a record that is not there."""
    insert_run(connection, record.row)
    for context in (*record.earlier, record.context):
        insert_attempt(connection, context)
    searching.retitle(connection, record.run_id, record.row.title)
    insert_entities(connection, record.run_id, record.entities)
    for call in record.calls.values():
        write_call(connection, record.run_id, call, new=True)
    for gate in record.gates.values():
        insert_gate(connection, record.row, gate)
    insert_events(connection, happened)


def read_record(connection: sa.Connection, run_id: str, attempt: int | None = None) -> Record | None:
    """Read the record of a run as of an attempt, else the newest, or None where there is no such run."""
    row = connection.execute(sa.select(tables.runs).where(tables.runs.c.id == run_id)).mappings().one_or_none()
    if row is None:
        return None
    newest = row["attempt"] if attempt is None else attempt
    contexts = _rows(connection, tables.attempts, run_id, tables.attempts.c.attempt)
    *earlier, context = [RunContext.model_validate(v["context"]) for v in contexts if v["attempt"] <= newest]
    entities = _rows(connection, tables.entities, run_id, tables.entities.c.n)
    calls = _rows(connection, tables.calls, run_id, tables.calls.c.sent_at)
    gates = [_gate(values) for values in _rows(connection, tables.gates, run_id, tables.gates.c.id)]
    went_on = [row["taken_at"] or contexts[-1]["created_at"], *(gate.decided_at for gate in gates if gate.decided_at)]
    return Record(
        row=RunRow.model_validate(dict(row)),
        context=context,
        earlier=earlier,
        entities=[Entity.model_validate(values) for values in entities],
        calls={values["key"]: CallRecord.model_validate(values) for values in calls},
        gates={gate.id: gate for gate in gates},
        begun=max(went_on) if row["state"] in IN_FLIGHT else None,
    )


def _gate(values: dict[str, Any]) -> GateRecord:
    return GateRecord.model_validate({name: value for name, value in values.items() if name != "owner"})


def _rows(connection: sa.Connection, table: sa.Table, run_id: str, order: sa.Column[Any]) -> list[dict[str, Any]]:
    query = sa.select(table).where(table.c.run_id == run_id).order_by(order)
    return [{k: v for k, v in row.items() if k != "run_id"} for row in connection.execute(query).mappings()]
