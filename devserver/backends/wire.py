"""The way to one HTTP server: one client with limits, opened at the first request and closed with the engine.

Redirects are not followed, so that a key goes nowhere else. What the
network does becomes an outcome here: it is raised as `Ended`, which never leaves a backend.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from devserver import __version__
from devserver.backends.availability import lacking
from devserver.backends.lines import MOST_LINE, LineTooLong, lines
from devserver.backends.network import direct
from devserver.backends.redaction import cleaned
from devserver.backends.threads import off_loop
from devserver.backends.unpacking import body_of
from devserver.keys import Key, Keys
from devserver.models.outcomes import Failed, Invalid, Outcome, Reason, TimeoutUnknown, Unavailable
from devserver.models.servers import Server

if TYPE_CHECKING:
    import httpx

_COOKIE = re.compile(r"[!#-+\--:<-\[\]-~]+", re.ASCII)
"""The characters of a cookie's value (RFC 6265)."""
MOST_ERROR = 64_000
"""Bytes of an error's body that are read."""
MOST_SHOWN = 8_000
"""Bytes of a useless answer that are looked at for keys; only the start of what is left is shown."""
MOST_BODY = 16_000_000
"""Bytes of a whole answer that is not streamed."""
SPARE = 4
"""Connections beyond the limit of calls, for asking whether a server is there."""
REST_SECONDS = 0.1
"""Seconds that the end of a stream may take after its last word, so that the connection can be used again."""
MOST_STREAM = 128_000_000
"""Bytes of a streamed answer with all its wrapping."""


