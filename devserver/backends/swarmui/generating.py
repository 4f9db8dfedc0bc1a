"""One call at a SwarmUI server, from its request to its pictures.

A call goes over a websocket, which tells how far it is. Where none can be opened, as behind some proxies, the plain
request is made instead, which is silent until all is done. A session that the server does not know means that nothing
was begun, so the call is made anew in another, once. Nothing in SwarmUI's answers names a request, so that what another
process began cannot be followed: whoever stops waiting interrupts it, also where the run goes on elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from devserver.backends.inputs import inputs_of, with_data_urls
from devserver.backends.messages import encoded, weight
from devserver.backends.opening import Read
from devserver.backends.swarmui.collecting import Collecting, expected, told_in
from devserver.backends.swarmui.pictures import taken, without_grid
from devserver.backends.swarmui.protocol import pictures_in, read_event
from devserver.backends.swarmui.refusals import NO_SESSION, outcome_of
from devserver.backends.swarmui.server import Server
from devserver.backends.swarmui.sessions import Answered, SessionGone
from devserver.backends.swarmui.sockets import NoSocket, lost, open_socket, receive
from devserver.backends.swarmui.tags import tag_in
from devserver.backends.threads import LARGE, off_loop
from devserver.backends.wire import Ended
from devserver.models.calls import MediaCall
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    FREE,
    Empty,
    Failed,
    MediaOutput,
    Ok,
    Outcome,
    Queued,
    Refused,
    Signal,
    TimeoutUnknown,
)

log = structlog.get_logger(__name__)

PLAIN_ROUTE = "GenerateText2Image"


async def generate(server: Server, call: MediaCall, read: Read) -> AsyncGenerator[Signal | Outcome, None]:
    """Do a call: yield signals, and last its outcome; raises Ended for an outcome as well."""
    _without_tags(call)
    body = {"images": 1, **await _body(server, call, read)}
    if lacking := await server.catalogue.lacking(body):
        raise Ended(lacking)
    attempt = Attempt(server, body)
    for _ in range(2):
        try:
            async with aclosing(attempt.signals()) as signals:
                async for signal in signals:
                    yield signal
        except SessionGone:
            server.sessions.forget()
            if attempt.heard.began:
                raise Ended(lost(server.wire)) from None
            attempt = Attempt(server, body)
            continue
        yield await _outcome(server, call, attempt.heard)
        return
    raise Ended(server.sessions.unknown())


async def _body(server: Server, call: MediaCall, read: Read) -> dict[str, Json]:
    """Return the body of a call with the pictures that it takes in, as data URLs; raises Ended."""
    inputs = await inputs_of(call.images, read)
    size = sum(len(given.data) for given in inputs.values())
    body: dict[str, Json] = await off_loop(server.wire.pool, size, with_data_urls, call.request or {}, inputs)
    return body


def _without_tags(call: MediaCall) -> None:
    texts = [call.prompt, *(value for value in call.parameters.values() if isinstance(value, str))]
    if tag := next(filter(None, map(tag_in, texts)), None):
        reason = f"SwarmUI would carry out {tag}…> in the text and not draw it: write it without the pointed brackets"
        raise Ended(Refused(reason=reason))


@dataclass(eq=False)
class Attempt:
    """One try of a call, in a session of its own; `heard` is what came of it."""

    server: Server
    body: Mapping[str, Json]
    heard: Collecting = field(init=False)
    _place: int | None = None

    def __post_init__(self) -> None:
        self.heard = Collecting(expected(self.body))

    async def signals(self) -> AsyncGenerator[Signal, None]:
        """Do it, and yield what there is to tell; raises SessionGone, Ended. Left early, it ends at the server too."""
        session = await self.server.sessions.take()
        socket = await self._open(session)
        if socket is None:
            await self._plain(session)
            return
        over = word = False
        try:
            await self._send(socket, session)
            while not self.heard.ended:
                message = await receive(socket, self.server.wire)
                word = True
                if message is None:
                    self._closed()
                    break
                for signal in self._take(message):
                    yield signal
            over = True
        except SessionGone:
            over = True
            raise
        finally:
            self.server.leave(self)
            await self._leave(session, socket, over=over, word=word)

    async def _open(self, session: str) -> ClientConnection | None:
        """Return a websocket, or None where none passes; raises Ended, with the session given back."""
        server = self.server
        if time.monotonic() < server.no_socket_until:
            return None
        try:
            return await open_socket(server.wire)
        except NoSocket as error:
            log.warning("swarmui_without_websocket", url=server.wire.server.url, reason=str(error))
            server.no_socket_until = time.monotonic() + server.pace.no_socket
            return None
        except Ended:
            server.sessions.give_back(session)
            raise

    async def _send(self, socket: ClientConnection, session: str) -> None:
        wire, body = self.server.wire, {**self.body, "session_id": session}
        data, seconds = await off_loop(wire.pool, weight(body), encoded, body), wire.server.read_seconds
        try:
            async with asyncio.timeout(seconds):
                await socket.send(data, text=True)
        except TimeoutError:
            raise Ended(TimeoutUnknown(seconds=seconds)) from None
        except ConnectionClosed:
            raise Ended(lost(self.server.wire)) from None

    def _take(self, message: dict[str, Json]) -> list[Signal]:
        event = read_event(message)
        signals = [] if event is None else self.heard.take(event)
        if self.heard.fault and self.heard.fault.id == NO_SESSION:
            raise SessionGone
        return [*self._queued(), *signals]

    def _queued(self) -> list[Signal]:
        """Return the place of the call among ours that wait there, where it is a new one."""
        if not self.heard.in_line:
            self.server.leave(self)
            return []
        place = self.server.place(self)
        known, self._place = self._place, place
        return [] if known == place else [Queued(position=place)]

    def _closed(self) -> None:
        """Take note that the server closed the socket in order; an older one says nothing before it."""
        if not self.heard.came:
            raise Ended(lost(self.server.wire))

    async def _plain(self, session: str) -> None:
        over = False
        sessions, seconds = self.server.sessions, self.server.wire.server.total_seconds
        try:
            answer = await sessions.post(PLAIN_ROUTE, {**self.body, "session_id": session}, seconds)
            over = True
        except (SessionGone, Answered):
            over = True
            raise
        finally:
            await self._leave(session, None, over=over, word=False)
        made = pictures_in(answer)
        if made is None:
            raise Ended(
                Failed(reason=f"{self.server.wire.server.url} gave no pictures: look whether it is a SwarmUI server")
            )
        self.heard.plain = True
        for one in made:
            self.heard.take(one)

    async def _leave(self, session: str, socket: ClientConnection | None, *, over: bool, word: bool) -> None:
        if not over:
            await self.server.end(session, socket, heard=word)
            return
        self.server.sessions.give_back(session)
        if socket is not None:
            self.server.let_go(socket)


async def _outcome(server: Server, call: MediaCall, heard: Collecting) -> Outcome:
    wire = server.wire
    if heard.fault is not None:
        return outcome_of(heard.fault, wire)
    if not heard.came:
        reason = f"{wire.name} ended without a picture and without a reason: somebody may have stopped it there"
        return Failed(reason=reason)
    if not heard.kept:
        return Empty(reason=f"{wire.name} discarded every picture that it made", usage=FREE)
    if heard.came < heard.expected and not heard.plain:  # there, what was discarded is not in the answer
        made = f"{heard.came} of {heard.expected} pictures"
        return Failed(reason=f"{wire.name} ended after {made}: somebody may have stopped it there")
    about = {"server_version": server.sessions.version} if server.sessions.version else {}
    files = [await taken(made, call, wire, {**about, **told_in(made.metadata)}) for made in heard.kept]
    kept = await off_loop(wire.pool, LARGE, without_grid, files) if heard.plain else files
    return Ok(media=tuple(MediaOutput(files=(file,)) for file in kept), usage=FREE, meta=dict(about))
