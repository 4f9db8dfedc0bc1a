"""Runs in hand: accepted or taken, worked on by a task of this process each, cancelled, given away.

How an attempt ended is decided in `attempts`; it is written to the end here, whatever is cancelled meanwhile. Work that
is stopped without a person's wish is given away: the run stays in flight and goes on in another process or at the next
start. Runs that nobody works on are `upkeep`'s; who takes them up again is `resuming`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog

from devserver.engine import durable
from devserver.engine.abandoning import Abandoning
from devserver.engine.accepting import Accepted, Asked, Reception
from devserver.engine.additions import Change
from devserver.engine.attempts import End, ending, unwritable, work
from devserver.engine.database import Database, patience
from devserver.engine.deadlines import in_time
from devserver.engine.jobs import Jobs
from devserver.engine.late import LateEnds
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.rows import Lost
from devserver.engine.setups import Setup, Setups
from devserver.engine.waiting import to_the_end
from devserver.errors import Conflict, DevServerError, Interrupted, Unavailable
from devserver.models.runs import ENDED, IN_FLIGHT, INTERACTIVE, RunState, now

log = structlog.get_logger(__name__)

T = TypeVar("T")

LOOK_EVERY = 0.1
"""Seconds between two looks at a run that another process works on, for who waits for it."""
CANCELLED_WITHIN = 1.5
"""Seconds that a cancel waits for another process to do it, before it takes the run from it.

