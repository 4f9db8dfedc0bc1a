"""The models that providers offer, for forms."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from devserver.backends.ollama import OllamaBackend
from devserver.backends.openai_chat import ChatBackend
from devserver.backends.wire import Wire
from devserver.engine.offered import OfferedModel, offers
from devserver.engine.router import Router
from devserver.errors import NotFound
from devserver.keys import Keys
from devserver.models.calls import InputMedia
from devserver.models.servers import Server
from tests.fakes import ollama
from tests.fakes.http_server import HttpServer, running, whole
from tests.fakes.scripted import Part, ScriptedBackend

pytestmark = pytest.mark.anyio

KEY = "sk-test-0123456789abcdef"
SMALL = {
    "id": "vendor/small",
    "name": "Small",
    "architecture": {"input_modalities": ["text", "image", 5], "output_modalities": ["text"]},
    "pricing": {"prompt": "0.1"},
    "expiration_date": "2026-12-31",
}


async def read(media: InputMedia) -> bytes:
    raise OSError(media.path)


@pytest.fixture
async def router(tmp_path: Path) -> AsyncIterator[Router]:
    async with running(HttpServer()) as local, running(HttpServer()) as remote:
        local.plays(ollama.tags("qwen3:4b", "llava:latest"))
        remote.plays(whole(200, json.dumps({"data": [SMALL]}).encode()))
        keys = Keys(tmp_path, {"OPENROUTER_API_KEY": KEY})
        wires = [
            Wire(name, Server(url=url), keys)
            for name, url in (("ollama", local.url), ("openrouter", remote.url), ("openai", remote.url))
        ]
        chats = [ChatBackend(wire, read, needs_key=True) for wire in wires[1:]]
        yield Router([OllamaBackend(wires[0], read), *chats, ScriptedBackend(Part())])
        for wire in wires:
            await wire.close()


async def test_models_are_named_as_a_setting_takes_them(router: Router) -> None:
    [offer] = await offers(router, "ollama")
    assert [model.id for model in offer.models] == ["ollama/llava:latest", "ollama/qwen3:4b"]
    assert offer.availability.ready
    assert offer.asked_at is not None


async def test_what_a_list_tells_of_a_model_is_shown_and_no_more(router: Router) -> None:
    [offer] = await offers(router, "openrouter")
    assert offer.models == (
        OfferedModel(
            id="openrouter/vendor/small",
            name="Small",
            input_modalities=("text", "image"),
            output_modalities=("text",),
            shutdown_date=date(2026, 12, 31),
        ),
    )
    assert KEY not in offer.model_dump_json()


async def test_without_a_name_every_provider_with_a_list_is_there(router: Router) -> None:
    found = {offer.provider: offer for offer in await offers(router, None)}
    assert found.keys() == {"ollama", "openrouter", "openai"}
    assert not found["openai"].availability.ready
    assert found["openai"].availability.missing == ("OPENAI_API_KEY",)
    assert found["openai"].availability.cause == "no_key"


async def test_why_a_list_cannot_be_had_is_said_in_the_language_of_the_request(router: Router) -> None:
    [offer] = await offers(router, "openai", "de")
    assert offer.availability.reason.startswith("es gibt keinen Schlüssel für openai")


async def test_a_list_that_nobody_answers_for_says_that_the_server_is_down(tmp_path: Path) -> None:
    wire = Wire("ollama", Server(url="http://127.0.0.1:9"), Keys(tmp_path, {}))
    [offer] = await offers(Router([OllamaBackend(wire, read)]), "ollama", "de")
    assert (offer.availability.cause, offer.availability.missing) == ("server_down", ("http://127.0.0.1:9",))
    await wire.close()


async def test_a_provider_that_there_is_not_is_told_with_the_nearest(router: Router) -> None:
    with pytest.raises(NotFound) as caught:
        await offers(router, "openruter")
    assert caught.value.params["nearest"][0] == "openrouter"
