"""The backend for chat completions against a server that speaks the protocol as OpenAI, OpenRouter and others do."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.chat_request import response_format
from devserver.backends.openai_chat import ChatBackend
from devserver.backends.wire import Wire
from devserver.models.calls import InputMedia, Prompt, TextCall
from devserver.models.outcomes import (
    Empty,
    Failed,
    Invalid,
    Ok,
    OutOfCredit,
    RateLimited,
    Refused,
    TextDelta,
    Unavailable,
    Usage,
)
from devserver.models.runs import now
from devserver.models.servers import Server
from tests.backends.contract import (
    PNG,
    SECRET,
    RemoteContract,
    RemoteRig,
    collect,
    joined,
    keys,
    outcome_of,
    read_picture,
    text_call,
)
from tests.fakes import openai as fake
from tests.fakes.http_server import END, HttpServer, Step, chunk, head, running, whole

pytestmark = pytest.mark.anyio

SCHEMA = {
    "type": "object",
    "properties": {"safe": {"type": "boolean"}},
    "required": ["safe"],
    "additionalProperties": False,
}


class ChatRig(RemoteRig):
    def says(self, *pieces: str) -> list[Step]:
        return fake.answer(*pieces)

    def begins(self, piece: str) -> list[Step]:
        return [head(kind=fake.KIND), fake.says(piece)]

    def only_thinks(self) -> list[Step]:
        return [head(kind=fake.KIND), fake.says(reasoning="hmmm"), fake.says(finish="stop"), fake.DONE, END]

    def fails(self, status: int, message: str, **headers: str) -> list[Step]:
        return fake.error(status, message, headers, type="some_error", code=None)


async def rigged(server: HttpServer, folder: Path, name: str = "openai", **more: Any) -> AsyncIterator[ChatRig]:
    where = Server(url=f"{server.url}/v1", read_seconds=0.3, connect_seconds=0.3)
    given = keys(folder, OPENAI_API_KEY=SECRET, OPENROUTER_API_KEY=SECRET, DEVSERVER_KEY_LAB=SECRET)
    wire = Wire(name, where, given, charges=more.get("charges", True))
    try:
        yield ChatRig(ChatBackend(wire, read_picture, **more), server=server)
    finally:
        await wire.close()


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        more = {"needs_key": True, "max_tokens_name": "max_completion_tokens"}
        async for rig in rigged(server, tmp_path, **more):
            yield rig


@pytest.fixture
async def openrouter(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        async for rig in rigged(server, tmp_path, "openrouter", needs_key=True, reports_cost=True):
            yield rig


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        async for rig in rigged(server, tmp_path, "lab", charges=False):
            yield rig


@pytest.fixture
async def rig(remote: RemoteRig) -> RemoteRig:
    remote.server.plays(remote.says("Hello", ", you ", "there."))
    return remote


@pytest.fixture
async def absent(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        pass
    async for rig in rigged(server, tmp_path):
        yield rig


def bodies(rig: RemoteRig) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in rig.server.asked]


class TestContract(RemoteContract):
    pass


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
    assert outcome.usage == Usage(prompt_tokens=26, completion_tokens=9, cost_usd=cost[0], cost_source=cost[1])
    assert rig.backend.charges is (who != "lab")


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_thoughts_of_their_own_field_are_kept_in_the_metadata(remote: RemoteRig, field: str) -> None:
    thoughts = [fake.says(**{field: piece}) for piece in ("first ", "second")]
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
    noise = chunk(b": OPENROUTER PROCESSING\n\nevent: message\r\nretry: 5\r\n\r\n")
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


ERRORS: dict[str, tuple[int, dict[str, Any], type, str]] = {
    "a wrong key": (401, {"code": "invalid_api_key"}, Unavailable, "OPENAI_API_KEY"),
    "a key without rights": (403, {"code": None}, Unavailable, "OPENAI_API_KEY"),
    "no credit": (402, {"code": 402}, OutOfCredit, "Said so"),
    "no credit as OpenAI says it": (429, {"code": "insufficient_quota"}, OutOfCredit, "Said so"),
    "too many calls": (429, {"code": "rate_limit_exceeded"}, RateLimited, "Said so."),
    "a text that was flagged": (403, {"code": 403, "metadata": {"reasons": ["violence"]}}, Refused, "violence"),
    "a text that was refused": (400, {"code": "content_policy_violation"}, Refused, "Said so"),
    "a model that is not there": (404, {"code": "model_not_found"}, Unavailable, "llama3.2"),
    "a path that is not there": (404, {"code": None}, Unavailable, "/v1"),
    "a text that is too long": (400, {"code": "context_length_exceeded"}, Invalid, "larger context"),
    "a value that does not fit": (400, {"code": "decimal_above_max_value", "param": "top_p"}, Invalid, "Said so"),
    "an overloaded server": (529, {"type": "overloaded_error"}, Unavailable, "Said so"),
    "a provider that is down": (502, {"metadata": {"error_type": "provider_unavailable"}}, Unavailable, "Said so"),
    "a server that broke": (500, {"type": "server_error"}, Failed, "Said so"),
}


@pytest.mark.parametrize(("status", "fields", "kind", "words"), ERRORS.values(), ids=ERRORS.keys())
async def test_errors_become_outcomes(
    remote: RemoteRig, status: int, fields: dict[str, Any], kind: type, words: str
) -> None:
    remote.server.plays(fake.error(status, "Said so", **fields))
    outcome = await outcome_of(remote.backend, text_call(parameters={"top_p": 3}))
    assert isinstance(outcome, kind), outcome
    assert words in getattr(outcome, "reason", "")
    assert len(remote.server.asked) == 1


@pytest.mark.parametrize(("status", "fields", "kind", "words"), ERRORS.values(), ids=ERRORS.keys())
async def test_the_same_errors_inside_an_answer(
    remote: RemoteRig, status: int, fields: dict[str, Any], kind: type, words: str
) -> None:
    error = {"message": "Said so", "http_status": status, **fields}
    remote.server.plays(whole(200, json.dumps({"error": error}).encode()))
    outcome = await outcome_of(remote.backend, text_call(parameters={"top_p": 3}))
    assert isinstance(outcome, kind), outcome


@pytest.mark.parametrize(
    ("before", "kind"),
    [pytest.param([], Unavailable, id="before a word"), pytest.param([fake.says("Hel")], Failed, id="after a word")],
)
async def test_an_error_in_the_stream(openrouter: RemoteRig, before: list[bytes], kind: type) -> None:
    error = {"code": 503, "message": "Provider disconnected", "metadata": {"error_type": "provider_unavailable"}}
    broken = fake.event(error=error, choices=[{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}])
    openrouter.server.plays([head(kind=fake.KIND), *before, broken, fake.DONE, END])
    outcome = await outcome_of(openrouter.backend)
    assert isinstance(outcome, kind)
    assert "Provider disconnected" in outcome.reason
    assert not getattr(outcome, "before_first_byte", False)


async def test_an_end_by_error_without_a_word_is_an_error(remote: RemoteRig) -> None:
    remote.server.plays([head(kind=fake.KIND), fake.says("Hel", finish="error"), fake.DONE, END])
    assert isinstance(await outcome_of(remote.backend), Failed)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param(fake.answer(finish="stop", refusal="I cannot do that."), "I cannot do that.", id="of the model"),
        pytest.param(fake.answer("Once", finish="content_filter"), "content filter", id="of the provider's filter"),
    ],
)
async def test_refusals_are_results(remote: RemoteRig, steps: list[Step], words: str) -> None:
    remote.server.plays(steps)
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Refused)
    assert words in outcome.reason
    assert outcome.usage.prompt_tokens == 26


@pytest.mark.parametrize("headers", [{"retry_after": "20"}, {"retry_after_ms": "20000"}, {"x_ratelimit_reset": "20s"}])
async def test_too_many_calls_name_their_time(remote: RemoteRig, headers: dict[str, str]) -> None:
    remote.server.plays(fake.error(429, "slow down", headers))
    before = now()
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, RateLimited)
    assert outcome.retry_at is not None
    assert timedelta(seconds=19) < outcome.retry_at - before < timedelta(seconds=25)


async def test_the_reset_in_the_metadata_counts_too(openrouter: RemoteRig) -> None:
    reset = str(int((now() + timedelta(seconds=40)).timestamp() * 1000))
    metadata = {"headers": {"X-RateLimit-Reset": reset}}
    openrouter.server.plays(fake.error(429, "Rate limit exceeded: free-models-per-min.", code=429, metadata=metadata))
    outcome = await outcome_of(openrouter.backend)
    assert isinstance(outcome, RateLimited)
    assert outcome.retry_at is not None
    assert timedelta(seconds=30) < outcome.retry_at - now() < timedelta(seconds=41)


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


def shaped() -> TextCall:
    return text_call(response_schema=SCHEMA)


async def test_a_shape_is_asked_for_and_checked(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer('{"safe"', ": true}"))
    signals, [outcome] = await collect(remote.backend, shaped())
    assert isinstance(outcome, Ok)
    assert (outcome.text, joined(signals)) == ('{"safe": true}', '{"safe": true}')
    assert "added_messages" not in outcome.meta
    described = {"name": "manipulate", "strict": True, "schema": SCHEMA}
    assert bodies(remote)[0]["response_format"] == {"type": "json_schema", "json_schema": described}


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


async def test_a_fence_around_the_answer_is_taken_off(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer('```json\n{"safe": false}\n```'))
    outcome = await outcome_of(remote.backend, shaped())
    assert isinstance(outcome, Ok)
    assert outcome.text == '{"safe": false}'


@pytest.mark.parametrize("wrong", ["Yes, it is safe.", '{"safe": "yes"}', '{"safe": NaN}', "{}"])
async def test_an_answer_that_does_not_fit_is_asked_for_once_more(openrouter: RemoteRig, wrong: str) -> None:
    openrouter.server.plays(fake.answer(wrong, cost=0.25), fake.answer('{"safe": true}', cost=0.5))
    signals, [outcome] = await collect(openrouter.backend, shaped())
    assert isinstance(outcome, Ok)
    assert joined(signals) == outcome.text == '{"safe": true}'
    assert outcome.usage == Usage(prompt_tokens=52, completion_tokens=18, cost_usd=0.75, cost_source="reported")
    second = bodies(openrouter)[1]["messages"]
    assert second[1] == {"role": "assistant", "content": wrong}
    assert "does not fit the JSON Schema" in second[2]["content"]
    assert outcome.meta["added_messages"] == second[1:]


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


async def test_without_a_key_nothing_is_sent(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        wire = Wire("openai", Server(url=server.url), keys(tmp_path), charges=True)
        backend = ChatBackend(wire, read_picture, needs_key=True)
        outcome, state = await outcome_of(backend), await backend.availability("gpt", "")
    assert isinstance(outcome, Unavailable)
    assert outcome.reason == state.reason
    assert outcome.missing == state.missing == ("OPENAI_API_KEY",)
    assert "set OPENAI_API_KEY, or write the key into" in outcome.reason
    assert server.asked == []


async def test_a_key_that_no_header_can_hold_is_named_by_its_place(tmp_path: Path) -> None:
    wire = Wire("openai", Server(url="http://127.0.0.1:9"), keys(tmp_path, OPENAI_API_KEY="sk-a\nb"), charges=True)
    outcome = await outcome_of(ChatBackend(wire, read_picture, needs_key=True))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("OPENAI_API_KEY",)
    assert "sk-a" not in repr(outcome)


async def test_a_key_file_counts_as_soon_as_it_is_written(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays(fake.answer("Hi"))
        wire = Wire("lab", Server(url=server.url), keys(tmp_path))
        backend = ChatBackend(wire, read_picture)
        await outcome_of(backend)
        (tmp_path / "lab.key").write_text(f"{SECRET}\n")
        await outcome_of(backend)
        await wire.close()
    assert [asked.headers.get("authorization") for asked in server.asked] == [None, f"Bearer {SECRET}"]


async def test_headers_of_the_server_are_sent_and_hidden(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays(fake.error(400, f"bad header {SECRET}"))
        wire = Wire("lab", Server(url=server.url, headers={"X-Pass": SECRET}), keys(tmp_path))
        backend = ChatBackend(wire, read_picture)
        outcome = await outcome_of(backend)
        await wire.close()
    assert server.asked[0].headers["x-pass"] == SECRET
    assert SECRET not in repr((outcome, backend, backend.describe()))


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        pytest.param(whole(200, b'{"data": []}'), True, id="a server that lists models"),
        pytest.param(whole(404, b"{}"), True, id="a server without a list"),
        pytest.param(fake.error(401, "no"), False, id="a server that does not take the key"),
        pytest.param(fake.error(503, "Loading model"), False, id="a server that is loading"),
    ],
)
async def test_whether_a_server_of_ones_own_can_be_had(lab: RemoteRig, answer: list[Step], ready: bool) -> None:
    lab.server.plays(answer)
    state = await lab.backend.availability("any", "")
    assert state.ready is ready
    assert await lab.backend.availability("other", "p5") == state
    assert [asked.path for asked in lab.server.asked] == ["/v1/models"]


async def test_a_server_of_ones_own_that_is_off_cannot(absent: RemoteRig, tmp_path: Path) -> None:
    wire = Wire("lab", Server(url=absent.server.url), keys(tmp_path))
    state = await ChatBackend(wire, read_picture).availability("any", "")
    await wire.close()
    assert not state.ready
    assert absent.server.url in state.reason


async def test_a_paid_call_that_was_cut_before_its_answer_is_not_repeated(remote: RemoteRig, lab: RemoteRig) -> None:
    remote.server.plays(["die"])
    lab.server.plays(["die"])
    paid, free = await outcome_of(remote.backend), await outcome_of(lab.backend)
    assert isinstance(paid, Failed)
    assert isinstance(free, Failed)
    assert (paid.before_first_byte, free.before_first_byte) == (False, True)
    assert "may have been done and paid" in paid.reason


async def test_an_answer_of_tool_calls_alone_is_empty(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer(finish="tool_calls"))
    assert isinstance(await outcome_of(remote.backend), Empty)
