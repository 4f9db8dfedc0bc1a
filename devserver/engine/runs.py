"""The life of runs: worked on, ended, cancelled, found again after the process that worked on them is gone.

How an attempt ended is decided in one place, `continue_run`: completed or open, refused, failed, cancelled or
interrupted; and it is written to the end, whatever is cancelled meanwhile. A run that nobody works on is ended only
where it still stands as it was read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from ulid import ULID

from devserver import events
from devserver.engine import deleting, tables
from devserver.engine.accepting import Accepted, Asked, Reception
from devserver.engine.database import Database
from devserver.engine.deadlines import in_time
from devserver.engine.jobs import Jobs
from devserver.engine.processes import Process
from devserver.engine.record import Record, RunRow
from devserver.engine.recorder import Change, Recorder
from devserver.engine.setups import Setup, Setups
from devserver.engine.stages import Stages
from devserver.engine.verdicts import Refusal
from devserver.engine.waiting import to_the_end
from devserver.engine.work import Work
from devserver.errors import BackendFailed, Conflict, DevServerError, Interrupted, NotFound, Problem, Unavailable
from devserver.models.frozen import Json
from devserver.models.runs import ENDED, IN_FLIGHT, INTERACTIVE, Action, RunState, now

log = structlog.get_logger(__name__)

OPEN_FOR = timedelta(days=7)
"""How long an open run waits for a person before it closes."""


LAST_STAGE: dict[Action, str] = {
    "interception": "interception",
    "optimization": "optimization",
    "generation": "media",
    "run": "media",
}


def _ending(record: Record, state: RunState, stage: str | None, error: DevServerError | None) -> Change:
    """Return what ends an attempt: the state, the problem if there is one, and the events that tell of them."""
    problem, attempt = (error.problem() if error else None), record.context.attempt
    row: dict[str, Any] = {"state": state, "problem": problem, "process": None}
    changed = events.RunStateChange(state=state, attempt=attempt, stage=stage)
    told = (_told(record, state, stage, problem),) if problem else ()
    return Change(row=row, events=(*told, changed))


def _told(record: Record, state: RunState, stage: str | None, problem: Problem) -> events.EventData:
    """Return the event of a problem that ended an attempt; what a backend refused is a result and no error."""
    attempt = record.context.attempt
    if state != "refused":
        return events.Error(stage=stage, attempt=attempt, problem=problem)
    said: dict[str, str] = problem.params
    level = record.context.safety_level
    return events.Blocked(stage=said["stage"], attempt=attempt, level=level, source="backend", reason=said["reason"])


class Runs:
    """All runs of this process."""

    def __init__(
        self, recorder: Recorder, database: Database, reception: Reception, setups: Setups, process: Process
    ) -> None:
        self._recorder = recorder
        self._database = database
        self.reception = reception
        self._setups = setups
        self._process = process
        self._in_hand: dict[str, tuple[Record, Setup]] = {}
        self._starting: set[asyncio.Task[Accepted]] = set()
        self._closed = False
        self._cancelled: set[str] = set()
        self._late: dict[str, tuple[Record, Callable[[], Awaitable[None]]]] = {}
        self._filing = asyncio.Lock()  # who writes files of a run that nobody works on, and who removes them
        self._jobs = Jobs(self.continue_run)

    async def start(self, asked: Asked, *, at_once: bool = True) -> Accepted:
        """Accept an action and let the run go on in the background; returns when it is recorded.

        A caller that leaves meanwhile leaves no run behind that is accepted and never worked on.
        """
        return await self.begin(partial(self.reception.accept, asked, at_once=at_once))

    async def begin(self, accept: Callable[[Setup], Awaitable[Accepted]]) -> Accepted:
        """Let what is accepted by the setup in force go on in the background, as `start` does."""
        if self._closed:
            raise Unavailable("server_stopping")
        task = asyncio.ensure_future(self._start(accept))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return await to_the_end(task)

    async def _start(self, accept: Callable[[Setup], Awaitable[Accepted]]) -> Accepted:
        with self._setups.use() as setup:
            accepted = await accept(setup)
            if not accepted.replayed:
                await self._jobs.wait(accepted.run_id)  # an earlier attempt may still be writing its files
                self._in_hand[accepted.run_id] = (accepted.record, self._setups.take_again(setup))
                self._jobs.start(accepted.run_id)
        return accepted

    async def ended(self, accepted: Accepted) -> Record:
        """Return the record once nothing works on the run any more; leaving earlier cancels nothing."""
        if not accepted.replayed:
            await self._jobs.wait(accepted.run_id)
            if accepted.record.row.state in IN_FLIGHT:
                raise Unavailable("record_unwritable", reason="the end of the run could not be written")
            return accepted.record
        if accepted.attempt == accepted.record.row.attempt:
            await self._jobs.wait(accepted.run_id)
        return await self._recorder.load(accepted.run_id, accepted.attempt)

    async def perform(self, asked: Asked) -> Record:
        """Accept an action and return the record, with the context of its attempt, once that has ended."""
        return await self.ended(await self.start(asked, at_once=False))

    async def describe(self, run_id: str, changes: Mapping[str, Json]) -> Record:
        """Change what people say of a run: its title, and whether it is pinned or shared; raises NotFound."""
        async with self._filing:
            await self._recorder.describe(run_id, changes)
            record = await self._recorder.load(run_id)
            if not self._jobs.is_running(run_id):
                record.settled = False
                await self._settle(record)
        return record

    async def delete(self, run_id: str, claim: deleting.Claim = deleting.anyhow) -> None:
        """Delete a run that has ended, with all that it holds; raises NotFound, and Conflict where it has not ended.

        `claim` may refuse in the transaction. It is done as a whole even where the caller leaves meanwhile.
        """
        await to_the_end(self._delete(run_id, claim))

    async def _delete(self, run_id: str, claim: deleting.Claim) -> None:
        state = (await self._recorder.load(run_id)).row.state
        if state not in ENDED:
            raise Conflict("run_not_ended", run_id=run_id, state=state)
        await self._jobs.wait(run_id)  # it may still be writing its files
        async with self._filing:
            for heir in await self._recorder.delete(run_id, claim):
                if not self._jobs.is_running(heir):  # who is at work writes them in the end
                    record = await self._recorder.load(heir)
                    record.settled = False
                    await self._settle(record)

    async def clear_deleted(self) -> None:
        """Remove the files of deleted runs that could not be removed at once."""
        for run_id in await deleting.uncleared(self._database):
            async with self._filing:
                await self._recorder.clear(run_id)

    async def continue_run(self, run_id: str) -> None:
        """Do what is left of a run's attempt, and write how it ended."""
        record, setup = self._in_hand.get(run_id) or (await self._recorder.load(run_id), self._setups.take())
        try:
            state, error = await self._worked(record, setup.stages)
            await to_the_end(self._finish(record, state, error))
        finally:
            self._in_hand.pop(run_id, None)
            self._cancelled.discard(run_id)
            self._setups.give_back(setup)

    async def _worked(self, record: Record, stages: Stages) -> tuple[RunState, DevServerError | None]:
        begun = record.row.state
        try:
            async with in_time(record):
                return await self._work(record, stages)
        except Interrupted as error:
            return (record.row.state, None) if record.row.state != begun else ("failed", error)
        except asyncio.CancelledError:
            if record.row.state != begun:  # it had its end already, with its last answer
                return record.row.state, None
            return ("cancelled", None) if record.run_id in self._cancelled else ("interrupted", Interrupted("stopped"))

    async def _work(self, record: Record, stages: Stages) -> tuple[RunState, DevServerError | None]:
        action = record.context.request.action
        try:
            declared = await self._recorder.read_snapshot(record.context.snapshot)
            origin = record.context.origin
            *before, last = stages.plan(action, origin.from_stage if origin else None)
            for stage in before:
                await stage(Work(record, declared))
                if record.calls:
                    await self._settle(record)
            state: RunState = "open" if action in INTERACTIVE else "completed"
            await last(Work(record, declared, _ending(record, state, LAST_STAGE[action], None)))
        except Refusal as refusal:
            if refusal.reason is None:
                return "refused", None
            return "refused", BackendFailed("call_refused", stage=refusal.stage, reason=refusal.reason)
        except DevServerError as error:
            return "failed", error
        except OSError as error:
            log.exception("record_unwritable", run_id=record.run_id)
            return "failed", _unwritable(error)
        except Exception:  # the top of the task: whatever it is, the run ends in a true state
            error_id = str(ULID())
            log.exception("run_defect", run_id=record.run_id, error_id=error_id)
            return "failed", DevServerError("internal", error_id=error_id)
        return state, None

    async def _finish(self, record: Record, state: RunState, error: DevServerError | None) -> None:
        """Write how an attempt ended, without what it made where that cannot be written."""
        try:
            await self._write_end(record, state, error)
        except Exception as unwritten:  # whatever it is, the run must not seem to be at work
            log.exception("record_unwritable", run_id=record.run_id)
            self._recorder.drop(record)
            late = partial(self._write_end, record, "failed", error or _unwritable(unwritten))
            self._late[record.run_id] = (record, late)
            await self._write_late(record, late)
            return
        await self._settle(record)

    async def _write_late(self, record: Record, write: Callable[[], Awaitable[None]]) -> None:
        try:
            await write()
        except (Conflict, NotFound):  # it goes on elsewhere, or is gone
            pass
        except (DevServerError, OSError) as error:
            log.error("end_not_written", run_id=record.run_id, reason=str(_unwritable(error)))
            self._recorder.drop(record)  # else what tells of the end would be written as often as it was tried
            return
        except Exception:  # whatever it is, `write_late_ends` tries again
            log.exception("end_not_written", run_id=record.run_id)
            self._recorder.drop(record)
            return
        self._late.pop(record.run_id, None)
        await self._settle(record)

    async def write_late_ends(self) -> None:
        """Write the ends of runs that could not be written when they came, for want of a disk or a database."""
        for record, write in list(self._late.values()):
            await self._write_late(record, write)

    async def _end(self, record: Record, state: RunState, error: DevServerError | None) -> None:
        """End a run that nobody works on; raises Conflict where somebody does by now."""
        async with self._filing:
            await self._write_end(record, state, error, lambda connection: _unchanged(connection, record))
            await self._settle(record)

    async def _write_end(
        self,
        record: Record,
        state: RunState,
        error: DevServerError | None,
        claim: Callable[[sa.Connection], None] = lambda _connection: None,
    ) -> None:
        if record.row.state != state:
            await self._recorder.commit(record, _ending(record, state, record.stage, error), claim)
        log.info("attempt_ended", run_id=record.run_id, attempt=record.context.attempt, state=state, stage=record.stage)

    async def _settle(self, record: Record) -> None:
        """Write the files beside the bytes; the rows hold everything, so that it may wait until the next end."""
        try:
            await self._recorder.settle(record)
        except (OSError, Unavailable) as error:
            log.error("run_not_settled", run_id=record.run_id, reason=getattr(error, "strerror", None) or str(error))

    async def cancel(self, run_id: str) -> Record:
        """End a run that has not ended; raises Conflict where it has."""
        record = await self._recorder.load(run_id)
        if record.row.state in IN_FLIGHT and self._starting:
            await asyncio.wait(set(self._starting))
        if await self._stopped(run_id):
            record = await self._recorder.load(run_id)
            if record.row.state in ENDED:
                return record
        if record.row.state != "open":
            raise Conflict("run_not_cancellable", run_id=run_id, state=record.row.state)
        try:
            await self._end(record, "cancelled", None)
        except Conflict:  # it went on in this very moment
            return await self.cancel(run_id)
        return record

    async def _stopped(self, run_id: str) -> bool:
        if not self._jobs.is_running(run_id):
            return False
        self._cancelled.add(run_id)
        try:
            return await self._jobs.cancel(run_id)
        finally:
            if not self._jobs.is_running(run_id):
                self._cancelled.discard(run_id)

    async def recover(self) -> int:
        """Mark the runs of processes that are gone as interrupted, and return how many there were."""

        def is_lost(row: RunRow) -> bool:
            return row.state in IN_FLIGHT and self._process.is_dead(row.process)

        return await self._end_all(tables.runs.c.state.in_(IN_FLIGHT), is_lost, "interrupted")

    async def close_forgotten(self) -> int:
        """Complete the open runs that nobody has touched for `OPEN_FOR`, and return how many there were."""
        before = now() - OPEN_FOR

        def is_forgotten(row: RunRow) -> bool:
            return row.state == "open" and row.updated_at < before

        runs = tables.runs.c
        return await self._end_all((runs.state == "open") & (runs.updated_at < before), is_forgotten, "completed")

    async def _end_all(self, where: sa.ColumnElement[bool], fits: Callable[[RunRow], bool], state: RunState) -> int:
        """End the runs that are found and still fit when they are looked at; a broken one holds up no other."""
        query = sa.select(tables.runs.c.id).where(where)
        found = await self._database.read(lambda connection: list(connection.execute(query).scalars()))
        return sum([await self._ended_by_us(run_id, fits, state) for run_id in found])

    async def _ended_by_us(self, run_id: str, fits: Callable[[RunRow], bool], state: RunState) -> bool:
        try:
            record = await self._recorder.load(run_id)
            if not fits(record.row):
                return False
            await self._end(record, state, Interrupted("process_gone") if state == "interrupted" else None)
        except Conflict:  # somebody went on with it in this very moment
            return False
        except Exception:  # one of many: the others are looked at all the same
            log.exception("run_not_ended", run_id=run_id)
            return False
        return True

    async def close(self, grace: float) -> None:
        """Take nothing more, let work end for some seconds, then interrupt it."""
        self._closed = True
        if self._starting:
            await asyncio.wait(set(self._starting))
        await self._jobs.close(grace)


def _unwritable(error: Exception) -> Unavailable:
    if isinstance(error, Unavailable):
        return error
    reason = error.strerror if isinstance(error, OSError) else None
    return Unavailable("record_unwritable", reason=reason or type(error).__name__)


def _unchanged(connection: sa.Connection, record: Record) -> None:
    """Raise Conflict where a run is not any more as it was read."""
    query = sa.select(tables.runs.c.state, tables.runs.c.attempt).where(tables.runs.c.id == record.run_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise deleting.missing(connection, record.run_id)
    if (row.state, row.attempt) != (record.row.state, record.row.attempt):
        raise Conflict("run_busy", run_id=record.run_id, state=row.state)
