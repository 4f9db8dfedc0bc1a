"""The room that deleted rows took, given back to the disk.

SQLite: a database that was made here gives back free pages in small bites, each a short transaction, so that a server
beside it does not wait. One from before that has to be written anew as a whole (`VACUUM`), which locks it and takes
twice its size: that is done only where no other process uses the folder. Until then its free pages are used again, and
it does not grow. Postgres: `VACUUM (ANALYZE)`, which holds up nobody.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal, cast

import sqlalchemy as sa

from devserver.engine.database import Database, create_engine
from devserver.models.frozen import Frozen

BITE = 200
"""Pages that one transaction gives back: 0.8 MB."""
REST = 0.02
"""Seconds between two bites, in which others write."""
_INCREMENTAL = 2

State = Literal["done", "in_use", "no_room"]


class Vacuumed(Frozen):
    """What became of the database: bytes given back where they are known, and why nothing was done otherwise."""

    state: State
    bytes: int | None = None


async def give_back(database: Database, url: str, *, alone: bool) -> Vacuumed:
    """Give free room of a database back to the disk; `alone` tells that no other process uses it."""
    if not url.startswith("sqlite"):
        await asyncio.to_thread(_vacuum_postgres, url)
        return Vacuumed(state="done")
    if await database.read(_mode) == _INCREMENTAL:
        return Vacuumed(state="done", bytes=await _in_bites(database))
    return await asyncio.to_thread(_vacuum_whole, url) if alone else Vacuumed(state="in_use")


async def _in_bites(database: Database) -> int:
    freed = 0
    while more := await database.write(_bite):
        freed += more
        await asyncio.sleep(REST)
    return freed


def _bite(connection: sa.Connection) -> int:
    """Give back some free pages at the end of the file, and return how many bytes they are."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    before = _free(driver)
    for _ in range(BITE):
        driver.execute("PRAGMA incremental_vacuum(1)")  # of a larger number the driver does the first step only
    return before - _free(driver)


def _free(driver: sqlite3.Connection) -> int:
    (pages,), (size,) = (driver.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_size"))
    return int(pages) * int(size)


def _mode(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one())


def _vacuum_whole(url: str) -> Vacuumed:
    path = Path(sa.make_url(url).database or "")
    before = path.stat().st_size
    if shutil.disk_usage(path.parent).free < 2 * before:
        return Vacuumed(state="no_room")
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # from now on in bites
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return Vacuumed(state="in_use")
            raise
    return Vacuumed(state="done", bytes=max(0, before - path.stat().st_size))


def _vacuum_postgres(url: str) -> None:
    engine = create_engine(url, writer=True)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
    finally:
        engine.dispose()
