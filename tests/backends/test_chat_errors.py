"""Errors of OpenAI-compatible servers: whatever JSON they are, an outcome comes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.chat_errors import outcome_of, read_fault
from devserver.backends.chat_request import rejected
from devserver.backends.wire import Reply, Wire
from devserver.models.outcomes import OUTCOMES, Empty, Failed, Ok, OutOfCredit, RateLimited, TimeoutUnknown
from devserver.models.servers import Server
from tests.backends.contract import SECRET, keys

WIRE = Wire("openrouter", Server(url="http://127.0.0.1:9/v1"), keys(Path("nowhere"), OPENROUTER_API_KEY=SECRET))
PAID = replace(WIRE, charges=True)
NAMES = ["error", "message", "code", "type", "param", "metadata", "headers", "reasons", "patterns", "http_status"]
NAMES += ["availability", "retry_after", "detail", "loc", "error_type", "limit_source", "X-RateLimit-Reset"]
WORDS = ["", "rate_limit_exceeded", "extra_forbidden", "unsupported_value", "body", "top_k", "5", "refusal", SECRET]
PLAIN = st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.sampled_from(WORDS)
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=8,
)


def reply(status: int, wire: Wire = WIRE, **headers: str) -> Reply:
    return Reply(wire, httpx.Response(status, headers={k.replace("_", "-"): v for k, v in headers.items()}), 1.0)


FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON))


@given(
    JSON | FIELDS | FIELDS.map(lambda fields: {"error": fields}),
    st.sampled_from([200, 302, 400, 403, 404, 422, 429, 500, 504, 524]),
)
def test_any_json_becomes_an_outcome(body: object, status: int) -> None:
    outcome = outcome_of(read_fault(reply(status), "a-model", body))
    assert isinstance(outcome, OUTCOMES)
    assert not isinstance(outcome, Ok | Empty)
    assert SECRET not in repr(outcome)
    assert rejected(status, body, {"model": "m", "messages": [], "top_k": 1}) <= {"top_k"}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        pytest.param({"retry_after": "3"}, RateLimited, id="with a time it is a matter of waiting"),
        pytest.param({}, OutOfCredit, id="without one it is not"),
    ],
)
def test_a_budget_of_calls_in_flight(headers: dict[str, str], kind: type) -> None:
    error = {"message": "Too much at once", "metadata": {"limit_source": "openrouter_in_flight_budget"}}
    assert isinstance(outcome_of(read_fault(reply(402, **headers), "m", {"error": error})), kind)


def test_availability_names_its_time() -> None:
    error = {"message": "No provider", "http_status": 503, "availability": {"retryable": True, "retry_after": 7}}
    outcome = outcome_of(read_fault(reply(200), "m", {"error": error}))
    assert outcome.type == "unavailable"
    assert getattr(outcome, "retry_at", None) is not None


def test_once_an_answer_began_nothing_may_be_repeated() -> None:
    for status in (404, 429, 500, 503):
        outcome = outcome_of(read_fault(reply(status), "m", {"error": {"message": "x"}}, began=True))
        assert isinstance(outcome, Failed)
        assert not outcome.before_first_byte


@pytest.mark.parametrize("status", [504, 524])
def test_a_gateway_that_stopped_waiting_leaves_open_what_was_paid(status: int) -> None:
    said = {"error": {"message": "took too long", "code": status}}
    for answered in (reply(status, PAID), reply(200, PAID), reply(status, PAID, x_should_retry="true")):
        assert outcome_of(read_fault(answered, "m", said)) == TimeoutUnknown(seconds=0.0)
    free = outcome_of(read_fault(reply(status), "m", said))
    assert isinstance(free, Failed)
    assert free.before_first_byte


def test_a_gateway_that_stopped_waiting_in_the_middle_is_an_answer_that_broke_off() -> None:
    outcome = outcome_of(read_fault(reply(504, PAID), "m", {"error": {"message": "x"}}, began=True))
    assert isinstance(outcome, Failed)
    assert not outcome.before_first_byte


def test_what_was_flagged_is_not_repeated() -> None:
    metadata = {"reasons": ["violence"], "flagged_input": "what a child wrote"}
    error = {"code": 403, "message": "Flagged", "metadata": metadata}
    assert "child" not in repr(outcome_of(read_fault(reply(403), "m", {"error": error})))