class Ended(Exception):
    """A call has come to its outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.type)
        self.outcome = outcome


@dataclass
class Wire:
    """A server with its key and its client.

    `charges` tells that a request which may have been done may cost money. The key goes with each request, as a bearer
    token, or as the cookie of the name `cookie`.
    """

    name: str
    server: Server
    keys: Keys
    charges: bool = False
    cookie: str = ""
    pool: Executor | None = field(default=None, repr=False)
    _client: httpx.AsyncClient | None = field(default=None, repr=False)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def key(self) -> Key | None:
        """Return the key as it is now."""
        return self.keys.find(self.name)

    def clean(self, text: object) -> str:
        """Return what a server said as one line that can be shown, without keys."""
        key = self.key
        secrets = [value.get_secret_value() for value in self.server.headers.values()]
        return cleaned(text, [*secrets, *([key.value] if key else [])])

    async def close(self) -> None:
        """Close the client, if it was opened."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    @asynccontextmanager
    async def request(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        read_seconds: float | None = None,
        *,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Reply]:
        """Send a request and give its reply as soon as its head is there; raises Ended.

        `kind` is the media type of the content; `headers` stand behind those that every request has.
        """
        import httpx

        headers = {**(headers or {}), **self._headers(kind if content is not None else None)}
        client = await self._open()
        seconds = read_seconds or self.server.read_seconds
        timeout = httpx.Timeout(seconds, connect=min(seconds, self.server.connect_seconds))
        began = time.monotonic()
        with self.translated(seconds):
            request = client.build_request(
                method, self.server.url + path, content=content, headers=headers, timeout=timeout
            )
            response = await client.send(request, stream=True)
        try:
            yield Reply(self, response, seconds, path, round(time.monotonic() - began, 1))
        finally:
            await response.aclose()

    def _headers(self, kind: str | None) -> dict[str, str]:
        return {"accept-encoding": "identity", **({"content-type": kind} if kind else {}), **self.headers()}

    def headers(self) -> dict[str, str]:
        """Return what every request says: who asks, with the key and what the settings add; raises Ended."""
        key = self.key
        if key is not None and not key.usable:
            reason = f"the key in {key.place} is not one line of printable ASCII: write it there again"
            raise Ended(Unavailable(reason=reason, missing=(key.place,)))
        return {
            "user-agent": f"DevServer/{__version__}",
            **(self._credentials(key) if key else {}),
            **{name.lower(): value.get_secret_value() for name, value in self.server.headers.items()},
        }

    def _credentials(self, key: Key) -> dict[str, str]:
        if not self.cookie:
            return {"authorization": f"Bearer {key.value}"}
        if not _COOKIE.fullmatch(key.value):
            reason = f"the token in {key.place} holds characters that no token has: write it there alone"
            raise Ended(Unavailable(reason=reason, missing=(key.place,)))
        return {"cookie": f"{self.cookie}={key.value}"}

    async def _open(self) -> httpx.AsyncClient:
        """Return the client; the first who asks has it made, off the loop: reading certificates takes a while."""
        async with self._opening:
            if self._client is None:
                made = asyncio.get_running_loop().run_in_executor(self.pool, self._make)
                try:
                    self._client = await made
                except (OSError, ValueError, ImportError) as error:
                    reason = f"no client can be opened for {self.name}: {error}; look at HTTPS_PROXY and SSL_CERT_FILE"
                    raise Ended(Unavailable(reason=self.clean(reason))) from None
            return self._client

    def _make(self) -> httpx.AsyncClient:
        import httpx

        limit = self.server.limit + SPARE
        return httpx.AsyncClient(
            limits=httpx.Limits(max_connections=limit, max_keepalive_connections=min(limit, 32)),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            mounts=direct(),
            verify=self.server.url.startswith("https:"),  # an address without TLS needs no certificates
        )

    @contextmanager
    def translated(self, seconds: float, began: bool = False) -> Iterator[None]:
        """Raise Ended for what httpx raises; `began` tells that the answer had begun."""
        import httpx

        try:
            yield
        except (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError, httpx.ProxyError) as error:
            raise Ended(self._unreachable(error)) from None
        except httpx.TimeoutException:
            raise Ended(TimeoutUnknown(seconds=seconds)) from None
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise Ended(Invalid(reason=f"the address or a header of {self.name} cannot be used")) from None
        except httpx.DecodingError as error:
            raise Ended(Failed(reason=f"{self.name} sent an answer that cannot be unpacked: {error}")) from None
        except httpx.TransportError as error:
            raise Ended(self._broken(error, began)) from None

    def _unreachable(self, error: Exception) -> Unavailable:
        said = str(error)
        if "CERTIFICATE" in said.upper():
            untrusted = Reason(message="certificate_untrusted", params={"name": self.name})
            return lacking("", untrusted, missing=(self.server.url,)).outcome()
        why = self.clean(said) or type(error).__name__
        away = Reason(message="server_away", params={"name": self.name, "url": self.server.url, "why": why})
        found = lacking("server_down", away, missing=(self.server.url,)).outcome()
        return found.model_copy(update={"retryable": True})

    def _broken(self, error: Exception, began: bool) -> Failed:
        if began:
            return Failed(reason=f"{self.name} broke off in the middle of its answer")
        done = "; the call may have been done and paid" if self.charges else ""
        reason = f"{self.name} closed the connection before it answered ({type(error).__name__}){done}"
        return Failed(reason=reason, before_first_byte=not self.charges)


