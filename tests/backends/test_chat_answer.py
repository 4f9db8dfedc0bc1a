"""Answers of chat completions: whatever JSON comes, it is taken in or passed over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devserver.backends.chat_answer import Answer, concluded, usage_of
from devserver.models.outcomes import Empty, Ok, TextDelta, Usage
from tests.backends.contract import collect, joined, outcome_of, text_call
from tests.backends.remote_contract import RemoteRig
from tests.fakes import openai as fake
from tests.fakes.http_server import END, head
from tests.fakes.http_server import chunk as piece

pytestmark = pytest.mark.anyio

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
@example([{"choices": [{"delta": {"content": [{"type": []}]}}]}])
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


COSTS = {
    "OpenRouter reports its cost": ("openrouter", {"cost": 0.0042}, (0.0042, "reported")),
    "a cost of nothing is reported too": ("openrouter", {"cost": 0}, (0.0, "reported")),
    "no cost is unknown and never 0": ("openrouter", {}, (None, "unknown")),
    "a cost that is none is unknown": ("openrouter", {"cost": "free"}, (None, "unknown")),
    "a negative cost is unknown": ("openrouter", {"cost": -1}, (None, "unknown")),
    "with a key of one's own the maker's cost is added": (
        "openrouter",
        {"cost": 0.25, "is_byok": True, "cost_details": {"upstream_inference_cost": 1.0}},
        (1.25, "reported"),
    ),
    "without the maker's cost it is unknown": ("openrouter", {"cost": 0.25, "is_byok": True}, (None, "unknown")),
    "OpenAI reports none": ("remote", {"cost": 0.25}, (None, "unknown")),
    "a server that is declared free costs nothing": ("lab", {"cost": 0.25}, (0.0, "listed")),
}


@pytest.mark.parametrize(("who", "used", "cost"), COSTS.values(), ids=COSTS.keys())
async def test_costs(
    who: str, used: dict[str, Any], cost: Any, remote: RemoteRig, openrouter: RemoteRig, lab: RemoteRig
) -> None:
    rig = {"remote": remote, "openrouter": openrouter, "lab": lab}[who]
    rig.server.plays([head(kind=fake.KIND), fake.says("Hi", finish="stop"), fake.usage(**used), fake.DONE, END])
    outcome = await outcome_of(rig.backend)
    assert isinstance(outcome, Ok)
    tokens = {"prompt_tokens": 26, "completion_tokens": 9, "raw": {**fake.USAGE, **used}}
    assert outcome.usage == Usage(**tokens, cost_usd=cost[0], cost_source=cost[1])
    assert rig.backend.charges is (who != "lab")


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_thoughts_of_their_own_field_are_kept_in_the_metadata(remote: RemoteRig, field: str) -> None:
    thoughts = [fake.says(**{field: part}) for part in ("first ", "second")]
    remote.server.plays([head(kind=fake.KIND), *thoughts, fake.says("Hello", finish="stop"), fake.DONE, END])
    signals, [outcome] = await collect(remote.backend, text_call())
    assert isinstance(outcome, Ok)
    assert (joined(signals), outcome.meta["thinking"]) == ("Hello", "first second")


async def test_content_in_parts_is_put_together(remote: RemoteRig) -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Hello"}]
    remote.server.plays([head(kind=fake.KIND), fake.event(choices=[{"delta": {"content": parts}}]), fake.DONE, END])
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Ok)
    assert (outcome.text, outcome.meta["thinking"]) == ("Hello", "hm")


async def test_comments_and_other_fields_of_a_stream_are_passed_over(remote: RemoteRig) -> None:
    noise = piece(b": OPENROUTER PROCESSING\n\nevent: message\r\nretry: 5\r\n\r\n")
    last = [fake.says("Hello", finish="stop"), noise, fake.DONE, END]
    remote.server.plays([head(kind=fake.KIND), noise, *last])
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Ok)
    assert outcome.text == "Hello"


async def test_a_stream_without_done_is_whole_when_it_says_why_it_ended(remote: RemoteRig) -> None:
    remote.server.plays([head(kind=fake.KIND), fake.says("Hello", finish="length"), END])
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Ok)
    assert outcome.meta["finish_reason"] == "length"


async def test_a_server_that_does_not_stream_is_understood(remote: RemoteRig) -> None:
    remote.server.plays(fake.unstreamed("Hello"))
    signals, [outcome] = await collect(remote.backend, text_call())
    assert isinstance(outcome, Ok)
    assert (outcome.text, signals, outcome.usage.prompt_tokens) == ("Hello", [TextDelta(text="Hello")], 26)
