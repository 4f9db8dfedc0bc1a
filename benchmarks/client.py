"""A client that costs little, so that what is measured is the server: one connection, JSON out, the answer back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.server import Served

HEAD = "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"


class Connection:
    """An open connection to a server."""

    def __init__(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._host, self._reader, self._writer = host, reader, writer

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        """Send a request and return the body of its answer; raises RuntimeError unless it went well."""
        content = json.dumps(body) if body is not None else ""
        head = HEAD.format(method=method, path=path, host=self._host, length=len(content))
        self._writer.write(f"{head}{content}".encode())
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0])
        value = await self._reader.readexactly(length)
        if not answer.startswith(b"http/1.1 2"):
            raise RuntimeError(value.decode())
        return value


@asynccontextmanager
async def connected(served: Served) -> AsyncIterator[Connection]:
    """Open a connection for as long as the block lasts."""
    host = served.url.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        yield Connection(host, reader, writer)
    finally:
        writer.close()
