"""Runs are found that nobody works on, and go on here: handed over, left free, or of a process that is gone.

The same looks learn what others want of the runs in hand, and which of these belong to another process by now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from pydantic import ValidationError

from devserver import events
from devserver.engine import durable, processes, rows
from devserver.engine.additions import Change
from devserver.engine.database import Database
from devserver.engine.eventlog import EventLog
from devserver.engine.processes import Process
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.rows import Lost
from devserver.engine.runs import Runs
from devserver.errors import Interrupted, NotFound, Unavailable
from devserver.models.runs import now

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at what is free, and at what is wanted of the runs in hand."""
LOOK_AGAIN = 0.1
"""The same where there was no room."""
RESCUE_EVERY = 2.0
"""Seconds between two looks for processes that are gone."""
AT_ONCE = 64
"""Runs that are taken side by side."""


class Resuming:
    """Takes runs for this process; a command takes none, and only learns what is wanted of its own."""

    def __init__(
        self,
        runs: Runs,
        recorder: Recorder,
        database: Database,
        process: Process,
        eventlog: EventLog,
    ) -> None:
        self._runs = runs
        self._recorder = recorder
        self._database = database
        self._process = process
        self._log = eventlog
        self._rescued = -RESCUE_EVERY
        self._stray: set[str] = set()
        self.trouble: Unavailable | None = None
        """Why the last look could not be done: the database is gone, say. Nobody can work until one can."""
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: somebody has left a run free, or wants something of one."""
        self._woken.set()

    async def go_on(self) -> None:
        """Look again and again, and while that cannot be done, too."""
        while not self._runs.closed:
            self._woken.clear()
            try:
                again = await self._looked()
                self._note(None)
            except Unavailable as error:
                again = False
                self._note(error)
            if not again:
                await self._pause(LOOK_EVERY if self._runs.room else LOOK_AGAIN)

    async def _looked(self) -> bool:
        """Look for what is free or wanted, and now and then for processes that are gone."""
        moment = asyncio.get_running_loop().time()
        if self._takes and moment - self._rescued >= RESCUE_EVERY:
            await self.rescue()
            self._rescued = moment
        return await self.look()

    def _note(self, trouble: Unavailable | None) -> None:
        if (trouble is None) != (self.trouble is None):
            log.warning("can_work_again" if trouble is None else "cannot_work", reason=str(trouble or self.trouble))
        self.trouble = trouble

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    @property
    def _takes(self) -> bool:
        return self._process.kind != "command"

    async def look(self) -> bool:
        """Do what others want of the runs in hand, let go of what is lost, and take what is free.

        Tell whether there may be more to take at once.
        """
        begun, room = self._runs.begun, min(AT_ONCE, self._runs.room) if self._takes else 0
        seen = await self._database.read(lambda connection: durable.look(connection, self._process.id, room))
        for run_id, wanted in seen.ours.items():
            if wanted == durable.CANCEL:
                self._runs.stop_cancelled(run_id)
        for run_id in begun.keys() - seen.ours.keys():
            self._runs.stop_lost(begun[run_id])
        await self._free_strays(seen.ours)
        await asyncio.gather(*map(self._take, seen.free))
        return 0 < room == len(seen.free)

    async def _free_strays(self, ours: Iterable[str]) -> None:
        """Free runs that are ours and that nobody here works on: their end could not be written, say."""
        alone = {run_id for run_id in ours if not self._runs.accepting and not self._runs.is_at_work(run_id)}
        again, self._stray = alone & self._stray, alone
        for run_id in again:
            await self._database.write(partial(durable.free, process=self._process.id, run_id=run_id))

    async def rescue(self) -> int:
        """Free the runs of processes that are gone, for whoever has room, and return how many there were."""
        found = await self._database.read(durable.owners)
        freed = 0
        for process in sorted(await self._dead(found)):
            count = await self._database.write(partial(durable.free, process=process))
            log.warning("process_gone", process=process, runs=count)
            freed += count
        return freed

    async def _dead(self, owners: set[str]) -> set[str]:
        """Return which of the processes that have runs are gone, and forget those that have none any more."""
        known = set(await self._database.read(processes.registered))
        gone = await self._database.read(lambda c: processes.dead(c, self._process, owners | known))
        if empty := (gone & known) - owners:
            await self._database.write(lambda connection: processes.forget(connection, empty))
        return gone & owners

    async def _take(self, run_id: str) -> None:
        """Take a free run unless somebody else has; a broken one holds up no other."""
        try:
            if await self._database.write(lambda c: durable.take(c, run_id, self._process.id)):
                await self._resume(run_id)
        except Lost:  # it was frozen for so long that others have taken it
            log.warning("run_lost", run_id=run_id)
        except Exception:  # one of many: the others are looked at all the same, and this one again
            log.exception("run_not_resumed", run_id=run_id)

    async def _resume(self, run_id: str) -> None:
        try:
            record = await self._recorder.load(run_id)
        except NotFound:
            return
        except (ValueError, KeyError, TypeError) as error:
            await self._give_up(run_id, error)
            return
        if record.row.wanted == durable.CANCEL:
            await self._runs.end_taken(record, "cancelled")
        elif not await self._database.read(lambda connection: durable.has_begun(connection, record)):
            await self._give_back(record)
        elif record.row.state == "running" and record.row.takes >= durable.MOST_TAKES:
            gone = Interrupted("taken_too_often", times=record.row.takes + 1)
            await self._runs.end_taken(record, "interrupted", gone)
        else:
            await self._tell(record)
            await self._runs.go_on(record)

    async def _give_back(self, record: Record) -> None:
        """Open a run again for which an action was claimed and never written: nobody was told that it was accepted."""
        await self._database.write(lambda connection: rows.give_back(connection, record.context, self._process.id))
        log.info("attempt_given_back", run_id=record.run_id, attempt=record.row.attempt)

    async def _tell(self, record: Record) -> None:
        """Write down that a run goes on, and when: nobody worked on it meanwhile.

        Only from here on it counts against the run where this process is gone too: a process may take many, and end
        before it has looked at one of them.
        """
        moment, row = now(), record.row
        died = row.state == "running"
        resumed = events.RunResumed(
            attempt=row.attempt, stage=row.stage, reason="process_gone" if died else "handed_over"
        )
        changed = events.RunStateChange(state="running", attempt=row.attempt, stage=row.stage)
        worked = (row.updated_at - record.begun).total_seconds() if record.begun else 0.0
        values: dict[str, Any] = {
            "state": "running",
            "taken_at": moment,
            "seconds": round(row.seconds + max(0.0, worked), 4),
            "takes": row.takes + died,
        }
        told = (resumed,) if died else (resumed, changed)
        await self._recorder.commit(record, Change(row=values, events=told))
        record.begun = moment
        if self._database.shared:
            record.mark = f"_{self._process.id[-8:].lower()}"
        log.info("run_resumed", run_id=record.run_id, attempt=row.attempt, stage=row.stage, reason=resumed.reason)

    async def _give_up(self, run_id: str, error: Exception) -> None:
        """End a run whose record this program cannot read."""
        reason = type(error).__name__
        if isinstance(error, ValidationError):
            fault = error.errors()[0]
            reason = f"{'.'.join(str(part) for part in fault['loc'])}: {fault['type']}"
        problem = Interrupted("record_unreadable", reason=reason).problem()
        log.error("record_unreadable", run_id=run_id, reason=reason)
        await self._database.write(
            lambda connection: durable.give_up(connection, run_id, self._process.id, problem), self._log.publish
        )
