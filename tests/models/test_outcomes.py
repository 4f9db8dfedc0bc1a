from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from devserver.models import outcomes
from devserver.models.runs import now

ADAPTER: TypeAdapter[Any] = TypeAdapter(outcomes.Outcome)
EXAMPLES = (
    outcomes.Ok(text="a"),
    outcomes.Refused(reason="no"),
    outcomes.Empty(),
    outcomes.RateLimited(retry_at=now()),
    outcomes.OutOfCredit(),
    outcomes.OverBudget(setting="DEVSERVER_BUDGET_DAY_USD", limit_usd=1, spent_usd=0.5, estimate_usd=0.75),
    outcomes.Unavailable(reason="x", missing=("m",), retryable=True),
    outcomes.Invalid(reason="x"),
    outcomes.TimeoutUnknown(seconds=1.5),
    outcomes.Cancelled(),
    outcomes.Failed(reason="x", status=500, before_first_byte=True),
)


def test_the_tuple_the_union_and_the_examples_are_the_same() -> None:
    assert tuple(type(example) for example in EXAMPLES) == outcomes.OUTCOMES
    assert get_args(get_args(outcomes.Outcome)[0]) == outcomes.OUTCOMES


@pytest.mark.parametrize("outcome", EXAMPLES, ids=[example.type for example in EXAMPLES])
def test_an_outcome_is_stored_and_read_back(outcome: Any) -> None:
    assert ADAPTER.validate_python(outcome.model_dump(mode="json", exclude_none=True)) == outcome


def test_a_cost_that_nobody_knows_is_none_and_never_zero() -> None:
    usage = outcomes.Usage()
    assert (usage.cost_usd, usage.cost_source) == (None, "unknown")
    assert (outcomes.FREE.cost_usd, outcomes.FREE.cost_source) == (0.0, "listed")
    with pytest.raises(ValidationError):
        outcomes.Usage(cost_source="guessed")  # type: ignore[arg-type]


def test_the_bytes_of_a_medium_do_not_show_in_a_log() -> None:
    assert "secret" not in repr(outcomes.MediaFile(data=b"secret", format="png"))


def test_an_outcome_without_words_is_told_in_others() -> None:
    assert outcomes.reason_of(outcomes.Failed(reason="it broke"), "silence") == "it broke"
    assert outcomes.reason_of(outcomes.TimeoutUnknown(seconds=3), "silence") == "silence"
    assert outcomes.missing_in(outcomes.Unavailable(reason="x", missing=("a",))) == ("a",)
    assert outcomes.missing_in(outcomes.Failed(reason="x")) == ()
