"""What closing a gate makes of its run, each in one step: it goes on, it fails, or it was cancelled. Pure."""

from __future__ import annotations

from typing import Any

from devserver import events
from devserver.engine.additions import Change
from devserver.engine.record import Record
from devserver.errors import BackendFailed, DevServerError
from devserver.models.gates import Choice, Decision, GateRecord, GateState
from devserver.models.runs import now


def decided(record: Record, gate: GateRecord, choice: Choice, by: str, process: str | None) -> Change:
    """Return what a person's decision makes of a run that waits; one that goes on belongs to a process, or to none."""
    closed = _closed(gate, "decided", choice, by)
    if choice == "retry":
        return closed.then(_state(record, "running", process=process, problem=None))
    return closed.then(_failed(record, gate, _error(gate, "call_maybe_paid")))


def expired(record: Record, gate: GateRecord) -> Change:
    """Return what a deadline makes of a run that waits: it fails."""
    error = _error(gate, "call_maybe_paid_expired", deadline=gate.deadline_at.isoformat(timespec="seconds"))
    return _closed(gate, "expired", None, None).then(_failed(record, gate, error))


def withdrawn(record: Record) -> Change:
    """Return what closes the gate of a run that ends otherwise; nothing where none is open."""
    gate = record.open_gate
    return _closed(gate, "decided", "cancel", None) if gate else Change()


def _closed(gate: GateRecord, state: GateState, decision: Decision | None, by: str | None) -> Change:
    values = {"state": state, "decision": decision, "decided_by": by, "decided_at": now()}
    told = events.GateDecided(gate_id=gate.id, stage=gate.stage, attempt=gate.attempt, decision=decision, decided_by=by)
    return Change(events=[told], gates=[gate.model_copy(update=values)])


def _failed(record: Record, gate: GateRecord, error: DevServerError) -> Change:
    problem = error.problem()
    told = Change(events=[events.Error(stage=gate.stage, attempt=gate.attempt, problem=problem)])
    return told.then(_state(record, "failed", process=None, problem=problem))


def _state(record: Record, state: Any, **row: Any) -> Change:
    changed = events.RunStateChange(state=state, attempt=record.context.attempt, stage=record.stage)
    return Change(row={"state": state, **row}, events=[changed])


def _error(gate: GateRecord, message: str, **more: str) -> DevServerError:
    model = f"{gate.asks.provider}/{gate.asks.model}".rstrip("/")
    return BackendFailed(message, reason="timeout_unknown", stage=gate.stage, model=model, gate_id=gate.id, **more)
