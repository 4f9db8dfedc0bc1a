"""Decisions at gates: what becomes of the run, and that one of several wins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.acting import result_of
from devserver.engine.database import create_engine
from devserver.engine.deciding import AT_ONCE, WantedGates, read_gate, read_gates
from devserver.engine.exporting import export
from devserver.engine.processes import Process
from devserver.engine.reindex import reindex
from devserver.errors import Conflict, NotFound, Unavailable, sentence
from devserver.models.gates import Choice
from devserver.models.prices import Price
from devserver.models.runs import now
from tests.engine.running import states
from tests.engine.waiting import outcomes, settled, waiting
from tests.fakes.engine_site import Site, open_site, url_of
from tests.postgres import BOTH, on_sqlite

pytestmark = [pytest.mark.anyio, BOTH]


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path / "data") as site:
        yield site


async def decide(site: Site, gate_id: str, choice: Choice, **given: Any) -> Any:
    return await site.engine.decisions.decide(gate_id, choice, by="a person", **given)


def let_deadlines_pass(site: Site) -> None:
    """Let every open gate's deadline be over."""
    engine = create_engine(url_of(site.data), writer=True)
    with engine.begin() as connection:
        connection.execute(tables.gates.update().values(deadline_at=now()))
    engine.dispose()


async def told(site: Site, run_id: str) -> list[dict[str, Any]]:
    return [event.data for event in await site.events(run_id) if event.type == "gate_decided"]


async def test_retry_makes_the_call_once_more_and_the_run_goes_on(own: Site) -> None:
    before, gate = await waiting(own)
    view = await decide(own, gate.id, "retry")
    assert (view.state, view.decision, view.decided_by, view.run_id) == ("decided", "retry", "a person", before.run_id)
    record = await settled(own, before.run_id)
    assert (record.row.state, record.open_gate) == ("open", None)
    assert outcomes(record) == [("timeout_unknown", 0, False), ("ok", 1, True)]
    assert await own.text(record, "interception") == "manipulate[A boat]"
    assert await states(own, record.run_id) == ["running", "waiting", "running", "open"]
    [event] = await told(own, record.run_id)
    assert (event["decision"], event["decided_by"]) == ("retry", "a person")
    numbers = [event.seq for event in await own.events(record.run_id)]
    assert numbers == list(range(1, record.row.last_seq + 1))


async def test_a_gate_stands_open_no_longer_than_its_run_has_time(own: Site) -> None:
    in_time, limited = await waiting(own, timeout_seconds=600)
    without, unlimited = await waiting(own)
    assert limited.deadline_at == in_time.row.deadline_at
    assert without.row.deadline_at is None
    assert (unlimited.deadline_at - unlimited.created_at).total_seconds() == own.engine.settings.gate_deadline_seconds
    let_pass = tables.gates.update().where(tables.gates.c.id == limited.id).values(deadline_at=now())
    await own.engine.database.write(lambda connection: connection.execute(let_pass).rowcount)
    assert await own.engine.decisions.expire() == 1
    ended = (await own.load(in_time.run_id)).row
    assert ended.problem is not None
    assert (ended.state, ended.problem.message, len(own.part.calls)) == ("failed", "call_maybe_paid_expired", 2)


@pytest.mark.parametrize("format_name", ["json", "csv", "yaml"])
async def test_an_export_tells_of_gates_and_of_what_may_be_paid_twice(own: Site, format_name: str) -> None:
    record, gate = await waiting(own)
    await decide(own, gate.id, "retry")
    record = await settled(own, record.run_id)
    said = b"".join([piece async for piece in export(own.engine, record, format_name)]).decode()
    assert gate.id in said
    if format_name == "json":
        exported = json.loads(said)
        assert [call["maybe_paid_twice"] for call in exported["calls"]] == [False, True]
        assert exported["gates"][0]["decision"] == "retry"


async def test_a_repetition_without_an_answer_is_asked_about_again(own: Site) -> None:
    record, first = await waiting(own, times=3)
    for repetition in (1, 2):
        [gate] = [gate for gate in record.gates.values() if gate.state == "open"]
        await decide(own, gate.id, "retry")
        record = await settled(own, record.run_id)
        assert record.row.state == "waiting"
        assert record.open_gate is not None and record.open_gate.id != first.id
        assert record.open_gate.asks.repetition == repetition
    await decide(own, record.open_gate.id, "retry")
    record = await settled(own, record.run_id)
    assert [outcome for outcome, _n, _twice in outcomes(record)] == [*["timeout_unknown"] * 3, "ok"]
    assert len(own.part.calls) == 4


