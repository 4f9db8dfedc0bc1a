"""A provider is one backend: its texts and its media go over one client, with one key and one limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from devserver.backends.hosted import HostedBackend, open_hosted
from devserver.backends.listing import listing_of
from devserver.backends.opening import Opening
from devserver.models.outcomes import Ok
from devserver.settings import Settings
from tests.backends.contract import outcome_of, text_call
from tests.backends.media_contract import api_call
from tests.fakes import images
from tests.fakes import openai as chat
from tests.fakes.http_server import HttpServer, running, whole

pytestmark = pytest.mark.anyio


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[tuple[HostedBackend, HttpServer]]:
    async with running(HttpServer()) as server, AsyncExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(1))
        servers = [{"name": "lab", "url": f"{server.url}/v1", "free": True, "limit": 3, "total_seconds": 7}]
        settings = Settings(data=tmp_path, openai_servers=servers)
        backends = open_hosted(Opening(settings, settings.keys, pool, pool, stack))
        assert [backend.name for backend in backends] == ["openai", "openrouter", "lab"]
        backend = backends[-1]
        assert isinstance(backend, HostedBackend)
        yield backend, server


async def test_text_and_media_go_over_one_connection(lab: tuple[HostedBackend, HttpServer]) -> None:
    backend, server = lab
    server.plays(chat.answer("Hello"), images.images(images.png()))
    for call in (text_call(), api_call({"prompt": "a box"})):
        outcome = await outcome_of(backend, call)
        assert isinstance(outcome, Ok)
        assert (outcome.usage.cost_usd, outcome.usage.cost_source) == (0.0, "listed")
    assert [(asked.path, asked.connection) for asked in server.asked] == [
        ("/v1/chat/completions", 1),
        ("/v1/images", 1),
    ]
    assert (backend.name, backend.concurrency, backend.timeout, backend.charges) == ("lab", 3, 7, False)


@pytest.mark.parametrize("media_type", ["", "text", "image", "music", "3d"])
async def test_whether_it_is_there_is_the_same_for_every_medium(
    lab: tuple[HostedBackend, HttpServer], media_type: str
) -> None:
    backend, server = lab
    server.plays(whole(200, b"{}"))
    assert (await backend.availability("any", media_type)).ready
    assert [asked.path for asked in server.asked] == ["/v1/models"]


@pytest.mark.parametrize(
    ("media_type", "ready"),
    [
        pytest.param("", False, id="a text"),
        pytest.param("text", False, id="a text as the output"),
        pytest.param("image", True, id="a picture"),
    ],
)
async def test_a_list_of_chat_models_does_not_forbid_a_declared_request(
    lab: tuple[HostedBackend, HttpServer], media_type: str, ready: bool
) -> None:
    backend, server = lab
    server.plays(whole(200, b'{"data": [{"id": "a"}, {"id": "b"}]}'))
    assert (await backend.availability("painter-2", media_type)).ready == ready


async def test_what_is_no_medium_is_not_there(lab: tuple[HostedBackend, HttpServer]) -> None:
    backend, server = lab
    assert not (await backend.availability("any", "smell")).ready
    assert server.asked == []


async def test_its_list_of_models_is_that_of_the_provider(lab: tuple[HostedBackend, HttpServer]) -> None:
    backend, server = lab
    server.plays(whole(200, b'{"data": [{"id": "a"}, {"id": "b"}]}'))
    listing = listing_of(backend)
    assert listing is backend.chat.listing
    assert set((await listing.models()).entries) == {"a", "b"}
