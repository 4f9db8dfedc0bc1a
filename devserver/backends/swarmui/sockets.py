"""The websocket of one call: opened with the same key, headers, certificates and proxies as its HTTP requests."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
from pydantic_core import from_json
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, WebSocketException

from devserver.backends.wire import LOOPBACK, Ended, Wire, is_page, page_sentence
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


class _Straight(connect):
    """A websocket that is not sent on elsewhere, so that a key goes nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def socket_url(url: str) -> str:
    """Return the address of the websocket at a server."""
    parts = urlsplit(url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    return urlunsplit((scheme, parts.netloc, f"{parts.path.rstrip('/')}{ROUTE}", "", ""))


async def open_socket(wire: Wire, most: int = LARGEST) -> ClientConnection:
    """Open a websocket at a server; raises NoSocket where it passes none, Ended where it is not there.

    No pings are sent: an older SwarmUI does not answer them while it works, and says by itself that it is alive.
    """
    secure = wire.server.url.startswith("https:")
    direct = f"[{host}]" if ":" in (host := urlsplit(wire.server.url).hostname or "") else host
    try:
        return await _Straight(
            socket_url(wire.server.url),
            additional_headers=wire.headers(),
            user_agent_header=None,
            ssl=await asyncio.get_running_loop().run_in_executor(wire.pool, _certificates) if secure else None,
            proxy=None if direct in LOOPBACK else True,
            open_timeout=wire.server.connect_seconds,
            ping_interval=None,
            close_timeout=CLOSING,
            max_size=most,
            compression=None,
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
    return _read(message, wire)


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
    start = message[:80].decode("utf-8", "replace") if isinstance(message, bytes) else message[:80]
    return Failed(reason=f"{wire.name} sent something that is no JSON: {wire.clean(start)!r}")
