"""What of a call reaches `/chat/completions`, byte by byte, and what is left out because a server rejects it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from devserver.backends.chat_request import response_format
from devserver.models.calls import InputMedia, Prompt
from devserver.models.outcomes import Invalid, Ok
from tests.backends.chat import SCHEMA, bodies
from tests.backends.contract import PNG, SECRET, outcome_of, text_call
from tests.backends.remote_contract import RemoteRig
from tests.fakes import openai as fake
from tests.fakes.http_server import whole

pytestmark = pytest.mark.anyio


GIVEN = {
    "temperature": 0.7,
    "top_p": 0.9,
    "max_tokens": 500,
    "stop": ["END"],
    "frequency_penalty": 0.5,
    "seed": 1,
    "reasoning_effort": "low",
    "keep_alive": "10m",
    "num_ctx": 8192,
    "presence_penalty": None,
}


async def test_the_request_holds_every_parameter_byte_by_byte(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer("Hi"))
    call = text_call(prompt=Prompt(text="“Grüße” {{X}}", system="Be kind."), parameters=GIVEN, seed=42)
    outcome = await outcome_of(remote.backend, call)
    [asked] = remote.server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert (
        asked.body
        == (
            '{"model":"llama3.2","messages":[{"role":"system","content":"Be kind."},'
            '{"role":"user","content":"“Grüße” {{X}}"}],"stream":true,"stream_options":{"include_usage":true},'
            '"temperature":0.7,"top_p":0.9,"stop":["END"],"frequency_penalty":0.5,"reasoning_effort":"low",'
            '"seed":42,"max_completion_tokens":500}'
        ).encode()
    )
    assert isinstance(outcome, Ok)
    assert outcome.meta["left_out"] == ["keep_alive", "num_ctx"]


async def test_other_servers_are_told_max_tokens(lab: RemoteRig) -> None:
    lab.server.plays(fake.answer("Hi"))
    await outcome_of(lab.backend, text_call(parameters={"num_predict": 9}))
    assert bodies(lab)[0]["max_tokens"] == 9


async def test_pictures_go_as_data_urls_behind_the_text(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer("A bird."))
    image = InputMedia(parameter="input_image", path="runs/02_input_media.png", mime="image/png", sha256="0" * 64)
    await outcome_of(remote.backend, text_call(images=(image,)))
    [message] = bodies(remote)[0]["messages"]
    url = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert message["content"] == [
        {"type": "text", "text": "Say hello."},
        {"type": "image_url", "image_url": {"url": url}},
    ]


NOT_TAKEN = {
    "a value that the model does not take": {"code": "unsupported_value", "param": "temperature"},
    "a parameter that the model does not know": {"code": "unsupported_parameter", "param": "temperature"},
    "an argument that the server does not know": {"code": None, "param": None},
}


@pytest.mark.parametrize("fields", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
async def test_what_is_rejected_by_name_is_left_out_and_told(remote: RemoteRig, fields: dict[str, Any]) -> None:
    rejection = fake.error(400, "Unrecognized request argument supplied: temperature", **fields)
    remote.server.plays(rejection, fake.answer("Hi"))
    call = text_call(parameters={"temperature": 0.7, "top_p": 0.9})
    for _ in range(2):
        outcome = await outcome_of(remote.backend, call)
        assert isinstance(outcome, Ok)
        assert outcome.meta["left_out"] == ["temperature"]
    assert [sorted({"temperature", "top_p"} & body.keys()) for body in bodies(remote)] == [
        ["temperature", "top_p"],
        ["top_p"],
        ["top_p"],
    ]


async def test_a_field_that_a_strict_server_does_not_know_is_left_out(lab: RemoteRig) -> None:
    detail = [{"type": "extra_forbidden", "loc": ["body", "top_k"], "msg": "Extra inputs are not permitted"}]
    lab.server.plays(whole(422, json.dumps({"detail": detail}).encode()), fake.answer("Hi"))
    assert isinstance(await outcome_of(lab.backend, text_call(parameters={"top_k": 40})), Ok)
    assert "top_k" not in bodies(lab)[1]


async def test_a_server_that_rejects_everything_is_asked_a_few_times_only(remote: RemoteRig) -> None:
    remote.server.plays(fake.error(400, "no", code="unsupported_parameter", param="stream_options"))
    assert isinstance(await outcome_of(remote.backend), Invalid)
    assert len(remote.server.asked) == 2


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        pytest.param({"type": "object"}, False, id="an open object"),
        pytest.param({**SCHEMA, "required": []}, False, id="a member that may be missing"),
        pytest.param({"type": "string", "maxLength": 9}, False, id="a length"),
        pytest.param({"type": "array", "items": {"type": "object"}}, False, id="an open object in a list"),
        pytest.param({"type": "array", "items": SCHEMA}, True, id="a list of closed objects"),
        pytest.param({"anyOf": [SCHEMA, {"type": "null"}]}, True, id="one of two"),
    ],
)
def test_only_what_strict_answers_allow_is_asked_for_strictly(schema: dict[str, Any], strict: bool) -> None:
    assert response_format("x y", schema)["json_schema"] == {"name": "x_y", "strict": strict, "schema": schema}
