"""The files of snapshots: kept when an attempt is accepted, read when it is worked on, removed when none uses them.

Who removes one does so in a transaction in which no attempt refers to it. Who writes an attempt touches its file in the
same transaction, and writes it anew where it is gone: whichever comes second sees what the first did. An attempt may be
written a while after it was accepted, so that only files go that nobody has touched for a day.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from devserver import ids
from devserver.engine import files, leftovers, tables
from devserver.engine.database import Database
from devserver.engine.leftovers import UNKNOWN, Leftover
from devserver.engine.snapshots import Declared, thaw
from devserver.errors import NotFound, Unavailable

T = TypeVar("T")
OffLoop = Callable[[Callable[[], Any]], Awaitable[Any]]

REMEMBERED = 256
"""The most snapshots that are remembered at once."""
TOUCH_EVERY = 3600.0
"""Seconds after which the file of a snapshot that is used again is touched."""
MANY, FEW = 500, 20
"""Snapshots and runs that are asked for at once, and snapshots that one transaction removes."""
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


class SnapshotFiles:
    """The snapshots of a data folder; `off_loop` does what blocks."""

    def __init__(self, data: Path, off_loop: OffLoop) -> None:
        self._data = data
        self._off_loop = off_loop
        self._kept: dict[bytes, tuple[str, float]] = {}
        self._contents: dict[str, bytes] = {}
        self._read: dict[str, Declared] = {}

    async def keep(self, content: bytes) -> str:
        """Keep a snapshot and return its SHA-256."""
        digest, touched = self._kept.get(content, ("", 0.0))
        if digest and time.monotonic() - touched < TOUCH_EVERY:
            return digest
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
            self._contents.clear()
        digest = str(await self._off_loop(partial(files.write_snapshot, self._data, content)))
        self._kept[content] = (digest, time.monotonic())
        self._contents[digest] = content
        return digest

    def hold(self, digest: str) -> None:
        """See to it that a snapshot is there, in the transaction that writes an attempt which refers to it; blocks."""
        try:
            os.utime(files.snapshot_path(self._data, digest))
        except PermissionError:
            pass  # it is another user's, and can be read
        except FileNotFoundError:
            if (content := self._contents.get(digest)) is not None:
                files.write_snapshot(self._data, content)

    async def read(self, digest: str) -> Declared:
        """Return a snapshot, read.

        Raises NotFound where its file is gone or has other bytes by now, Unavailable where this program cannot read it.
        """
        if digest not in self._read:
            if len(self._read) >= REMEMBERED:
                self._read.clear()
            try:
                self._read[digest] = await self._off_loop(partial(_read, self._data, digest))
            except (ValueError, KeyError, TypeError, OSError) as error:
                raise Unavailable("snapshot_unreadable", digest=digest, reason=type(error).__name__) from error
        return self._read[digest]


def _read(data: Path, digest: str) -> Declared:
    content = files.read_snapshot(data, digest)
    if content is None:
        raise NotFound("snapshot_missing", digest=digest)
    return thaw(content)


async def remove_unused(database: Database, data: Path, off_loop: OffLoop, *, dry_run: bool) -> list[Leftover]:
    """Remove the snapshots to which nothing refers, and return which they were; with `dry_run` only look."""
    old: list[Leftover] = await off_loop(partial(_old, data))
    unused = [one for part in _parts(old, MANY) for one in await database.read(partial(_unused, found=part))]
    if not unused:
        return []
    needed = await _needed_by_unknown(database, data, off_loop)
    unused = [one for one in unused if one.path.stem not in needed]
    if dry_run:
        return unused
    return [one for part in _parts(unused, FEW) for one in await database.write(partial(_remove, found=part))]


def _old(data: Path) -> list[Leftover]:
    paths = (data / "declarations").glob("*.json")
    return [one for path in paths if _NAME.fullmatch(path.stem) for one in leftovers.old(path, UNKNOWN)]


def _unused(connection: sa.Connection, found: Sequence[Leftover]) -> list[Leftover]:
    used = sa.exists().where(tables.attempts.c.snapshot == sa.bindparam("digest"))
    return [one for one in found if not connection.execute(sa.select(used), {"digest": one.path.stem}).scalar_one()]


def _remove(connection: sa.Connection, found: Sequence[Leftover]) -> list[Leftover]:
    """Remove, in a transaction that writes, those that are still unused and untouched."""
    unused = [again for one in _unused(connection, found) for again in leftovers.old(one.path, UNKNOWN)]
    return leftovers.remove(unused)


async def _needed_by_unknown(database: Database, data: Path, off_loop: OffLoop) -> set[str]:
    """Return the snapshots of runs that have a folder and no row, which `reindex` would bring back."""
    needed: set[str] = set()
    for day in await off_loop(partial(leftovers.days, data)):
        names: list[str] = await off_loop(partial(_runs_of, day))
        known = {one for part in _parts(names, MANY) for one in await database.read(partial(_known, run_ids=part))}
        for name in set(names) - known:
            needed |= await off_loop(partial(_named_in, day / name / "metadata.json"))
    return needed


def _runs_of(day: Path) -> list[str]:
    return [path.name for path in day.glob("run_*") if ids.is_run_id(path.name)]


def _known(connection: sa.Connection, run_ids: Sequence[str]) -> set[str]:
    return set(connection.execute(sa.select(tables.runs.c.id).where(tables.runs.c.id.in_(run_ids))).scalars())


def _named_in(path: Path) -> set[str]:
    try:
        return {str(attempt["snapshot"]) for attempt in json.loads(path.read_bytes())["attempts"]}
    except (OSError, ValueError, KeyError, TypeError):  # nothing is made of it again
        return set()


def _parts(found: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (found[start : start + most] for start in range(0, len(found), most))
