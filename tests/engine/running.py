"""Runs of a test: one to ask for, calls that hang, and what is recorded of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from devserver.engine.database import create_engine
from devserver.engine.record import Record
from devserver.models.outcomes import Ok, TextDelta
from devserver.models.runs import IN_FLIGHT
from tests.fakes.engine_site import Site, open_site, url_of
from tests.fakes.scripted import Call, Step, free, obliging

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


async def until_called(site: Site, chunk: str = "manipulate") -> None:
    while chunk not in site.part.chunks:
        await asyncio.sleep(0.001)


def hanging(call: Call) -> list[Step]:
    """Return what a backend does that begins to answer and does not end."""
    return [TextDelta(text="so "), 60.0, Ok(text="late")]


async def states(site: Site, run_id: str) -> list[str]:
    """Return the states that a run has gone through."""
    return [e.data["state"] for e in await site.events(run_id) if e.type == "run_state_change"]


def in_flight(site: Site) -> list[str]:
    """Return the runs that are recorded as being worked on."""
    marks = ", ".join(f"'{state}'" for state in sorted(IN_FLIGHT))
    return [row[0] for row in site.rows(f"SELECT id FROM runs WHERE state IN ({marks})")]


def ndjson(site: Site, run_id: str) -> list[int]:
    """Return the numbers of the events in the file of a run."""
    folder = next((site.data / "runs").glob(f"*/*/*/{run_id}"))
    return [json.loads(line)["seq"] for line in (folder / "events.ndjson").read_text().splitlines()]


async def until_ended(site: Site, run_id: str) -> Record:
    """Return a run once nothing works on it any more, nor is to."""
    async with asyncio.timeout(20):
        while (record := await site.load(run_id)).row.state in IN_FLIGHT or site.engine.runs.is_at_work(run_id):
            await asyncio.sleep(0.01)
    return record


async def left(data: Path, layer: Path) -> str:
    """Leave a run in the middle, free to be taken, whose next call is the optimization."""
    async with open_site(data, layer=layer, backend=free, kind="command") as site:
        site.part.script = lambda call: [60.0] if call.chunk == "optimize" else obliging(call)
        accepted = await site.start("run", **RUN)
        await until_called(site, "optimize")
    return accepted.run_id


def alter(data: Path, statement: str) -> None:
    """Change rows past every engine, as a crash or another version would leave them."""
    engine = create_engine(url_of(data), writer=True)
    with engine.begin() as connection:
        connection.execution_options(no_parameters=True).exec_driver_sql(statement)
    engine.dispose()
