"""Texts from a declaration to the bytes that leave, through the server as it is shipped: what a file says is sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.engine import Engine, open_engine
from devserver.engine.record import Record
from devserver.models.runs import Request
from devserver.settings import Settings
from tests.fakes import ollama, openai
from tests.fakes.engine_site import prepare
from tests.fakes.http_server import DIE, HttpServer, Step, head, running

pytestmark = pytest.mark.anyio

CHUNK = {
    "type": "processing_chunk",
    "model": "STAGE2_INTERCEPTION_MODEL",
    "template": "{{CONTEXT}}\n{{INPUT_TEXT}}",
    "parameters": {
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 300,
        "stop": ["###", "\n\n\n"],
        "keep_alive": "10m",
        "repetition_penalty": 1.1,
    },
}
CONFIG = {
    "pipeline": "declared",
    "context": "Schreib wie ein Vogel: „Ü“.",
    "parameters": {"temperature": 0.25, "top_k": 40, "num_ctx": 8192, "presence_penalty": -0.5},
    "meta": {"stage": "interception"},
}
MESSAGES = '[{"role":"user","content":"Schreib wie ein Vogel: „Ü“.\\na {{red}} house"}]'
OLLAMA = (
    f'{{"model":"qwen3:4b","messages":{MESSAGES},"stream":true,"truncate":false,"keep_alive":"10m",'
    '"options":{"num_predict":300,"repeat_penalty":1.1,"stop":["###","\\n\\n\\n"],"temperature":0.25,"top_p":0.9,'
    '"num_ctx":8192,"presence_penalty":-0.5,"top_k":40,"seed":7}}'
)
LAB = (
    f'{{"model":"qwen3:4b","messages":{MESSAGES},"stream":true,"stream_options":{{"include_usage":true}},'
    '"repetition_penalty":1.1,"stop":["###","\\n\\n\\n"],"temperature":0.25,"top_p":0.9,"presence_penalty":-0.5,'
    '"top_k":40,"seed":7,"max_tokens":300}'
)


def layer(folder: Path) -> Path:
    files = {
        "chunks/declared_step": CHUNK,
        "pipelines/declared": {"chunks": ["declared_step"]},
        "configs/interception/birdlike": CONFIG,
    }
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


@asynccontextmanager
async def opened(folder: Path, model: str) -> AsyncIterator[tuple[Engine, HttpServer]]:
    async with running(HttpServer()) as server:
        servers: dict[str, Any] = {
            "ollama": server.url,
            "openai_servers": ({"name": "lab", "url": f"{server.url}/v1"},),
            "schemas": (layer(folder / "layer"),),
            "stage2_interception_model": model,
        }
        settings = Settings(data=prepare(folder / "data"), stop_grace_seconds=0.0, **servers)
        async with open_engine(settings) as engine:
            yield engine, server


async def written(engine: Engine) -> Record:
    request = Request(action="interception", input_text="a {{red}} house", config="birdlike", seed=7)
    return await engine.runs.ended(await engine.runs.start(Asked(request)))


@pytest.mark.parametrize(
    ("model", "answer", "sent"),
    [
        pytest.param("ollama/qwen3:4b", ollama.answer("A house."), OLLAMA, id="to Ollama"),
        pytest.param("lab/qwen3:4b", openai.answer("A house."), LAB, id="to a server that speaks as OpenAI does"),
    ],
)
async def test_every_parameter_of_chunk_and_config_reaches_the_wire(
    tmp_path: Path, model: str, answer: list[Step], sent: str
) -> None:
    async with opened(tmp_path, model) as (engine, server):
        server.plays(answer)
        record = await written(engine)
    [asked] = server.asked
    assert asked.body == sent.encode()
    [call] = record.calls.values()
    assert call.request["prompt"]["text"] in json.loads(sent)["messages"][0]["content"]
    entity = record.entity("interception")
    assert entity is not None
    assert entity.meta.get("left_out") == (["keep_alive", "num_ctx"] if model.startswith("lab") else None)


@pytest.mark.parametrize(
    ("model", "begun"),
    [
        pytest.param("ollama/qwen3:4b", [head(kind=ollama.KIND), ollama.says("A ho"), DIE], id="of Ollama"),
        pytest.param("lab/qwen3:4b", [head(kind=openai.KIND), openai.says("A ho"), DIE], id="of a paid server"),
    ],
)
async def test_a_call_whose_answer_had_begun_is_never_made_again(tmp_path: Path, model: str, begun: list[Step]) -> None:
    async with opened(tmp_path, model) as (engine, server):
        server.plays(begun)
        record = await written(engine)
    assert record.row.state == "failed"
    assert len(server.asked) == 1


async def test_a_paid_call_that_was_cut_before_a_word_came_is_never_made_again(tmp_path: Path) -> None:
    async with opened(tmp_path, "lab/qwen3:4b") as (engine, server):
        server.plays([DIE])
        record = await written(engine)
    assert record.row.state == "failed"
    assert len(server.asked) == 1
    [call] = record.calls.values()
    assert (call.cost_usd, call.cost_source) == (None, "unknown")
