"""Limits of what comes in, and the bridge to Flask behind them.

A JSON body is read whole on the event loop before a thread is taken for it: a client that sends slowly holds up
nobody, and one that sends too much is answered after the first byte that is too much.
"""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from a2wsgi.wsgi import build_environ
from flask import Flask
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from werkzeug.test import run_wsgi_app

from devserver.errors import TooLarge
from devserver.routes.asgi import problem_response

MOST_JSON_BYTES = 1024 * 1024
WORKERS = 256
"""Threads for Flask views. One that waits costs little, and 200 that wait must not hold up the next request."""
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
_DRAINED_BYTES = 32 * 1024 * 1024
_DRAINED_SECONDS = 5.0


class Left(Exception):
    """The client left before its body was here."""


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Return the body of a request; raises TooLarge as soon as that is known, and Left."""
    declared = Headers(scope=scope).get("content-length", "")
    if declared.isdigit() and (len(declared) > 15 or int(declared) > limit):
        raise TooLarge("body_too_large", limit=limit)
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > limit:
            raise TooLarge("body_too_large", limit=limit)
        more = message.get("more_body", False)
    return b"".join(parts)


async def refuse_body(error: TooLarge, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that a body is too large at once, then take some more of it, so that the client gets to the answer.

    A connection that is closed while its client still sends is reset, and the answer in it is lost.
    """

    async def first(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    response = problem_response(error.problem(), scope)
    response.headers["Connection"] = "close"
    await response(scope, receive, first)
    try:
        async with asyncio.timeout(_DRAINED_SECONDS):
            await _drain(receive)
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    taken = 0
    while taken < _DRAINED_BYTES:
        message = await receive()
        taken += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


class Bridge:
    """Calls Flask on threads, with bodies that are there and within their limit; answers go out whole.

    Each step between a thread and the event loop costs as much as a small view, so there is one there and one back.
    Whatever is large or goes on for long is an ASGI endpoint and does not come here.
    """

    def __init__(self, flask: Flask) -> None:
        self._flask = flask
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="flask")

    def close(self) -> None:
        """Take no more requests; threads end with what they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            body = await read_body(scope, receive, MOST_JSON_BYTES)
        except Left:
            return
        except TooLarge as error:
            await refuse_body(error, scope, receive, send)
            return
        # In chunks a body has no length, and WSGI takes that for no body: it is here now, so its length is known.
        kept = [(name, value) for name, value in scope["headers"] if name not in _FRAMING]
        headers = [*kept, (b"content-length", str(len(body)).encode())] if body else kept
        loop = asyncio.get_running_loop()
        start, content = await loop.run_in_executor(self._threads, self._answer, {**scope, "headers": headers}, body)
        await send(start)
        await send(content)

    def _answer(self, scope: Scope, body: bytes) -> tuple[Message, Message]:
        environ: Any = build_environ(scope, io.BytesIO(body))  # type: ignore[arg-type]
        parts, status, headers = run_wsgi_app(self._flask, environ, buffered=True)
        named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        start = {"type": "http.response.start", "status": int(status.partition(" ")[0]), "headers": named}
        return start, {"type": "http.response.body", "body": b"".join(parts)}