A living one hears of it at once, or looks within half a second; that another is dead is known later.
"""
GIVEN_UP: frozenset[RunState] = frozenset({"cancelled", "interrupted"})
"""Ends that nothing was made for, so that they stay true where what went before could not be written."""


@dataclass
class _Hand:
    """A run in hand. `cancelled`: a person has ended it. `lost`: another process has it by now."""

    record: Record
    setup: Setup
    cancelled: bool = False
    lost: bool = False


class Runs:
    """The runs of this process; one that `keeps_all` leaves none that it accepts to others."""

    def __init__(
        self,
        recorder: Recorder,
        database: Database,
        reception: Reception,
        setups: Setups,
        *,
        keeps_all: bool = False,
    ) -> None:
        self._recorder = recorder
        self._database = database
        self.reception = reception
        self._setups = setups
        self._keeps_all = keeps_all
        self._in_hand: dict[str, _Hand] = {}
        self._starting: set[asyncio.Task[Any]] = set()
        self._abandoning = Abandoning(setups)
        self._closed = False
        self.filing = asyncio.Lock()
        """Held by who writes files of a run that nobody works on, and who removes them."""
        self.late = LateEnds(recorder, self.settle)
        self.unsettled: set[str] = set()
        """Runs whose files could not be written; that is tried again (`unsettled`)."""
        self._filing: Counter[str] = Counter()
        self._jobs = Jobs(self._continue)

    @property
    def room(self) -> int:
        """Return how many runs of others this process would take now."""
        return 0 if self._closed else max(0, self._setups.now.settings.runs_in_hand - len(self._in_hand))

    @property
    def closed(self) -> bool:
        """Tell whether nothing more is taken."""
        return self._closed

    @property
    def begun(self) -> dict[str, Record]:
        """Return the runs in hand that are written and have not ended."""
        records = (hand.record for hand in self._in_hand.values())
        return {r.run_id: r for r in records if r.written and r.row.state in IN_FLIGHT}

    @property
    def owed(self) -> frozenset[str]:
        """Return the runs of this process that may rest by their rows, and whose files do not say so yet."""
        rest = (run_id for run_id, hand in self._in_hand.items() if hand.record.row.state not in IN_FLIGHT)
        return self.late.ids.union(rest, self.unsettled, self._filing)

    @contextmanager
    def _owing(self, run_id: str) -> Iterator[None]:
        """Keep a run among those that are owed while its end and its files are written."""
        self._filing[run_id] += 1
        try:
            yield
        finally:
            self._filing -= Counter([run_id])

    @property
    def accepting(self) -> bool:
        """Tell whether a run is being accepted, which may be written and not yet in hand."""
        return bool(self._starting)

    def is_at_work(self, run_id: str) -> bool:
        """Tell whether a run is worked on here, or its end still to be written."""
        return run_id in self._in_hand or self._jobs.is_running(run_id) or run_id in self.late

    async def start(self, asked: Asked, *, at_once: bool = True) -> Accepted:
        """Accept an action and let the run go on in the background; returns when it is recorded.

        A caller that leaves meanwhile leaves no run behind that is accepted and never worked on.
        """
        return await self.begin(partial(self.reception.accept, asked, at_once=at_once))

    async def begin(self, accept: Callable[[Setup], Awaitable[Accepted]]) -> Accepted:
        """Let what is accepted by the setup in force go on in the background, as `start` does."""
        return await self._starts(self._start(accept))

    async def _starts(self, starting: Coroutine[Any, Any, T]) -> T:
        """Do what starts work on a run, to its end; who cancels a run waits for it. Raises Unavailable at a stop."""
        if self._closed:
            starting.close()
            raise Unavailable("server_stopping")
        try:
            self._database.insist()  # its work would wait, and whoever asks for it with it
        except Unavailable:
            starting.close()
            raise
        task = asyncio.ensure_future(starting)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return await to_the_end(task)

    async def _start(self, accept: Callable[[Setup], Awaitable[Accepted]]) -> Accepted:
        with self._setups.use() as setup:
            accepted = await accept(setup)
            if not accepted.replayed:
                await self._jobs.wait(accepted.run_id)  # an earlier attempt may still be writing its files
                await self._keep(accepted.record, setup)
        return accepted

    async def _keep(self, record: Record, setup: Setup) -> None:
        """Work on a run that was accepted; where there is no room, leave it to whoever has some."""
        if self.room or self._keeps_all or record.context.request.action in INTERACTIVE:
            self._work_on(record, setup)
        else:
            record.left = True
            await self._recorder.commit(record, ending(record, "pending", record.stage))

    def _work_on(self, record: Record, setup: Setup) -> None:
        self._in_hand[record.run_id] = _Hand(record, self._setups.take_again(setup))
        self._jobs.start(record.run_id)

    async def go_on(self, record: Record) -> None:
        """Work on a run that this process has taken, by the setup in force."""
        await self._jobs.wait(record.run_id)
        with self._setups.use() as setup:
            self._work_on(record, setup)

    @property
    def process_id(self) -> str:
        """Return the id of this process."""
        return self._recorder.process

    async def leave_gate(
        self, record: Record, change: Change, claim: Callable[[sa.Connection], None], *, resumes: bool
    ) -> None:
        """Write how a run that waits goes on or ends; `claim` refuses by raising. One that `resumes` does so here."""
        if resumes:
            await self._starts(self._resume(record, change, claim))
            return
        await self._jobs.wait(record.run_id)  # who opened the gate may still be writing files
        async with self.filing:
            with self._owing(record.run_id):
                await self._recorder.commit(record, change, claim)
                await self.settle(record)

    async def _resume(self, record: Record, change: Change, claim: Callable[[sa.Connection], None]) -> None:
        await self._jobs.wait(record.run_id)
        await self._recorder.commit(record, change, claim)
        record.begun = now()
        with self._setups.use() as setup:
            self._work_on(record, setup)

    async def wait(self, run_id: str) -> None:
        """Return when nothing works on a run here."""
        await self._jobs.wait(run_id)

    async def ended(self, accepted: Accepted) -> Record:
        """Return the record once nothing works on the run any more; leaving earlier cancels nothing.

        A run that was given away is waited for wherever it goes on, but not where this process stops: then it is still
        in flight.
        """
        if not accepted.replayed:
            await self._jobs.wait(accepted.run_id)
            if accepted.record.left:
                return await self._ended_elsewhere(accepted)
            if accepted.record.row.state in IN_FLIGHT:
                raise Unavailable("record_unwritable", reason="the end of the run could not be written")
            return accepted.record
        if accepted.attempt == accepted.record.row.attempt:
            await self._jobs.wait(accepted.run_id)
        return await self._recorder.load(accepted.run_id, accepted.attempt)

    async def _ended_elsewhere(self, accepted: Accepted) -> Record:
        while not self._closed:
            record = await self._recorder.load(accepted.run_id, accepted.attempt)
            if record.row.state not in IN_FLIGHT or record.row.attempt != accepted.attempt:
                return record
            await asyncio.sleep(LOOK_EVERY)
        return accepted.record

    async def perform(self, asked: Asked) -> Record:
        """Accept an action and return the record, with the context of its attempt, once that has ended."""
        return await self.ended(await self.start(asked, at_once=False))

    async def _continue(self, run_id: str) -> None:
        """Do what is left of a run's attempt, and write how it ended; waits for a database that is gone."""
        hand = self._in_hand[run_id]
        try:
            with patience():
                state, error = await self._worked(hand)
                await to_the_end(self._finish(hand.record, state, error))
        except Lost:
            hand.record.left = True
            log.warning("run_lost", run_id=run_id, attempt=hand.record.context.attempt)
        finally:
            self._in_hand.pop(run_id, None)
            self._setups.give_back(hand.setup)
            await to_the_end(self._recorder.settled_behind(hand.record))

    async def _worked(self, hand: _Hand) -> End:
        record, begun = hand.record, hand.record.row.state
        try:
            async with in_time(record):
                state, error = await work(record, hand.setup.stages, self._recorder)
            if hand.cancelled and isinstance(error, Unavailable):  # what was stopped could not be written down
                return "cancelled", None
            return state, error
        except Interrupted as error:
            return (record.row.state, None) if record.row.state != begun else ("failed", error)
        except asyncio.CancelledError:
            if record.row.state != begun:  # it had its end already, with its last answer
                return record.row.state, None
            if hand.lost:
                raise Lost(record.run_id) from None
            return ("cancelled", None) if hand.cancelled else ("pending", None)

    async def _finish(self, record: Record, state: RunState, error: DevServerError | None) -> None:
        """Write how an attempt ended, without what it made where that cannot be written."""
        with self._owing(record.run_id):
            await self._finished(record, state, error)

    async def _finished(self, record: Record, state: RunState, error: DevServerError | None) -> None:
        try:
            await self._write_end(record, state, error)
        except Lost:
            raise
        except Exception as unwritten:  # whatever it is, the run must not seem to be at work
            log.exception("record_unwritable", run_id=record.run_id)
            if state == "pending":  # it is taken from this process when that is gone
                return
            self._recorder.drop(record)
            end = (state, error) if state in GIVEN_UP else ("failed", error or unwritable(unwritten))
            await self.late.write(record, partial(self._write_end, record, *end))
            return
        await self.settle(record)

    async def _write_end(
        self,
        record: Record,
        state: RunState,
        error: DevServerError | None,
        claim: Callable[[sa.Connection], None] = lambda _connection: None,
    ) -> None:
        if record.row.state != state:
            await self._recorder.commit(record, ending(record, state, record.stage, error), claim)
        said = "run_handed_over" if state == "pending" else "attempt_ended"
        log.info(said, run_id=record.run_id, attempt=record.context.attempt, state=state, stage=record.stage)

    async def end(self, record: Record, state: RunState, error: DevServerError | None = None) -> None:
        """End a run that nobody works on; raises Conflict where somebody does by now."""
        async with self.filing:
            claim = partial(durable.claim_as_read, record=record, process=self._recorder.process)
            with self._owing(record.run_id):
                await self._write_end(record, state, error, claim)
                await self.settle(record)
        self._abandoning.begin(record)

    async def end_taken(self, record: Record, state: RunState, error: DevServerError | None = None) -> None:
        """End a run that this process has taken and does not work on."""
        await to_the_end(self._finish(record, state, error))
        self._abandoning.begin(record)

    async def settle(self, record: Record) -> None:
        """Write the files beside the bytes; the rows hold everything, so that what cannot be written may wait."""
        try:
            await self._recorder.settle(record)
            self.unsettled.discard(record.run_id)
        except (OSError, Unavailable) as error:
            self.unsettled.add(record.run_id)
            log.error("run_not_settled", run_id=record.run_id, reason=getattr(error, "strerror", None) or str(error))

    async def cancel(self, run_id: str) -> Record:
        """End a run that has not ended, in whichever process it is; raises Conflict where it has.

        Where another process does not do it in time, because it is dead, frozen or cut off, the run is taken from it
        and ended here: what it writes later is refused. An end that cannot be written yet follows (`late`).
        """
        record = await self._recorder.load(run_id)
        if record.row.state in IN_FLIGHT and self._starting:
            await asyncio.wait(set(self._starting))
        if await self._stopped(run_id) or await self._stopped_elsewhere(record):
            record = await self._recorder.load(run_id)
            if record.row.state in ENDED or record.row.process == self._recorder.process:
                return record
        if record.row.state not in {"open", "waiting", *IN_FLIGHT}:
            raise Conflict("run_not_cancellable", run_id=run_id, state=record.row.state)
        try:
            await self.end(record, "cancelled")
        except Conflict:  # it went on in this very moment
            return await self.cancel(run_id)
        return record

    async def _stopped(self, run_id: str) -> bool:
        hand = self._in_hand.get(run_id)
        if hand is not None:
            hand.cancelled = True
        return await self._jobs.cancel(run_id)

    async def _stopped_elsewhere(self, record: Record) -> bool:
        """Ask the process that works on a run to end it, and wait a while until it has; False where none does."""
        if record.row.state not in IN_FLIGHT or record.row.process is None:
            return False
        before = asyncio.get_running_loop().time() + CANCELLED_WITHIN
        await self._database.write(lambda connection: durable.want(connection, record.run_id, durable.CANCEL))
        row = record.row
        while row.state in IN_FLIGHT and row.process is not None and asyncio.get_running_loop().time() < before:
            await asyncio.sleep(LOOK_EVERY)
            row = (await self._recorder.load(record.run_id)).row
        return True

    def stop_cancelled(self, run_id: str) -> None:
        """Begin to end a run in hand that somebody has cancelled in another process."""
        if (hand := self._in_hand.get(run_id)) is not None and not hand.cancelled:
            hand.cancelled = True
            self._jobs.stop(run_id)

    def stop_lost(self, record: Record) -> None:
        """Begin to stop the work on a run in hand that another process has by now; nothing of it is written.

        It goes on where the attempt of this record has ended meanwhile, and a further one has begun. Work that is ended
        because somebody cancelled it is ended as it was begun, with what it has open elsewhere.
        """
        hand = self._in_hand.get(record.run_id)
        if hand is None or hand.record is not record or record.row.state not in IN_FLIGHT:
            return
        if not (hand.lost or hand.cancelled):
            hand.lost = record.left = True
            self._jobs.stop(record.run_id)

    def hurry(self) -> None:
        """Wait no more for work to end: what is in hand is given away at once."""
        self._jobs.hurry()

    async def close(self, grace: float) -> None:
        """Take nothing more, let work end for some seconds, then give it away: it goes on elsewhere or later."""
        self._closed = True
        if self._starting:
            await asyncio.wait(set(self._starting))
        await self._jobs.let_end(grace)
        for hand in self._in_hand.values():
            hand.record.left = not hand.cancelled
        await self._jobs.close()
        await self._abandoning.close()
