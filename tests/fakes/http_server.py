"""A small real HTTP server on loopback that does to each request what a script says, byte by byte.

A step is bytes to write, a number of seconds to wait, HANG to say nothing more until the client goes, or DIE to cut the
connection. Without DIE the connection stays open for the next request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext
from weakref import WeakSet

HANG = "hang"
DIE = "die"
Step = bytes | float | str


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


Script = Callable[[Asked], Iterable[Step]]


def head(status: int = 200, kind: str = "application/json", **headers: str) -> bytes:
    """Return the head of an answer that comes in chunks."""
    named = {
        "content-type": kind,
        "transfer-encoding": "chunked",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


END = b"0\r\n\r\n"


def whole(status: int, body: bytes, kind: str = "application/json", **headers: str) -> list[Step]:
    """Return the steps of an answer that is there at once."""
    return [head(status, kind, **headers) + (chunk(body) if body else b"") + END]


@dataclass
class HttpServer:
    """A running server; `left` is set when a client goes before its answer was whole."""

    port: int = 0
    script: Script = lambda asked: whole(500, b"{}")
    asked: list[Asked] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plays(self, *answers: list[Step]) -> None:
        """Give these answers in their order, the last one again and again."""
        rest = list(answers)
        self.script = lambda asked: rest.pop(0) if len(rest) > 1 else rest[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._answer(await _request(reader, number), reader, writer):
                    pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        self.asked.append(asked)
        for step in self.script(asked):
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            elif step == DIE:
                writer.transport.abort()
                return False
            elif step == HANG:
                await reader.read()
                self.left.set()
                return False
            else:
                await asyncio.sleep(float(step))
        return True


async def _request(reader: asyncio.StreamReader, number: int) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    method, path, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, body, number)


@asynccontextmanager
async def running(server: HttpServer, tls: SSLContext | None = None) -> AsyncIterator[HttpServer]:
    """Run a server on a free port of loopback."""
    tasks: set[asyncio.Task[None]] = set()
    writers: WeakSet[asyncio.StreamWriter] = WeakSet()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        task = asyncio.ensure_future(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:  # one that came at the very end was never served
            writer.close()
        await asyncio.sleep(0)
