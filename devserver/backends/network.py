"""How servers are reached: with the certificates and proxies of the environment, this machine never through a proxy.

Certificates come from `SSL_CERT_FILE` and `SSL_CERT_DIR`, proxies from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

    import httpx

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@cache
def trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted, read once: it takes 30 ms, and every client would do it."""
    import httpx

    return httpx.create_ssl_context()


def direct() -> dict[str, httpx.AsyncBaseTransport | None]:
    """Return the `mounts` of an httpx client that asks this machine without a proxy."""
    return {f"all://{host}": None for host in LOOPBACK}


def websocket_proxy(url: str) -> Literal[True] | None:
    """Return the `proxy` of a websocket: that of the environment, or none for this machine."""
    host = urlsplit(url).hostname or ""
    return None if (f"[{host}]" if ":" in host else host) in LOOPBACK else True
