"""The event log: stored events in the database, live ones fanned out to whoever follows.

A follower gets what is stored after its place, then what happens, in one order and without a seam: it is joined to
the live stream before the stored part is read, and what it has seen already is left out. Each follower has a bounded
queue. Where it is full, transient events are dropped and counted (`dropped`); a follower that falls behind by more
stored events than fit reads them from the database again, so that it misses none.

Where processes share the database, others write too. Who follows all runs then reads every stored event from the log,
in its order, and is only told when to `look`. Who follows a run gets what this process writes at once, and reads what
is missing before it: a `seq` that is no successor tells. On SQLite, where a command or a second server may write
beside this process, a `cursor` that is no successor tells those who follow all runs, and a look now and then tells all.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from devserver.engine.database import Database, patience
from devserver.engine.tables import events
from devserver.events import Dropped, Event, EventData
from devserver.models.runs import now

QUEUE = 512
"""The most events that wait for one follower."""
PAGE = 500
"""The most stored events that are read at once."""


@dataclass(frozen=True)
class Encoded:
    """An event and its JSON text, written once for all followers; the other fields are the event's.

    `attempt` is that of its data, where it has one.
    """

    run_id: str
    seq: int | None
    cursor: int | None
    type: str
    text: str
    attempt: int | None = None

    @property
    def transient(self) -> bool:
        """Tell whether the event is not stored."""
        return self.cursor is None


def encode(event: Event) -> Encoded:
    """Write an event as the JSON text that every transport carries."""
    text = event.model_dump_json(exclude_none=True)
    return Encoded(event.run_id, event.seq, event.cursor, event.type, text, event.data.get("attempt"))


def transient(run_id: str, data: EventData) -> Encoded:
    """Make an event that is not stored."""
    made = Event.model_construct(run_id=run_id, at=now(), type=data.type, v=data.version, data=data.payload())
    return encode(made)


def from_row(row: sa.Row[Any]) -> Event:
    """Make an event of its row."""
    return Event(run_id=row.run_id, seq=row.seq, cursor=row.cursor, at=row.at, type=row.type, v=row.v, data=row.data)


class Follower:
    """One reader of the log: what waits for it, and how far it has come. Made and ended by `EventLog.following`."""

    def __init__(self, log: EventLog, run_id: str | None, after: int) -> None:
        self._log = log
        self._run_id = run_id
        self.after = after
        self._queue: deque[Encoded] = deque()
        self._wake = asyncio.Event()
        self._dropped = 0
        self._behind = True

    def offer(self, event: Encoded) -> None:
        """Put an event into the queue, or drop it where that is full and the event transient."""
        if len(self._queue) < QUEUE:
            self._queue.append(event)
        elif event.transient:
            self._dropped += 1
        else:
            self._make_room(event)
        self._wake.set()

    def look(self) -> None:
        """Let the reader look at the log for what is stored after its place."""
        self._behind = True
        self._wake.set()

    def end(self) -> None:
        """Wake the reader, which then finds the log closed."""
        self._wake.set()

    def _make_room(self, event: Encoded) -> None:
        kept = deque(waiting for waiting in self._queue if not waiting.transient)
        self._dropped += len(self._queue) - len(kept)
        self._queue = kept
        if len(kept) < QUEUE:
            kept.append(event)
        else:
            self._behind = True
            kept.clear()

    async def events(self, heartbeat: float | None = None) -> AsyncGenerator[Encoded | None, None]:
        """Yield events until the log is closed, and None after each `heartbeat` seconds in which nothing came."""
        while True:
            if self._behind:
                self._behind = False
                async for event in self._catch_up():
                    yield event
            while self._queue and not self._behind:
                if self._skips(event := self._queue.popleft()):
                    self._behind = True
                elif self._is_new(event):
                    yield event
            if self._dropped:
                count, self._dropped = self._dropped, 0
                yield transient(self._run_id or "", Dropped(count=count))
            if self._log.closed and not self._queue and not self._behind:
                return
            if not self._queue and not self._behind and not await self._woken(heartbeat):
                yield None

    async def _woken(self, heartbeat: float | None) -> bool:
        self._wake.clear()
        if heartbeat is None:
            return await self._wake.wait()
        try:
            async with asyncio.timeout(heartbeat):
                return await self._wake.wait()
        except TimeoutError:
            return False

    def _skips(self, event: Encoded) -> bool:
        """Tell whether something is stored between an event and those before it, as another process may do."""
        return self._run_id is not None and event.seq is not None and event.seq > self.after + 1

    def _is_new(self, event: Encoded) -> bool:
        place = event.cursor if self._run_id is None else event.seq
        if place is None:
            return True
        new, self.after = place > self.after, max(place, self.after)
        return new

    async def _catch_up(self) -> AsyncIterator[Encoded]:
        while page := await self._stored():
            for event in page:
                encoded = encode(event)
                self._is_new(encoded)
                yield encoded
            if len(page) < PAGE:
                return

    async def _stored(self) -> list[Event]:
        with patience():
            return await self._log.stored(self._run_id, self.after)


class EventLog:
    """Stored and live events of all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_run: dict[str, set[Follower]] = {}
        self._of_all: set[Follower] = set()
        self._newest = -1  # the cursor of the newest event that is known of
        self.closed = False

    def close(self) -> None:
        """End every follower: its events stop after what it has."""
        self.closed = True
        for follower in (*self._of_all, *(f for group in self._of_run.values() for f in group)):
            follower.end()

    def publish(self, encoded: Iterable[Encoded]) -> None:
        """Hand events to all who follow; called on the event loop, in commit order."""
        for event in encoded:
            for follower in self._of_run.get(event.run_id, ()):
                follower.offer(event)
            if event.transient:
                for follower in self._of_all:
                    follower.offer(event)
            elif not self._database.shared:
                self._pass_on(event)

    def _pass_on(self, event: Encoded) -> None:
        """Hand a stored event to who follows all runs; where it is no successor, another process wrote before it."""
        cursor = event.cursor or 0
        follows, self._newest = cursor == self._newest + 1, max(cursor, self._newest)
        for follower in self._of_all:
            if follows:
                follower.offer(event)
            else:
                follower.look()

    async def look_beside(self) -> None:
        """Let everybody look where another process wrote; for a database that tells nobody, which is not shared."""
        if self._of_all or self._of_run:
            newest = await self.last_cursor()
            if newest > self._newest:
                self._newest = newest
                self.look()

    def look(self, run_id: str | None = None, *, everybody: bool = True) -> None:
        """Let followers of all runs look at the log, and with `everybody` those of a run, or of each run."""
        found: set[Follower] = set(self._of_all)
        if everybody:
            found.update(*([self._of_run.get(run_id, set())] if run_id else self._of_run.values()))
        for follower in found:
            follower.look()

    def has_followers(self, run_id: str) -> bool:
        """Tell whether a transient event of this run would reach anybody."""
        return bool(self._of_all or self._of_run.get(run_id))

    async def stored(self, run_id: str | None, after: int, limit: int = PAGE) -> list[Event]:
        """Return stored events: of one run after a `seq`, or of all runs after a `cursor`, oldest first."""
        place = events.c.cursor if run_id is None else events.c.seq
        query = sa.select(events).where(place > after).order_by(place).limit(limit)
        if run_id is not None:
            query = query.where(events.c.run_id == run_id)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [from_row(row) for row in rows]

    async def last_cursor(self) -> int:
        """Return the cursor of the newest stored event, 0 where there is none."""
        query = sa.select(sa.func.coalesce(sa.func.max(events.c.cursor), 0))
        return await self._database.read(lambda connection: int(connection.execute(query).scalar_one()))

    @contextmanager
    def following(self, run_id: str | None, after: int) -> Iterator[Follower]:
        """Join what happens from now on, behind what is stored after a place: `seq` of a run, or `cursor` of all."""
        follower = Follower(self, run_id, after)
        group = self._of_all if run_id is None else self._of_run.setdefault(run_id, set())
        group.add(follower)
        try:
            yield follower
        finally:
            group.discard(follower)
            if run_id is not None and not group and self._of_run.get(run_id) is group:
                del self._of_run[run_id]

    async def follow(self, run_id: str | None, after: int) -> AsyncGenerator[Encoded, None]:
        """Yield events as `following` does, for a reader that needs no heartbeat."""
        with self.following(run_id, after) as follower:
            async with aclosing(follower.events()) as events_of:
                async for event in events_of:
                    if event is not None:
                        yield event
