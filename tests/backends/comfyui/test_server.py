"""One server: whether it is up, and prompts that turn up late."""

from __future__ import annotations

import asyncio

import pytest

from devserver.backends.comfyui.api import Api, open_http
from devserver.backends.comfyui.server import Server
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, graph, until
from tests.fakes.comfyui import FakeComfy, open_fake

pytestmark = pytest.mark.anyio


def make(fake: FakeComfy) -> Server:
    settings = ComfyServer(name="attic", url=fake.url)
    return Server(settings, Api(open_http(settings, FAST), FAST), FAST, lambda: None)


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_prompt_that_was_given_up_and_turns_up_is_cancelled() -> None:
    async with open_fake(step=0.02) as fake:
        server = make(fake)
        async with server.api.http:
            tasks = [asyncio.create_task(server.keep()), asyncio.create_task(server.sweep())]
            await until(lambda: server.feed.connected)
            ours = await fake.post_foreign(graph(steps=500), server.feed.client_id)
            theirs = await fake.post_foreign(graph(steps=1, shade=4), "somebody")
            server.haunt(ours)
            await until(lambda: fake.succeeded == [theirs])
            await end(*tasks)
    assert [body["prompt_id"] for body in fake.posted("/interrupt")] == [ours]


async def test_what_others_have_there_is_counted() -> None:
    async with open_fake(step=0.05) as fake:
        server = make(fake)
        async with server.api.http:
            task = asyncio.create_task(server.keep())
            await until(lambda: server.feed.connected)
            for shade in range(3):
                await fake.post_foreign(graph(steps=20, shade=shade), "somebody")
            await until(lambda: server.foreign == 3)
            await end(task)


async def test_a_server_is_down_and_up_again() -> None:
    async with open_fake() as fake:
        server = make(fake)
        async with server.api.http:
            task = asyncio.create_task(server.keep())
            await until(lambda: server.up and server.feed.connected)
            await fake.die()
            await until(lambda: server.state == "down")
            assert server.reason == "no connection"
            fake.catalogue["NewNode"] = fake.catalogue["EmptyImage"]
            await fake.rise()
            await until(lambda: server.up)
            assert server.missing({"1": {"class_type": "NewNode", "inputs": {}}}) is not None
            assert not server.missing({"1": {"class_type": "NewNode", "inputs": {}}})
            await end(task)
