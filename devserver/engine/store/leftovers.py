"""Files in an object store that nobody refers to: what a crash left between a file and its row.

A run's files are left over when the run has neither a row nor a `metadata.json` in the data folder, from which
`reindex` would make one, and none of them is younger than a day; those of an upload when it has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path, PurePosixPath

import sqlalchemy as sa
import structlog

from devserver import ids
from devserver.engine import tables
from devserver.engine.database import Database
from devserver.engine.leftovers import UNKNOWN, Leftover
from devserver.engine.store import StoreAway, Stored
from devserver.engine.store.shelf import Shelf
from devserver.models.runs import now

log = structlog.get_logger(__name__)

MANY = 500
"""Files that are looked at together."""

Group = tuple[str, list[Stored]]
"""The id of a run or an upload, and its files."""


async def remove_left(database: Database, shelf: Shelf, *, dry_run: bool) -> list[Leftover]:
    """Remove what is left over in the store, and return what that was; nothing where it is away, or there is none."""
    if shelf.store is None:
        return []
    try:
        found = [
            *await _left(database, shelf, "runs", tables.runs.c.id),
            *await _left(database, shelf, "uploads", tables.uploads.c.id),
        ]
        if not dry_run:
            await shelf.off_loop(partial(shelf.store.remove, [stored.key for stored in found]))
    except StoreAway as error:
        log.error("media_store_not_cleaned", reason=str(error))
        return []
    return [Leftover(Path(stored.key), stored.bytes) for stored in found]


async def _left(database: Database, shelf: Shelf, folder: str, column: sa.Column[str]) -> list[Stored]:
    groups: list[Group] = await shelf.off_loop(lambda: list(_old_groups(shelf, folder)))
    left: list[Stored] = []
    for start in range(0, len(groups), MANY):
        part = groups[start : start + MANY]
        known = await database.read(partial(_known, column=column, names=[name for name, _files in part]))
        left += [stored for name, files in part if name not in known for stored in files]
    return left


def _old_groups(shelf: Shelf, folder: str) -> Iterator[Group]:
    """Yield the runs, or uploads, of which nothing is young and nothing in the data folder tells."""
    if shelf.store is None:
        return
    for name, found in groupby(sorted(shelf.store.list(folder), key=lambda one: one.key), key=_name):
        files = list(found)
        record = shelf.folder.root / PurePosixPath(files[0].key).parent / "metadata.json"
        if name and max(one.changed for one in files) < now() - UNKNOWN and not record.exists():
            yield name, files


def _name(stored: Stored) -> str:
    """Return the id of the run or upload that a file is of; nothing for what is none of ours."""
    path = PurePosixPath(stored.key)
    if ids.is_upload_id(path.stem):
        return path.stem
    return path.parent.name if ids.is_run_id(path.parent.name) else ""


def _known(connection: sa.Connection, column: sa.Column[str], names: Sequence[str]) -> set[str]:
    return set(connection.execute(sa.select(column).where(column.in_(names))).scalars())
