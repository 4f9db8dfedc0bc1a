"""Models that end: told of before their last day, sent nothing after it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.builder import Model
from devserver.engine.catalogue import availability, list_configs
from devserver.engine.engine import Engine, open_engine
from devserver.engine.lifecycle import Lifecycles, Shutdown, declared_shutdown, named_model, told
from devserver.engine.record import Record
from devserver.errors import render
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.runs import Request
from devserver.settings import SHIPPED, Settings
from tests.fakes import ollama, openai
from tests.fakes.engine_site import write_layer
from tests.fakes.http_server import HttpServer, running, whole

pytestmark = pytest.mark.anyio

DAY = date(2026, 10, 23)
MODEL = Model("openai", "gpt-old")
DECLARED = Shutdown(DAY, "openai/gpt-new")


def at(moment: str, listed: date | None = None) -> Lifecycles:
    return Lifecycles(lambda _provider, _model: listed, lambda: datetime.fromisoformat(moment))


MOMENTS: dict[str, tuple[str, str | None, bool]] = {
    "91 days before it": ("2026-07-24T23:59:59+00:00", None, False),
    "90 days before it": ("2026-07-25T00:00:00+00:00", "ends_soon", False),
    "on the day itself": ("2026-10-23T23:59:59+00:00", "ends_soon", False),
    "the day after": ("2026-10-24T00:00:00+00:00", "ended", True),
    "years after": ("2031-01-01T00:00:00+00:00", "ended", True),
}


@pytest.mark.parametrize(("moment", "state", "refused"), MOMENTS.values(), ids=MOMENTS.keys())
@pytest.mark.parametrize("by", ["declared", "listed"])
def test_a_model_is_told_of_and_then_refused(moment: str, state: str | None, refused: bool, by: str) -> None:
    known = at(moment, DAY if by == "listed" else None)
    declared = DECLARED if by == "declared" else Shutdown()
    found = known.of(MODEL, declared)
    assert (found and (found.state, found.source, found.shutdown_date)) == (state and (state, by, DAY))
    assert (known.refusal(MODEL, declared) is not None) is refused


def test_the_refusal_names_model_day_and_successor() -> None:
    refusal = at("2026-11-01T00:00:00+00:00").refusal(MODEL, DECLARED)
    assert refusal is not None
    assert refusal.reason == "openai/gpt-old was shut down after 2026-10-23; its successor is openai/gpt-new"
    assert (refusal.missing, refusal.retryable) == (("openai/gpt-old",), False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "its last day is 2026-10-23. Its successor is openai/gpt-new."),
        ("de", "Der letzte Tag ist der 2026-10-23."),
    ],
)
def test_what_is_told_is_a_sentence(language: str, words: str) -> None:
    found = at("2026-10-13T00:00:00+00:00").of(MODEL, DECLARED, language)
    assert found is not None
    assert words in found.message
    assert (found.days_left, found.successor) == (10, "openai/gpt-new")


def test_the_list_of_the_provider_is_newer_than_a_declaration() -> None:
    postponed = at("2026-11-01T00:00:00+00:00", date(2027, 1, 1))
    assert postponed.refusal(MODEL, DECLARED) is None
    found = postponed.of(MODEL, DECLARED)
    assert found is not None
    assert (found.source, found.successor) == ("listed", "openai/gpt-new")


def test_a_model_without_a_day_lives_on() -> None:
    known = at("2026-11-01T00:00:00+00:00")
    assert (known.of(MODEL), known.refusal(MODEL)) == (None, None)


CHUNK, CONFIG = {"shutdown_date": "2026-10-23", "successor": "b"}, {"shutdown_date": "2026-12-01"}
DECLARATIONS: dict[str, tuple[dict[str, Any], dict[str, Any], Shutdown]] = {
    "the chunk's": (CHUNK, {}, Shutdown(DAY, "b")),
    "the config's goes first": (CHUNK, CONFIG, Shutdown(date(2026, 12, 1))),
    "the chunk's is not that of a model which the config names": (CHUNK, {"model_override": "x/y"}, Shutdown()),
    "the config's is that of the model which it names": ({}, {"model_override": "x/y", **CHUNK}, Shutdown(DAY, "b")),
    "one that cannot be read is none": ({"shutdown_date": "autumn"}, {}, Shutdown()),
    "none": ({}, {}, Shutdown()),
}


@pytest.mark.parametrize(("chunk", "config", "found"), DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_a_day_is_declared(chunk: dict[str, Any], config: dict[str, Any], found: Shutdown) -> None:
    made = Chunk.declared({"meta": chunk}, "c"), Config.declared({"pipeline": "p", "meta": config}, "k")
    assert declared_shutdown(*made) == found


def test_a_model_is_named_wherever_it_stands() -> None:
    api = {"backend_type": "openai", "api_config": {"provider": "openai", "model": "gpt-image-1"}}
    assert str(named_model(Chunk.declared(api, "c"), None)) == "openai/gpt-image-1"
    assert str(named_model(Chunk.declared({"backend_type": "comfyui"}, "flux"), None)) == "comfyui/flux"
    assert named_model(Chunk.declared(api, "c"), MODEL) == MODEL


def test_each_model_is_told_of_once_and_the_first_to_end_first() -> None:
    known = at("2026-10-20T00:00:00+00:00")
    later, sooner = (known.of(Model("x", name), Shutdown(date(2026, 10, day))) for name, day in (("a", 30), ("b", 21)))
    assert [end.model for end in told([later, None, sooner, later])] == ["x/b", "x/a"]


NOW = datetime(2026, 11, 1, tzinfo=UTC)
KEY = "sk-test-0123456789abcdef"
LIST = [
    {"id": "vendor/old", "expiration_date": "2026-10-23"},
    {"id": "vendor/soon", "expiration_date": "2026-11-20"},
    {"id": "vendor/new", "expiration_date": None},
]


@asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[tuple[Engine, HttpServer, HttpServer]]:
    """Open an engine on the first of November, with an Ollama server and an OpenRouter that lists three models."""
    (folder / "data" / "keys").mkdir(parents=True)
    (folder / "data" / "keys" / "openrouter.key").write_text(KEY)
    async with running(HttpServer()) as local, running(HttpServer()) as remote:
        models = whole(200, json.dumps({"data": LIST}).encode())
        remote.script = lambda asked: models if asked.method == "GET" else openai.answer("A house.")
        local.script = lambda asked: ollama.tags("qwen3:latest") if asked.method == "GET" else ollama.answer("A house.")
        addresses: dict[str, Any] = {"ollama": local.url, "openrouter_url": f"{remote.url}/v1"}
        given = Settings(data=folder / "data", stop_grace_seconds=0.0, **addresses, **settings)
        async with open_engine(given, clock=lambda: NOW) as engine:
            yield engine, local, remote


async def done(engine: Engine, **given: Any) -> Record:
    return await engine.runs.ended(await engine.runs.start(Asked(Request(seed=1, **given))))


INTERCEPTION = {"action": "interception", "input_text": "a house", "config": "close_observer"}


def posts(server: HttpServer) -> int:
    return sum(asked.method == "POST" for asked in server.asked)


async def test_a_model_of_the_settings_that_has_ended_is_sent_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model="openrouter/vendor/old") as (engine, _local, remote):
        await engine.router.look({"openrouter"})
        record = await done(engine, **INTERCEPTION)
    problem = record.row.problem
    assert record.row.state == "failed"
    assert problem is not None
    assert (problem.type, problem.params["reason"]) == (
        "unavailable",
        "openrouter/vendor/old was shut down after 2026-10-23",
    )
    assert "nichts gesendet" in render(problem, "de")["detail"]
    assert posts(remote) == 0
    assert record.calls == {}


async def test_its_stand_in_is_asked_and_the_record_says_so(tmp_path: Path) -> None:
    models = "openrouter/vendor/old,ollama/qwen3"
    async with opened(tmp_path, stage2_interception_model=models) as (engine, local, remote):
        await engine.router.look({"openrouter"})
        record = await done(engine, **INTERCEPTION)
    entity = record.entity("interception")
    assert entity is not None
    assert (entity.producer, entity.meta["fallback_for"]) == ("ollama/qwen3", "openrouter/vendor/old")
    assert (posts(local), posts(remote)) == (1, 0)


async def test_a_model_for_images_that_has_ended_is_sent_nothing(tmp_path: Path) -> None:
    chunk = json.loads((SHIPPED / "chunks" / "output_image_openrouter.json").read_text())
    layer = tmp_path / "layer"
    (layer / "chunks").mkdir(parents=True)
    chunk["api_config"]["request_body"]["model"] = "vendor/old"
    (layer / "chunks" / "output_image_openrouter.json").write_text(json.dumps(chunk))
    async with opened(tmp_path, schemas=(layer,)) as (engine, _local, remote):
        views = await list_configs(engine.declared, engine.router, "output", "en")
        record = await done(engine, action="generation", prompt="a house", output_config="image_openrouter")
    view = next(view for view in views if view.id == "image_openrouter")
    assert [(end.model, end.state) for end in view.lifecycle] == [("openrouter/vendor/old", "ended")]
    assert not view.availability.ready
    assert record.row.problem is not None
    assert record.row.problem.params["model"] == "openrouter/vendor/old"
    assert posts(remote) == 0


async def test_a_check_whose_model_has_ended_lets_nothing_through_and_says_why(tmp_path: Path) -> None:
    models = {"stage1_text_model": "openrouter/vendor/old", "stage2_interception_model": "ollama/qwen3"}
    async with opened(tmp_path, **models) as (engine, local, remote):
        await engine.router.look({"openrouter"})
        record = await done(engine, **INTERCEPTION)
    assert record.row.state == "failed"
    assert record.row.problem is not None
    assert record.row.problem.message == "call_model_ended"
    assert (posts(local), posts(remote)) == (0, 0)


async def test_a_model_that_ends_soon_works_and_is_told_of(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model="openrouter/vendor/soon") as (engine, _local, _remote):
        views = await list_configs(engine.declared, engine.router, "interception", "en")
        record = await done(engine, **INTERCEPTION)
    view = next(view for view in views if view.id == "close_observer")
    assert view.availability.ready
    [end] = view.lifecycle
    assert (end.model, end.state, end.days_left, end.source) == ("openrouter/vendor/soon", "ends_soon", 19, "listed")
    assert record.row.state == "open"


async def test_what_goes_to_a_model_never_waits_for_a_list(tmp_path: Path) -> None:
    async with opened(tmp_path, stage2_interception_model="openrouter/vendor/old") as (engine, _local, remote):
        record = await done(engine, **INTERCEPTION)
    assert record.row.state == "open", "nobody has looked at the list yet, so the provider has the word"
    assert [asked.path for asked in remote.asked if asked.method == "POST"] == ["/v1/chat/completions"]


ENDED = {
    "pipeline": "single_text_media_generation",
    "parameters": {"OUTPUT_CHUNK": "sketch"},
    "meta": {"shutdown_date": "2026-10-23", "successor": "painting", "optimization_instruction": "Write it shorter."},
}


async def test_a_config_whose_model_has_ended_is_accepted_and_ends_failed(tmp_path: Path) -> None:
    layer = write_layer(tmp_path / "layer", {"output/ended": ENDED})
    models = {"stage2_optimization_model": "ollama/qwen3", "schemas": (layer,)}
    async with opened(tmp_path, **models) as (engine, local, _remote):
        state = await availability(engine.declared, engine.router, engine.declared.library.config("ended"))
        record = await done(engine, action="generation", prompt="a house", output_config="ended")
        refined = await done(engine, action="optimization", input_text="a house", output_config="ended")
    told = "scripted/sketch was shut down after 2026-10-23; its successor is painting"
    assert (state.ready, state.reason) == (False, told)
    assert record.row.state == "failed"
    assert record.row.problem is not None
    assert (record.row.problem.type, record.row.problem.params["successor"]) == ("unavailable", "painting")
    assert record.calls == {}
    assert refined.row.state == "open", "a text can be refined for a model that is no more"
    assert posts(local) == 1
