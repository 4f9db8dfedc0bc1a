"""The Ollama backend against a server that speaks its protocol."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devserver.backends.ollama import OllamaBackend, request_body
from devserver.backends.wire import Wire
from devserver.models.calls import InputMedia, Prompt
from devserver.models.outcomes import Empty, Failed, Invalid, Ok, Unavailable, Usage
from devserver.models.servers import Server
from tests.backends.contract import PNG, SECRET, collect, keys, outcome_of, read_picture, text_call
from tests.backends.remote_contract import RemoteContract, RemoteRig
from tests.fakes import ollama as fake
from tests.fakes.http_server import END, HttpServer, Step, head, running, whole

pytestmark = pytest.mark.anyio


class OllamaRig(RemoteRig):
    def says(self, *pieces: str) -> list[Step]:
        return fake.answer(*pieces)

    def begins(self, piece: str) -> list[Step]:
        return [head(kind=fake.KIND), fake.says(piece)]

    def only_thinks(self) -> list[Step]:
        return fake.answer(thoughts=("hm", "mm"))

    def fails(self, status: int, message: str, **headers: str) -> list[Step]:
        return fake.error(status, message, **headers)


async def rigged(server: HttpServer, folder: Path) -> AsyncIterator[OllamaRig]:
    where = Server(url=server.url, read_seconds=1.0, connect_seconds=5.0)
    wire = Wire("ollama", where, keys(folder, DEVSERVER_KEY_OLLAMA=SECRET))
    try:
        yield OllamaRig(OllamaBackend(wire, read_picture), server=server)
    finally:
        await wire.close()


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        async for rig in rigged(server, tmp_path):
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


class TestContract(RemoteContract):
    pass


async def test_the_request_holds_every_parameter_byte_by_byte(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer("{}"))
    call = text_call(
        prompt=Prompt(text="Task:\n“Grüße” {{X}}", system="Be kind."),
        parameters={
            "temperature": 0.7,
            "top_p": 0.9,
            "top_k": 40,
            "min_p": 0.05,
            "max_tokens": 500,
            "num_ctx": 8192,
            "repetition_penalty": 1.1,
            "stop": "END",
            "keep_alive": "10m",
            "think": False,
            "seed": 1,
            "mirostat": None,
            "options": {"num_gpu": 1},
        },
        seed=42,
        response_schema={"type": "object", "properties": {"safe": {"type": "boolean"}}},
    )
    assert isinstance(await outcome_of(remote.backend, call), Ok)
    [asked] = remote.server.asked
    assert (asked.method, asked.path) == ("POST", "/api/chat")
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert asked.headers["content-type"] == "application/json"
    assert (
        asked.body
        == (
            '{"model":"llama3.2","messages":[{"role":"system","content":"Be kind."},'
            '{"role":"user","content":"Task:\\n“Grüße” {{X}}"}],"stream":true,"truncate":false,'
            '"keep_alive":"10m","think":false,'
            '"format":{"type":"object","properties":{"safe":{"type":"boolean"}}},'
            '"options":{"num_gpu":1,"temperature":0.7,"top_p":0.9,"top_k":40,"min_p":0.05,"num_predict":500,'
            '"num_ctx":8192,"repeat_penalty":1.1,"stop":["END"],"seed":42}}'
        ).encode()
    )


async def test_pictures_go_as_base64_beside_the_text(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer("A bird."))
    image = InputMedia(parameter="input_image", path="runs/02_input_media.png", mime="image/png", sha256="0" * 64)
    await outcome_of(remote.backend, text_call(images=(image,)))
    [message] = json.loads(remote.server.asked[0].body)["messages"]
    assert message == {"role": "user", "content": "Say hello.", "images": [base64.b64encode(PNG).decode()]}


def test_a_large_seed_becomes_one_of_32_bits() -> None:
    assert request_body(text_call(seed=2**53 - 1))["options"] == {"seed": 2**31 - 1}


def test_a_seed_of_the_parameters_counts_where_the_attempt_has_none() -> None:
    assert request_body(text_call(seed=None, parameters={"seed": 5}))["options"] == {"seed": 5}


async def test_what_was_used_is_told_and_costs_nothing(rig: RemoteRig) -> None:
    outcome = await outcome_of(rig.backend)
    assert isinstance(outcome, Ok)
    free = Usage(prompt_tokens=26, completion_tokens=9, cost_usd=0.0, cost_source="listed", raw=fake.COUNTS)
    assert outcome.usage == free
    assert outcome.meta == {"finish_reason": "stop", "usage": fake.COUNTS}
    assert rig.backend.charges is False


async def test_thoughts_of_their_own_field_are_kept_in_the_metadata(remote: RemoteRig) -> None:
    remote.server.plays(fake.answer("Hello", thoughts=("first ", "second")))
    _signals, [outcome] = await collect(remote.backend, text_call())
    assert isinstance(outcome, Ok)
    assert (outcome.text, outcome.meta["thinking"]) == ("Hello", "first second")


NO_MEMORY = "model requires more system memory (9 GiB) than is available"
ERRORS = {
    "a model that is not there": (404, 'model "llama3.2" not found', Unavailable, "ollama pull llama3.2"),
    "another server": (404, "404 page not found", Unavailable, "not the address"),
    "a text that is too long": (400, "input length exceeds maximum context length", Invalid, "num_ctx"),
    "a request that does not fit": (400, '"llama3.2" does not support thinking', Invalid, "thinking"),
    "a key that is missing": (401, "unauthorized", Unavailable, "DEVSERVER_KEY_OLLAMA"),
    "too little memory": (500, NO_MEMORY, Unavailable, "cannot load"),
    "a runner that crashed": (500, "llama runner process has terminated", Failed, "terminated"),
}


@pytest.mark.parametrize(("status", "said", "kind", "words"), ERRORS.values(), ids=ERRORS.keys())
async def test_errors_become_outcomes(remote: RemoteRig, status: int, said: str, kind: type, words: str) -> None:
    remote.server.plays(fake.error(status, said))
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, kind)
    assert words in outcome.reason


async def test_an_error_of_a_proxy_before_it_is_told_in_its_words_alone(remote: RemoteRig) -> None:
    remote.server.plays(whole(500, b'{"error": {"message": "no worker is free", "code": 7}}'))
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "ollama failed: no worker is free"


@pytest.mark.parametrize(
    ("before", "began"),
    [pytest.param([], False, id="before a word"), pytest.param([fake.says("Hel")], True, id="after a word")],
)
async def test_an_error_in_the_stream_ends_it(remote: RemoteRig, before: list[bytes], began: bool) -> None:
    remote.server.plays([head(kind=fake.KIND), *before, fake.line(error="an error was encountered"), END])
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Failed)
    assert outcome.before_first_byte is not began
    assert "an error was encountered" in outcome.reason


async def test_a_model_that_was_only_loaded_said_nothing(remote: RemoteRig) -> None:
    remote.server.plays([head(kind=fake.KIND), fake.ends(done_reason="load"), END])
    assert isinstance(await outcome_of(remote.backend), Empty)


async def test_a_model_is_known_with_and_without_its_tag(remote: RemoteRig) -> None:
    remote.server.plays(fake.tags("llama3.2:latest", "qwen3:4b"))
    states = [await remote.backend.availability(name, "") for name in ("llama3.2", "qwen3:4b", "qwen3", "llama3.2:1b")]
    assert [state.ready for state in states] == [True, True, False, False]
    told = "ollama has no model 'qwen3': run `ollama pull qwen3` where it runs; the nearest names there: qwen3:4b"
    assert states[2].reason == told
    assert states[2].missing == ("qwen3",)


async def test_the_list_of_models_is_asked_for_once(remote: RemoteRig) -> None:
    remote.server.plays([0.02, *fake.tags("llama3.2:latest")])
    states = await asyncio.gather(*(remote.backend.availability("llama3.2", "") for _ in range(20)))
    assert all(state.ready for state in states)
    assert [asked.path for asked in remote.server.asked] == ["/api/tags"]


async def test_a_server_that_is_not_there_has_nothing(absent: RemoteRig) -> None:
    state = await absent.backend.availability("llama3.2", "")
    assert state.state == "unavailable"
    assert absent.server.url in state.reason


async def test_something_else_at_the_address_is_no_ollama(remote: RemoteRig) -> None:
    remote.server.plays(whole(200, b'{"hello": 1}'))
    state = await remote.backend.availability("llama3.2", "")
    assert not state.ready
    assert "whether it is an Ollama server" in state.reason


ODD: dict[str, dict[str, object]] = {
    "a content that is no text": {"message": {"content": 5}, "done": True},
    "a content in parts": {"message": {"content": [{"text": "x"}]}, "done": True},
    "a thought that is no text": {"message": {"content": "", "thinking": {"a": 1}}, "done": True},
    "counts that are none": {"message": {"content": ""}, "done": True, "eval_count": "9", "prompt_eval_count": -1},
    "an end without a message": {"done": True},
    "an end that is no yes": {"message": {"content": ""}, "done": 1},
    "a message that is no object": {"message": "hello", "done": False},
    "an error that is no text": {"error": {"a": [1]}},
    "a number that is none": {"message": {"content": "x"}, "done": True, "eval_count": float("nan")},
}


@pytest.mark.parametrize("fields", ODD.values(), ids=ODD.keys())
async def test_an_odd_line_becomes_an_outcome(remote: RemoteRig, fields: dict[str, object]) -> None:
    remote.server.plays([head(kind=fake.KIND), fake.line(**fields), END])
    outcome = await outcome_of(remote.backend)
    assert isinstance(outcome, Empty | Failed)
    assert len(getattr(outcome, "reason", "")) > 20 or isinstance(outcome, Empty)
