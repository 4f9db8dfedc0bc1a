"""What lists of runs go by, worked out with the change that it tells of and written in the same statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from devserver.engine.record import Pending, Record
from devserver.models.runs import IN_FLIGHT, CallRecord

_MAKING = (("media",), ("interception", "optimization"))
"""Stages whose calls make a result; a medium goes before a text."""


def tallied(record: Record, pending: Pending, moment: datetime) -> dict[str, Any]:
    """Return the columns of a run that a change at a moment (UTC) changes: cost and model, or the seconds of work."""
    of_calls = tally(record.calls.values()) if pending.calls or pending.unsent else {}
    state = pending.row.get("state")
    if record.begun is None or state is None or state in IN_FLIGHT:
        return of_calls
    # Nobody knows when a process died, but it lived when it wrote last.
    until = record.row.updated_at if state == "interrupted" else moment
    worked = max(0.0, (until - record.begun).total_seconds())
    return {**of_calls, "seconds": round(record.row.seconds + worked, 4)}


def tally(calls: Iterable[CallRecord]) -> dict[str, Any]:
    """Return what the calls of a run have cost, in USD as far as it is known, and the model that made its result."""
    made = list(calls)
    known = [call.cost_usd for call in made if call.cost_usd is not None]
    return {"cost_usd": round(sum(known), 8), "cost_unknown": len(made) - len(known), "model": _model(made)}


def _model(calls: list[CallRecord]) -> str | None:
    for stages in _MAKING:
        newest = next((call for call in reversed(calls) if call.stage in stages), None)
        if newest is not None:
            return f"{newest.provider}/{newest.model}" if newest.model else newest.provider
    return None
