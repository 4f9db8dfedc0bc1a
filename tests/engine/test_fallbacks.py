"""Other models for when one is unavailable, from the setting to the record, over backends that really ask a server."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devserver.engine.accepting import Asked
from devserver.engine.catalogue import availability
from devserver.engine.engine import Engine, open_engine
from devserver.engine.fallbacks import first_available
from devserver.engine.record import Record
from devserver.models.outcomes import Failed, Invalid, Ok, Outcome, OutOfCredit, RateLimited, Refused, Unavailable
from devserver.models.runs import InputRef, Request
from devserver.settings import Settings
from tests.fakes import ollama, openai
from tests.fakes.http_server import HttpServer, Step, running, whole

pytestmark = pytest.mark.anyio

SECRET = "sk-test-0123456789abcdef"
ATTITUDE = Request(action="interception", input_text="a house", config="close_observer", seed=1)
GONE = Unavailable(reason="gone")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys and the settings of whoever runs the tests out."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("said", "asked", "outcome"),
    [
        pytest.param([Ok(text="a")], ["0"], Ok(text="a"), id="the first answers"),
        pytest.param([GONE, Ok(text="b")], ["0", "1"], Ok(text="b"), id="the second answers"),
        pytest.param([GONE, Failed(reason="x")], ["0", "1"], Failed(reason="x"), id="the second fails"),
        pytest.param([GONE, Unavailable(reason="too")], ["0", "1"], GONE, id="none is there: the first says why"),
        *(
            pytest.param([outcome], ["0"], outcome, id=f"{outcome.type} leads to no other model")
            for outcome in (Refused(reason="no"), Invalid(reason="x"), OutOfCredit(), RateLimited(), Failed(reason="x"))
        ),
    ],
)
async def test_another_choice_is_asked_only_where_one_is_unavailable(
    said: list[Outcome], asked: list[str], outcome: Outcome
) -> None:
    seen: list[str] = []

    async def ask(choice: str) -> Outcome:
        seen.append(choice)
        return said[int(choice)]

    found, choice = await first_available(["0", "1"], ask)
    assert (seen, found) == (asked, outcome)
    assert choice == ("0" if outcome == GONE else asked[-1])


@asynccontextmanager
async def opened(data: Path, **settings: Any) -> AsyncIterator[tuple[Engine, HttpServer, HttpServer]]:
    """Open an engine as it is shipped, with an Ollama server and an OpenRouter."""
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "openrouter.key").write_text(SECRET)
    async with running(HttpServer()) as local, running(HttpServer()) as remote:
        addresses: dict[str, Any] = {"ollama": local.url, "openrouter_url": f"{remote.url}/v1"}
        async with open_engine(Settings(data=data, stop_grace_seconds=0.0, **addresses, **settings)) as engine:
            yield engine, local, remote


async def done(engine: Engine, **more: Any) -> Record:
    accepted = await engine.runs.start(Asked(ATTITUDE.model_copy(update=more)))
    return await engine.runs.ended(accepted)


BOTH = "ollama/qwen3, openrouter/vendor/small"
MISSING = ollama.error(404, "model 'qwen3' not found")


async def test_the_record_says_which_model_was_asked_and_which_answered(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model=BOTH) as (engine, local, remote):
        local.plays(MISSING)
        remote.plays(openai.answer("A house, seen closely.", cost=0.001))
        record = await done(engine)
        happened = await engine.log.stored(record.run_id, 0, 1000)
    entity = record.entity("interception")
    assert record.row.state == "open"
    assert entity is not None
    assert entity.producer == "openrouter/vendor/small"
    assert entity.meta["fallback_for"] == "ollama/qwen3"
    rows = [(c.provider, c.model, c.outcome, c.cost_usd, c.cost_source) for c in record.calls.values()]
    assert rows == [
        ("ollama", "qwen3", "unavailable", 0.0, "listed"),
        ("openrouter", "vendor/small", "ok", 0.001, "reported"),
    ]
    steps = [e.data for e in happened if e.type == "pipeline_stage_update" and e.data["stage"] == "interception"]
    told = [(step["status"], step.get("reason")) for step in steps]
    assert told == [("started", None), ("started", "fallback_model"), ("completed", "fallback_model")]


async def test_the_first_model_is_the_only_one_while_it_answers(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model=BOTH) as (engine, local, remote):
        local.plays(ollama.answer("A house."))
        record = await done(engine)
    entity = record.entity("interception")
    assert entity is not None
    assert entity.producer == "ollama/qwen3"
    assert "fallback_for" not in entity.meta
    [call] = record.calls.values()
    assert (call.prompt_tokens, call.completion_tokens) == (26, 9)
    assert (call.cost_usd, call.cost_source) == (0.0, "listed")
    assert remote.asked == []


async def test_a_refusal_is_never_taken_to_another_model(tmp_path: Path) -> None:
    both = "openrouter/vendor/small,ollama/qwen3"
    async with opened(tmp_path, stage2_interception_model=both) as (engine, local, remote):
        remote.plays(openai.answer(refusal="No."))
        record = await done(engine)
    assert record.row.state == "refused"
    assert local.asked == []


async def test_a_check_can_have_another_model_too(tmp_path: Path) -> None:
    models = {"stage1_text_model": BOTH, "stage2_interception_model": "embedded/text"}
    async with opened(tmp_path, **models) as (engine, local, remote):
        local.plays(MISSING)
        remote.plays(openai.answer('{"safe": true, "reason": ""}'))
        record = await done(engine)
    verdict = record.entity("input_check")
    assert verdict is not None
    assert (verdict.producer, verdict.meta["passed"]) == ("openrouter/vendor/small", True)
    body = json.loads(remote.asked[0].body)
    assert (body["max_tokens"], body["temperature"], body["top_p"], body["seed"]) == (4000, 0.0, 1.0, 1)
    assert json.loads(local.asked[0].body)["format"]["required"] == ["safe", "reason"]


async def test_without_any_model_that_answers_the_first_says_why(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model=BOTH) as (engine, local, remote):
        local.plays(MISSING)
        remote.plays(openai.error(404, "No endpoints found for vendor/small.", code=404))
        record = await done(engine)
    assert record.row.problem is not None
    assert record.row.problem.params["model"] == "ollama/qwen3"
    assert "ollama pull qwen3" in record.row.problem.params["reason"]
    assert [call.outcome for call in record.calls.values()] == ["unavailable", "unavailable"]


@pytest.mark.parametrize(
    ("models", "ready", "words"),
    [
        pytest.param("ollama/llama3.2", True, "", id="a model that is there"),
        pytest.param("ollama/qwen3", False, "ollama pull qwen3", id="a model that is not there"),
        pytest.param("ollama/qwen3,ollama/llama3.2", True, "", id="another model that is there"),
        pytest.param("openai/gpt-5", False, "set OPENAI_API_KEY", id="a provider without a key"),
        pytest.param("lab/any", False, "DEVSERVER_OPENAI_SERVERS", id="a server that nobody named"),
    ],
)
async def test_a_list_says_what_can_be_had_and_what_to_set(
    tmp_path: Path, models: str, ready: bool, words: str
) -> None:
    async with opened(tmp_path, stage2_interception_model=models) as (engine, local, _remote):
        local.plays(ollama.tags("llama3.2:latest"))
        config = engine.declared.library.config("close_observer")
        state = await availability(engine.declared, engine.router, config)
    assert state.ready is ready
    assert words in state.reason


FAULTS: dict[str, list[Step]] = {
    "a wrong key": openai.error(401, f"Incorrect key {SECRET}", code="invalid_api_key"),
    "a fault that repeats the header": openai.error(400, f"Bearer {SECRET} is odd"),
    "a page that repeats the key": whole(200, f"<html>{SECRET}</html>".encode(), "text/html"),
    "no JSON": whole(200, f"data: {SECRET}\n\n".encode(), "text/event-stream"),
}


@pytest.mark.parametrize("steps", FAULTS.values(), ids=FAULTS.keys())
async def test_no_key_is_logged_or_kept(
    tmp_path: Path, steps: list[Step], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with opened(tmp_path, stage2_interception_model="openrouter/vendor/small") as (engine, _local, remote):
        remote.plays(steps)
        record = await done(engine)
        happened = await engine.log.stored(record.run_id, 0, 1000)
        shown = f"{[backend.describe() for backend in engine.router.backends]} {engine.router.backends!r} {engine!r}"
    assert record.row.state == "failed"
    assert remote.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".key")
    said = capsys.readouterr()
    everything = f"{happened!r} {record!r} {shown} {said.out} {said.err} {caplog.text} {written!r}"
    assert SECRET not in everything


async def test_with_nothing_configured_no_client_is_opened(tmp_path: Path) -> None:
    async with open_engine(Settings(data=tmp_path / "data", stop_grace_seconds=0.0)) as engine:
        record = await done(engine)
        names = [backend.name for backend in engine.router.backends]
        clients = [backend.chat.wire._client for backend in engine.router.backends[1:]]
    assert names == ["embedded", "openai", "openrouter"]
    assert record.row.state == "open"
    assert clients == [None, None]


async def test_a_client_is_closed_with_the_engine(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model="ollama/qwen3") as (engine, local, _remote):
        local.plays(ollama.answer("A house."))
        await done(engine)
        [wire] = [backend.wire for backend in engine.router.backends if backend.name == "ollama"]
        client = wire._client
        assert not client.is_closed
    assert client.is_closed


def describing(folder: Path) -> Path:
    """Write declarations whose output is a text about a picture."""
    chunk = {
        "type": "output_chunk",
        "backend_type": "ollama",
        "media_type": "text",
        "model": "IMAGE_ANALYSIS_MODEL",
        "template": "Describe: {{PREVIOUS_OUTPUT}}",
        "parameters": {"temperature": 0.2, "num_ctx": 4096},
        "input_mappings": {"prompt": {"field": "prompt", "required": True}, "input_image": {"field": "image"}},
        "output_mapping": {"output_type": "text", "format": "txt"},
    }
    config = {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "describe"}}
    for name, value in (("chunks/describe", chunk), ("configs/output/describing", config)):
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value))
    return folder


@pytest.mark.parametrize("there", [True, False], ids=["the first model", "another where the first is not there"])
async def test_a_picture_that_comes_in_reaches_the_model(tmp_path: Path, there: bool) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    given = {"schemas": (describing(tmp_path / "layer"),), "image_analysis_model": "ollama/llava,openrouter/v/see"}
    async with opened(tmp_path / "data", **given) as (engine, local, remote):
        tags = ollama.tags("llava:latest" if there else "other:latest")
        local.script = lambda asked: tags if asked.path == "/api/tags" else ollama.answer("A red square.")
        remote.plays(openai.answer("A red square.", cost=0.001))
        upload = await engine.uploads.keep(picture.getvalue(), "local")
        record = await done(
            engine,
            action="generation",
            prompt="What is it?",
            output_config="describing",
            inputs={"input_image": InputRef(upload_id=upload.upload_id)},
        )
        stored = await engine.recorder.content(
            record.run_id, next(e for e in record.entities if e.type == "input_media")
        )
    assert record.row.state == "completed", record.row.problem
    [text] = record.media("text")
    assert text.meta.get("fallback_for") == (None if there else "ollama/llava")
    sent = (local if there else remote).asked[-1].body
    assert base64.b64encode(stored) in sent
    assert b"Describe: What is it?" in sent
    assert (b'"num_ctx":4096' in sent) is there
