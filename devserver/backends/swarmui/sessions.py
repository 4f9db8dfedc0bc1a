"""Sessions of SwarmUI, and small requests in one of them.

Cancelling ends all that a session does, so each call in flight has one of its own; a session that is free is used
again. One that the server has forgotten, as after a new start, is answered with 401: then another is asked for, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.messages import encoded, weight
from devserver.backends.swarmui.protocol import read_fault
from devserver.backends.swarmui.refusals import NO_SESSION, outcome_of, reply_outcome
from devserver.backends.threads import off_loop
from devserver.backends.wire import Ended, Reply, Wire
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed

CONTROL_SECONDS = 5.0
"""Seconds that a small request may take."""
MOST_FREE = 32
"""Sessions that are kept for the next calls."""
MOST_ANSWER = 96_000_000
"""Bytes of an answer, which may hold pictures."""


class SessionGone(Exception):
    """The server does not know the session: what was asked for in it was not begun, or is lost."""


class Answered(Ended):
    """The server answered with an error of its own: nothing goes on there."""


@dataclass
class Sessions:
    """The sessions that are free, and the way to ask in one."""

    wire: Wire
    seconds: float = CONTROL_SECONDS
    most: int = MOST_ANSWER
    version: str = ""
    _free: list[str] = field(default_factory=list, repr=False)

    async def take(self) -> str:
        """Return a session that nobody uses; raises Ended."""
        return self._free.pop() if self._free else await self._new()

    def give_back(self, session: str) -> None:
        """Say that a session has nothing to do any more."""
        if len(self._free) < MOST_FREE:
            self._free.append(session)

    def forget(self) -> None:
        """Forget the sessions that are free: the server does not know them any more."""
        self._free.clear()

    async def ask(self, route: str, session: str, fields: Mapping[str, Json] | None = None) -> dict[str, Any]:
        """Do a small request in a session; raises SessionGone, Ended."""
        return await self.post(route, {**(fields or {}), "session_id": session}, self.seconds)

    async def ask_in_any(self, route: str, fields: Mapping[str, Json] | None = None) -> dict[str, Any]:
        """Do a small request in a session that is free; raises Ended."""
        for _ in range(2):
            session = await self.take()
            try:
                answer = await self.ask(route, session, fields)
            except SessionGone:
                self.forget()
                continue
            except Ended:
                self.give_back(session)
                raise
            self.give_back(session)
            return answer
        raise Ended(self.unknown())

    async def post(self, route: str, body: Mapping[str, Json], seconds: float) -> dict[str, Any]:
        """Send a request and return its answer, which is no error; raises SessionGone, Ended.

        `seconds` may pass without a byte.
        """
        data = await off_loop(self.wire.pool, weight(body), encoded, dict(body))
        async with self.wire.request("POST", f"/API/{route}", data, read_seconds=seconds) as reply:
            return await _answer(reply, self.most)

    def unknown(self) -> Failed:
        """Return the outcome of a server that does not know the session that it gave a moment ago."""
        url = self.wire.server.url
        return Failed(
            reason=f"{self.wire.name} forgets its sessions at once: does one server answer at {url}, or many?"
        )

    async def _new(self) -> str:
        try:
            answer = await self.post("GetNewSession", {}, self.seconds)
        except SessionGone:
            raise Ended(self.unknown()) from None
        session, version = answer.get("session_id"), answer.get("version")
        if not isinstance(session, str) or not session:
            url = self.wire.server.url
            raise Ended(Failed(reason=f"{url} gave no session: look whether it is the address of a SwarmUI server"))
        self.version = self.wire.clean(version) if isinstance(version, str) else ""
        return session


async def _answer(reply: Reply, most: int) -> dict[str, Any]:
    if reply.status != 200:
        body = await reply.error()
        if isinstance(body, dict) and body.get("error_id") == NO_SESSION:
            raise SessionGone
        outcome = reply_outcome(reply, body)
        raise Answered(outcome) if isinstance(body, dict) else Ended(outcome)
    data = await reply.body(most)
    answer = await off_loop(reply.wire.pool, len(data), reply.object, data)
    if answer.get("error_id") == NO_SESSION:
        raise SessionGone
    if "error" in answer or "error_id" in answer:
        raise Answered(outcome_of(read_fault(answer), reply.wire))
    return answer