async def test_fail_ends_the_run_and_says_that_the_call_may_have_been_paid(own: Site) -> None:
    before, gate = await waiting(own)
    await decide(own, gate.id, "fail")
    record = await own.load(before.run_id)
    assert (record.row.state, record.row.ended_at is None, record.row.process) == ("failed", False, None)
    assert record.row.problem is not None
    assert (record.row.problem.type, record.row.problem.message) == ("backend-failed", "call_maybe_paid")
    assert "may have been paid" in sentence(record.row.problem.message, record.row.problem.params, "en")
    assert len(own.part.calls) == 1
    assert [event["decision"] for event in await told(own, record.run_id)] == ["fail"]
    written = json.loads((own.folder(record) / "metadata.json").read_bytes())
    assert (written["run"]["state"], written["gates"][0]["decision"]) == ("failed", "fail")


async def test_a_deadline_that_is_over_counts_as_fail(own: Site) -> None:
    one, gate = await waiting(own)
    other, _ = await waiting(own)
    assert await own.engine.decisions.expire() == 0
    let_deadlines_pass(own)
    assert await own.engine.decisions.expire() == 2
    for run_id in (one.run_id, other.run_id):
        record = await own.load(run_id)
        assert record.row.state == "failed"
        assert record.row.problem is not None and record.row.problem.message == "call_maybe_paid_expired"
        assert "Nobody decided until 20" in sentence("call_maybe_paid_expired", record.row.problem.params, "en")
    closed = (await own.load(one.run_id)).gates[gate.id]
    assert (closed.state, closed.decision, closed.decided_by) == ("expired", None, None)
    assert await own.engine.decisions.expire() == 0


async def test_the_server_looks_for_deadlines_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devserver.engine.background.EXPIRE_EVERY", 0.01)
    async with open_site(tmp_path / "data") as site:
        record, _gate = await waiting(site)
        let_deadlines_pass(site)
        while (await site.load(record.run_id)).row.state == "waiting":
            await asyncio.sleep(0.005)
        assert (await site.load(record.run_id)).row.state == "failed"


