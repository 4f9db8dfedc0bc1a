"""The websocket side of a server."""

from __future__ import annotations

import asyncio

import pytest

from devserver.backends.comfyui.api import Api, open_http
from devserver.backends.comfyui.feed import Feed, NoSocket, socket_url
from devserver.backends.comfyui.protocol import Event, Picture, QueueLength
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, graph, until
from tests.fakes.comfyui import Faults, open_fake


@pytest.mark.parametrize(
    ("url", "prefix", "address"),
    [
        pytest.param("http://127.0.0.1:8188", "", "ws://127.0.0.1:8188/ws?clientId=us", id="plain"),
        pytest.param(
            "https://gpu.example/comfy/", "/api", "wss://gpu.example/comfy/api/ws?clientId=us", id="below a path"
        ),
    ],
)
def test_where_the_websocket_is(url: str, prefix: str, address: str) -> None:
    assert socket_url(ComfyServer(name="attic", url=url), prefix, "us") == address


@pytest.mark.anyio
async def test_a_preview_without_owner_belongs_to_what_was_heard_last() -> None:
    heard: list[Event] = []
    async with open_fake(previews=True) as fake:
        feed = Feed(ComfyServer(name="attic", url=fake.url), "us", FAST, heard.append, lambda: None)
        listening = asyncio.create_task(feed.listen())
        await until(lambda: feed.connected and fake.metadata)
        fake.metadata.clear()
        prompt_id = await fake.post_foreign(graph(steps=2), "us")
        await until(lambda: sum(isinstance(event, Picture) for event in heard) == 2)
        assert {event.prompt_id for event in heard if isinstance(event, Picture)} == {prompt_id}
        assert isinstance(heard[0], QueueLength)
        fake.relay.drop_sockets()
        await asyncio.wait_for(listening, 30)
        assert not feed.connected


@pytest.mark.anyio
async def test_a_socket_that_cannot_be_opened_is_said_so() -> None:
    async with open_fake(faults=Faults(no_websocket=True)) as fake:
        feed = Feed(ComfyServer(name="attic", url=fake.url), "us", FAST, lambda _event: None, lambda: None)
        with pytest.raises(NoSocket):
            await feed.listen()
        await fake.die()
        with pytest.raises(NoSocket):
            await feed.listen()


@pytest.mark.anyio
async def test_a_replaced_socket_ends() -> None:
    async with open_fake() as fake:
        feed = Feed(ComfyServer(name="attic", url=fake.url), "us", FAST, lambda _event: None, lambda: None)
        listening = asyncio.create_task(feed.listen())
        await until(lambda: feed.connected)
        feed.recycle()
        assert not feed.connected
        await asyncio.wait_for(listening, 30)
        await until(lambda: not fake.sockets)


@pytest.mark.anyio
@pytest.mark.parametrize("variable", ["http_proxy", "https_proxy", "ws_proxy", "all_proxy"])
async def test_a_server_on_this_machine_is_not_asked_through_a_proxy(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    async with open_fake() as fake:
        server = ComfyServer(name="attic", url=fake.url)
        async with open_http(server, FAST) as http:
            assert await Api(http, FAST).queue_length() == 0
        feed = Feed(server, "us", FAST, lambda _event: None, lambda: None)
        listening = asyncio.create_task(feed.listen())
        await until(lambda: feed.connected)
        fake.relay.drop_sockets()
        await asyncio.wait_for(listening, 30)
