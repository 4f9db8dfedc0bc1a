"""Events over a websocket: of all runs, or of one; each message is the JSON text that every transport carries.

`?after=` is a `seq` with `?run_id=` and a `cursor` without. Without it a run is told from its beginning, and the log
of all runs from now on. Closing codes: 1000 when the run has ended and all is told, 4400 for a place or parameter that
is none, 4404 for a run that is none, 1012 where the server stops, 1013 where it cannot work now (its database is gone),
1011 where it fails. A silent line is kept by pings of the protocol.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass

import structlog
from starlette.types import Message, Receive, Scope, Send

from devserver.engine.engine import Engine
from devserver.engine.eventlog import Follower, transient
from devserver.errors import BadRequest, DevServerError, InvalidInput, NotFound, Unavailable, sentence
from devserver.events import CommandError
from devserver.routes.asgi import valid_run_id
from devserver.routes.asking import Query
from devserver.routes.reading import read_query
from devserver.routes.streams import HEARTBEAT, ends, is_over, place

log = structlog.get_logger(__name__)

CLOSED_END, CLOSED_PLACE, CLOSED_RUN = 1000, 4400, 4404
CLOSED_DEFECT, CLOSED_STOP, CLOSED_LATER = 1011, 1012, 1013
CLOSES = {NotFound: CLOSED_RUN, InvalidInput: CLOSED_PLACE, Unavailable: CLOSED_LATER}
MOST_REASON = 123
"""Bytes of the reason with which a websocket is closed (RFC 6455, 5.5)."""


class SocketQuery(Query):
    """Of which run events are wanted, and after which place."""

    run_id: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Socket:
    """The websocket `/api/events`."""

    engine: Engine
    heartbeat: float = HEARTBEAT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept, then send events until the client leaves or the server stops."""
        await receive()
        await send({"type": "websocket.accept"})
        try:
            run_id, after = await self._asked(read_query(SocketQuery, scope))
        except (NotFound, InvalidInput, Unavailable) as error:
            code = next(code for kind, code in CLOSES.items() if isinstance(error, kind))
            await send({"type": "websocket.close", "code": code, "reason": _reason(error)})
            return
        with self.engine.log.following(run_id, after) as follower:
            sending = asyncio.create_task(self._send_all(follower, run_id, send))
            try:
                while (message := await receive())["type"] != "websocket.disconnect" and not sending.done():
                    await send({"type": "websocket.send", "text": _answer(message, run_id or "")})
            finally:
                sending.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await sending

    async def _asked(self, query: SocketQuery) -> tuple[str | None, int]:
        if query.run_id is not None:
            await self.engine.recorder.load(valid_run_id(query.run_id))
        elif query.after is None:
            return None, await self.engine.log.last_cursor()
        return query.run_id, place(query.after, "after", 0)

    async def _send_all(self, follower: Follower, run_id: str | None, send: Send) -> None:
        """Send events, then close; a line that stayed open with nobody to send would keep its client waiting."""
        try:
            whole = await self._sent_whole(follower, run_id, send)
            code, reason = (CLOSED_END, "the run has ended") if whole else (CLOSED_STOP, "the server stops")
        except OSError:  # the client has left
            raise
        except Exception:  # the top of a task: nobody else would hear of it
            log.exception("socket_defect", run_id=run_id)
            code, reason = CLOSED_DEFECT, "go on after the last event that came"
        await send({"type": "websocket.close", "code": code, "reason": reason})

    async def _sent_whole(self, follower: Follower, run_id: str | None, send: Send) -> bool:
        """Send events; tell whether that was the whole of a run, for otherwise the server stops.

        In silence it is looked whether the run has ended, for it may have done so in another process.
        """
        if run_id is not None and await is_over(self.engine, run_id, follower.after):
            return True
        async with aclosing(follower.events(self.heartbeat)) as events:
            async for event in events:
                if event is not None:
                    await send({"type": "websocket.send", "text": event.text})
                if run_id is None:
                    continue
                if await is_over(self.engine, run_id, follower.after) if event is None else ends(event):
                    return True
        return False


def _answer(message: Message, run_id: str) -> str:
    """Answer a message of a client: there are no commands yet, so that none is understood."""
    del message
    return transient(run_id, CommandError(problem=BadRequest("command_unknown").problem())).text


def _reason(error: DevServerError) -> str:
    """Return why a websocket is closed; an id or name that a client sent may have letters of several bytes."""
    faults = error.problem().faults
    said = sentence(faults[0].message, faults[0].params, "en") if faults else str(error)
    return said.encode()[:MOST_REASON].decode(errors="ignore")
