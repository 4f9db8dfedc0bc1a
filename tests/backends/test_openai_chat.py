"""The backend for chat completions against a server that speaks the protocol as OpenAI, OpenRouter and others do."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.openai_chat import ChatBackend, open_chat
from devserver.backends.opening import Opening
from devserver.backends.wire import Wire
from devserver.models.outcomes import Empty, Failed, Invalid, OutOfCredit, RateLimited, Refused, Unavailable
from devserver.models.runs import now
from devserver.models.servers import Server
from devserver.settings import Settings
from tests.backends.chat import rigged
from tests.backends.contract import SECRET, keys, outcome_of, read_picture, text_call
from tests.backends.remote_contract import RemoteContract, RemoteRig
from tests.fakes import openai as fake
from tests.fakes.http_server import END, HttpServer, Step, head, running, whole

pytestmark = pytest.mark.anyio


@pytest.fixture
async def rig(remote: RemoteRig) -> RemoteRig:
    remote.server.plays(remote.says("Hello", ", you ", "there."))
    return remote


@pytest.fixture
async def absent(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server:
        pass
    async with rigged(server, tmp_path) as rig:
        yield rig


class TestContract(RemoteContract):
    pass


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


async def test_a_key_that_is_not_taken_for_a_list_is_told_in_the_language_of_the_reader(lab: RemoteRig) -> None:
    lab.server.plays(fake.error(401, "no"))
    state = await lab.backend.availability("any", "")
    assert state.cause == "no_key"
    assert re.fullmatch(r"lab does not accept the key in \S+", state.reason)
    assert re.fullmatch(r"lab nimmt den Schlüssel in \S+ nicht an", state.in_language("de").reason)


async def test_a_server_of_ones_own_that_is_off_cannot(absent: RemoteRig, tmp_path: Path) -> None:
    wire = Wire("lab", Server(url=absent.server.url), keys(tmp_path))
    state = await ChatBackend(wire, read_picture).availability("any", "")
    await wire.close()
    assert not state.ready
    assert absent.server.url in state.reason


async def test_limits_of_the_settings_reach_the_backend(tmp_path: Path) -> None:
    limits = {"limit": 3, "connect_seconds": 1, "read_seconds": 2, "total_seconds": 4}
    lab = {"name": "lab", "url": "http://127.0.0.1:9/v1", **limits}
    settings = Settings(data=tmp_path, openai=limits, openrouter=limits, openai_servers=(lab,))
    with ThreadPoolExecutor(1) as pool:
        async with AsyncExitStack() as stack:
            backends = open_chat(Opening(settings, settings.keys, pool, pool, stack))
    assert [(one.name, one.concurrency, one.timeout) for one in backends] == [
        (name, 3, 4.0) for name in ("openai", "openrouter", "lab")
    ]
    servers = [one.wire.server for one in backends if isinstance(one, ChatBackend)]
    assert [(server.connect_seconds, server.read_seconds) for server in servers] == [(1.0, 2.0)] * 3


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
