"""The heartbeat of this process, and what stops it from sending where its heart stood still.

Only a database that several machines share has heartbeats. A process that could not write its own for `STALE_AFTER`
seconds, because it was frozen or cut off, sends nothing more until it could again: others may have taken its runs by
then. Time is that of a clock which goes on while the machine sleeps.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from devserver.engine import durable, processes
from devserver.engine.database import Database
from devserver.engine.processes import DEAD_AFTER, Process
from devserver.engine.record import Record
from devserver.engine.rows import Lost
from devserver.errors import DevServerError

log = structlog.get_logger(__name__)

STALE_AFTER = 11.0
"""Seconds after which a process trusts itself no more: some before the others may take its runs."""
ASK_FOR = 60.0
"""Seconds after a standstill in which a process asks whether a run is still its own; by then it knows what it lost."""


@dataclass(frozen=True)
class Pace:
    """Seconds: between two heartbeats, before one that could not be written is tried again, and for `settle`.

    That long a process waits when its heart beats again, so that who is taking its runs has done so.
    """

    every: float = 3.0
    again: float = 0.5
    settle: float = 2.0


USUAL = Pace()


def awake() -> float:
    """Return seconds of a clock that only goes forward, and counts the sleep of the machine where it can."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Pulse:
    """The heartbeat of a process; `clock` gives seconds that never go back."""

    def __init__(
        self, database: Database, process: Process, clock: Callable[[], float] = awake, pace: Pace = USUAL
    ) -> None:
        self._database = database
        self._process = process
        self._clock = clock
        self._pace = pace
        self._beaten = clock()
        self._back = -math.inf  # when the heart beat again after it had stood still

    async def begin(self) -> None:
        """Write down that there is this process."""
        await self.beat()

    async def beat(self) -> None:
        """Write down that this process lives; raises what the database raises."""
        began = self._clock()
        await self._database.write(lambda connection: processes.beat(connection, self._process))
        if began - self._beaten >= STALE_AFTER:
            log.warning("heart_stood_still", seconds=round(began - self._beaten, 1), dead_after=DEAD_AFTER)
            self._back = began
        self._beaten = began

    async def go_on(self) -> None:
        """Beat for ever; where the database cannot be reached, try again soon."""
        wait = self._pace.every
        while self._database.shared:
            await asyncio.sleep(wait)
            try:
                await self.beat()
                wait = self._pace.every
            except (sa.exc.SQLAlchemyError, DevServerError) as error:
                log.warning("heartbeat_not_written", reason=type(error).__name__)
                wait = self._pace.again
        await asyncio.Event().wait()

    async def end(self) -> None:
        """Write down that this process is gone; where that fails, others find it out."""
        with suppress(sa.exc.SQLAlchemyError, DevServerError):
            await self._database.write(lambda connection: processes.forget(connection, [self._process.id]))

    @property
    def is_fresh(self) -> bool:
        """Tell whether nobody can have taken this process for dead."""
        return not self._database.shared or self._clock() - self._beaten < STALE_AFTER

    async def may_send(self, record: Record) -> None:
        """Return when a call of a run may be sent; raises Lost where the run belongs to another process by now.

        It costs nothing while the heart beats. For a while after it stood still each run is asked for: what was in hand
        before may be lost.
        """
        if self.is_fresh and self._clock() - self._back > ASK_FOR:
            return
        while not self.is_fresh or self._clock() - self._back < self._pace.settle:
            await asyncio.sleep(self._pace.again)
        await self._ask(record)

    async def _ask(self, record: Record) -> None:
        if not record.written:
            return
        if not await self._database.read(lambda c: durable.belongs(c, record.run_id, self._process.id)):
            raise Lost(record.run_id)
