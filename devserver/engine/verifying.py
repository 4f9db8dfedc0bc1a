"""Whether the record is as it was written: every file there, with the bytes of its SHA-256, and the database whole.

Bytes are checked where they go further (a text that is sent, a picture that is an input, a copy for another run, a zip)
and whenever somebody asks for it here. A file that is only shown is checked by its size.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from devserver.engine import files, reindex, tables
from devserver.engine.database import Database
from devserver.engine.record import Record
from devserver.engine.recorder import EVENTS, Recorder
from devserver.engine.store import StoreAway
from devserver.engine.store.shelf import Shelf, key_of
from devserver.errors import DevServerError, NotFound
from devserver.models.runs import IN_FLIGHT, Entity, now

NOT_GIVEN = "The object store of media does not give it: {}"
PAGE = 200
"""Runs that are looked for at once."""
SETTLING = 3.0
"""Seconds after its last change in which a server may still write the files beside the bytes of a run."""


@dataclass(frozen=True)
class Wrong:
    """Something that is not as it was written: a file, what is wrong with it, and whether rows can mend it."""

    path: str
    said: str
    run_id: str | None = None
    mendable: bool = False


def check_size(shelf: Shelf, run_id: str, entity: Entity) -> None:
    """Raise NotFound where the file of an entity is gone or has another size; it blocks."""
    try:
        with closing(shelf.open(key_of(run_id, entity))) as opened:
            size = opened.size
    except FileNotFoundError:
        raise NotFound("entity_missing", run_id=run_id, n=entity.n) from None
    if size != entity.bytes:
        raise NotFound("entity_altered", run_id=run_id, n=entity.n)


def check_bytes(shelf: Shelf, run_id: str, entity: Entity) -> None:
    """Raise NotFound where the file of an entity is gone or has other bytes; it reads the whole file, and blocks."""
    check_size(shelf, run_id, entity)
    if shelf.sha256(key_of(run_id, entity)) != entity.sha256:
        raise NotFound("entity_altered", run_id=run_id, n=entity.n)


async def verify(recorder: Recorder, run_ids: Sequence[str] = ()) -> AsyncIterator[Wrong | None]:
    """Yield what is wrong with runs, and None for each that is as it was; without ids with everything that is kept.

    Raises NotFound for an id that is none.
    """
    snapshots: set[str] = set()
    if not run_ids:
        async for wrong in _beside_runs(recorder):
            yield wrong
    async for run_id in _ids(recorder.database, run_ids):
        found = await (_of_run if run_ids else _of_run_still_there)(recorder, run_id, snapshots)
        for wrong in found or ():
            yield wrong
        if found == []:
            yield None


async def mend(recorder: Recorder, run_id: str) -> bool:
    """Write `metadata.json` and `events.ndjson` of a run anew from its rows; tell whether that was done.

    It is not for a run that somebody works on, who writes them, and for one that was deleted meanwhile. What changes
    while it is written is written once more.
    """
    path = files.run_folder(recorder.data, run_id) / EVENTS
    written: Record | None = None
    try:
        while (record := await recorder.load(run_id)).row.state not in IN_FLIGHT:
            if written is not None and record.row == written.row:
                return True
            await recorder.off_loop(lambda: path.unlink(missing_ok=True))
            record.settled = False
            await recorder.settle(record)
            written = record
    except NotFound:
        if written is not None:
            await recorder.clear(run_id)
    return False


async def _ids(database: Database, run_ids: Sequence[str]) -> AsyncIterator[str]:
    if run_ids:
        for run_id in run_ids:
            yield run_id
        return
    column, last = tables.runs.c.id, ""
    while True:
        query = sa.select(column).where(column > last).order_by(column).limit(PAGE)
        page = await database.read(partial(_column, query))
        for run_id in page:
            yield run_id
        if len(page) < PAGE:
            return
        last = page[-1]


def _column(query: sa.Select[Any], connection: sa.Connection) -> list[str]:
    return [row[0] for row in connection.execute(query)]


async def _of_run_still_there(recorder: Recorder, run_id: str, snapshots: set[str]) -> list[Wrong] | None:
    """Return what is wrong with a run; None where somebody deleted it meanwhile, so that nothing is."""
    try:
        found = await _of_run(recorder, run_id, snapshots)
    except NotFound:
        return None
    this = sa.select(tables.runs.c.id).where(tables.runs.c.id == run_id)
    there = await recorder.database.read(partial(_column, this))
    return found if there else None


async def _of_run(recorder: Recorder, run_id: str, snapshots: set[str]) -> list[Wrong]:
    """Return what is wrong with a run; one that has changed just now is looked at again before that is said."""
    try:
        record, seen = await recorder.load(run_id), set(snapshots)
        found = await _look(recorder, record, snapshots)
        left = (record.row.updated_at - now()).total_seconds() + SETTLING
        if left > 0 and any(wrong.mendable for wrong in found):
            await asyncio.sleep(min(left, SETTLING))
            found = await _look(recorder, await recorder.load(run_id), seen)
    except NotFound:
        raise
    except DevServerError as error:
        return [Wrong("database", str(error), run_id)]
    return found


async def _look(recorder: Recorder, record: Record, snapshots: set[str]) -> list[Wrong]:
    return await recorder.shelf.off_loop(lambda: list(_wrong(recorder.data, recorder.shelf, record, snapshots)))


def _wrong(data: Path, shelf: Shelf, record: Record, snapshots: set[str]) -> Iterator[Wrong]:
    folder = files.run_folder(data, record.run_id)
    for entity in record.entities:
        try:
            check_bytes(shelf, record.run_id, entity)
        except NotFound as error:
            yield Wrong(str(folder / entity.file), str(error), record.run_id)
        except StoreAway as error:
            yield Wrong(str(folder / entity.file), NOT_GIVEN.format(error), record.run_id)
    if record.row.state not in IN_FLIGHT:  # who is at work writes them at the end of each stage
        yield from _beside(folder, record)
    for digest in {context.snapshot for context in (*record.earlier, record.context)} - snapshots:
        snapshots.add(digest)
        path = files.snapshot_path(data, digest)
        if not path.exists():
            yield Wrong(str(path), "The declarations that runs used are missing; these runs cannot go on.")
        elif files.sha256_of(path) != digest:
            yield Wrong(str(path), "The declarations that runs used have other bytes than their name says.")


def _beside(folder: Path, record: Record) -> Iterator[Wrong]:
    """Yield what is wrong with the files that `reindex` reads; the rows hold all that stands in them."""
    try:
        found, _happened = reindex.read_folder(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
        yield Wrong(str(folder), f"It cannot be indexed: {said}", record.run_id, mendable=True)
        return
    same = (found.row.state, found.row.last_seq, len(found.entities), len(found.calls))
    if same != (record.row.state, record.row.last_seq, len(record.entities), len(record.calls)):
        yield Wrong(str(folder / "metadata.json"), "It is behind the database.", record.run_id, mendable=True)


async def _beside_runs(recorder: Recorder) -> AsyncIterator[Wrong]:
    """Yield what is wrong with the database itself, with uploads, and with folders of runs that have no row."""
    for said in await recorder.database.read(_quick_check):
        yield Wrong("database", said)
    query = sa.select(tables.uploads.c.file, tables.uploads.c.sha256)
    for name, digest in await recorder.database.read(lambda connection: connection.execute(query).all()):
        path = recorder.data / "uploads" / name
        try:
            found = await recorder.shelf.off_loop(partial(recorder.shelf.sha256, f"uploads/{name}"))
        except FileNotFoundError:
            yield Wrong(str(path), "The upload is missing.")
            continue
        except StoreAway as error:
            yield Wrong(str(path), NOT_GIVEN.format(error))
            continue
        if found != digest:
            yield Wrong(str(path), "The upload has other bytes than were recorded.")
    for folder in await recorder.off_loop(lambda: list(reindex.run_folders(recorder.data))):
        if not await recorder.database.read(partial(_is_known, folder.name)) and (folder / "metadata.json").exists():
            yield Wrong(str(folder), "The database does not know this run: devserver reindex brings it back.")


def _is_known(run_id: str, connection: sa.Connection) -> bool:
    columns = (tables.runs.c.id, tables.tombstones.c.run_id)
    return any(connection.execute(sa.select(one).where(one == run_id)).first() for one in columns)


def _quick_check(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql("PRAGMA quick_check(10)").scalars().all()
    return [f"{line}. Stop the server, move the file away and run devserver reindex." for line in said if line != "ok"]
