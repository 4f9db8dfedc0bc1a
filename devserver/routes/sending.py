"""Files as answers: whole, in part or unchanged, read in large pieces on a pool and stopped when the client leaves.

While one piece goes out the next is read. The server drops what is sent to a client that left without saying so;
the endpoint therefore listens for that itself, so that an abandoned film is not read to its end for nobody.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from devserver.engine.store import Opened
from devserver.engine.store.shelf import Shelf
from devserver.routes.ranges import Span, not_modified, wanted

Part = bytes | Span
"""What an answer is put together from: bytes as they are, or a span of the file."""


@dataclass(frozen=True)
class Kept:
    """A file that can be sent. It never changes: its SHA-256 is its ETag."""

    key: str
    size: int
    mime: str
    sha256: str
    changed: datetime

    @property
    def etag(self) -> str:
        """Return the strong ETag."""
        return f'"{self.sha256}"'


@dataclass(frozen=True)
class _Plan:
    status: int
    headers: dict[str, str]
    parts: Sequence[Part]


def _plan(kept: Kept, scope: Scope, extra: dict[str, str]) -> _Plan:
    """Decide what is answered, without looking at the file."""
    headers = Headers(scope=scope)
    base = {
        **extra,
        "ETag": kept.etag,
        "Last-Modified": format_datetime(kept.changed, usegmt=True),
        "Accept-Ranges": "bytes",
    }
    if not_modified(headers, kept.etag, kept.changed):
        return _Plan(304, base, ())
    spans = wanted(headers, kept.size, kept.etag, kept.changed) if scope["method"] == "GET" else None
    if spans is None:
        whole = Span(0, kept.size)
        return _Plan(200, {**base, "Content-Type": kept.mime, "Content-Length": str(kept.size)}, (whole,))
    if not spans:
        return _Plan(416, {**base, "Content-Range": f"bytes */{kept.size}", "Content-Length": "0"}, ())
    if len(spans) == 1:
        [span] = spans
        sizes = {"Content-Range": span.content_range(kept.size), "Content-Length": str(span.length)}
        return _Plan(206, {**base, "Content-Type": kept.mime, **sizes}, (span,))
    return _multipart(kept, spans, base)


def _multipart(kept: Kept, spans: list[Span], base: dict[str, str]) -> _Plan:
    boundary = secrets.token_hex(12)
    parts: list[Part] = []
    for span in spans:
        head = f"--{boundary}\r\nContent-Type: {kept.mime}\r\nContent-Range: {span.content_range(kept.size)}\r\n\r\n"
        parts += [head.encode(), span, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    length = sum(part.length if isinstance(part, Span) else len(part) for part in parts)
    mime = f"multipart/byteranges; boundary={boundary}"
    return _Plan(206, {**base, "Content-Type": mime, "Content-Length": str(length)}, parts)


async def open_kept(kept: Kept, shelf: Shelf) -> Opened | None:
    """Open a file, or return None where it is gone; raises OSError where it cannot be opened."""
    try:
        return await shelf.off_loop(partial(shelf.open, kept.key))
    except FileNotFoundError:
        return None


async def send_file(
    kept: Kept, opened: Opened, shelf: Shelf, extra: dict[str, str], *, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a GET or HEAD with an open file, which the caller closes; `extra` are further headers."""
    plan = _plan(kept, scope, extra)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in plan.headers.items()]
    await send({"type": "http.response.start", "status": plan.status, "headers": raw})
    if scope["method"] == "GET":
        async with _listening(receive) as left, aclosing(_pieces(opened, plan.parts, shelf)) as pieces:
            async for piece in pieces:
                if left.done():
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def _listening(receive: Receive) -> AsyncIterator[asyncio.Task[None]]:
    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    task = asyncio.create_task(listen())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _pieces(opened: Opened, parts: Sequence[Part], shelf: Shelf) -> AsyncGenerator[bytes, None]:
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            async with aclosing(_read(opened, part, shelf)) as pieces:
                async for piece in pieces:
                    yield piece


async def _read(opened: Opened, span: Span, shelf: Shelf) -> AsyncGenerator[bytes, None]:
    size = opened.piece

    def begin(start: int) -> asyncio.Future[bytes]:
        return shelf.begin(partial(opened.read, start, min(size, span.end - start)))

    ahead = begin(span.start)
    try:
        for start in range(span.start + size, span.end, size):
            piece = await ahead
            ahead = begin(start)
            yield piece
        yield await ahead
    finally:
        await asyncio.wait([ahead])  # it is closed only when nothing reads from it any more
