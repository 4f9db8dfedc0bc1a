"""Listening under the client id of a process that is gone."""

from __future__ import annotations

import pytest

from devserver.backends.comfyui.feed import Feed
from devserver.backends.comfyui.overhearing import Overhearing
from devserver.backends.comfyui.protocol import Event, Started
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, graph, until
from tests.fakes.comfyui import FakeComfy, Faults, open_fake

pytestmark = pytest.mark.anyio


def overhearing(fake: FakeComfy, heard: list[Event]) -> Overhearing:
    server = ComfyServer(name="attic", url=fake.url)
    return Overhearing("us", lambda client_id: Feed(server, client_id, FAST, heard.append, lambda: None), lambda: "")


async def test_what_is_told_to_another_client_is_heard_while_one_of_its_prompts_is_followed() -> None:
    heard: list[Event] = []
    async with open_fake() as fake:
        ears = overhearing(fake, heard)
        async with ears.of("them"):
            async with ears.of("them"):
                await until(lambda: fake.sockets)
            assert list(fake.sockets) == ["them"], "one socket, and it stays while somebody listens"
            prompt_id = await fake.post_foreign(graph(steps=1), "them")
            await until(lambda: Started(prompt_id) in heard)
        await until(lambda: not fake.sockets)


async def test_a_socket_that_breaks_is_opened_anew() -> None:
    async with open_fake() as fake, overhearing(fake, []).of("them"):
        await until(lambda: fake.sockets)
        first = fake.sockets["them"]
        fake.relay.drop_sockets()
        await until(lambda: fake.sockets.get("them") not in (None, first))


async def test_where_no_socket_opens_and_for_nobody_nothing_breaks() -> None:
    async with open_fake(faults=Faults(no_websocket=True)) as fake:
        ears = overhearing(fake, [])
        async with ears.of("them"), ears.of("us"), ears.of(""):
            assert fake.sockets == {}
