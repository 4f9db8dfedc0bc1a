"""Answers of a declared shape: asked for, checked, asked for once more, whatever the backend."""

from __future__ import annotations

import json

import pytest

from devserver.models.outcomes import Failed, Ok, Refused, Usage
from tests.backends.chat import SCHEMA, bodies, shaped
from tests.backends.contract import collect, joined, outcome_of
from tests.backends.remote_contract import RemoteRig
from tests.fakes import openai as fake

pytestmark = pytest.mark.anyio


async def test_a_shape_is_asked_for_and_checked(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer('{"safe"', ": true}"))
    signals, [outcome] = await collect(remote.backend, shaped())
    assert isinstance(outcome, Ok)
    assert (outcome.text, joined(signals)) == ('{"safe": true}', '{"safe": true}')
    assert "added_messages" not in outcome.meta
    described = {"name": "manipulate", "strict": True, "schema": SCHEMA}
    assert bodies(remote)[0]["response_format"] == {"type": "json_schema", "json_schema": described}


async def test_an_answer_that_is_asked_for_again_costs_both(openrouter: RemoteRig) -> None:
    openrouter.server.plays(fake.answer("no", cost=0.25), fake.answer('{"safe": true}', cost=0.5))
    outcome = await outcome_of(openrouter.backend, shaped())
    assert isinstance(outcome, Ok)
    each = [{**fake.USAGE, "cost": cost} for cost in (0.25, 0.5)]
    assert outcome.usage == Usage(
        prompt_tokens=52, completion_tokens=18, cost_usd=0.75, cost_source="reported", raw={"answers": each}
    )


async def test_twice_another_shape_is_an_error_that_keeps_its_cost(openrouter: RemoteRig) -> None:
    openrouter.server.plays(fake.answer("no", cost=0.25))
    outcome = await outcome_of(openrouter.backend, shaped())
    assert isinstance(outcome, Failed)
    assert "twice" in outcome.reason
    assert outcome.usage.cost_usd == 0.5
    assert len(openrouter.server.asked) == 2


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
async def test_an_error_of_the_second_answer_never_repeats_the_first(openrouter: RemoteRig, status: int) -> None:
    openrouter.server.plays(fake.answer("no", cost=0.25), fake.error(status, "not now"))
    outcome = await outcome_of(openrouter.backend, shaped())
    assert isinstance(outcome, Failed)
    assert not outcome.before_first_byte
    assert outcome.usage.cost_usd == 0.25


async def test_a_server_without_shapes_is_told_the_shape_in_words(lab: RemoteRig) -> None:
    rejection = fake.error(400, "'response_format.type' must be 'text'", type="invalid_request_error", code=None)
    lab.server.plays(rejection, fake.answer('{"safe": true}'))
    outcome = await outcome_of(lab.backend, shaped())
    assert isinstance(outcome, Ok)
    assert "response_format" not in bodies(lab)[1]
    words, prompt = bodies(lab)[1]["messages"]
    assert json.dumps(SCHEMA) in words["content"]
    assert prompt == {"role": "user", "content": "Say hello."}
    assert outcome.meta["added_messages"] == [words]
    assert outcome.meta["left_out"] == ["response_format"]


async def test_a_refusal_is_not_asked_for_again(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer(refusal="No."))
    assert isinstance(await outcome_of(remote.backend, shaped()), Refused)
    assert len(remote.server.asked) == 1
