"""Budgets: what counts against them, and that calls side by side never exceed one together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.engine import tables
from devserver.engine.budgets import DAY, RUN, Budgets, Exceeded
from devserver.engine.database import create_engine
from devserver.engine.deleting import bury
from devserver.errors import sentence
from devserver.models.outcomes import Ok, Usage
from devserver.models.prices import Price
from devserver.models.runs import now
from tests.fakes.engine_site import open_site, prepare, url_of, write_layer
from tests.fakes.scripted import picture
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path)), writer=True)
    with engine.begin() as connection:
        for run_id in ("run_a", "run_b"):
            values = {"id": run_id, "owner": "o", "state": "open", "attempt": 1, "last_seq": 0, "language": "en"}
            times = {"safety_level": "kids", "created_at": NOON, "updated_at": NOON}
            connection.execute(tables.runs.insert(), {**values, **times})
        yield connection
    engine.dispose()


def spent(connection: sa.Connection, usd: float | None, **more: Any) -> None:
    number = connection.execute(sa.select(sa.func.count()).select_from(tables.calls)).scalar()
    values = {"run_id": "run_a", "key": str(number), "stage": "media", "attempt": 1, "chunk": "c", "backend": "b"}
    about = {"provider": "p", "model": "m", "state": "answered", "request": {}, "sent_at": NOON}
    source = "unknown" if usd is None else "reported"
    connection.execute(tables.calls.insert(), {**values, **about, "cost_usd": usd, "cost_source": source, **more})


def refused(connection: sa.Connection, budgets: Budgets, estimate: float, run_id: str = "run_a") -> str | None:
    """Return the setting of the budget that does not allow a call at noon."""
    try:
        budgets.claim(run_id, estimate, NOON)(connection)
    except Exceeded as exceeded:
        return exceeded.outcome.setting
    return None


def test_a_budget_may_be_used_up_to_its_last_cent(connection: sa.Connection) -> None:
    for _ in range(7):
        spent(connection, 0.1)
    assert refused(connection, Budgets(run_usd=1), 0.3) is None
    assert refused(connection, Budgets(run_usd=1), 0.300001) == RUN
    assert refused(connection, Budgets(day_usd=1), 0.3) is None
    assert refused(connection, Budgets(day_usd=1), 0.300001) == DAY


COUNTED: dict[str, tuple[float | None, dict[str, Any], bool]] = {
    "a known cost, not what it was reckoned with": (0.1, {"estimate_usd": 5.0}, False),
    "a call in flight, as it is reckoned with": (None, {"estimate_usd": 0.9, "state": "sent"}, True),
    "a call that may have been paid": (None, {"estimate_usd": 0.9, "outcome": "timeout_unknown"}, True),
    "a call that nobody reckoned with": (None, {}, False),
    "a call for nothing": (0.0, {"estimate_usd": 5.0}, False),
}


@pytest.mark.parametrize(("usd", "fields", "counts"), COUNTED.values(), ids=COUNTED.keys())
def test_what_counts(connection: sa.Connection, usd: float | None, fields: dict[str, Any], counts: bool) -> None:
    spent(connection, usd, **fields)
    assert (refused(connection, Budgets(day_usd=1), 0.5) == DAY) is counts
    assert (refused(connection, Budgets(run_usd=1), 0.5) == RUN) is counts


def test_a_run_has_a_budget_of_its_own_and_a_day_one_for_all(connection: sa.Connection) -> None:
    spent(connection, 0.9)
    assert refused(connection, Budgets(run_usd=1), 0.5, "run_b") is None
    assert refused(connection, Budgets(run_usd=1, day_usd=1), 0.5, "run_b") == DAY


def test_a_day_begins_at_midnight_in_utc_and_a_run_goes_on(connection: sa.Connection) -> None:
    spent(connection, 0.9, sent_at=datetime(2026, 11, 19, 23, 59, 59, 999999, tzinfo=UTC))
    assert refused(connection, Budgets(day_usd=1), 0.5) is None
    assert refused(connection, Budgets(run_usd=1), 0.5) == RUN
    spent(connection, 0.9, sent_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert refused(connection, Budgets(day_usd=1), 0.5) == DAY


def test_without_a_budget_nothing_is_refused(connection: sa.Connection) -> None:
    spent(connection, 1e6)
    assert refused(connection, Budgets(), 1e6) is None
    assert (Budgets().any, Budgets(run_usd=0).any, Budgets(day_usd=0).any) == (False, True, True)


PRICED = {"scripted/writer": Price(call=0.25), "scripted/refiner": Price(call=0.25)}
ATTITUDE = {"input_text": "A boat", "config": "attitude"}


def answers(usd: float) -> Any:
    usage = Usage(cost_usd=usd, cost_source="reported")
    return lambda call: [picture(usage=usage)] if call.type == "media" else [Ok(text="x", usage=usage)]


async def test_a_call_over_the_budget_is_not_sent_and_leaves_no_row(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_run_usd=0.3) as own:
        own.part.script = answers(0.25)
        record = await own.do("run", **ATTITUDE, output_config="painting")
        happened = await own.events(record.run_id)
        loaded = await own.load(record.run_id)
    assert own.part.chunks == ["manipulate"]
    assert [call.stage for call in loaded.calls.values()] == ["interception"]
    assert loaded.row.state == "failed"
    problem = loaded.row.problem
    assert problem is not None
    assert (problem.type, problem.message) == ("unavailable", "call_over_budget")
    said = sentence(problem.message, problem.params, "en")
    assert "DEVSERVER_BUDGET_RUN_USD is 0.3 USD, 0.25 USD of it are spent" in said
    assert "may cost 0.25 USD" in said
    begun = [e.data["stage"] for e in happened if e.type == "pipeline_stage_update" and e.data["status"] == "started"]
    assert begun == ["interception"], "what is not sent is not announced"
    assert [e.seq for e in happened] == list(range(1, len(happened) + 1))


async def test_what_a_call_has_cost_counts_and_not_what_it_might_have(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_day_usd=0.5) as own:
        own.part.script = answers(0.01)
        for _ in range(3):
            assert (await own.do("interception", **ATTITUDE)).row.state == "open"
        own.part.script = answers(0.4)
        assert (await own.do("interception", **ATTITUDE)).row.state == "open", "it cost more than was reckoned with"
        assert (await own.do("interception", **ATTITUDE)).row.state == "failed"
    assert len(own.part.calls) == 4
    [first, *_] = own.rows("SELECT estimate_usd, cost_usd FROM calls ORDER BY sent_at")
    assert first == (0.25, 0.01)


async def test_a_call_without_a_price_is_not_sent_under_a_budget_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", budget_day_usd=100) as own:
        record = await own.do("interception", **ATTITUDE)
        drawn = await own.do("generation", prompt="A boat", output_config="painting")
    assert own.part.calls == []
    for one, model in ((record, "scripted/writer"), (drawn, "scripted")):
        problem = one.row.problem
        assert problem is not None
        assert problem.message == "call_without_price"
        said = sentence(problem.message, problem.params, "en")
        assert f'[prices."{model}"]' in said
        assert "DEVSERVER_BUDGET_DAY_USD" in said


async def test_a_check_that_a_budget_does_not_allow_says_so_and_nothing_goes_on(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", stage1_text_model="scripted/judge", budget_run_usd=1) as own:
        record = await own.do("interception", **ATTITUDE)
    assert own.part.calls == []
    assert record.row.state == "failed"
    assert record.row.problem is not None
    assert record.row.problem.message == "call_without_price"


async def test_another_run_may_begin_where_one_has_spent_its_budget(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_run_usd=0.25) as own:
        own.part.script = answers(0.25)
        states = [(await own.do("interception", **ATTITUDE)).row.state for _ in range(3)]
        again = await own.do("interception", run_id=(await own.do("interception", **ATTITUDE)).run_id)
    assert states == ["open"] * 3
    assert again.row.state == "failed"


async def test_a_backend_that_charges_nothing_needs_no_budget(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", stage2_interception_model="embedded/text", budget_day_usd=0) as own:
        record = await own.do("interception", **ATTITUDE)
    assert record.row.state == "open"
    [call] = record.calls.values()
    assert (call.cost_usd, call.estimate_usd) == (0.0, None)


async def test_calls_side_by_side_are_let_through_only_as_far_as_the_budget_goes(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_day_usd=1) as own:
        go = asyncio.Event()
        own.part.script = lambda call: [go.wait, *answers(0.25)(call)]
        begun = [await own.start("interception", **ATTITUDE) for _ in range(12)]
        while len(own.part.calls) < 4:
            await asyncio.sleep(0)
        go.set()
        states = sorted([(await own.engine.runs.ended(one)).row.state for one in begun])
    assert states == ["failed"] * 8 + ["open"] * 4
    assert len(own.part.calls) == 4
    assert own.rows("SELECT sum(cost_usd), count(*) FROM calls") == [(1.0, 4)]


async def test_a_refused_call_may_be_made_once_the_budget_is_raised(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_run_usd=0.1) as own:
        record = await own.do("interception", **ATTITUDE)
        assert record.row.state == "failed"
    async with open_site(tmp_path / "data", prices=PRICED, budget_run_usd=1) as own:
        own.part.script = answers(0.25)
        assert (await own.do("interception", run_id=record.run_id)).row.state == "open"


async def test_cancelling_while_a_budget_refuses_leaves_no_row(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", prices=PRICED, budget_run_usd=0.1) as own:
        for _ in range(5):
            begun = await own.start("interception", **ATTITUDE)
            while own.engine.runs._jobs.is_running(begun.run_id) and not begun.record.calls:
                await asyncio.sleep(0)
            if own.engine.runs._jobs.is_running(begun.run_id):
                await own.engine.runs.cancel(begun.run_id)
        assert own.rows("SELECT count(*) FROM calls") == [(0,)]
        assert own.rows("SELECT count(*) FROM runs WHERE state IN ('pending', 'running')") == [(0,)]


CENTS = st.integers(0, 60)


@settings(max_examples=5, deadline=None)
@given(
    limit=st.integers(0, 150),
    calls=st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=8).map(
        lambda pairs: [(max(pair), min(pair)) for pair in pairs]
    ),
)
async def test_true_estimates_never_let_a_day_exceed_its_budget(limit: int, calls: list[tuple[int, int]]) -> None:
    """Each call is (the most that it may cost, what it costs), in cents; all are asked for at once."""
    prices = {f"scripted/{n}": Price(call=most / 100) for n, (most, _cost) in enumerate(calls)}
    costs = {str(n): cost / 100 for n, (_most, cost) in enumerate(calls)}
    configs = {f"interception/c{n}": _config(n) for n in range(len(calls))}
    with TemporaryDirectory() as folder:
        await _together(Path(folder), limit / 100, prices, costs, configs)


def _config(n: int) -> dict[str, Any]:
    meta = {"stage": "interception", "model_override": f"scripted/{n}"}
    return {"pipeline": "text_transformation", "context": "See it.", "meta": meta}


async def _together(folder: Path, limit: float, prices: Any, costs: dict[str, float], configs: Any) -> None:
    layer = write_layer(folder / "layer", configs)
    async with open_site(folder / "data", layer=layer, prices=prices, budget_day_usd=limit) as own:
        own.part.script = lambda call: [0.001, *answers(costs[call.model])(call)]
        names = [name.removeprefix("interception/") for name in configs]
        records = await asyncio.gather(*(own.do("interception", input_text="x", config=name) for name in names))
        [(whole, made)] = own.rows("SELECT coalesce(sum(cost_usd), 0), count(*) FROM calls")
        assert whole <= limit + 1e-9
        assert made == len(own.part.calls) == sum(record.row.state == "open" for record in records)
        assert own.rows("SELECT count(*) FROM calls WHERE state = 'sent'") == [(0,)]
        left = [price.call for price in prices.values()]
        assert made > 0 or limit + 1e-9 < min(left), "whoever comes first is let through where the budget allows it"


def test_a_day_is_that_of_the_call(connection: sa.Connection) -> None:
    spent(connection, 0.9, sent_at=now() - timedelta(days=400))
    assert refused(connection, Budgets(day_usd=1), 0.5) is None


def test_deleting_a_run_gives_no_budget_of_the_day_back(connection: sa.Connection) -> None:
    spent(connection, 0.9)
    connection.execute(tables.runs.update().values(state="completed"))
    bury(connection, "run_a")
    assert refused(connection, Budgets(day_usd=1), 0.5) is not None
    assert refused(connection, Budgets(day_usd=1), 0.05) is None
