"""Runs that wait at a gate: how a test gets one, and what it knows of it."""

from __future__ import annotations

from typing import Any

from devserver.engine.record import Record
from devserver.models.gates import GateRecord
from devserver.models.outcomes import TimeoutUnknown
from devserver.models.prices import Price
from tests.fakes.engine_site import CHECKED, Site
from tests.fakes.scripted import Call, Step, obliging

CHEAP = {model: Price(call=0.001) for model in CHECKED.values()}
"""Prices below which nobody is asked."""
SILENT = TimeoutUnknown(seconds=3)


def silent(times: int = 1, chunk: str = "manipulate") -> Any:
    """Return a script by which the first calls to a chunk get no answer."""
    left = [SILENT] * times

    def script(call: Call) -> list[Step]:
        return [left.pop()] if call.chunk == chunk and left else list(obliging(call))

    return script


async def waiting(site: Site, times: int = 1, **given: Any) -> tuple[Record, GateRecord]:
    """Return a run that waits because a call to a model without a price got no answer, and its gate."""
    site.part.script = silent(times)
    record = await site.do("interception", **{"input_text": "A boat", "config": "attitude", **given})
    assert record.row.state == "waiting", record.row
    assert record.open_gate is not None
    return record, record.open_gate


async def settled(site: Site, run_id: str) -> Record:
    """Return a run when nothing works on it any more."""
    await site.engine.runs._jobs.wait(run_id)
    return await site.load(run_id)


def outcomes(record: Record) -> list[tuple[str | None, int, bool]]:
    """Return outcome, repetition and whether it may be paid twice of each call."""
    return [(call.outcome, call.repetition, call.maybe_paid_twice) for call in record.calls.values()]
