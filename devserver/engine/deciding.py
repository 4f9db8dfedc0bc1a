"""Decisions at gates: looked at, taken by a person or by the deadline, and written so that one of them wins.

A gate is closed in the transaction that lets its run go on or ends it. Who comes second, with a decision, a cancelling
or the deadline, finds it closed. The texts that reach a model are checked by `gate`, which has nothing to do with this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from devserver.engine import durable, tables
from devserver.engine.additions import Change
from devserver.engine.closing import decided, expired
from devserver.engine.database import Database
from devserver.engine.finding import COUNTED
from devserver.engine.listing import Total
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.waiting import to_the_end
from devserver.errors import Conflict, DevServerError, NotFound
from devserver.ids import is_gate_id
from devserver.models.frozen import Frozen
from devserver.models.gates import Choice, Decision, GateKind, GateRecord, GateState, UnknownPayment
from devserver.models.runs import now

log = structlog.get_logger(__name__)

MOST = 200
"""The most gates of a page."""
AT_ONCE = 100
"""The most gates whose deadline is over that one look ends."""
_G = tables.gates.c


class GateView(Frozen):
    """A gate: what it asks, until when, and what was decided. Without `decision` an expired one counts as `fail`."""

    gate_id: str
    run_id: str
    attempt: int
    stage: str
    kind: GateKind
    state: GateState
    asks: UnknownPayment
    created_at: datetime
    deadline_at: datetime
    decided_at: datetime | None
    decision: Decision | None
    decided_by: str | None


class GatePage(Frozen):
    """A page of gates, the newest first; `next` is the cursor of the following one, None at the end."""

    gates: tuple[GateView, ...]
    total: Total
    next: str | None


class WantedGates(Frozen):
    """Which gates: what is None does not matter. `cursor` is the gate after which the page begins."""

    state: GateState | None = None
    run_id: str | None = None
    kind: GateKind | None = None
    owner: str | None = None
    cursor: str | None = None
    limit: int = MOST


def read_gates(connection: sa.Connection, wanted: WantedGates) -> GatePage:
    """Return a page of gates; `total` is exact to as many as jobs are."""
    values = wanted.model_dump(include={"state", "run_id", "kind", "owner"}, exclude_none=True)
    which = [_G[name] == value for name, value in values.items()]
    some: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(tables.gates).where(*which)
    count = connection.execute(sa.select(sa.func.count()).select_from(some.limit(COUNTED + 1).subquery())).scalar_one()
    if wanted.cursor is not None:
        which.append(_G.id < wanted.cursor)
    query = sa.select(tables.gates).where(*which).order_by(_G.id.desc()).limit(wanted.limit + 1)
    found = connection.execute(query).all()
    shown = found[: wanted.limit]
    return GatePage(
        gates=tuple(_view(row) for row in shown),
        total=Total(count=min(count, COUNTED), at_least=count > COUNTED),
        next=shown[-1].id if len(found) > wanted.limit else None,
    )


def read_gate(connection: sa.Connection, gate_id: str, owner: str | None) -> GateView:
    """Return a gate, of one owner where that is given; raises NotFound."""
    query = sa.select(tables.gates).where(_G.id == gate_id)
    row = connection.execute(query).one_or_none() if is_gate_id(gate_id) else None
    if row is None or owner not in {None, row.owner}:
        raise NotFound("gate_not_found", gate_id=gate_id)
    return _view(row)


def _view(row: Any) -> GateView:
    values = dict(row._mapping)
    del values["owner"]
    return GateView(gate_id=values.pop("id"), **values)


Claim = Callable[[sa.Connection], None]


class Waiting(Protocol):
    """Who has the runs that wait."""

    @property
    def process_id(self) -> str | None:
        """Return the process in which a run goes on; None where it is left to whichever takes it."""

    async def leave_gate(self, record: Record, change: Change, claim: Claim, *, resumes: bool) -> None:
        """Write how a run goes on or ends; `claim` refuses by raising. One that `resumes` does so in that process."""


@dataclass(frozen=True)
class HandOver:
    """Writes decisions where no run is worked on, as a command does."""

    recorder: Recorder
    process_id: None = None

    async def leave_gate(self, record: Record, change: Change, claim: Claim, *, resumes: bool) -> None:
        """Write how a run goes on, for a process that takes it, or ends."""
        await self.recorder.commit(record, change, claim)
        await self.recorder.settle(record)


@dataclass(frozen=True)
class Decisions:
    """Closes the gates of runs; holds nothing of any run."""

    recorder: Recorder
    database: Database
    runs: Waiting

    async def decide(self, gate_id: str, choice: Choice, *, by: str, owner: str | None = None) -> GateView:
        """Close a gate as a person decides; raises NotFound, and Conflict where it is closed already.

        Where `owner` is given, nobody else's gate is found.
        """
        return await to_the_end(self._decide(gate_id, choice, by=by, owner=owner))

    async def _decide(self, gate_id: str, choice: Choice, *, by: str, owner: str | None) -> GateView:
        seen = await self.database.read(lambda connection: read_gate(connection, gate_id, owner))
        record, gate = await self._waiting(gate_id, seen.run_id)
        process = self.runs.process_id
        change = decided(record, gate, choice, by, process)
        await self._close(record, gate, change, resumes=choice == "retry" and process is not None)
        log.info("gate_decided", run_id=record.run_id, gate_id=gate_id, decision=choice)
        return await self.database.read(lambda connection: read_gate(connection, gate_id, owner))

    async def _waiting(self, gate_id: str, run_id: str) -> tuple[Record, GateRecord]:
        record = await self.recorder.load(run_id)
        gate = record.gates.get(gate_id)
        if gate is None:
            raise NotFound("gate_not_found", gate_id=gate_id)
        if gate.state != "open":
            raise Conflict("gate_decided", gate_id=gate_id, run_id=run_id, state=gate.state)
        return record, gate

    async def _close(self, record: Record, gate: GateRecord, change: Change, *, resumes: bool) -> None:
        def claim(connection: sa.Connection) -> None:
            _still_open(connection, gate, record.run_id)
            durable.claim_as_read(connection, record, self.recorder.process)

        await self.runs.leave_gate(record, change, claim, resumes=resumes)

    async def expire(self) -> int:
        """Fail the runs whose gates' deadlines are over, and return how many there were."""
        over = (_G.state == "open") & (_G.deadline_at <= now())
        query = sa.select(_G.id, _G.run_id).where(over).order_by(_G.deadline_at).limit(AT_ONCE)
        found = await self.database.read(lambda connection: connection.execute(query).all())
        return sum([await self._expired(gate_id, run_id) for gate_id, run_id in found])

    async def _expired(self, gate_id: str, run_id: str) -> bool:
        try:
            record, gate = await self._waiting(gate_id, run_id)
            await self._close(record, gate, expired(record, gate), resumes=False)
        except DevServerError:  # somebody decided in this very moment, or the server stops
            return False
        except Exception:  # one of many: the others are looked at all the same
            log.exception("gate_not_expired", gate_id=gate_id)
            return False
        log.info("gate_expired", run_id=run_id, gate_id=gate_id)
        return True


def _still_open(connection: sa.Connection, gate: GateRecord, run_id: str) -> None:
    """Raise Conflict where a gate is closed by now, NotFound where it is gone; nobody else closes it meanwhile."""
    query = sa.select(_G.state).where(_G.id == gate.id).with_for_update()
    state = connection.execute(query).scalar_one_or_none()
    if state is None:
        raise NotFound("gate_not_found", gate_id=gate.id)
    if state != "open":
        raise Conflict("gate_decided", gate_id=gate.id, run_id=run_id, state=state)
