"""What calls have cost together, by the database."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devserver.engine import tables, totals
from devserver.engine.database import create_engine
from devserver.engine.totals import GROUPS, period, read_costs
from devserver.models.runs import now
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH

pytestmark = BOTH


COUNTS = ("prompt_tokens", "completion_tokens", "seconds")
DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path)), writer=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def write(connection: sa.Connection, *calls: dict[str, Any]) -> None:
    """Write calls over what was there, in runs that are made for them."""
    connection.execute(tables.runs.delete())
    for run_id in {call.get("run_id", "run_a") for call in calls}:
        values = {"id": run_id, "owner": "o", "state": "open", "attempt": 1, "last_seq": 0, "language": "en"}
        times = {"safety_level": "kids", "created_at": DAY, "updated_at": DAY}
        connection.execute(tables.runs.insert(), {**values, **times})
    rows = []
    for n, call in enumerate(calls):
        values = {"run_id": "run_a", "key": str(n), "stage": "media", "attempt": 1, "chunk": "c", "backend": "b"}
        about = {"provider": "p", "model": "m", "state": "answered", "outcome": "ok", "request": {}, "sent_at": DAY}
        priced = {"cost_usd": None, "cost_source": "unknown", **call}
        rows.append({**dict.fromkeys(COUNTS), **values, **about, **priced})
    if rows:
        connection.execute(tables.calls.insert(), rows)


def paid(usd: float | None, source: str = "reported", **more: Any) -> dict[str, Any]:
    return {"cost_usd": usd, "cost_source": "unknown" if usd is None else source, **more}


def read(connection: sa.Connection, group_by: Any = "day", **times: Any) -> totals.Costs:
    return read_costs(connection, times.get("since", DAY), times.get("until", DAY + timedelta(days=3)), group_by)


def keyed(found: totals.Costs) -> dict[str, tuple[int, float | None, int]]:
    return {group.key: (group.calls, group.usd, group.unknown) for group in found.groups}


def test_what_is_known_is_added_and_what_is_not_is_counted(connection: sa.Connection) -> None:
    write(
        connection,
        paid(0.25, prompt_tokens=7, completion_tokens=3, seconds=1.5),
        paid(0.5, "listed", seconds=0.25),
        paid(0.125, "estimated", prompt_tokens=1),
        paid(None, outcome="timeout_unknown"),
        paid(None, state="sent", outcome=None),
        paid(0.0, "listed", outcome="unavailable"),
    )
    total = read(connection).total
    assert (total.calls, total.usd, total.complete, total.unknown, total.open) == (5, 0.875, False, 2, 1)
    assert (total.reported_usd, total.listed_usd, total.estimated_usd) == (0.25, 0.5, 0.125)
    assert (total.prompt_tokens, total.completion_tokens, total.seconds) == (8, 3, 1.75)


def test_nothing_but_unknown_costs_is_not_known(connection: sa.Connection) -> None:
    write(connection, paid(None), paid(0.0, "listed"))
    assert (read(connection).total.usd, read(connection).groups[0].usd) == (None, None)


def test_no_calls_cost_nothing(connection: sa.Connection) -> None:
    found = read(connection)
    assert (found.total.usd, found.total.calls, found.total.complete, found.groups) == (0.0, 0, True, ())


BY: dict[str, dict[str, tuple[int, float | None, int]]] = {
    "run": {"run_b": (1, 2.0, 0), "run_a": (2, 1.0, 1)},
    "model": {"p/m": (2, 3.0, 0), "embedded": (1, None, 1)},
    "provider": {"p": (2, 3.0, 0), "embedded": (1, None, 1)},
    "stage": {"media": (2, 3.0, 0), "interception": (1, None, 1)},
    "day": {"2026-11-21": (1, 2.0, 0), "2026-11-20": (2, 1.0, 1)},
}


@pytest.mark.parametrize("group_by", GROUPS)
def test_groups(connection: sa.Connection, group_by: str) -> None:
    write(
        connection,
        paid(1.0),
        paid(2.0, run_id="run_b", sent_at=DAY + timedelta(hours=24)),
        paid(None, provider="embedded", model="", stage="interception", sent_at=DAY + timedelta(hours=23.99)),
    )
    found = read(connection, group_by)
    assert keyed(found) == BY[group_by]
    assert list(keyed(found)) == list(BY[group_by]), "days from the newest, others from the dearest"


def test_a_time_holds_its_beginning_and_not_its_end(connection: sa.Connection) -> None:
    moment = timedelta(microseconds=1)
    write(connection, paid(1.0), paid(2.0, sent_at=DAY - moment), paid(4.0, sent_at=DAY + timedelta(days=1)))
    assert read(connection, until=DAY + timedelta(days=1)).total.usd == 1.0
    assert read(connection, since=DAY - moment, until=DAY + timedelta(days=1, microseconds=1)).total.usd == 7.0


def test_there_are_never_too_many_groups(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "MOST_GROUPS", 2)
    write(connection, *(paid(float(n), model=str(n)) for n in range(1, 4)))
    found = read(connection, "model")
    assert (list(keyed(found)), found.more, found.total.usd) == (["p/3", "p/2"], True, 6.0)


def test_the_time_that_is_looked_at_where_none_is_named() -> None:
    since, until = period(None, None)
    assert abs(until - now()) < timedelta(minutes=1)
    assert until - since == timedelta(days=30)
    assert period(None, DAY) == (DAY - timedelta(days=30), DAY)
    assert period(DAY, DAY) == (DAY, DAY)


CALL = st.fixed_dictionaries(
    {
        "run_id": st.sampled_from(["run_a", "run_b"]),
        "provider": st.sampled_from(["p", "q"]),
        "model": st.sampled_from(["", "m", "n/o"]),
        "stage": st.sampled_from(["media", "interception"]),
        "sent_at": st.timedeltas(
            timedelta(),
            timedelta(days=3),
        ).map(lambda passed: DAY + passed),
        "cost": st.none() | st.tuples(st.sampled_from(["reported", "listed", "estimated"]), st.integers(0, 1000)),
        "outcome": st.sampled_from(["ok", "unavailable", "timeout_unknown", None]),
    }
)


def _row(call: dict[str, Any]) -> dict[str, Any]:
    row = dict(call)
    cost = row.pop("cost")
    return {**row, **(paid(None) if cost is None else paid(cost[1] / 1000, cost[0]))}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(CALL, max_size=10), group_by=st.sampled_from(GROUPS))
def test_the_parts_make_the_whole(connection: sa.Connection, calls: list[dict[str, Any]], group_by: Any) -> None:
    rows = [_row(call) for call in calls]
    write(connection, *rows)
    found = read(connection, group_by, until=DAY + timedelta(days=4))
    made = [row for row in rows if not (row["outcome"] == "unavailable" and row["cost_usd"] == 0)]
    known = [row["cost_usd"] for row in made if row["cost_usd"] is not None]
    total = found.total
    assert (total.calls, total.unknown, total.complete) == (len(made), len(made) - len(known), len(made) == len(known))
    assert math.isclose(total.usd or 0.0, sum(known), abs_tol=1e-9)
    assert (total.usd is None) is (total.unknown > 0 and sum(known) == 0)
    for part in ("calls", "unknown", "open", "prompt_tokens"):
        assert sum(getattr(group, part) for group in found.groups) == getattr(total, part)
    for sums in (total, *found.groups):
        parts = sums.reported_usd + sums.listed_usd + sums.estimated_usd
        assert math.isclose(sums.usd or 0.0, parts, abs_tol=1e-7)
        assert sums.usd is not None or sums.unknown > 0
    assert math.isclose(sum(group.usd or 0.0 for group in found.groups), total.usd or 0.0, abs_tol=1e-6)
