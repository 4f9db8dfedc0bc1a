"""The websocket of one call: opened with the same key, headers, certificates and proxies as its HTTP requests."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic_core import from_json
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, WebSocketException

from devserver.backends.threads import off_loop
from devserver.backends.websocket import open_websocket, websocket_url
from devserver.backends.wire import Ended, Wire, is_page, page_sentence, start_of
from devserver.models.outcomes import Failed, Outcome, TimeoutUnknown, Unavailable

ROUTE = "/API/GenerateText2ImageWS"
LARGEST = 96_000_000
"""Bytes of a message, which may hold a picture."""
CLOSING = 5.0
"""Seconds for closing in order; SwarmUI waits for two of them whether there is another request."""
TOO_BIG = 1009
"""The code with which a websocket is closed that sent more (RFC 6455)."""


class NoSocket(Exception):
    """A websocket could not be opened, although somebody answers there; the text says why."""


def socket_url(url: str) -> str:
    """Return the address of the websocket at a server."""
    return websocket_url(url, ROUTE)


async def open_socket(wire: Wire, most: int = LARGEST) -> ClientConnection:
    """Open a websocket at a server; raises NoSocket where it passes none, Ended where it is not there.

    No pings are sent: an older SwarmUI does not answer them while it works, and says by itself that it is alive.
    """
    try:
        return await open_websocket(
            socket_url(wire.server.url),
            wire.headers(),
            wire.pool,
            user_agent_header=None,
            open_timeout=wire.server.connect_seconds,
            ping_interval=None,
            close_timeout=CLOSING,
            max_size=most,
        )
    except ConnectionRefusedError as error:
        url = wire.server.url
        reason = f"{wire.name} cannot be reached at {url}: {wire.clean(error)}"
        raise Ended(Unavailable(reason=reason, missing=(url,), retryable=True)) from None
    except (OSError, TimeoutError, WebSocketException, EOFError, ImportError, ValueError) as error:
        raise NoSocket(wire.clean(f"{type(error).__name__}: {error}")) from error


async def receive(socket: ClientConnection, wire: Wire) -> dict[str, Any] | None:
    """Return the next message, or None where the server closed the socket in order; raises Ended."""
    seconds = wire.server.read_seconds
    try:
        async with asyncio.timeout(seconds):
            message = await socket.recv()
    except TimeoutError:
        raise Ended(TimeoutUnknown(seconds=seconds)) from None
    except ConnectionClosedOK as closed:
        if closed.rcvd is not None and closed.rcvd.code == 1000:
            return None
        raise Ended(lost(wire)) from None
    except ConnectionClosed as closed:
        if closed.sent is not None and closed.sent.code == TOO_BIG:
            raise Ended(Failed(reason=f"{wire.name} sent more than is taken, and was cut off")) from None
        raise Ended(lost(wire)) from None
    return await off_loop(wire.pool, len(message), _read, message, wire)


def lost(wire: Wire) -> Failed:
    """Return the outcome of a call whose connection broke."""
    return Failed(reason=f"{wire.name} broke off in the middle of its work: it may have been started anew")


def _read(message: str | bytes, wire: Wire) -> dict[str, Any]:
    try:
        value = from_json(message, allow_inf_nan=False)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Ended(_unreadable(message, wire))
    return value


def _unreadable(message: str | bytes, wire: Wire) -> Outcome:
    if is_page("", message):
        return Failed(reason=page_sentence(wire.name, wire.server.url))
    return Failed(reason=f"{wire.name} sent something that is no JSON: {start_of(wire, message)!r}")