async def test_a_gate_survives_a_restart_and_its_run_goes_on_where_it_stood(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        before, gate = await waiting(site)
    async with open_site(tmp_path / "data") as site:
        record = await site.load(before.run_id)
        assert (record.row.state, record.gates) == ("waiting", {gate.id: gate})
        await decide(site, gate.id, "retry")
        record = await settled(site, before.run_id)
        assert (record.row.state, len(site.part.calls)) == ("open", 1)
        assert record.row.seconds < 5, "the time of waiting is no work"


async def test_what_is_decided_is_not_decided_again(own: Site) -> None:
    for first in ("retry", "fail"):
        record, gate = await waiting(own)
        await decide(own, gate.id, first)
        await settled(own, record.run_id)
        for second in ("retry", "fail"):
            with pytest.raises(Conflict) as caught:
                await decide(own, gate.id, second)
            assert (caught.value.message, caught.value.params["state"]) == ("gate_decided", "decided")


async def test_cancelling_a_run_that_waits_closes_its_gate(own: Site) -> None:
    before, gate = await waiting(own)
    record = await own.engine.runs.cancel(before.run_id)
    assert record.row.state == "cancelled"
    stored = await own.load(before.run_id)
    closed = stored.gates[gate.id]
    assert (stored.row.state, closed.state, closed.decision) == ("cancelled", "decided", "cancel")
    assert [event["decision"] for event in await told(own, before.run_id)] == ["cancel"]
    with pytest.raises(Conflict):
        await decide(own, gate.id, "retry")
    await own.engine.upkeep.delete(before.run_id)
    with pytest.raises(NotFound):
        await decide(own, gate.id, "retry")
    assert own.rows("SELECT id FROM gates") == []


async def test_a_run_that_waits_is_not_deleted_retried_or_continued_but_may_be_forked(own: Site) -> None:
    record, gate = await waiting(own)
    refused: dict[str, Callable[[], Awaitable[Any]]] = {
        "run_not_ended": lambda: own.engine.upkeep.delete(record.run_id),
        "run_not_retried": lambda: own.again(record.run_id),
        "run_busy": lambda: own.do("interception", run_id=record.run_id, config="attitude"),
    }
    for message, attempt in refused.items():
        with pytest.raises(Conflict) as caught:
            await attempt()
        assert (caught.value.message, caught.value.params["state"]) == (message, "waiting")
    child = await own.again(record.run_id, "interception", output_config="painting")
    assert (child.row.state, child.row.parent_run_id) == ("completed", record.run_id)
    assert (await own.load(record.run_id)).open_gate == gate


async def test_a_run_whose_gate_said_fail_can_be_retried(own: Site) -> None:
    record, gate = await waiting(own)
    await decide(own, gate.id, "fail")
    again = await own.again(record.run_id)
    assert (again.row.state, again.row.parent_run_id, again.gates) == ("open", record.run_id, {})


async def outcome_of(work: Awaitable[Any]) -> str:
    """Return how an attempt at a gate came out: done, or which conflict."""
    try:
        await work
    except Conflict as conflict:
        return conflict.message
    return "done"


RIVALS: dict[str, Callable[[Site, str, str], Awaitable[Any]]] = {
    "retry": lambda site, gate_id, _run_id: decide(site, gate_id, "retry"),
    "fail": lambda site, gate_id, _run_id: decide(site, gate_id, "fail"),
    "cancel": lambda site, _gate_id, run_id: site.engine.runs.cancel(run_id),
    "deadline": lambda site, _gate_id, _run_id: site.engine.decisions.expire(),
}
PAIRS = [(one, other) for one in RIVALS for other in RIVALS]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{one} against {other}" for one, other in PAIRS])
async def test_one_of_two_wins(own: Site, one: str, other: str) -> None:
    for turns in range(0, 12, 4):
        own.part.calls.clear()
        record, gate = await waiting(own)
        let_deadlines_pass(own)
        first = asyncio.ensure_future(RIVALS[one](own, gate.id, record.run_id))
        for _ in range(turns):
            await asyncio.sleep(0)
        second = asyncio.ensure_future(RIVALS[other](own, gate.id, record.run_id))
        said = [await outcome_of(first), await outcome_of(second)]
        assert "done" in said
        ended = await settled(own, record.run_id)
        [closed] = await told(own, record.run_id)
        won = {"retry": "retry", "fail": "fail", "cancel": "cancel"}.get(closed.get("decision", ""), "deadline")
        assert won in {one, other}
        wanted = {"retry": "open", "fail": "failed", "cancel": "cancelled", "deadline": "failed"}[won]
        resumed_and_cancelled = won == "retry" and "cancel" in {one, other}
        assert ended.row.state in ({wanted, "cancelled"} if resumed_and_cancelled else {wanted})
        assert len(own.part.calls) <= (2 if won == "retry" else 1)
        assert [gate.state for gate in ended.gates.values()] == ["expired" if won == "deadline" else "decided"]
        numbers = [event.seq for event in await own.events(record.run_id)]
        assert numbers == list(range(1, ended.row.last_seq + 1))


async def test_of_many_decisions_at_once_in_two_processes_one_wins(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as one, open_site(tmp_path / "data") as other:
        record, gate = await waiting(one)
        sites = [one, other] * 4
        choices: list[Choice] = ["retry", "fail", "fail", "retry"] * 2
        said = await asyncio.gather(
            *(outcome_of(decide(site, gate.id, choice)) for site, choice in zip(sites, choices, strict=True))
        )
        assert sorted(said) == ["done", *["gate_decided"] * 7]
        for site in (one, other):
            await settled(site, record.run_id)
        ended = await one.load(record.run_id)
        assert ended.row.state == ("open" if ended.gates[gate.id].decision == "retry" else "failed")
        assert len(one.part.calls) + len(other.part.calls) == (2 if ended.row.state == "open" else 1)


async def test_a_server_that_stops_takes_no_decision_to_go_on(own: Site) -> None:
    record, gate = await waiting(own)
    own.engine.runs._closed = True
    with pytest.raises(Unavailable):
        await decide(own, gate.id, "retry")
    assert (await own.load(record.run_id)).open_gate == gate


async def test_only_the_owners_gates_are_found_where_an_owner_is_named(own: Site) -> None:
    _record, gate = await waiting(own, owner="ada")
    for owner, found in (("ada", True), (None, True), ("eve", False)):
        page = await own.engine.database.read(lambda c, owner=owner: read_gates(c, WantedGates(owner=owner)))  # type: ignore[misc]
        assert [one.gate_id for one in page.gates] == ([gate.id] if found else [])
    with pytest.raises(NotFound):
        await decide(own, gate.id, "fail", owner="eve")
    assert (await decide(own, gate.id, "fail", owner="ada")).decision == "fail"


@pytest.mark.parametrize("gate_id", ["gate_01JB0Q8Z6T3W5X7Y9A1B2C3D4E", "gate_1", "", "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"])
async def test_what_is_no_gate_is_not_found(own: Site, gate_id: str) -> None:
    with pytest.raises(NotFound):
        await decide(own, gate_id, "fail")


async def test_gates_come_in_pages_newest_first(own: Site) -> None:
    made = [(await waiting(own))[1].id for _ in range(5)]
    await decide(own, made[0], "fail")

    async def page(**wanted: Any) -> Any:
        return await own.engine.database.read(lambda connection: read_gates(connection, WantedGates(**wanted)))

    first = await page(limit=2)
    second = await page(limit=2, cursor=first.next)
    third = await page(limit=2, cursor=second.next)
    listed = [gate.gate_id for one in (first, second, third) for gate in one.gates]
    assert (listed, third.next, first.total.count) == (sorted(made, reverse=True), None, 5)
    still_open = await page(state="open")
    assert ({gate.gate_id for gate in still_open.gates}, still_open.total.count) == (set(made[1:]), 4)
    of_run = await page(run_id=first.gates[0].run_id, kind="unknown_payment")
    assert [gate.gate_id for gate in of_run.gates] == [first.gates[0].gate_id]


async def test_gates_are_made_again_from_the_folders(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        _record, gate = await waiting(site)
    engine = create_engine(url_of(tmp_path / "data"), writer=True)
    with engine.begin() as connection:
        seen = read_gate(connection, gate.id, None)
        connection.execute(tables.runs.delete())
        assert connection.execute(sa.select(tables.gates)).all() == []
    process = Process(tmp_path / "data")
    reindex(engine, tmp_path / "data", process, lambda _run_id: None)
    process.close()
    with engine.connect() as connection:
        assert read_gate(connection, gate.id, "local") == seen
    engine.dispose()


async def test_a_look_for_deadlines_goes_by_an_index_and_takes_a_few_at_once(
    tmp_path: Path, database_kind: str
) -> None:
    on_sqlite(database_kind)
    async with open_site(tmp_path / "data") as site:
        plan = site.rows(
            "EXPLAIN QUERY PLAN SELECT id, run_id FROM gates WHERE state = 'open' AND deadline_at <= '2026' "
            f"ORDER BY deadline_at LIMIT {AT_ONCE}"
        )
    assert [row[-1] for row in plan] == ["SEARCH gates USING INDEX gates_by_deadline (state=? AND deadline_at<?)"]


@pytest.mark.parametrize("key", [None, "a-key"], ids=["without a key", "with a key"])
async def test_who_asked_for_a_stage_and_asks_again_is_told_where_to_decide(own: Site, key: str | None) -> None:
    record, gate = await waiting(own, key=key)
    for attempt in (record, await own.load(record.run_id)):
        problem = (await result_of(own.engine, attempt, "en")).problem
        assert problem is not None
        assert (problem.message, problem.params) == ("run_waits", {"run_id": record.run_id, "gate_id": gate.id})
    if key is not None:
        again = await own.start("interception", input_text="A boat", config="attitude", key=key)
        assert (again.replayed, (await own.engine.runs.ended(again)).row.state) == (True, "waiting")


async def test_a_budget_counts_the_first_call_and_may_refuse_the_second(tmp_path: Path) -> None:
    prices = {"scripted/writer": Price(call=0.03)}
    async with open_site(tmp_path / "data", prices=prices, budget_run_usd=0.05) as site:
        record, gate = await waiting(site)
        await decide(site, gate.id, "retry")
        record = await settled(site, record.run_id)
    assert (record.row.state, len(site.part.calls), len(record.calls)) == ("failed", 1, 1)
    assert record.row.problem is not None and record.row.problem.message == "call_over_budget"
