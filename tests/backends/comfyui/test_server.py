"""One server: whether it is up, and prompts that turn up late."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from devserver.backends.comfyui import Pace
from devserver.backends.comfyui.api import Api, Unreachable, open_http
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.server import Server
from devserver.models.outcomes import (
    Ok,
    Preview,
    Progress,
    Signal,
    TimeoutUnknown,
)
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, done, graph, media_call, open_backend, painting, until
from tests.fakes.clock import run_jumping
from tests.fakes.comfyui import FakeComfy, Faults, open_fake

pytestmark = pytest.mark.anyio


def make(fake: FakeComfy) -> Server:
    settings = ComfyServer(name="attic", url=fake.url)
    return Server(settings, Api(open_http(settings, FAST), FAST), FAST)


def begin(server: Server) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(work()) for work in (server.keep, server.hear, server.sweep)]


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_prompt_that_was_given_up_and_turns_up_is_cancelled() -> None:
    async with open_fake(step=0.02) as fake:
        server = make(fake)
        async with server.api.http:
            tasks = begin(server)
            await until(lambda: server.feed.connected)
            ours = await fake.post_foreign(graph(steps=500), server.feed.client_id)
            theirs = await fake.post_foreign(graph(steps=1, shade=4), "somebody")
            server.haunt(ours)
            await until(lambda: fake.succeeded == [theirs])
            await end(*tasks)
    assert [body["prompt_id"] for body in fake.posted("/interrupt")] == [ours]


REFUSED, SILENT = Unreachable("no connection", sent=False, refused=True), Unreachable("no answer in time", sent=True)


@pytest.mark.parametrize(
    ("failures", "state", "gone", "frozen"),
    [
        pytest.param([(0, REFUSED)], "up", False, False, id="one failed request changes nothing"),
        pytest.param([(0, SILENT), (1, SILENT)], "suspect", False, False, id="after two it gets no new prompts"),
        pytest.param([(n, REFUSED) for n in range(19)], "suspect", False, False, id="it refuses for 18 s"),
        pytest.param([(n, REFUSED) for n in range(21)], "down", True, False, id="after 20 s its process is gone"),
        pytest.param([(n, SILENT) for n in range(0, 30, 6)], "down", False, False, id="silence is not the end of it"),
        pytest.param([(n, SILENT) for n in range(0, 200, 12)], "down", False, True, id="after 180 s it is given up"),
        pytest.param([(0, REFUSED), (9999, REFUSED)], "suspect", False, False, id="our own sleep does not count"),
    ],
)
def test_how_failures_add_up(failures: list[tuple[float, Unreachable]], state: str, gone: bool, frozen: bool) -> None:
    async def main() -> Server:
        settings = ComfyServer(name="attic", url="http://attic:8188")
        server = Server(settings, Api(open_http(settings, Pace()), Pace()), Pace(), state="up")
        for moment, error in failures:
            await asyncio.sleep(moment - now())
            server.failed(error)
        await server.api.http.aclose()
        return server

    server = run_jumping(main())
    assert (server.state, server.gone, server.frozen) == (state, gone, frozen)


async def test_what_others_have_there_is_counted() -> None:
    async with open_fake(step=0.05) as fake:
        server = make(fake)
        async with server.api.http:
            tasks = begin(server)
            await until(lambda: server.feed.connected)
            for shade in range(3):
                await fake.post_foreign(graph(steps=20, shade=shade), "somebody")
            await until(lambda: server.foreign == 3)
            await end(*tasks)


async def test_a_server_is_down_and_up_again() -> None:
    async with open_fake() as fake:
        server = make(fake)
        async with server.api.http:
            tasks = begin(server)
            await until(lambda: server.up and server.feed.connected)
            await fake.die()
            await until(lambda: server.state == "down")
            assert server.reason == "no connection"
            assert server.gone
            fake.catalogue["NewNode"] = fake.catalogue["EmptyImage"]
            await fake.rise()
            await until(lambda: server.up)
            assert server.missing({"1": {"class_type": "NewNode", "inputs": {}}}) is not None
            assert not server.missing({"1": {"class_type": "NewNode", "inputs": {}}})
            await end(*tasks)


async def test_without_a_websocket_prompts_are_followed_by_looking() -> None:
    async with open_fake(faults=Faults(no_websocket=True), step=0.01) as fake, open_backend(fake) as backend:
        assert isinstance(await done(backend, media_call(graph())), Ok)
        assert not backend.pool.servers[0].feed.connected


async def test_a_websocket_that_breaks_in_mid_run_changes_nothing() -> None:
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=8))))
        await until(lambda: fake.running)
        fake.relay.drop_sockets()
        assert isinstance(await call, Ok)
        await until(lambda: backend.pool.servers[0].feed.opened >= 2)
    assert len(fake.succeeded) == 1


async def test_a_socket_that_the_server_forgot_is_replaced() -> None:
    """The reconnect trap: the server notices the loss of the old socket late, and forgets the new one with it."""
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        feed = backend.pool.servers[0].feed
        await until(lambda: feed.connected)
        fake.relay.half_open()
        await until(lambda: feed.opened == 2 and fake.sockets)
        fake.relay.close_orphans()
        await until(lambda: not fake.sockets)
        assert feed.connected, "nothing tells us that we are deaf"
        assert isinstance(await done(backend, media_call(graph(steps=8))), Ok)
        await until(lambda: feed.opened == 3 and fake.sockets)
        signals: list[Signal] = []
        assert isinstance(await done(backend, media_call(graph(steps=8, shade=1)), signals), Ok)
    assert any(isinstance(signal, Progress) for signal in signals)


async def test_a_server_that_starts_anew_in_mid_run_gets_the_prompt_again() -> None:
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=8))))
        await until(lambda: fake.running)
        await fake.restart(after=0.1)
        assert isinstance(await call, Ok)
    assert len(fake.began) == 2
    assert len(fake.succeeded) == 1
    assert len({body["prompt_id"] for body in fake.posted("/prompt")}) == 2


async def test_what_a_dead_server_had_goes_to_another() -> None:
    async with open_fake(step=0.03) as dying, open_fake() as other, open_backend(dying, other) as backend:
        backend.pool.servers[0].resident = ("small.safetensors",)
        call = asyncio.create_task(done(backend, media_call(painting(steps=60))))
        await until(lambda: dying.running)
        await dying.die()
        assert isinstance(await call, Ok)
        assert [server["state"] for server in backend.describe()["servers"]] == ["down", "up"]
    assert len(other.succeeded) == 1


async def test_a_server_that_freezes_for_a_while_loses_nothing() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=6))))
        await until(lambda: fake.running)
        fake.relay.freeze()
        await until(lambda: backend.pool.servers[0].state == "suspect")
        fake.relay.thaw()
        assert isinstance(await call, Ok)
    assert len(fake.succeeded) == 1
    assert len(fake.posted("/prompt")) == 1


async def test_a_server_that_stays_frozen_may_have_done_it() -> None:
    pace = replace(FAST, frozen=0.7, control=0.2, ping=0.3, closing=0.1)
    async with open_fake(step=0.02) as fake, open_backend(fake, pace=pace) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=6))))
        await until(lambda: fake.running)
        fake.relay.freeze()
        assert await call == TimeoutUnknown(seconds=pace.frozen)
        fake.relay.thaw()


async def test_events_of_others_are_not_ours() -> None:
    async with open_fake(step=0.02, previews=True) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        await fake.post_foreign(graph(steps=10), None)
        signals: list[Signal] = []
        call = asyncio.create_task(done(backend, media_call(graph(steps=2, shade=2)), signals))
        await until(lambda: fake.posted("/prompt"))
        ours = fake.posted("/prompt")[0]["prompt_id"]
        await until(lambda: fake.running and fake.running[1] != ours)
        await fake.broadcast("executing", {"node": None, "prompt_id": "nobody"})
        await fake.broadcast("execution_success", {"prompt_id": "nobody", "timestamp": 1})
        await asyncio.sleep(0.1)
        assert not any(isinstance(signal, Preview | Progress) for signal in signals)
        assert isinstance(await call, Ok)


async def test_a_server_behind_a_login_is_down_and_says_so() -> None:
    async with open_fake(faults=Faults(unauthorised=True)) as fake, open_backend(fake) as backend:
        reason = (await backend.availability("", "image")).reason
    assert reason.endswith("s1 wants to know who we are (401): set its headers in the settings")
