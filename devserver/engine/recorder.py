"""The recorder: nothing counts as done before it stands in the record.

The order is always the same: the bytes of entities (whole files), then rows and stored events in one transaction,
then the events are published. `add` collects what the next `commit` writes. After each stage `metadata.json`
(`format: 1`) and `events.ndjson` are brought up to date beside the bytes, while the work goes on, so that
`devserver reindex` can make the rows again from the folders.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from devserver.disk import Step
from devserver.engine import deleting, durable, files, filing, rows
from devserver.engine.additions import Change, described
from devserver.engine.database import Database
from devserver.engine.eventlog import Encoded, EventLog, encode, transient
from devserver.engine.filing import Filing
from devserver.engine.record import Pending, Record, metadata
from devserver.engine.snapshot_files import SnapshotFiles
from devserver.engine.store.shelf import Shelf, key_of
from devserver.engine.tallies import tallied
from devserver.engine.waiting import to_the_end
from devserver.errors import NotFound, Unavailable
from devserver.events import Event, RunDeleted
from devserver.ids import is_run_id
from devserver.models.frozen import Json
from devserver.models.runs import ENDED, IN_FLIGHT, Entity, RunContext, now

T = TypeVar("T")
EVENTS = "events.ndjson"


class Recorder:
    """Writes records and reads them."""

    def __init__(
        self,
        data: Path,
        database: Database,
        log: EventLog,
        pool: Executor,
        process: str,
        *,
        shelf: Shelf | None = None,
    ) -> None:
        self.data = data
        self.shelf = shelf or Shelf(data, pool)
        self.database = database
        self.process = process
        self._log = log
        self.pool = pool
        self.filing = Filing(pool)
        self.snapshots = SnapshotFiles(data, self.off_loop)

    async def close(self) -> None:
        """Let what is being written end; nothing must be written any more."""
        await self.filing.close()

    async def off_loop(self, work: Callable[[], T]) -> T:
        """Do blocking work with files on the pool."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)

    async def begin(
        self, record: Record, change: Change, claim: Callable[[sa.Connection], None], *, at_once: bool
    ) -> None:
        """Write a new run with its first attempt and what it begins with; `claim` may refuse in the transaction.

        Unless `at_once`, it is written with the first commit of its work: for who waits for the end of that work, a run
        that never came so far is a request that failed.
        """
        self.add(record, change)
        record.begun = record.row.created_at
        record.pending.claims += [claim, lambda _connection: self.snapshots.hold(record.context.snapshot)]
        record.pending.new = True
        if not at_once:
            return
        try:
            await to_the_end(self._flush(record, lambda _connection: None))
        except Exception:
            folder = files.run_folder(self.data, record.run_id)
            await self.off_loop(lambda: shutil.rmtree(folder, ignore_errors=True))
            raise

    async def begin_attempt(
        self, record: Record, context: RunContext, change: Change, claim: Callable[[sa.Connection], None]
    ) -> None:
        """Claim a run for a further attempt, then write what that begins with.

        `claim` refuses by raising. It is committed before any file is written: who does not get the run writes none.
        """

        def take(connection: sa.Connection) -> None:
            claim(connection)
            self.snapshots.hold(context.snapshot)
            rows.insert_attempt(connection, context)

        await self.database.write(take)
        record.earlier.append(record.context)
        record.context, record.begun = context, now()
        try:
            await self.commit(record, change)
        except Exception:
            await self.database.write(lambda connection: rows.give_back(connection, context, self.process))
            raise

    def add(self, record: Record, change: Change) -> None:
        """Make a change part of what the next commit writes.

        For what may be lost with the process because it is simply done again: a verdict, a text that passed through.
        """
        moment = now()
        for new in change.entities:
            entity = described(record, new, record.next_n, moment)
            record.entities.append(entity)
            if new.mime == "text/plain" and new.media_type is None:
                record.texts[entity.n] = new.data.decode()
            record.pending.entities.append((entity, new.data))
        for n in change.released:
            record.entities[n - 1] = record.entities[n - 1].model_copy(update={"blocked": False})
        record.pending.released += change.released
        self._forget(record, change.unsent)
        record.calls.update({call.key: call for call in change.calls})
        record.pending.calls += change.calls
        record.gates.update({gate.id: gate for gate in change.gates})
        record.pending.gates += change.gates
        record.pending.row |= change.row
        record.pending.events += [(moment, data) for data in change.events]

    def _forget(self, record: Record, keys: Sequence[str]) -> None:
        for key in keys:
            record.calls.pop(key, None)
        record.pending.calls = [call for call in record.pending.calls if call.key not in keys]
        record.pending.unsent += keys

    async def commit(
        self, record: Record, change: Change, claim: Callable[[sa.Connection], None] = lambda _connection: None
    ) -> None:
        """Make a change part of the record, with all that was added before; `claim` may refuse in the transaction.

        It is done as a whole even where the caller is cancelled meanwhile. Raises Lost where the run belongs to another
        process by now.
        """
        self.add(record, change)
        await to_the_end(self._flush(record, claim))

    def drop(self, record: Record) -> None:
        """Give up what waits for the next commit, but for the ledger: what was paid is never forgotten."""
        record.entities = record.committed
        pending = record.pending
        for gate in pending.gates:
            record.gates.pop(gate.id, None)
        record.pending = Pending(claims=pending.claims, new=pending.new, calls=pending.calls)

    def withdraw(self, record: Record, change: Change) -> None:
        """Take rows of the ledger and events back that a commit was refused to write, so that no later one does."""
        for call in change.calls:
            record.calls.pop(call.key, None)
        pending, refused = record.pending, {id(one) for one in (*change.calls, *change.events)}
        pending.calls = [call for call in pending.calls if id(call) not in refused]
        pending.events = [(moment, data) for moment, data in pending.events if id(data) not in refused]

    async def _flush(self, record: Record, first: Callable[[sa.Connection], None]) -> None:
        pending, record.pending = record.pending, Pending()
        try:
            own, moment = self.shelf.of_folder(pending.entities), now()
            ended = {"ended_at": moment} if pending.row.get("state") in ENDED else {}
            further = {"takes": 0} if record.row.takes and pending.is_progress else {}
            row = {**pending.row, **ended, **further, **tallied(record, pending, moment), "updated_at": moment}
            self.database.admit()
            await self.shelf.keep(record.run_id, pending.entities)
            if own:
                await self._lay(record.run_id, own, new=pending.new)
            stored, kept = await self.database.write(
                lambda connection: _write(connection, record, pending, row, first, process=self.process),
                lambda done: self._log.publish(done[0]),
            )
        except BaseException:
            record.pending = pending.before(record.pending)
            raise
        record.row = record.row.model_copy(update={**row, **kept})
        if record.row.state not in IN_FLIGHT:
            record.begun = None
        record.unwritten.extend(event.text for event in stored)
        record.settled = False

    async def _lay(self, run_id: str, own: Sequence[tuple[str, bytes]], *, new: bool) -> None:
        """Write files of entities; raises Lost where another process wrote them, to which the run belongs by now.

        Else those that are there were left by who did not come to commit them.
        """
        folder = files.run_folder(self.data, run_id)
        try:
            await self.filing.do(filing.create(folder, own))
        except FileExistsError:
            if not new and not await self.database.read(lambda c: durable.belongs(c, run_id, self.process)):
                raise rows.Lost(run_id) from None
            await self.filing.do(filing.write(folder, own))

    async def describe(self, run_id: str, changes: Mapping[str, Json]) -> None:
        """Change what people say of a run, beside its record; raises NotFound where there is no such run.

        Whoever works on the run learns of it with the next commit, and its pending changes are left alone.
        """
        known = is_run_id(run_id)
        if not known or not await self.database.write(lambda c: rows.describe_run(c, run_id, dict(changes))):
            raise NotFound("run_not_found", run_id=run_id)

    async def settle(self, record: Record) -> None:
        """Bring `metadata.json` and `events.ndjson` of a run up to date, if anything happened since.

        They are synced when the run has ended. Before that the database holds what a failure of power could take.
        """
        await to_the_end(self._settle(record))

    async def settle_behind(self, record: Record) -> None:
        """Begin to do as `settle` does, while the work goes on; where that is still under way, the next has it all.

        What cannot be written is told by the `settle` at the end, which tries it again.
        """
        if record.settling is not None and not record.settling.done():
            return
        if not record.in_step:
            with suppress(OSError, Unavailable):
                await self.settle(record)
        elif not record.settled:
            record.settling = asyncio.create_task(self._filed(record, self._taken(record)))
            record.settling.add_done_callback(_noticed)

    async def settled_behind(self, record: Record) -> None:
        """Return when nothing of a run is written behind its work."""
        if record.settling is not None:
            await asyncio.wait([record.settling])

    async def _settle(self, record: Record) -> None:
        await self.settled_behind(record)
        while not record.settled:
            if not record.in_step:
                await self._find_unwritten(record)
            await self._filed(record, self._taken(record))

    async def _find_unwritten(self, record: Record) -> None:
        path = files.run_folder(self.data, record.run_id) / EVENTS
        last = await self.off_loop(lambda: files.mend_events(path))
        stored = await self.database.read(lambda connection: rows.read_events(connection, record.run_id, last))
        record.unwritten = [encode(event).text for event in stored]

    def _taken(self, record: Record) -> tuple[Step, ...]:
        """Return the steps that write all of a record as it is now; what is committed from here on is for the next."""
        lines, record.unwritten, record.in_step = record.unwritten, [], False
        record.settled = True
        synced = record.row.state in ENDED
        happened = "".join(f"{line}\n" for line in lines).encode()
        folder = files.run_folder(self.data, record.run_id)
        return (
            filing.append(folder / EVENTS, happened, synced=synced),
            filing.write(folder, [("metadata.json", metadata(record))], synced=synced),
        )

    async def _filed(self, record: Record, steps: tuple[Step, ...]) -> None:
        """Do the steps that write a record; where they may be done or not, it is not settled, and in step no more."""
        try:
            await self.filing.do(*steps)
        except BaseException as error:
            record.settled = False
            if not isinstance(error, filing.HelperGone):
                raise
        else:
            record.in_step = True

    async def load(self, run_id: str, attempt: int | None = None) -> Record:
        """Read a record with the context of an attempt, else the newest; raises NotFound where there is no such run."""
        if not is_run_id(run_id):
            raise NotFound("run_not_found", run_id=run_id)

        def read(connection: sa.Connection) -> Record:
            record = rows.read_record(connection, run_id, attempt)
            if record is None:
                raise deleting.missing(connection, run_id)
            return record

        record = await self.database.read(read)
        record.in_step = False
        return record

    async def delete(self, run_id: str, claim: deleting.Claim = deleting.anyhow) -> list[str]:
        """Delete a run, its rows and then its files; raises NotFound, and Conflict where it has not ended.

        `claim` may refuse in the transaction. Returns the runs that got calls of it. Whoever follows it is told, and
        nothing comes after that.
        """
        gone = [transient(run_id, RunDeleted())]
        bury = partial(deleting.bury, run_id=run_id, claim=claim)
        heirs = await self.database.write(bury, lambda _heirs: self._log.publish(gone))
        await self.clear(run_id)
        return heirs

    async def clear(self, run_id: str) -> None:
        """Remove the files of a deleted run."""
        if await self.shelf.off_loop(lambda: deleting.clear(self.data, self.shelf, run_id)):
            await self.database.write(lambda connection: deleting.cleared(connection, run_id, self.process))

    async def text(self, record: Record, entity: Entity) -> str:
        """Return the text of an entity."""
        if entity.n not in record.texts:
            record.texts[entity.n] = (await self.content(record.run_id, entity)).decode()
        return record.texts[entity.n]

    async def content(self, run_id: str, entity: Entity) -> bytes:
        """Return the bytes of an entity; raises NotFound where its file is gone or has other bytes by now."""
        data = await self._read_file(run_id, entity, None)
        if hashlib.sha256(data).hexdigest() != entity.sha256:
            raise NotFound("entity_altered", run_id=run_id, n=entity.n)
        return data

    async def head(self, run_id: str, entity: Entity, most: int) -> bytes:
        """Return the first bytes of an entity, at most so many; raises NotFound where its file is gone."""
        return await self._read_file(run_id, entity, most)

    async def _read_file(self, run_id: str, entity: Entity, most: int | None) -> bytes:
        try:
            return await self.shelf.off_loop(partial(self.shelf.read, key_of(run_id, entity), most))
        except FileNotFoundError:
            raise NotFound("entity_missing", run_id=run_id, n=entity.n) from None

    def path(self, run_id: str, entity: Entity) -> Path:
        """Return where the bytes of an entity lie, unless they are in an object store."""
        return files.run_folder(self.data, run_id) / entity.file


def _noticed(settling: asyncio.Task[None]) -> None:
    """Take note of how a task ended, so that asyncio does not warn of it: the next `settle` meets the same."""
    if not settling.cancelled():
        settling.exception()


def _write(
    connection: sa.Connection,
    record: Record,
    pending: Pending,
    row: dict[str, Any],
    first: Callable[[sa.Connection], None],
    *,
    process: str,
) -> tuple[list[Encoded], dict[str, Any]]:
    """Write what is pending in the transaction of a connection; return the numbered events and what the row holds."""
    run_id, count = record.run_id, len(pending.events)
    for claim in (*pending.claims, first):
        claim(connection)
    if pending.new:
        whole = record.row.model_copy(update={**row, "last_seq": count})
        kept = rows.insert_new(connection, whole, record.context)
    else:
        kept = rows.update_run(connection, run_id, process, row, count)
    rows.write_parts(connection, record.row, pending)
    happened = [
        Event.model_construct(run_id=run_id, seq=seq, at=moment, type=data.type, v=data.version, data=data.payload())
        for seq, (moment, data) in enumerate(pending.events, kept["last_seq"] - count + 1)
    ]
    return [encode(event) for event in rows.insert_events(connection, happened)], kept
