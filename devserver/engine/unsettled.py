"""Runs at rest whose rows are ahead of their files: `metadata.json` and `events.ndjson` lack their end.

The rows hold the truth. A process that dies after it has ended a run and before it has written so into the folder
leaves it so, and nobody works on that run any more. So each process has a mark (`marks`) behind which all is in the
files, and every process looks for marks of dead ones: what has come after them is compared with its folder. Runs in
flight are brought up to date by whoever goes on with them.

Files that could not be written (a full disk) hold the mark of their process, and are tried again. A process that stood
still looks at what came after its own mark: it may have written old files over what others have written meanwhile. So
does each of several at work, back to the look before its last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
import structlog
from pydantic_core import from_json

from devserver.engine import files, marks, processes, tables
from devserver.engine.database import Database, patience
from devserver.engine.marks import Mark, Place
from devserver.engine.processes import Process
from devserver.engine.pulse import awake
from devserver.engine.recorder import Recorder
from devserver.engine.runs import Runs
from devserver.engine.storage import storage_fault
from devserver.errors import NotFound, Unavailable
from devserver.models.runs import now

log = structlog.get_logger(__name__)

MOVE_EVERY = 3.0
"""Seconds between two moves of the mark, which is two of them behind."""
QUIET = 15.0
"""Seconds after which nobody who is alive is still writing the files of a run that has not changed meanwhile."""
STOOD_STILL = 1.0
"""Seconds by which a move may be late; then others may have gone on with what was to be written."""
DESCRIBED = timedelta(minutes=1)
"""How long before the last move of a mark people may have described a run, which makes no event."""

_R, _E = tables.runs.c, tables.events.c
Behind = dict[str, tuple[int, datetime]]
"""Runs by id, each with its last event and change by its row."""


class Settling:
    """Keeps the mark of a process, and brings folders up to date after the marks of dead ones."""

    def __init__(self, runs: Runs, recorder: Recorder, database: Database, process: Process) -> None:
        self._runs = runs
        self._recorder = recorder
        self._database = database
        self._process = process
        self._mark = Mark(recorder.data, process.id)
        self._seen = (0, 0)
        self._place = 0
        self._owed: dict[str, int] = {}
        self._moved = awake()
        self._safe = 0
        self._stood_still = 0
        self._compared = (0, 0)

    async def begin(self, *, alone: bool) -> None:
        """Make the mark; where this process is `alone`, look for what was left before it: nobody writes yet."""
        self._place = await self._database.read(_last_cursor)
        self._seen = self._compared = (self._place, self._place)
        await self._write(self._mark.make)
        self._moved = awake()
        if alone:
            await self.look(quiet=0.0)

    def end(self) -> None:
        """Remove the mark, unless there are files that could not be written."""
        if not self._runs.owed:
            self._mark.remove()

    async def follow(self) -> None:
        """Move the mark on behind the work, for ever."""
        while True:
            await asyncio.sleep(MOVE_EVERY)
            with patience():
                await self.move()

    async def move(self) -> None:
        """Move the mark up to where the log ended one look ago, or before what is owed.

        What was written before one look is done or known to be owed by the next one. While this process has to look
        after its own mark, that stays.
        """
        moment, there = awake(), await self._recorder.off_loop(lambda: self._mark.is_there)
        self._stood_still += not there or moment - self._moved > MOVE_EVERY + STOOD_STILL
        self._moved = moment
        cursor = await self._database.read(_last_cursor)
        self._owed = {run_id: self._owed.get(run_id, self._seen[0]) for run_id in self._runs.owed}
        self._safe, self._seen = min([self._seen[1], *self._owed.values()]), (self._seen[1], cursor)
        place = self._place if self._stood_still else self._safe
        if place != self._place or not there:
            self._place = place
            await self._write(self._mark.move)

    async def _write(self, how: Callable[[int], None]) -> None:
        """Write the mark; where that cannot be, it stands further back than it might."""
        try:
            await self._recorder.off_loop(lambda: how(self._place))
        except OSError as error:
            log.error("mark_not_written", reason=error.strerror)

    async def go_on(self) -> None:
        """Look again and again for what was left."""
        while True:
            await asyncio.sleep(QUIET)
            with patience():
                await self.look()

    async def look(self, *, quiet: float = QUIET) -> int:
        """Bring up to date what dead processes left, and what could not be written; return how many runs that were.

        What is behind and has not changed for `quiet` seconds is left: whoever is alive may just be writing it.
        """
        done = await self._written_again()
        stood, safe, cursor = self._stood_still, self._safe, await self._database.read(_last_cursor)
        left = await self._left()
        if not left:
            return done
        runs = await self._behind(left.values())
        if quiet and runs:
            await asyncio.sleep(quiet)
            since = await self._behind(left.values(), runs)
            runs = dict(runs.items() & since.items())
        told = [await self._settled(run_id) for run_id in runs]
        if "later" not in told:
            await self._recorder.off_loop(lambda: self._remove(left))
            await self._looked(stood if self._process.id in left else 0, safe)
            self._compared = (self._compared[1], cursor)
        return done + told.count("done")

    async def _looked(self, stood: int, safe: int) -> None:
        """Let our own mark go on to where it was safe when the look began, if it was one after standing still."""
        if stood:
            self._stood_still -= stood
            self._place = max(self._place, safe)
            await self._write(self._mark.move)

    async def _left(self) -> dict[str, Place]:
        """Return the marks of dead processes, and our own where we stood still or others are at work beside us.

        Of two who write the files of a run one after the other, one may have read it before the other changed it.
        """
        found = dict(await self._recorder.off_loop(lambda: list(marks.left(self._recorder.data))))
        own, others = found.get(self._process.id), found.keys() - {self._process.id}
        dead = await self._database.read(lambda c: processes.dead(c, self._process, others)) if others else set()
        left = {one: place for one, place in found.items() if one in dead}
        if own is not None and self._stood_still:
            left[self._process.id] = own
        elif own is not None and others - dead:  # who describes a run looks again by itself
            left[self._process.id] = Place(min(own.cursor, self._compared[0]), now() + DESCRIBED)
        return left

    def _remove(self, left: Iterable[str]) -> None:
        for one in left:
            if one != self._process.id:
                Mark(self._recorder.data, one).remove()

    async def _behind(self, left: Iterable[Place], of: Iterable[str] | None = None) -> Behind:
        """Return the runs at rest after some marks whose folders do not know their last change."""
        rested = await self._database.read(lambda connection: _rested(connection, list(left)))
        looked = {run_id: rested[run_id] for run_id in (rested if of is None else rested.keys() & of)}
        data = self._recorder.data
        return await self._recorder.off_loop(
            lambda: {one: row for one, row in looked.items() if _lacks(data, one, *row)}
        )

    async def _written_again(self) -> int:
        """Write files that could not be written, until one still cannot; return of how many runs."""
        owed = sorted(self._runs.unsettled)
        for count, run_id in enumerate(owed):
            if await self._settled(run_id) == "later":
                return count
            self._runs.unsettled.discard(run_id)
        return len(owed)

    async def _settled(self, run_id: str) -> Literal["done", "later", "never"]:
        """Write the files of a run; tell whether that is done, waits for a disk or database, or will never be."""
        try:
            async with self._runs.filing:
                if self._runs.is_at_work(run_id):
                    return "done"
                record = await self._recorder.load(run_id)
                record.settled = False
                await self._recorder.settle(record)
        except NotFound:
            return "done"
        except Exception as error:  # one of many: the others are looked at all the same
            if fault := error if isinstance(error, Unavailable) else storage_fault(error):
                log.error("run_not_settled", run_id=run_id, reason=str(fault))
                return "later"
            log.exception("run_not_settled", run_id=run_id)
            return "never"
        log.info("run_settled", run_id=run_id)
        return "done"


def _last_cursor(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(_E.cursor), 0))).scalar_one())


def _rested(connection: sa.Connection, left: list[Place]) -> Behind:
    """Return the runs at rest that were changed after some marks; asks by the log and by an index."""
    cursor, moved_at = min(place.cursor for place in left), min(place.moved_at for place in left)
    changed = _R.id.in_(sa.select(_E.run_id).where(_E.cursor > cursor))
    found: Behind = {}
    for which in (changed, _R.updated_at > moved_at - DESCRIBED):
        query = sa.select(_R.id, _R.last_seq, _R.updated_at).where(tables.AT_REST & which)
        found |= {row.id: (row.last_seq, row.updated_at) for row in connection.execute(query)}
    return found


def _lacks(data: Path, run_id: str, last_seq: int, updated_at: datetime) -> bool:
    """Tell whether the folder of a run does not know its last change."""
    try:
        told = from_json((files.run_folder(data, run_id) / "metadata.json").read_bytes())["run"]
        return bool(told["last_seq"] != last_seq or datetime.fromisoformat(told["updated_at"]) != updated_at)
    except (OSError, ValueError, KeyError, TypeError):
        return True
