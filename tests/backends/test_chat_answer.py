"""Answers of chat completions: whatever JSON comes, it is taken in or passed over."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.backends.chat_answer import Answer, concluded, usage_of
from devserver.models.outcomes import Empty, Ok, Usage

NAMES = ["choices", "delta", "message", "content", "reasoning", "refusal", "finish_reason", "usage", "index", "type"]
NAMES += ["text", "thinking", "prompt_tokens", "cost", "is_byok", "cost_details", "upstream_inference_cost", "id"]
PLAIN = st.none() | st.booleans() | st.integers(-2, 2**70) | st.floats() | st.sampled_from(["", "x", "text", "stop"])
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
)

FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON))
CHOICES = FIELDS.flatmap(lambda fields: FIELDS.map(lambda delta: {"choices": [{**fields, "delta": delta}]}))


def chunk(**delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta}]}


@settings(max_examples=50)
@given(st.lists(FIELDS | CHOICES, max_size=3))
def test_any_json_is_taken_in(chunks: list[dict[str, Any]]) -> None:
    answer = Answer()
    said = "".join([*map(answer.take, chunks), answer.writing.end()])
    assert said == answer.writing.text
    for free in (True, False):
        usage = usage_of(answer.usage, free=free, reports_cost=True)
        assert usage.cost_usd is None or usage.cost_usd >= 0
        assert concluded(answer, usage, {}).usage == usage


def test_only_the_first_of_several_choices_is_the_answer() -> None:
    answer = Answer()
    answer.take({"choices": [{"index": 1, "delta": {"content": "second"}}]})
    answer.take(chunk(content="first"))
    answer.writing.end()
    assert answer.writing.text == "first"


def test_long_thoughts_are_kept_in_part() -> None:
    answer = Answer()
    answer.take(chunk(reasoning="x" * 100_000))
    answer.take(chunk(content="done"))
    outcome = concluded(answer, Usage(), {})
    assert isinstance(outcome, Ok)
    assert len(outcome.meta["thinking"]) == 20_000


def test_who_served_it_stands_in_the_metadata() -> None:
    answer = Answer()
    answer.take({"id": "gen-1", "model": "m-2026", "provider": "Somebody", **chunk(content="done")})
    outcome = concluded(answer, Usage(), {"left_out": ["seed"]})
    assert isinstance(outcome, Ok)
    served = {"id": "gen-1", "model": "m-2026", "provider": "Somebody"}
    assert outcome.meta == {"served": served, "left_out": ["seed"]}


def test_an_answer_of_blanks_is_empty() -> None:
    answer = Answer()
    answer.take(chunk(content=" \n"))
    answer.writing.end()
    assert isinstance(concluded(answer, Usage(), {}), Empty)
