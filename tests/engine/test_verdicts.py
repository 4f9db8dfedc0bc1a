from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.verdicts import Refusal, error_of, text_of
from devserver.errors import BackendFailed, DevServerError, RateLimited, Unavailable, sentence
from devserver.models import outcomes
from devserver.models.runs import now

MEANINGS: dict[str, tuple[outcomes.Outcome, type[DevServerError], str, int]] = {
    "rate limited": (outcomes.RateLimited(retry_at=now()), RateLimited, "call_rate_limited", 429),
    "no credit": (outcomes.OutOfCredit(), Unavailable, "call_out_of_credit", 503),
    "a budget": (
        outcomes.OverBudget(setting="DEVSERVER_BUDGET_RUN_USD", limit_usd=1, spent_usd=0.5, estimate_usd=0.75),
        Unavailable,
        "call_over_budget",
        503,
    ),
    "a budget and no price": (
        outcomes.OverBudget(setting="DEVSERVER_BUDGET_RUN_USD", limit_usd=1, spent_usd=0),
        Unavailable,
        "call_without_price",
        503,
    ),
    "unavailable": (outcomes.Unavailable(reason="x", missing=("m",)), Unavailable, "call_unavailable", 503),
    "a timeout": (outcomes.TimeoutUnknown(seconds=3), BackendFailed, "call_timeout", 502),
    "nothing": (outcomes.Empty(), BackendFailed, "call_empty", 502),
    "nothing, and why": (outcomes.Empty(reason="only words"), BackendFailed, "call_empty_why", 502),
    "invalid": (outcomes.Invalid(reason="x"), BackendFailed, "call_invalid", 502),
    "an error": (outcomes.Failed(reason="{x}", status=500), BackendFailed, "call_failed", 502),
    "cancelled there": (outcomes.Cancelled(), BackendFailed, "call_failed", 502),
}


@pytest.mark.parametrize(("outcome", "kind", "message", "status"), MEANINGS.values(), ids=MEANINGS.keys())
def test_what_an_outcome_ends_an_attempt_with(outcome: Any, kind: type[Any], message: str, status: int) -> None:
    error = error_of(outcome, "media", "p/m")
    assert isinstance(error, DevServerError)
    assert (type(error), error.message, error.status) == (kind, message, status)
    for language in ("en", "de"):
        said = sentence(error.message, error.params, language)
        assert "p/m" in said
        assert "?)" not in said, "every parameter of the sentence is there"


def test_what_is_lacking_is_said_in_the_language_of_the_reader() -> None:
    missing = outcomes.Reason(message="model_to_pull", params={"model": "qwen3"})
    away = outcomes.Reason(message="server_away", params={"name": "lab", "url": "http://a", "why": "refused"})
    outcome = outcomes.Unavailable(reason="in English", reasons=(missing, away))
    error = error_of(outcome, "interception", "ollama/qwen3")
    assert isinstance(error, DevServerError)
    assert sentence(error.message, error.params, "de") == (
        "ollama/qwen3 steht für die Stufe Interzeption nicht zur Verfügung: ollama hat kein Modell 'qwen3': Führe dort,"
        " wo es läuft, `ollama pull qwen3` aus; lab ist unter http://a nicht zu erreichen: refused."
    )


@pytest.mark.parametrize("reason", ["no", ""])
def test_a_refusal_is_a_result(reason: str) -> None:
    refusal = error_of(outcomes.Refused(reason=reason), "media", "p/m")
    assert isinstance(refusal, Refusal)
    assert (refusal.stage, refusal.reason) == ("media", reason)
    assert Refusal("input_check").reason is None


def test_every_outcome_has_a_meaning() -> None:
    covered = {type(row[0]) for row in MEANINGS.values()}
    assert covered == set(outcomes.OUTCOMES) - {outcomes.Ok, outcomes.Refused}


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_no_text_is_an_error(text: str | None) -> None:
    with pytest.raises(BackendFailed) as caught:
        text_of(outcomes.Ok(text=text), "interception", "p/m")
    assert caught.value.message == "call_empty"


def test_a_text_is_kept_as_it_came() -> None:
    assert text_of(outcomes.Ok(text=" a\n"), "interception", "p/m") == " a\n"
