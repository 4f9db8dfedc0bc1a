"""Events of a run as they happen, as server-sent events: of one run, or of one action with its result.

`id:` is the event's `seq`, `event:` its type, `data:` the JSON that every transport carries. A client that comes back
with Last-Event-ID goes on where it was. A comment every `HEARTBEAT` seconds keeps proxies from closing the line. A
client that leaves cancels nothing.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from devserver.engine.accepting import Accepted
from devserver.engine.engine import Engine
from devserver.engine.eventlog import Encoded, Follower
from devserver.engine.loglines import line_of
from devserver.engine.record import Record
from devserver.errors import Fault, InvalidInput, NotFound, TooLarge, Unavailable, spoken
from devserver.events import Event
from devserver.models.runs import ENDED, IN_FLIGHT
from devserver.routes.asgi import language_of, owner_of, run_language, to_json, valid_run_id
from devserver.routes.asking import KeyHeader, Query
from devserver.routes.bodies import Body, GenerationBody, InterceptionBody, OptimizationBody, asked
from devserver.routes.faults import refuse
from devserver.routes.jobs import LogQuery
from devserver.routes.limits import MOST_JSON_BYTES, Left, read_body, refuse_body
from devserver.routes.reading import read_json, read_query
from devserver.routes.runs import EventsQuery

HEARTBEAT = 25.0
"""Seconds of silence after which a comment is sent."""
MOST_PLACE = 2**53 - 1

STAGES: dict[str, type[Body]] = {
    "interception": InterceptionBody,
    "stage2": InterceptionBody,
    "optimize": OptimizationBody,
    "generation": GenerationBody,
}
"""The last part of a stage's path and the body that it takes."""

Answer = Callable[[Engine, Accepted, Record], Awaitable[dict[str, Any]]]
"""What the JSON route of a stage answers for a record that has ended; the event `result` carries the same."""


def wants_stream(scope: Scope) -> bool:
    """Tell whether a client accepts server-sent events."""
    return any("text/event-stream" in accept.lower() for accept in Headers(scope=scope).getlist("accept"))


def place(text: str | None, name: str, default: int) -> int:
    """Return the place in the log that a client names; raises InvalidInput for one that is no count."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise InvalidInput(Fault(pointer=f"/{name}", message="place_wrong", params={"name": name}))
    return min(int(text), MOST_PLACE)


def frame(event: Encoded) -> bytes:
    """Write an event as server-sent event; its JSON holds no line feed."""
    number = "" if event.seq is None else f"id: {event.seq}\n"
    return f"{number}event: {event.type}\ndata: {event.text}\n\n".encode()


def line_frame(event: Encoded, language: str) -> bytes:
    """Write a stored event as a log line; of what is transient only that it is the end."""
    if event.transient:
        return frame(event) if event.type == "run_deleted" else b""
    line = line_of(Event.model_validate_json(event.text), language)
    return f"id: {line.seq}\nevent: log\ndata: {line.model_dump_json()}\n\n".encode()


COMMENT = b": still here\n\n"


@dataclass(frozen=True)
class Streams:
    """The two kinds of server-sent event streams."""

    engine: Engine
    answer: Answer
    heartbeat: float = HEARTBEAT

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events of a run after a place, until it has ended and all is sent, or the client leaves."""
        await self._follow(EventsQuery, frame, scope, receive, send)

    async def log(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stored events of a run as log lines, and otherwise as `run` does."""
        language = language_of(scope)
        await self._follow(LogQuery, lambda event: line_frame(event, language), scope, receive, send)

    async def _follow(
        self, query: type[EventsQuery], write: Callable[[Encoded], bytes], scope: Scope, receive: Receive, send: Send
    ) -> None:
        asked = read_query(query, scope)
        after = place(Headers(scope=scope).get("last-event-id") or None, "after", asked.after)
        run_id = valid_run_id(scope["path_params"]["run_id"])
        record = await self.engine.recorder.load(run_id)
        await _stream(self._run(run_id, min(after, record.row.last_seq), write), scope, receive, send)

    async def _run(self, run_id: str, after: int, write: Callable[[Encoded], bytes]) -> AsyncIterator[bytes]:
        with self.engine.log.following(run_id, after) as follower:
            if await is_over(self.engine, run_id, after):
                return
            async with aclosing(follower.events(self.heartbeat)) as events:
                async for event in events:
                    yield COMMENT if event is None else write(event)
                    over = await is_over(self.engine, run_id, follower.after) if event is None else ends(event)
                    if over:
                        return

    async def stage(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do a stage and send its events live, and last an event `result` with what the JSON route answers.

        What is wrong with the request is answered as a problem, before the stream.
        """
        model = STAGES[scope["path_params"]["stage"]]
        headers = Headers(scope=scope)
        try:
            content = await read_body(scope, receive, MOST_JSON_BYTES)
        except Left:
            return
        except TooLarge as error:
            await refuse_body(error, scope, receive, send)
            return
        read_query(Query, scope)
        key = _key(headers)
        body = read_json(model, content, headers.get("content-type", ""))
        language = run_language(scope)
        request = asked(body, owner=owner_of(scope), language=language, key=key)
        accepted = await self.engine.runs.start(request)
        # The follower joins before this coroutine first waits, so that it has every piece of text from the first on.
        before = 0 if accepted.replayed else accepted.record.row.last_seq - 1
        with self.engine.log.following(accepted.run_id, before) as follower:
            said = {"Content-Language": spoken(request.language)}
            await _stream(self._attempt(accepted, follower), scope, receive, send, said)

    async def _attempt(self, accepted: Accepted, follower: Follower) -> AsyncIterator[bytes]:
        async with aclosing(follower.events(self.heartbeat)) as events:
            async for event in events:
                if event is None:
                    yield COMMENT
                    continue
                if event.attempt not in {None, accepted.attempt}:
                    continue
                yield frame(event)
                if event.type == "run_state_change" and _state(event) not in IN_FLIGHT:
                    break
        record = await self.engine.runs.ended(accepted)
        result = await self.answer(self.engine, accepted, record)
        yield b"event: result\ndata: " + to_json(result) + b"\n\n"


def _key(headers: Headers) -> str | None:
    """Return the Idempotency-Key; raises InvalidInput for one that the JSON route would not take."""
    try:
        key = headers.get("idempotency-key")
        return KeyHeader.model_validate({"Idempotency-Key": key}).idempotency_key
    except ValidationError as error:
        refuse(error)


async def is_over(engine: Engine, run_id: str, after: int) -> bool:
    """Tell whether a run has ended, or is gone, and nothing of it comes after a `seq`.

    While the database is gone nobody can tell: whoever follows waits, and it is asked again in the next silence.
    """
    try:
        row = (await engine.recorder.load(run_id)).row
    except NotFound:  # deleted meanwhile
        return True
    except Unavailable:
        return False
    return row.state in ENDED and row.last_seq <= after


def ends(event: Encoded) -> bool:
    """Tell whether an event is the last of its run."""
    return event.type == "run_deleted" or (event.type == "run_state_change" and _state(event) in ENDED)


def _state(event: Encoded) -> str:
    return str(json.loads(event.text)["data"]["state"])


async def _stream(
    chunks: AsyncIterator[bytes], scope: Scope, receive: Receive, send: Send, more: Mapping[str, str] | None = None
) -> None:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **(more or {})}
    response = StreamingResponse(chunks, headers=headers, media_type="text/event-stream")
    await response(scope, receive, send)
