"""A server at rest, before and after a thousand runs wait at gates in its data folder: what waiting costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.figures import Figure
from benchmarks.server import Served, server
from devserver import ids
from devserver.engine import rows
from devserver.engine.database import create_engine, default_url
from devserver.engine.record import RunRow
from devserver.models.gates import GateRecord, UnknownPayment
from devserver.models.runs import Request, RunContext, now

GATES = 1000
SETTLED, SECONDS = 8.0, 25.0
"""Seconds that a server gets to come to rest, and that it is then watched for."""
ASKS = UnknownPayment(
    call="0" * 64,
    chunk="output_scripted",
    provider="scripted",
    model="",
    repetition=0,
    estimate_source="unknown",
    lost=True,
    seconds=60.0,
)


def figures(count: int = GATES) -> Iterator[Figure]:
    """Measure the share of a core without gates, then with them."""
    with server() as served:
        without = _share(served)
        _wait_at_gates(served, count)
        waiting = _share(served)
    yield Figure(f"a server at rest with {count} gates waiting", waiting, "% of core", most=2)
    yield Figure("the same server before, without gates", without, "% of core", most=2)
    yield Figure("what waiting costs", max(0.0, waiting - without), "% of core", most=2)


def _share(served: Served) -> float:
    time.sleep(SETTLED)
    cpu, began = served.cpu_seconds, time.monotonic()
    time.sleep(SECONDS)
    return 100 * (served.cpu_seconds - cpu) / (time.monotonic() - began)


def _wait_at_gates(served: Served, count: int) -> None:
    """Write runs that wait, as another process that uses the data folder does."""
    engine = create_engine(default_url(served.data), writer=True)
    with engine.begin() as connection:
        for _ in range(count):
            row, context = _run()
            rows.insert_new(connection, row, context)
            rows.insert_gate(connection, row, _gate())
    engine.dispose()


def _run() -> tuple[RunRow, RunContext]:
    said: dict[str, Any] = {"owner": "local", "language": "en", "safety_level": "youth", "attempt": 1}
    run_id, moment = ids.new_run_id(), now()
    request = Request(action="generation", prompt="A boat", output_config="scripted")
    row = RunRow(id=run_id, state="waiting", stage="media", created_at=moment, updated_at=moment, **said)
    return row, RunContext(run_id=run_id, request=request, seed=1, snapshot="0" * 64, **said)


def _gate() -> GateRecord:
    moment = now()
    return GateRecord(
        id=ids.new_gate_id(),
        attempt=1,
        stage="media",
        kind="unknown_payment",
        asks=ASKS,
        created_at=moment,
        deadline_at=moment + timedelta(days=1),
    )
