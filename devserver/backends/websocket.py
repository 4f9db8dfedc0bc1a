"""Websockets: opened with the certificates and proxies of the environment, and never sent on elsewhere with a key."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect

from devserver.backends.network import trusted, websocket_proxy
from devserver.backends.threads import LARGE, off_loop


class _Straight(connect):
    """A websocket that is not sent on elsewhere, so that a key goes nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


def websocket_url(url: str, path: str, query: str = "") -> str:
    """Return the address of a websocket at a path below the address of a server."""
    parts = urlsplit(url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    return urlunsplit((scheme, parts.netloc, f"{parts.path.rstrip('/')}{path}", query, ""))


async def open_websocket(
    url: str, headers: Mapping[str, str], pool: Executor | None = None, **options: Any
) -> ClientConnection:
    """Open a websocket; certificates are read on the pool, `options` are those of `connect`.

    Raises what `connect` raises: OSError, TimeoutError, WebSocketException, EOFError, ImportError, ValueError.
    """
    secure = url.startswith("wss:")
    return await _Straight(
        url,
        additional_headers=headers,
        ssl=await off_loop(pool, LARGE, trusted) if secure else None,
        proxy=websocket_proxy(url),
        compression=None,
        **options,
    )