@dataclass
class Reply:
    """The answer to a request, whose body is read once.

    `path` is what was asked below the server's address, `waited` the seconds until the head was there.
    """

    wire: Wire
    response: httpx.Response
    seconds: float
    path: str = ""
    waited: float = 0.0

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers; names are found in any case."""
        return self.response.headers

    @property
    def kind(self) -> str:
        """Return the media type of the body, in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Yield the body as it comes; raises Ended."""
        length = 0
        with self.wire.translated(self.seconds, began=True):
            async with aclosing(body_of(self.response)) as pieces:
                async for piece in pieces:
                    length += len(piece)
                    if length > MOST_STREAM:
                        raise Ended(self.too_long())
                    yield piece

    async def lines(self, most: int = MOST_LINE) -> AsyncGenerator[bytes, None]:
        """Yield the lines of the body as they come, of at most so many bytes; raises Ended."""
        try:
            async with aclosing(self.pieces()) as pieces, aclosing(lines(pieces, most)) as found:
                async for line in found:
                    yield line
        except LineTooLong:
            raise Ended(self.too_long()) from None

    async def body(self, most: int = MOST_BODY) -> bytes:
        """Return the body; raises Ended, also where it is longer than `most` bytes."""
        found = await self._start(most)
        if len(found) > most:
            raise Ended(self.too_long())
        return found

    async def _start(self, most: int) -> bytes:
        """Return the body, or a little more than `most` bytes of its start."""
        found = bytearray()
        async with aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                found += piece
                if len(found) > most:
                    break
        return bytes(found)

    async def value(self) -> Any:
        """Return the body as JSON; raises Ended where it is none, or an HTML page."""
        data = await self.body()
        return await off_loop(self.wire.pool, len(data), self.json, data)

    def json(self, data: bytes) -> Any:
        """Read a piece of the body as JSON (RFC 8259: no NaN); raises Ended."""
        try:
            return from_json(data, allow_inf_nan=False)
        except ValueError:
            raise Ended(self.unreadable(data)) from None

    def object(self, data: bytes) -> dict[str, Any]:
        """Read a piece of the body as a JSON object; raises Ended."""
        value = self.json(data)
        if not isinstance(value, dict):
            raise Ended(self.unreadable(data))
        return value

    async def error(self) -> Any:
        """Return what an error says, as JSON where it is JSON, else as text."""
        data = (await self._start(MOST_ERROR))[:MOST_ERROR]
        try:
            return from_json(data, allow_inf_nan=False)
        except ValueError:
            return data.decode("utf-8", "replace")

    def too_long(self) -> Failed:
        """Return the outcome of an answer that does not end."""
        return Failed(reason=f"{self.wire.name} sent more than is taken, and was cut off", status=self.status)

    def unreadable(self, data: bytes) -> Failed:
        """Return the outcome of an answer that is not what was asked for."""
        if is_page(self.kind, data):
            return Failed(reason=page_sentence(self.wire.name, self.wire.server.url), status=self.status)
        return Failed(reason=f"{self.wire.name} sent {_what(self.wire, data)}", status=self.status)


def _what(wire: Wire, data: bytes) -> str:
    """Say what an answer is that is not the JSON which was asked for."""
    start = start_of(wire, data)
    if _is_json(data, nan=False):
        return f"JSON of another kind: {start!r}"
    if _is_json(data, nan=True):
        return "NaN or Infinity as a number, which JSON does not have"
    return f"something that is no JSON: {start!r}" if start.isprintable() else "bytes that are no text"


def _is_json(data: bytes, *, nan: bool) -> bool:
    try:
        from_json(data, allow_inf_nan=nan)
    except ValueError:
        return False
    return True


async def drained(rest: AsyncIterator[bytes]) -> None:
    """Read what comes after the last word of a stream, if it comes soon; what goes wrong there matters no more."""
    with suppress(TimeoutError, Ended):
        async with asyncio.timeout(REST_SECONDS):
            async for _line in rest:
                pass


def start_of(wire: Wire, data: bytes | str) -> str:
    """Return how an answer begins, to be shown; keys are hidden before it is cut."""
    head = data[:MOST_SHOWN]
    return wire.clean(head.decode("utf-8", "replace") if isinstance(head, bytes) else head)[:80]


def is_page(kind: str, data: bytes | str) -> bool:
    """Tell whether a body is an HTML page."""
    start = data[:200].lstrip().lower()
    page = (b"<!doctype html", b"<html") if isinstance(start, bytes) else ("<!doctype html", "<html")
    return kind in {"text/html", "application/xhtml+xml"} or start.startswith(page)  # type: ignore[arg-type]


def page_sentence(name: str, url: str) -> str:
    """Say that a page came where an answer of an API was meant."""
    return (
        f"{name} answered with an HTML page: look whether {url} is its address, and whether a proxy stands in between"
    )
