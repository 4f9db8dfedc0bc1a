"""Every pair of operations on a job at once, in every state that a job can be in: a table, and what must hold after it.

Each pair races on a run of its own; the runs of a state race side by side. An operation may be refused, with a problem
that says why; whatever becomes of it, rows, files and events must tell the same, of the run and of those made from it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import combinations_with_replacement
from typing import Any

import pytest
import sqlalchemy as sa

from devserver import events
from devserver.engine import again, details, files, results, tables
from devserver.engine.additions import Change
from devserver.engine.again import Again
from devserver.engine.bundles.writing import open_bundle
from devserver.engine.engine import Engine
from devserver.engine.exporting import export
from devserver.engine.record import Record
from devserver.engine.varying import Changes
from devserver.errors import DevServerError
from devserver.models.outcomes import Failed, Refused, TextDelta
from devserver.models.runs import ENDED, IN_FLIGHT, RunState
from tests.engine.running import RUN, ndjson
from tests.engine.waiting import SILENT
from tests.fakes.engine_site import Site
from tests.fakes.holding import hold
from tests.fakes.scripted import Call, Step, obliging

pytestmark = pytest.mark.anyio

Operation = Callable[[Engine, str], Awaitable[Any]]
READING = frozenset({"details", "result", "export", "download", "events"})
"""Operations that change nothing: any two of them are no race."""
REFUSED = {404, 409, 422}
"""The statuses with which an operation may be refused."""


async def _all(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def _export(engine: Engine, run_id: str) -> None:
    await _all(export(engine, await engine.recorder.load(run_id), "json"))


async def _download(engine: Engine, run_id: str) -> None:
    await _all(await open_bundle(engine, await results.finished(engine, run_id)))


OPERATIONS: dict[str, Operation] = {
    "cancel": lambda engine, run_id: details.cancel_job(engine, run_id, "en"),
    "retry": lambda engine, run_id: again.begin(engine, Again(run_id)),
    "fork": lambda engine, run_id: again.begin(engine, Again(run_id, "input", Changes(seed=8))),
    "delete": lambda engine, run_id: engine.upkeep.delete(run_id),
    "describe": lambda engine, run_id: engine.upkeep.describe(run_id, {"title": "A boat", "pinned": True}),
    "details": lambda engine, run_id: details.job_detail(engine, run_id, "en"),
    "result": lambda engine, run_id: results.job_result(engine, run_id, "en"),
    "export": _export,
    "download": _download,
    "events": lambda engine, run_id: details.log_page(engine, run_id, 0, 500, "en"),
}


def answers(call: Call) -> list[Step] | Any:
    """Return what the backend does, by what the text of a run says; what is made from it goes well, or hangs as it."""
    text = str(call.prompt)
    if "HANGS" in text:
        return [TextDelta(text="so "), 60.0]
    if "SILENT" in text:
        return [SILENT]
    if "FAILS" in text:
        return [Failed(reason="it was told to")]
    return [Refused(reason="it was told to")] if "REFUSES" in text else obliging(call)


async def _completed(site: Site) -> str:
    return (await site.do("run", **RUN)).run_id


async def _open(site: Site) -> str:
    return (await site.do("interception", input_text="A boat", config="attitude")).run_id


async def _running(site: Site) -> str:
    return (await site.start("run", **{**RUN, "input_text": "HANGS"})).run_id


async def _waiting(site: Site) -> str:
    return (await site.do("run", **{**RUN, "input_text": "SILENT"})).run_id


async def _failed(site: Site) -> str:
    return (await site.do("run", **{**RUN, "input_text": "FAILS"})).run_id


async def _refused(site: Site) -> str:
    return (await site.do("run", **{**RUN, "input_text": "REFUSES"})).run_id


async def _cancelled(site: Site) -> str:
    run_id = await _open(site)
    await site.engine.runs.cancel(run_id)
    return run_id


async def _interrupted(site: Site) -> str:
    record = await site.do("interception", input_text="A boat", config="attitude")
    ended = events.RunStateChange(state="interrupted", attempt=1)
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(row={"state": "interrupted", "process": None}, events=[ended]))
    await site.engine.recorder.settle(record)
    return record.run_id


STATES: dict[RunState, Callable[[Site], Awaitable[str]]] = {
    "running": _running,
    "open": _open,
    "waiting": _waiting,
    "completed": _completed,
    "failed": _failed,
    "refused": _refused,
    "cancelled": _cancelled,
    "interrupted": _interrupted,
}
PAIRS = [pair for pair in combinations_with_replacement(OPERATIONS, 2) if not READING.issuperset(pair)]


@pytest.mark.parametrize("state", STATES, ids=[f"jobs that are {state}" for state in STATES])
async def test_every_pair_of_operations_at_once(site: Site, state: RunState) -> None:
    site.part.script = answers
    runs = [await STATES[state](site) for _pair in PAIRS]
    assert {(await site.load(run_id)).row.state for run_id in runs} == {state}
    raced = zip(PAIRS, runs, strict=True)
    done = await asyncio.gather(*(_race(site.engine, pair, run_id) for pair, run_id in raced))
    await _quiet(site, runs)
    for pair, run_id, outcome in zip(PAIRS, runs, done, strict=True):
        said = f"{pair[0]} and {pair[1]} of a {state} run: {outcome}"
        assert _fits(await _state(site, run_id), pair, state, outcome), said
        for one in (run_id, *await _made_from(site, run_id)):
            await _is_whole(site, one, said)


async def _race(engine: Engine, pair: tuple[str, str], run_id: str) -> list[int]:
    """Do both at once; return the status of each: 200, or that of the problem with which it was refused."""
    return list(await asyncio.gather(*(_status(OPERATIONS[name](engine, run_id)) for name in pair)))


async def _status(operation: Awaitable[Any]) -> int:
    try:
        await operation
    except DevServerError as error:
        return error.problem().status
    return 200


async def _state(site: Site, run_id: str) -> list[str]:
    query = sa.select(tables.runs.c.state).where(tables.runs.c.id == run_id)
    return await site.engine.database.read(lambda connection: list(connection.execute(query).scalars()))


async def _quiet(site: Site, runs: list[str]) -> None:
    """Let what was made go to its end, and cancel what would never end."""
    made = [one for run_id in runs for one in await _made_from(site, run_id)]
    for run_id in (*runs, *made):
        try:
            record = await site.load(run_id)
        except DevServerError:
            continue
        if record.row.state in IN_FLIGHT and "HANGS" in (record.context.request.input_text or ""):
            await _status(site.engine.runs.cancel(run_id))
        await site.engine.runs._jobs.wait(run_id)


def _fits(rows: list[str], pair: tuple[str, str], before: RunState, outcome: list[int]) -> bool:
    """Tell whether what became of a run is what one of the orders of both operations would have made of it."""
    if not set(outcome) <= {200, *REFUSED}:
        return False
    did = {name for name, status in zip(pair, outcome, strict=True) if status == 200}
    if "delete" in did:
        return rows == [] and (before in ENDED or "cancel" in did)
    if before in ENDED:
        return rows == [before] and "cancel" not in did
    if "cancel" in did or before == "running":  # the last is cancelled by this test
        return rows == ["cancelled"]
    return rows == [before]


async def _made_from(site: Site, run_id: str) -> list[str]:
    query = sa.select(tables.runs.c.id).where(tables.runs.c.parent_run_id == run_id)
    return await site.engine.database.read(lambda connection: list(connection.execute(query).scalars()))


async def _is_whole(site: Site, run_id: str, said: str) -> None:
    """Assert that rows, files and events of a run tell the same, or that nothing of it is left but its tombstone."""
    folder = files.run_folder(site.data, run_id)
    try:
        record = await site.load(run_id)
    except DevServerError:
        assert await _left(site, run_id) == [], said
        assert not folder.exists(), said
        return
    assert record.row.state not in IN_FLIGHT, said
    assert (await details.job_detail(site.engine, run_id, "en")).status == record.row.state, said
    stored = [event.seq for event in await site.events(run_id)]
    assert stored == list(range(1, record.row.last_seq + 1)), said
    _files_fit(record, json.loads((folder / "metadata.json").read_bytes())["run"], said)
    assert sorted(set(ndjson(site, run_id))) == stored, said


def _files_fit(record: Record, told: dict[str, Any], said: str) -> None:
    assert (told["state"], told["title"], told["pinned"]) == (
        record.row.state,
        record.row.title,
        record.row.pinned,
    ), said


async def _left(site: Site, run_id: str) -> list[str]:
    """Return the tables that still hold something of a run that is gone."""
    kept = {"tombstones", "deleted_calls", "requests"}
    holding = [table for table in tables.metadata.sorted_tables if "run_id" in table.c and table.name not in kept]

    def read(connection: sa.Connection) -> list[str]:
        rows = {table.name: sa.select(table.c.run_id).where(table.c.run_id == run_id) for table in holding}
        return [name for name, query in rows.items() if connection.execute(query).first() is not None]

    return await site.engine.database.read(read)
