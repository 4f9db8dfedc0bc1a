"""Files as answers: whole, in part or unchanged, read in large pieces on a pool and stopped when the client leaves.

While one piece goes out the next is read. The server drops what is sent to a client that left without saying so;
the endpoint therefore listens for that itself, so that an abandoned film is not read to its end for nobody.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import Executor
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from devserver.routes.ranges import Span, not_modified, wanted

PIECE = 512 * 1024
"""Bytes that are read and sent at once."""

Part = bytes | Span
"""What an answer is put together from: bytes as they are, or a span of the file."""


@dataclass(frozen=True)
class Kept:
    """A file that can be sent. It never changes: its SHA-256 is its ETag."""

    path: Path
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


def open_kept(kept: Kept) -> int | None:
    """Open a file and return its descriptor, or None where it is gone; raises OSError where it cannot be opened."""
    try:
        return os.open(kept.path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None


async def send_file(
    kept: Kept, descriptor: int, pool: Executor, extra: dict[str, str], *, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a GET or HEAD with an open file, which the caller closes; `extra` are further headers."""
    plan = _plan(kept, scope, extra)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in plan.headers.items()]
    await send({"type": "http.response.start", "status": plan.status, "headers": raw})
    if scope["method"] == "GET":
        async with _listening(receive) as left, aclosing(_pieces(descriptor, plan.parts, pool)) as pieces:
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


async def _pieces(descriptor: int, parts: Sequence[Part], pool: Executor) -> AsyncGenerator[bytes, None]:
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            async with aclosing(_read(descriptor, part, pool)) as pieces:
                async for piece in pieces:
                    yield piece


async def _read(descriptor: int, span: Span, pool: Executor) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()

    def begin(start: int) -> asyncio.Future[bytes]:
        return loop.run_in_executor(pool, os.pread, descriptor, min(PIECE, span.end - start), start)

    ahead = begin(span.start)
    try:
        for start in range(span.start + PIECE, span.end, PIECE):
            piece = await ahead
            ahead = begin(start)
            yield piece
        yield await ahead
    finally:
        await asyncio.wait([ahead])  # the descriptor is closed only when nothing reads from it any more
