"""Two operations on one job at once, in two processes that share a database and a data folder."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.engine import Engine
from devserver.models.runs import RunState
from tests.engine.test_deciding import let_deadlines_pass
from tests.engine.test_races import OPERATIONS, PAIRS, STATES, _fits, _is_whole, _made_from, _quiet, _state, _status
from tests.engine.test_races import answers as answers_of
from tests.fakes.engine_site import Site, open_site, write_layer
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


@pytest.fixture
async def pair(database_kind: str, tmp_path: Path) -> AsyncIterator[tuple[Site, Site]]:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    async with open_site(data, layer=layer) as one, open_site(data, layer=layer) as two:
        one.part.script = two.part.script = answers_of
        yield one, two


async def _race(engines: tuple[Engine, Engine], pair: tuple[str, str], run_id: str) -> list[int]:
    """Do one in each process, at once; return the status of each."""
    return list(
        await asyncio.gather(
            *(_status(OPERATIONS[name](engine, run_id)) for engine, name in zip(engines, pair, strict=True))
        )
    )


@pytest.mark.parametrize("state", ["running", "open", "waiting", "completed"])
async def test_every_pair_of_operations_at_once_in_two_processes(pair: tuple[Site, Site], state: RunState) -> None:
    one, two = pair
    pairs = PAIRS + [(second, first) for first, second in PAIRS if first != second]
    runs = [await STATES[state](one) for _pair in pairs]
    engines = one.engine, two.engine
    done = await asyncio.gather(*(_race(engines, both, run_id) for both, run_id in zip(pairs, runs, strict=True)))
    for site in (one, two, one):
        await _quiet(site, runs)
    await one.engine.settling.look(quiet=0.0)  # each may have written what it had read before the other
    await one.engine.upkeep.clear_deleted()
    for both, run_id, outcome in zip(pairs, runs, done, strict=True):
        said = f"{both[0]} here and {both[1]} there, of a {state} run: {outcome}"
        assert _fits(await _state(one, run_id), both, state, outcome), said
        for made in (run_id, *await _made_from(one, run_id)):
            await _is_whole(one, made, said)


async def test_who_describes_a_run_of_another_process_leaves_its_files_to_that(pair: tuple[Site, Site]) -> None:
    one, two = pair
    run_id = await STATES["running"](one)
    path = one.folder(await one.load(run_id)) / "metadata.json"
    await two.engine.upkeep.describe(run_id, {"title": "The boat"})
    assert not path.exists() or json.loads(path.read_bytes())["run"]["title"] is None
    await one.engine.runs.cancel(run_id)
    await _quiet(one, [run_id])
    told = json.loads(path.read_bytes())["run"]
    assert (told["title"], told["state"]) == ("The boat", "cancelled")


async def _decide(engine: Engine, gate_id: str, run_id: str, what: str) -> Any:
    if what == "cancel":
        return await engine.runs.cancel(run_id)
    if what == "deadline":
        return await engine.decisions.expire()
    return await engine.decisions.decide(gate_id, what, by=what)  # type: ignore[arg-type]


ENDS = {"retry": "waiting", "fail": "failed", "deadline": "failed", "cancel": "cancelled"}
"""What becomes of a run by each decision; the call that is made once more is lost again."""


@pytest.mark.parametrize("first", ENDS)
async def test_of_two_decisions_in_two_processes_one_wins(pair: tuple[Site, Site], first: str) -> None:
    one, two = pair
    runs = [await STATES["waiting"](one) for _second in ENDS]
    gates = [(await one.load(run_id)).open_gate for run_id in runs]
    let_deadlines_pass(one)
    todo = [(second, gate.id, run_id) for second, gate, run_id in zip(ENDS, gates, runs, strict=True) if gate]
    await asyncio.gather(
        *(
            _status(_decide(site.engine, gate_id, run_id, what))
            for second, gate_id, run_id in todo
            for site, what in ((one, first), (two, second))
        )
    )
    for site in (one, two, one):
        await _quiet(site, runs)
    await one.engine.settling.look(quiet=0.0)  # each may have written what it had read before the other
    for second, gate_id, run_id in todo:
        record, said = await one.load(run_id), f"{first} here, {second} there"
        told = [e.data for e in await one.events(run_id) if e.type == "gate_decided"]
        decided = [data.get("decision") for data in told if data["gate_id"] == gate_id]
        assert record.gates[gate_id].state != "open", said
        assert len(decided) == 1, said
        possible = {ENDS[first], ENDS[second], "failed", "cancelled" if "cancel" in {first, second} else "failed"}
        assert record.row.state in possible, said
        assert sum(call.repetition for call in record.calls.values()) == decided.count("retry"), said
        await _is_whole(one, run_id, said)
