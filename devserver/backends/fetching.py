"""Files that a provider names by an address: fetched over https from public machines only, within limits.

A provider, or who can write into its answer, must not make this server ask machines that only it can see. So a name
is resolved once, every address that it has must be public, and the connection goes to the address that was looked at:
what the name means a moment later does not count. The same holds for each redirect. No key is sent, and no proxy is
used, which would resolve the name anew.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from devserver import __version__
from devserver.backends.network import trusted
from devserver.backends.unpacking import body_of

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 256_000_000
SECONDS = 120.0
"""Seconds that a file may take with all its redirects."""
CONNECT_SECONDS = 10.0
REDIRECTS = 4

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
"""Gives the addresses of a name; raises OSError where it has none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotFetched(Exception):
    """A file is not fetched, or cannot be had; the text says why."""


class _Unreachable(NotFetched):
    """No connection to one of the machines of a name."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is that of a machine on the public internet, in whatever way it is wrapped."""
    found: IpAddress = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system knows them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Fetcher:
    """Fetches files; `pool` is for what blocks, and what is asked of the system can be given."""

    pool: Executor | None = field(default=None, repr=False)
    most: int = MOST_BYTES
    seconds: float = SECONDS
    resolve: Resolve = resolved
    public: Callable[[str], bool] = is_public
    context: Callable[[], ssl.SSLContext] = trusted

    async def fetch(self, url: str) -> bytes:
        """Return the file at an address; raises NotFetched."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._fetch(url)
        except TimeoutError:
            raise NotFetched(f"it did not come within {self.seconds:g} s") from None

    async def _fetch(self, url: str) -> bytes:
        context = await asyncio.get_running_loop().run_in_executor(self.pool, self.context)
        for _ in range(REDIRECTS + 1):
            host, addresses = await self._checked(url)
            answer = await self._first(url, host, addresses, context)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
        raise NotFetched(f"it was sent on more than {REDIRECTS} times")

    async def _first(self, url: str, host: str, addresses: list[str], context: ssl.SSLContext) -> bytes | str:
        """Ask the first machine that can be reached; it may be that only some kinds of addresses lead anywhere."""
        for address in addresses:
            try:
                return await self._asked(url, host, address, context)
            except _Unreachable as error:
                last = error
        raise last

    async def _checked(self, url: str) -> tuple[str, list[str]]:
        """Return the host of an address and where it is now; raises NotFetched where that must not be asked."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or 443
        except ValueError:
            raise NotFetched("its address is none") from None
        if parts.scheme != "https" or not host or parts.username or parts.password:
            raise NotFetched("its address is no https address")
        try:
            addresses = await asyncio.get_running_loop().run_in_executor(self.pool, self.resolve, host, port)
        except (OSError, UnicodeError):
            raise NotFetched(f"{host} has no address") from None
        if not addresses or not all(map(self.public, addresses)):
            raise NotFetched(f"{host} is not a machine on the public internet")
        return host, addresses

    async def _asked(self, url: str, host: str, address: str, context: ssl.SSLContext) -> bytes | str:
        """Ask the machine at an address for what a URL names; return the file, or where it is instead."""
        import httpx

        there = httpx.URL(url).copy_with(host=address)
        name = httpx.URL(url).netloc.decode("ascii")
        headers = {"host": name, "accept-encoding": "identity", "user-agent": f"DevServer/{__version__}"}
        timeout = httpx.Timeout(self.seconds, connect=CONNECT_SECONDS)
        try:
            async with httpx.AsyncClient(verify=context, trust_env=False, timeout=timeout) as client:
                request = client.build_request("GET", there, headers=headers, extensions={"sni_hostname": host})
                response = await client.send(request, stream=True)
                try:
                    return await self._taken(response)
                finally:
                    await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Unreachable(f"{host} cannot be reached over https ({type(error).__name__})") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise NotFetched(f"{host} cannot be reached over https ({type(error).__name__})") from None

    async def _taken(self, response: httpx.Response) -> bytes | str:
        if response.is_redirect:
            return response.headers["location"]
        if response.status_code != 200:
            raise NotFetched(f"its server answered with status {response.status_code}")
        found = bytearray()
        async for piece in body_of(response):
            found += piece
            if len(found) > self.most:
                raise NotFetched(f"it is larger than {self.most} bytes")
        return bytes(found)
