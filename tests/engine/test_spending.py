from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.spending import cost_of, total
from devserver.models.outcomes import NOT_DONE
from devserver.models.runs import CallRecord, now

MOMENT = now()


def row(usd: float | None, source: str, outcome: str | None) -> CallRecord:
    return CallRecord(
        key="0" * 64,
        stage="media",
        attempt=1,
        chunk="c",
        backend="b",
        provider="p",
        model="m",
        state="answered" if outcome else "sent",
        outcome=outcome,
        request={},
        cost_usd=usd,
        cost_source=source,
        sent_at=MOMENT,
    )


USD = st.floats(0, 100, allow_nan=False)
KNOWN = st.builds(row, USD, st.sampled_from(["reported", "listed", "estimated"]), st.sampled_from(["ok", "cancelled"]))
UNKNOWN = st.builds(row, st.none(), st.just("unknown"), st.sampled_from(["ok", "error", "timeout_unknown", None]))
NOT = st.builds(row, st.just(0.0), st.just("listed"), st.sampled_from(sorted(NOT_DONE)))


@given(st.lists(KNOWN, max_size=8), st.lists(UNKNOWN, max_size=4), st.lists(NOT, max_size=3))
def test_a_sum_is_that_of_its_known_parts_and_says_what_it_lacks(
    known: list[CallRecord], unknown: list[CallRecord], not_done: list[CallRecord]
) -> None:
    cost = cost_of([*known, *unknown, *not_done])
    whole = math.fsum(call.cost_usd or 0 for call in known)
    assert (cost.calls, cost.unknown, cost.complete) == (len(known) + len(unknown), len(unknown), not unknown)
    assert (cost.source == "unknown") is bool(unknown)
    if cost.usd is None:
        assert unknown
        assert whole == 0
    else:
        assert math.isclose(cost.usd, whole, abs_tol=1e-7)
        assert not unknown or whole > 0, "0 beside an unknown cost would look like a fact"


def test_nothing_costs_nothing() -> None:
    cost = cost_of([])
    assert (cost.usd, cost.source, cost.complete, cost.calls, cost.unknown) == (0.0, "listed", True, 0, 0)


def test_a_total() -> None:
    assert (total(0.0, 0), total(0.0, 1), total(0.25, 1)) == (0.0, None, 0.25)
