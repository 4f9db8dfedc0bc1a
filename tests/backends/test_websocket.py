"""Websockets: where they are, and where they do not go."""

from __future__ import annotations

import pytest
from websockets.exceptions import WebSocketException

from devserver.backends.websocket import open_websocket, websocket_url
from tests.fakes.http_server import HttpServer, running, whole


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://localhost:8188", "ws://localhost:8188/ws?clientId=us"),
        ("https://gpu.example/comfy/", "wss://gpu.example/comfy/ws?clientId=us"),
    ],
)
def test_where_it_is(url: str, found: str) -> None:
    assert websocket_url(url, "/ws", "clientId=us") == found


@pytest.mark.anyio
async def test_a_key_is_not_sent_on_elsewhere() -> None:
    async with running(HttpServer()) as server, running(HttpServer()) as elsewhere:
        server.plays(whole(302, b"", location=f"{elsewhere.url}/ws"))
        with pytest.raises(WebSocketException):
            await open_websocket(websocket_url(server.url, "/ws"), {"X-Pass": "open sesame"})
    assert server.asked[0].headers["x-pass"] == "open sesame"
    assert elsewhere.asked == []
