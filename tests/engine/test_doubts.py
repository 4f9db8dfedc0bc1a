"""Calls without an answer: made once more where that costs little or nothing, else a person is asked."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.engine import tables
from devserver.engine.database import create_engine, default_url
from devserver.engine.views import run_view
from devserver.models.outcomes import Ok
from devserver.models.prices import Price
from devserver.models.runs import now
from tests.engine.running import states, until_called, until_ended
from tests.engine.waiting import CHEAP, outcomes, silent, waiting
from tests.fakes.engine_crashes import photograph, photographed
from tests.fakes.engine_site import Site, open_site, rows
from tests.fakes.scripted import Part, ScriptedBackend

pytestmark = pytest.mark.anyio

ATTITUDE = {"input_text": "A boat", "config": "attitude"}


def free(part: Part) -> ScriptedBackend:
    return ScriptedBackend(part, charges=False)


ONCE_MORE: dict[str, tuple[dict[str, Any], bool]] = {
    "what charges nothing": ({"backend": free}, False),
    "what costs little may be paid twice": ({"prices": CHEAP}, True),
    "what costs as much as may be spent unasked": (
        {"prices": {"scripted/writer": Price(call=0.5)}, "ask_above_usd": 0.5},
        True,
    ),
}


@pytest.mark.parametrize(("settings", "twice"), ONCE_MORE.values(), ids=ONCE_MORE.keys())
async def test_a_call_without_an_answer_is_made_once_more(
    tmp_path: Path, settings: dict[str, Any], twice: bool
) -> None:
    async with open_site(tmp_path / "data", **settings) as site:
        site.part.script = silent(1)
        record = await site.do("interception", **ATTITUDE)
        loaded = await site.load(record.run_id)
        happened = [event.type for event in await site.events(record.run_id)]
    assert record.row.state == "open"
    assert outcomes(loaded) == [("timeout_unknown", 0, False), ("ok", 1, twice)]
    assert len(loaded.calls) == 2, "each has a row and a key of its own"
    first, second = loaded.calls.values()
    assert first.request == second.request
    assert (first.cost_usd, first.cost_source) == ((None, "unknown") if twice else (0.0, "listed"))
    assert "gate_opened" not in happened
    view = run_view(loaded)
    assert [call.maybe_paid_twice for call in view.calls] == [False, twice]
    assert view.cost.maybe_paid_twice == twice


@pytest.mark.parametrize("settings", [{"backend": free}, {"prices": CHEAP}], ids=["for nothing", "for little"])
async def test_it_is_made_once_more_and_not_again_and_again(tmp_path: Path, settings: dict[str, Any]) -> None:
    async with open_site(tmp_path / "data", **settings) as site:
        site.part.script = silent(9)
        record = await site.do("interception", **ATTITUDE)
    assert (record.row.state, len(site.part.calls)) == ("failed", 2)
    assert record.row.problem is not None and record.row.problem.message == "call_timeout"


Estimated = tuple[dict[str, Any], float | None, str]
ASKED: dict[str, Estimated] = {
    "nobody knows the price": ({}, None, "unknown"),
    "it may cost more than may be spent unasked": ({"prices": {"scripted/writer": Price(call=0.03)}}, 0.03, "listed"),
    "nothing may be spent unasked": ({"prices": CHEAP, "ask_above_usd": 0.0}, 0.001, "listed"),
}


@pytest.mark.parametrize(("settings", "usd", "source"), ASKED.values(), ids=ASKED.keys())
async def test_a_person_is_asked_where(
    tmp_path: Path, settings: dict[str, Any], usd: float | None, source: str
) -> None:
    async with open_site(tmp_path / "data", gate_deadline_seconds=60, **settings) as site:
        record, gate = await waiting(site)
        happened = await site.events(record.run_id)
        stored = await site.load(record.run_id)
    assert len(site.part.calls) == 1, "nothing is made before somebody says so"
    [call] = record.calls.values()
    assert (call.outcome, call.cost_usd, call.cost_source) == ("timeout_unknown", None, "unknown")
    assert stored.gates == {gate.id: gate}
    assert (stored.row.state, stored.row.process, stored.row.problem, stored.row.ended_at) == ("waiting", *[None] * 3)
    assert gate.deadline_at - gate.created_at == timedelta(seconds=60)
    asks = gate.asks
    assert (asks.call, asks.provider, asks.model, asks.chunk) == (call.key, "scripted", "writer", "manipulate")
    assert (asks.estimate_usd, asks.estimate_source, asks.lost, asks.seconds) == (usd, source, False, 3.0)
    told = [event for event in happened if event.type in {"gate_opened", "run_state_change"}]
    assert [event.type for event in told] == ["run_state_change", "gate_opened", "run_state_change"]
    assert told[1].data["gate_id"] == gate.id
    assert (told[2].data["state"], [event.seq for event in happened]) == ("waiting", [*range(1, len(happened) + 1)])


async def test_the_estimate_by_tokens_says_that_it_is_one(tmp_path: Path) -> None:
    def named(part: Part) -> ScriptedBackend:
        return ScriptedBackend(part, name="openai")

    models = {"stage2_interception_model": "openai/gpt-4o"}
    async with open_site(tmp_path / "data", backend=named, ask_above_usd=0.0001, **models) as site:
        _record, gate = await waiting(site)
    assert gate.asks.estimate_source == "estimated"
    assert gate.asks.estimate_usd is not None and 0.0001 < gate.asks.estimate_usd < 1


async def test_a_medium_without_an_answer_waits_with_everything_before_it_kept(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        site.part.script = silent(1, "picture")
        record = await site.do("run", **ATTITUDE, output_config="painting")
        assert (record.row.state, record.row.stage) == ("waiting", "output_check")
        assert [record.entity(kind) is not None for kind in ("interception", "optimization", "output_check")]
        assert await states(site, record.run_id) == ["running", "waiting"]
        assert record.row.seconds > 0


async def crashed(site: Site, photo: Path) -> str:
    """Begin an interception, and photograph the data folder while its call is in flight."""
    site.part.script = lambda _call: [60.0, Ok(text="late")]
    run_id = (await site.start("interception", **ATTITUDE)).run_id
    await until_called(site)
    photograph(site.data, photo)
    await site.engine.runs.cancel(run_id)
    return run_id


CONTINUED: dict[str, tuple[dict[str, Any], str, list[Any]]] = {
    "free: the same call again": ({"backend": free}, "open", [("ok", 0, False)]),
    "cheap: made once more": ({"prices": CHEAP}, "open", [("timeout_unknown", 0, False), ("ok", 1, True)]),
    "dear: a person is asked": ({}, "waiting", [("timeout_unknown", 0, False)]),
}


@pytest.mark.parametrize(("settings", "state", "rows"), CONTINUED.values(), ids=CONTINUED.keys())
async def test_a_run_that_goes_on_finds_a_call_that_was_sent_and_never_answered(
    tmp_path: Path, settings: dict[str, Any], state: str, rows: list[Any]
) -> None:
    async with open_site(tmp_path / "data", **settings) as site:
        run_id = await crashed(site, tmp_path / "photo")
    shutil.copytree(tmp_path / "data" / "declarations", tmp_path / "photo" / "declarations", dirs_exist_ok=True)
    async with open_site(tmp_path / "photo", **settings) as site:
        record = await until_ended(site, run_id)
        costs = [event.data for event in await site.events(run_id) if event.type == "cost_update"]
    assert (record.row.state, outcomes(record)) == (state, rows)
    if rows[0][0] == "timeout_unknown":
        first = next(iter(record.calls.values()))
        assert (first.state, first.seconds, first.cost_usd, first.cost_source) == ("answered", None, None, "unknown")
        assert costs[0]["cost_source"] == "unknown"
    if state == "waiting":
        assert record.open_gate is not None and record.open_gate.asks.lost
        assert site.part.calls == []


async def test_a_run_whose_time_is_over_repeats_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=CHEAP) as site:
        run_id = await crashed(site, tmp_path / "photo")
    shutil.copytree(tmp_path / "data" / "declarations", tmp_path / "photo" / "declarations", dirs_exist_ok=True)
    engine = create_engine(default_url(tmp_path / "photo"), writer=True)
    with engine.begin() as connection:
        connection.execute(tables.runs.update().values(deadline_at=now() - timedelta(seconds=1)))
    engine.dispose()
    async with open_site(tmp_path / "photo", prices=CHEAP) as site:
        record = await until_ended(site, run_id)
        assert site.part.calls == []
    assert record.row.state == "failed"
    assert outcomes(record) == [("timeout_unknown", 0, False)]


async def test_a_crash_at_any_commit_on_the_way_to_a_gate_ends_at_one_gate_and_repeats_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        with photographed(site.engine, site.data, tmp_path / "photos") as photos:
            before, _gate = await waiting(site)
    found = []
    for photo in photos:
        async with open_site(photo, part=Part(silent(1))) as site:
            if rows(photo, "SELECT id FROM runs"):
                record = await until_ended(site, before.run_id)
                assert (record.row.state, len(record.gates), outcomes(record)) == (
                    *("waiting", 1),
                    [("timeout_unknown", 0, False)],
                )
                assert record.open_gate is not None
                found.append((record.open_gate.asks.lost, len(site.part.calls)))
                numbers = [event.seq for event in await site.events(before.run_id)]
                assert numbers == list(range(1, record.row.last_seq + 1))
    assert found == [(False, 1), (True, 0), (False, 0)], "not sent yet, sent and lost, answered and not yet asked"


async def test_a_run_that_is_cancelled_while_its_gate_opens_ends_cancelled_with_its_gate_closed(
    tmp_path: Path,
) -> None:
    async with open_site(tmp_path / "data") as site:
        for turns in range(0, 40, 2):
            site.part.script = silent(1)
            run_id = (await site.start("interception", **ATTITUDE)).run_id
            for _ in range(turns):
                await asyncio.sleep(0)
            record = await site.engine.runs.cancel(run_id)
            assert record.row.state == "cancelled"
            stored = await site.load(run_id)
            assert (stored.row.state, stored.open_gate) == ("cancelled", None)
