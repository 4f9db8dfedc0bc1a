"""A small proxy: it passes what comes after CONNECT on to one address, whatever the name that was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.fakes.relay import abort


@dataclass
class Proxy:
    """Remembers whom it was asked for, and with which password; `refuses` answers 407 with a page."""

    target: int
    port: int = 0
    refuses: bool = False
    asked: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one CONNECT and pass bytes on until one end is closed."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        self.asked.append(first)
        self.passwords += [line for line in lines if line.lower().startswith("proxy-authorization")]
        if self.refuses or not first.startswith("CONNECT "):
            writer.write(b"HTTP/1.1 407 Log in\r\ncontent-length: 13\r\n\r\n<html></html>")
            await writer.drain()
            return
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        writer.write(b"HTTP/1.1 200 Here you are\r\n\r\n")
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_pass_on(reader, to_server))
                group.create_task(_pass_on(from_server, writer))
        finally:
            abort(to_server)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    abort(writer)


@asynccontextmanager
async def running_proxy(proxy: Proxy) -> AsyncIterator[Proxy]:
    """Run a proxy on a free port of loopback."""
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(proxy.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(lambda _task: writer.close())

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    proxy.port = listening.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
