"""What is done once a day by one process for all: old runs are removed, where `keep_days` says so.

It is due from `clean_hour` (UTC) on; a server that was off then does it later that day. A row of `chores` is the claim:
who writes the day into it does the work. A server waits a while before it removes anything for the first time or by
another `keep_days`, and says so, so that a mistaken setting can be taken back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog

from devserver.engine import tables
from devserver.engine.database import Database
from devserver.engine.lifecycle import Clock
from devserver.engine.retention import Retention, Wanted
from devserver.engine.vacuum import give_back
from devserver.models.runs import now
from devserver.settings import Settings

log = structlog.get_logger(__name__)

LOOK_EVERY = 60.0
"""Seconds between two looks at whether it is due."""
SECOND_THOUGHTS = 900.0
"""Seconds for which `keep_days` has to stand before anything is removed."""
CLEAN = "clean"


class Daily:
    """The daily work of a process; `settings` gives those in force, `clock` the time in UTC."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        retention: Retention,
        database: Database,
        url: str,
        *,
        clock: Clock = now,
        second_thoughts: float = SECOND_THOUGHTS,
    ) -> None:
        self._settings = settings
        self._retention = retention
        self._database = database
        self._url = url
        self._clock = clock
        self._second_thoughts = second_thoughts
        self._keep: int | None = None
        self._since = 0.0

    async def follow(self) -> None:
        """Look now and then whether something is due, and do it; never returns."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> bool:
        """Remove what is old if that is due and no other process does it; tell whether it was done."""
        settings, moment = self._settings(), self._clock()
        keep = settings.keep_days
        if keep != self._keep:
            self._keep, self._since = keep, time.monotonic()
            if keep is not None:
                log.info("old_runs_will_be_removed", keep_days=keep, from_hour=settings.clean_hour)
        if keep is None or time.monotonic() - self._since < self._second_thoughts:
            return False
        if moment.hour < settings.clean_hour or not await claim(self._database, CLEAN, moment):
            return False
        await self._clean(keep)
        return True

    async def _clean(self, keep: int) -> None:
        began = time.monotonic()
        done = await self._retention.clean(Wanted(timedelta(days=keep)))
        room = await give_back(self._database, self._url, alone=False)
        told = {"runs": done.runs, "bytes": done.bytes, "database": room.state, "database_bytes": room.bytes}
        log.info("old_runs_removed", keep_days=keep, seconds=round(time.monotonic() - began, 1), **told)


async def claim(database: Database, name: str, moment: datetime) -> bool:
    """Take work that is done once a day for the day (UTC) of a moment; tell whether nobody had."""
    today = moment.date()
    try:
        return await database.write(lambda connection: _taken(connection, name, today))
    except sa.exc.IntegrityError:  # another process has just done it for the first time
        return False


def _taken(connection: sa.Connection, name: str, today: date) -> bool:
    """Write a day for work; a day beyond tomorrow was written by a clock that was wrong, and counts as none."""
    chores = tables.chores.c
    tomorrow = (today + timedelta(days=1)).isoformat()
    due = (chores.day < today.isoformat()) | (chores.day > tomorrow)
    update = tables.chores.update().where((chores.name == name) & due).values(day=today.isoformat())
    if connection.execute(update).rowcount == 1:
        return True
    if connection.execute(sa.select(chores.day).where(chores.name == name)).one_or_none() is not None:
        return False
    connection.execute(tables.chores.insert(), {"name": name, "day": today.isoformat()})
    return True
