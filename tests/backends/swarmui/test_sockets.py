"""The websocket of one call: where it is, with what it is opened, and what it means when it cannot be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from devserver.backends.swarmui.sockets import NoSocket, open_socket, receive, socket_url
from devserver.backends.wire import Ended, Wire
from devserver.models.outcomes import Failed, Outcome, TimeoutUnknown, Unavailable
from tests.backends.contract import SECRET
from tests.backends.swarmui.working import wire_to
from tests.fakes.http_server import HANG, HttpServer, Step, running, whole

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://localhost:7801", "ws://localhost:7801/API/GenerateText2ImageWS"),
        ("https://gpu.example/swarm/", "wss://gpu.example/swarm/API/GenerateText2ImageWS"),
    ],
)
async def test_where_it_is(url: str, found: str) -> None:
    assert socket_url(url) == found


REFUSALS: dict[str, list[Step]] = {
    "refused": whole(403, b""),
    "not known there": whole(404, b""),
    "a page": whole(200, b"<html></html>", "text/html"),
    "a proxy without it": whole(502, b""),
    "silence": [HANG],
    "no HTTP": [b"hello\r\n\r\n"],
}


@pytest.mark.parametrize("steps", REFUSALS.values(), ids=REFUSALS.keys())
async def test_where_none_passes(steps: list[Step]) -> None:
    async with running(HttpServer()) as server:
        server.plays(steps)
        with pytest.raises(NoSocket) as caught:
            await open_socket(wire_to(server.url, connect_seconds=0.3))
    assert SECRET not in str(caught.value)
    assert server.asked[0].headers["cookie"] == f"swarm_token={SECRET}"


async def test_it_is_not_sent_on_elsewhere() -> None:
    async with running(HttpServer()) as server, running(HttpServer()) as elsewhere:
        server.plays(whole(302, b"", location=f"{elsewhere.url}/API/GenerateText2ImageWS"))
        with pytest.raises(NoSocket):
            await open_socket(wire_to(server.url, headers={"X-Pass": "open sesame"}))
    assert elsewhere.asked == []


async def test_nobody_who_listens_is_unavailable_for_now() -> None:
    async with running(HttpServer()) as server:
        pass
    with pytest.raises(Ended) as caught:
        await open_socket(wire_to(server.url))
    outcome = caught.value.outcome
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable
    assert server.url in outcome.reason


async def test_this_machine_is_asked_past_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(HttpServer()) as server, running(HttpServer()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        server.plays(whole(403, b""))
        with pytest.raises(NoSocket):
            await open_socket(wire_to(server.url))
    assert (len(server.asked), proxy.asked) == (1, [])


@asynccontextmanager
async def talking(*messages: str | bytes, code: int | None = 1000) -> AsyncIterator[Wire]:
    """Run a server that says something to whoever comes; it closes with a code, dies (0), or says nothing more."""

    async def talk(client: ServerConnection) -> None:
        for message in messages:
            await client.send(message)
        if code is None:
            await client.wait_closed()
        elif code:
            await client.close(code)
        else:
            client.transport.abort()

    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield wire_to(f"http://127.0.0.1:{port}", read_seconds=0.1)
        server.close(close_connections=False)


async def test_what_is_said_is_heard_until_the_end() -> None:
    async with talking('{"keep_alive": true}', b'{"a": 1}') as wire:
        socket = await open_socket(wire)
        assert [await receive(socket, wire) for _ in range(3)] == [{"keep_alive": True}, {"a": 1}, None]


ENDS: dict[str, tuple[int | None, type[Outcome]]] = {
    "a server that goes away": (1001, Failed),
    "a server with a defect": (1011, Failed),
    "a connection that breaks": (0, Failed),
    "silence": (None, TimeoutUnknown),
}


@pytest.mark.parametrize(("code", "kind"), ENDS.values(), ids=ENDS.keys())
async def test_another_end_is_an_outcome(code: int | None, kind: type[Outcome]) -> None:
    async with talking(code=code) as wire:
        socket = await open_socket(wire)
        with pytest.raises(Ended) as caught:
            await receive(socket, wire)
        socket.transport.abort()
    assert isinstance(caught.value.outcome, kind)


async def test_a_message_without_end_is_cut_off() -> None:
    async with talking('{"image": "' + "x" * 2000 + '"}') as wire:
        socket = await open_socket(wire, 1000)
        with pytest.raises(Ended) as caught:
            await receive(socket, wire)
    assert isinstance(caught.value.outcome, Failed)
    assert "more than is taken" in caught.value.outcome.reason
