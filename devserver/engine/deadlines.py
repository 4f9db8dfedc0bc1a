"""Deadlines: when the attempt of a run is given up, however far it has come.

The seconds are counted from when the attempt was accepted, by the clock on the wall: it is a person who waits, in a
queue as well. The moment stands in the row, so that it holds for whichever process works on the run. An attempt whose
time is over ends as failed; what it is asking a backend for is stopped there, and what was paid stays in the ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from devserver.engine.record import Record
from devserver.errors import Interrupted
from devserver.models.runs import now

FIRST_STAGE = "input_check"
STOPPING = 5.0
"""Seconds that a run has whose time was over while nobody worked on it, to find what it had handed in and stop it."""


def deadline(timeout_seconds: float | None, moment: datetime) -> datetime | None:
    """Return when an attempt is given up that is accepted at a moment (UTC)."""
    return None if timeout_seconds is None else moment + timedelta(seconds=timeout_seconds)


@asynccontextmanager
async def in_time(record: Record) -> AsyncIterator[None]:
    """Cancel the work of a block when the time of its run is over, and raise Interrupted once it has ended."""
    left = seconds_left(record, now())
    if left is not None and left <= 0:
        raise _timed_out(record)
    try:
        async with asyncio.timeout(left):
            yield
    except TimeoutError:
        raise _timed_out(record) from None


def seconds_left(record: Record, moment: datetime) -> float | None:
    """Return the seconds that an attempt has from a moment (UTC) on, None where it may take as long as it does."""
    if record.row.deadline_at is None:
        return None
    left = (record.row.deadline_at - moment).total_seconds()
    waits = any(call.state == "sent" and call.attempt == record.context.attempt for call in record.calls.values())
    return STOPPING if left <= 0 and waits else left


def _timed_out(record: Record) -> Interrupted:
    return Interrupted("run_timed_out", stage=stage_of(record), seconds=record.context.request.timeout_seconds)


def stage_of(record: Record) -> str:
    """Return the stage that an attempt is at: of its newest call, where that gave nothing, else the last it ended."""
    calls = [call for call in record.calls.values() if call.attempt == record.context.attempt]
    if calls and (calls[-1].state == "sent" or calls[-1].outcome == "cancelled"):
        return calls[-1].stage
    return record.stage or FIRST_STAGE
