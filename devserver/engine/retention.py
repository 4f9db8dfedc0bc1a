"""Retention: what is old enough is removed, run by run, so that nobody waits.

A run goes when it has ended, is not pinned, and its end is older than asked: looked at again in the transaction that
deletes it. It goes as `deleting` says: what it cost stays, and runs that were made from it stay whole. With it go
uploads past their time (runs keep copies of what they use), idempotency keys past theirs, snapshots of declarations
that no run uses any more, and what crashes left over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from devserver import ids
from devserver.engine import deleting, files, leftovers, tables
from devserver.engine.accepting import REPEAT_WINDOW
from devserver.engine.leftovers import Leftover
from devserver.engine.recorder import Recorder
from devserver.engine.snapshot_files import remove_unused
from devserver.engine.store.leftovers import remove_left
from devserver.engine.store.shelf import run_key
from devserver.engine.uploads import KEPT_FOR, Uploads
from devserver.errors import Conflict, NotFound
from devserver.models.frozen import Frozen
from devserver.models.runs import ENDED, IN_FLIGHT, RunState, now

PAGE = 100
"""Runs that are looked for at once."""
MANY = 1000
"""Ids that one statement asks for."""
LEAST = timedelta(hours=1)
"""The least age of what is removed: a run that has just ended may still be writing its files."""
REST = 0.01
"""The least seconds between two deletions, in which others write; it is at least as long as the deletion took."""

Delete = Callable[[str, deleting.Claim], Awaitable[object]]


@dataclass(frozen=True)
class Wanted:
    """What is to go: runs whose end is older (1 hour at least), in these states; with a rest after each or without."""

    older_than: timedelta
    states: Collection[RunState] = ENDED
    dry_run: bool = False
    rests: bool = True


class Cleaned(Frozen):
    """What was removed, or would be: how many, and the bytes of their files."""

    runs: int
    run_bytes: int
    uploads: int
    upload_bytes: int
    leftovers: int
    leftover_bytes: int
    snapshots: int
    snapshot_bytes: int
    folders: int
    keys: int

    @property
    def bytes(self) -> int:
        """Return the bytes of all files together."""
        return self.run_bytes + self.upload_bytes + self.leftover_bytes + self.snapshot_bytes


class Retention:
    """Removes what is old; `delete` deletes a run and may refuse, `page` is how many runs are looked for at once."""

    def __init__(self, recorder: Recorder, uploads: Uploads, delete: Delete, page: int = PAGE) -> None:
        self._page = page
        self._recorder = recorder
        self._database = recorder.database
        self._uploads = uploads
        self._delete = delete

    async def clean(self, wanted: Wanted) -> Cleaned:
        """Remove what is wanted, and return what that was; with `dry_run` only look."""
        runs, run_bytes = await self._clean_runs(wanted)
        uploads, upload_bytes = await self._clean_uploads(dry_run=wanted.dry_run)
        gone = [one async for one in self._leftovers(dry_run=wanted.dry_run)]
        shelf = self._recorder.shelf
        gone += await remove_left(self._database, shelf, dry_run=wanted.dry_run)
        data, off_loop = self._recorder.data, self._recorder.off_loop
        snapshots = await remove_unused(self._database, data, off_loop, dry_run=wanted.dry_run)
        folders = await self._recorder.off_loop(partial(leftovers.remove_empty, data, dry_run=wanted.dry_run))
        return Cleaned(
            runs=runs,
            run_bytes=run_bytes,
            uploads=uploads,
            upload_bytes=upload_bytes,
            leftovers=len(gone),
            leftover_bytes=sum(one.bytes for one in gone),
            snapshots=len(snapshots),
            snapshot_bytes=sum(one.bytes for one in snapshots),
            folders=folders,
            keys=await self._clean_keys(dry_run=wanted.dry_run),
        )

    async def _clean_runs(self, wanted: Wanted) -> tuple[int, int]:
        before = now() - max(wanted.older_than, LEAST)
        count = size = 0
        async for run_id in self._old_runs(before, wanted.states):
            began = time.monotonic()
            folder = files.run_folder(self._recorder.data, run_id)
            held = await self._recorder.off_loop(partial(leftovers.folder_bytes, folder))
            shelf = self._recorder.shelf
            held += await shelf.off_loop(partial(shelf.bytes_in_store, run_key(run_id)))
            if not wanted.dry_run and not await self._deleted(run_id, before):
                continue
            count, size = count + 1, size + held
            if wanted.rests:
                await asyncio.sleep(max(REST, time.monotonic() - began))
        return count, size

    async def _old_runs(self, before: datetime, states: Collection[RunState]) -> AsyncIterator[str]:
        """Yield the runs that may go, oldest first; the bound of ids keeps the look away from newer rows."""
        runs, last = tables.runs.c, ""
        old = ~runs.pinned & runs.state.in_(sorted(states)) & (runs.id < ids.earliest_run_id(before))
        old &= before > _ENDED_AT
        while True:
            query = sa.select(runs.id).where(old & (runs.id > last)).order_by(runs.id).limit(self._page)
            found = await self._database.read(partial(_ids, query))
            for run_id in found:
                yield run_id
            if len(found) < self._page:
                return
            last = found[-1]

    async def _deleted(self, run_id: str, before: datetime) -> bool:
        try:
            await self._delete(run_id, partial(_still_old, run_id, before))
        except (Conflict, NotFound):  # pinned, begun anew or deleted meanwhile
            return False
        return True

    async def _clean_uploads(self, *, dry_run: bool) -> tuple[int, int]:
        columns = tables.uploads.c
        query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(columns.bytes), 0))
        query = query.where(columns.created_at < now() - KEPT_FOR)
        count, size = await self._database.read(lambda connection: tuple(connection.execute(query).one()))
        if count and not dry_run:
            await self._uploads.forget_old()
        return count, size

    async def _clean_keys(self, *, dry_run: bool) -> int:
        old = tables.requests.c.created_at < now() - REPEAT_WINDOW
        if dry_run:
            query = sa.select(sa.func.count()).select_from(tables.requests).where(old)
            return await self._database.read(lambda connection: int(connection.execute(query).scalar_one()))
        delete = tables.requests.delete().where(old)
        return await self._database.write(lambda connection: int(connection.execute(delete).rowcount))

    async def _leftovers(self, *, dry_run: bool) -> AsyncIterator[Leftover]:
        """Yield what crashes left over, removed unless `dry_run`; the folder of one day after the other."""
        recorder, loop = self._recorder, asyncio.get_running_loop()

        def known(column: sa.Column[str], found: list[str]) -> set[str]:
            read = self._database.read(lambda connection: _with_rows(connection, column, found))
            return asyncio.run_coroutine_threadsafe(read, loop).result()

        looks = [partial(leftovers.elsewhere, recorder.data, partial(known, tables.uploads.c.id))]
        for day in await recorder.off_loop(partial(leftovers.days, recorder.data)):
            looks.append(partial(leftovers.of_day, day, partial(known, tables.runs.c.id)))
        for look in looks:
            found = await recorder.off_loop(look)
            for one in found if dry_run else await recorder.off_loop(partial(leftovers.remove, found)):
                yield one


def _ids(query: sa.Select[Any], connection: sa.Connection) -> list[str]:
    return list(connection.execute(query).scalars())


def _with_rows(connection: sa.Connection, column: sa.Column[str], found: list[str]) -> set[str]:
    """Return which of some ids a column has; a statement takes so many values and no more."""
    parts = [found[start : start + MANY] for start in range(0, len(found), MANY)]
    return {one for part in parts for one in connection.execute(sa.select(column).where(column.in_(part))).scalars()}


_ENDED_AT = sa.func.coalesce(tables.runs.c.ended_at, tables.runs.c.updated_at)


def _still_old(run_id: str, before: datetime, connection: sa.Connection) -> None:
    """Raise Conflict where the end of a run is newer."""
    this = (tables.runs.c.id == run_id) & (before > _ENDED_AT)
    if connection.execute(sa.select(tables.runs.c.id).where(this)).one_or_none() is None:
        raise Conflict("run_kept", run_id=run_id)


def deletion(recorder: Recorder) -> Delete:
    """Return what deletes runs where no engine is open: runs that got calls get their files written anew."""

    async def delete(run_id: str, claim: deleting.Claim) -> None:
        for heir in await recorder.delete(run_id, claim):
            record = await recorder.load(heir)
            if record.row.state not in IN_FLIGHT:  # who is at work writes them in the end
                record.settled = False
                await recorder.settle(record)

    return delete
