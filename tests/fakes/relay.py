"""A relay before a fake server, which does to connections what networks and dying processes do.

It listens on a port of its own and passes bytes on. `freeze` stops passing them, as a process that is stopped does:
connections are still accepted. `die` aborts every connection and listens no more: the next is refused. `drop_sockets`
aborts websockets only. `half_open` aborts the client's end of websockets and leaves the server's end open.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(eq=False)
class Pair:
    """The two ends of one connection."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    is_socket: bool = False


@dataclass
class Relay:
    """Passes connections on to a port of this machine."""

    target: int
    port: int = 0
    _pairs: set[Pair] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _orphans: list[asyncio.StreamWriter] = field(default_factory=list)
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Server | None = None

    async def listen(self) -> None:
        """Begin to listen, on the same port as before if there was one."""
        self._flowing.set()
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    def freeze(self) -> None:
        """Stop passing bytes on; connections stay, and new ones are accepted."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Pass on what was held back, and what comes."""
        self._flowing.set()

    async def die(self) -> None:
        """Abort every connection and refuse new ones."""
        listening, self._listening = self._listening, None
        if listening is not None:
            asyncio.get_running_loop().remove_reader(listening.sockets[0].fileno())
            await asyncio.sleep(0)  # a connection that was just taken has a task that fails once the socket is closed
            listening.close()
        for pair in list(self._pairs):
            abort(pair.client, pair.server)
        await asyncio.sleep(0)

    def drop_sockets(self) -> None:
        """Abort every websocket, at both ends."""
        for pair in self.sockets:
            abort(pair.client, pair.server)

    def half_open(self) -> None:
        """Abort the clients' ends of websockets; the server goes on believing that they are there."""
        for pair in self.sockets:
            self._orphans.append(pair.server)
            self._pairs.discard(pair)
            abort(pair.client)

    def close_orphans(self) -> None:
        """Let the server notice at last that the half-open websockets are gone."""
        abort(*self._orphans)
        self._orphans.clear()

    @property
    def sockets(self) -> list[Pair]:
        """Return the websockets that are open."""
        return [pair for pair in self._pairs if pair.is_socket]

    async def close(self) -> None:
        """End everything."""
        await self.die()
        self.close_orphans()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            abort(writer)
            return
        if self._listening is None:  # it died meanwhile
            abort(writer, to_server)
            return
        pair = Pair(writer, to_server)
        self._pairs.add(pair)
        back = asyncio.create_task(self._pass_on(from_server, writer, pair))
        self._tasks.add(back)
        try:
            await self._pass_on(reader, to_server, pair)
            if to_server not in self._orphans:
                abort(to_server)
            await back
        except asyncio.CancelledError:
            back.cancel()
            abort(writer, to_server)
        finally:
            self._pairs.discard(pair)
            self._tasks -= {task, back}

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: Pair) -> None:
        try:
            while data := await reader.read(65536):
                if b" websocket\r\n" in data.lower():
                    pair.is_socket = True
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        if writer not in self._orphans:
            abort(writer)


def abort(*writers: asyncio.StreamWriter) -> None:
    """Close connections at once, without a word."""
    for writer in writers:
        if not writer.transport.is_closing():
            writer.transport.abort()
