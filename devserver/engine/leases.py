"""Places at backends that processes share: a call holds one, so that a backend's limit holds for all together.

A place is a row of `leases`, of the lowest number that is free. It is the process's for `SECONDS` and is renewed while
that lives, so that the places of one that is gone are free again after that. Times are those of the database's clock.
Only a database that processes share has leases; else the limits of one process are the limits.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Protocol

import sqlalchemy as sa

from devserver.engine.database import Database, patience
from devserver.engine.tables import leases
from devserver.errors import Unavailable

SECONDS = 30
"""How long a place is kept for a process that does not renew it."""
RENEW_SECONDS = 10.0
LOOK_SECONDS = 0.2
"""Seconds between two looks for a place that has become free, by one call of each process and backend."""

_NOW = "to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_EXPIRED = sa.literal_column(_NOW.format(moment="clock_timestamp()"), sa.String)
_EXPIRES = sa.literal_column(_NOW.format(moment=f"(clock_timestamp() + interval '{SECONDS} s')"), sa.String)
_SOON = sa.type_coerce(_EXPIRES, leases.c.expires_at.type)
_expires = sa.type_coerce(leases.c.expires_at, sa.String)


class Owner(Protocol):
    """A process among those that share a database."""

    @property
    def id(self) -> str:
        """Return its name."""


class Leases:
    """The places of one process."""

    def __init__(self, database: Database, process: Owner) -> None:
        self._database = database
        self._process = process
        self._looking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._held: set[tuple[str, int]] = set()
        self._giving_back: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def held(self, name: str, places: int) -> AsyncIterator[None]:
        """Hold one of so many places at a backend; waits until one is free, and for a database that is gone."""
        with patience():
            slot = await self._take(name, places)
        try:
            yield
        finally:
            self._release(name, slot)

    async def at_once(self, name: str, places: int) -> Callable[[], None] | None:
        """Take one of so many places; return what gives it back, once, and None where none is free.

        Waits for a database that is gone.
        """
        with patience():
            slot = await self._whole(name, places)
        return None if slot is None else partial(self._release, name, slot)

    def _release(self, name: str, slot: int) -> None:
        """Begin to give a place back, unless that was done."""
        if (name, slot) in self._held:
            self._held.discard((name, slot))
            task = asyncio.create_task(self._give_back(name, slot))
            self._giving_back.add(task)
            task.add_done_callback(self._giving_back.discard)

    async def _take(self, name: str, places: int) -> int:
        """Take a place: at once where one is free, so that calls share a commit; else behind those who wait already."""
        looking = self._looking[name]
        if not looking.locked() and (slot := await self._whole(name, places)) is not None:
            return slot
        async with looking:
            while (slot := await self._whole(name, places)) is None:
                await asyncio.sleep(LOOK_SECONDS)
        return slot

    async def _whole(self, name: str, places: int) -> int | None:
        """Try to take a place, to the end: who is cancelled meanwhile gives it back."""
        trying = asyncio.create_task(self._tried(name, places))
        try:
            return await asyncio.shield(trying)
        except asyncio.CancelledError:
            if (slot := await trying) is not None:
                await self._give_back(name, slot)
            raise

    async def _tried(self, name: str, places: int) -> int | None:
        """Take the lowest place that is free, in the transaction that looks; None where there is none."""

        def take(connection: sa.Connection) -> int | None:
            held = sa.select(leases.c.slot).where(leases.c.name == name, _expires > _EXPIRED)
            taken = set(connection.execute(held).scalars())
            slot = next((n for n in range(places) if n not in taken), None)
            if slot is not None:
                connection.execute(leases.delete().where(leases.c.name == name, leases.c.slot == slot))
                row = {"name": name, "slot": slot, "process": self._process.id}
                connection.execute(leases.insert().values(**row, expires_at=_SOON))
            return slot

        slot = await self._database.write(take)
        if slot is not None:
            self._held.add((name, slot))
        return slot

    async def _give_back(self, name: str, slot: int) -> None:
        self._held.discard((name, slot))
        this = (leases.c.name == name) & (leases.c.slot == slot) & (leases.c.process == self._process.id)
        with patience(), suppress(Unavailable):  # what is not given back is free after its time
            await self._database.write(lambda connection: connection.execute(leases.delete().where(this)).rowcount)

    async def renew(self) -> None:
        """Renew what is held, until cancelled."""
        own = leases.c.process == self._process.id
        change = leases.update().where(own).values(expires_at=_SOON)
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if self._held:
                await self._database.write(lambda connection: connection.execute(change).rowcount)

    async def close(self) -> None:
        """Give back what is held."""
        own = leases.c.process == self._process.id
        if self._giving_back:
            await asyncio.wait(self._giving_back)
        if self._held:
            with suppress(Unavailable):
                await self._database.write(lambda connection: connection.execute(leases.delete().where(own)).rowcount)
