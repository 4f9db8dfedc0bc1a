"""Room that deleted rows took goes back to the disk: in bites, as a whole, or not at all and with a reason."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from devserver.engine.database import Database, create_engine, default_url
from devserver.engine.vacuum import BITE, give_back

pytestmark = pytest.mark.anyio

MUCH = 4 * BITE * 4096
"""Bytes that take several bites."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    with ThreadPoolExecutor(4) as pool:
        made = Database(default_url(tmp_path), pool)
        yield made
        await made.close()


async def fill_and_empty(database: Database) -> None:
    await database.write(lambda connection: connection.exec_driver_sql("CREATE TABLE t (x)"))
    await database.write(lambda connection: connection.exec_driver_sql(f"INSERT INTO t VALUES (zeroblob({MUCH}))"))
    await database.write(lambda connection: connection.exec_driver_sql("DELETE FROM t"))


def pages(data: Path) -> int:
    with closing(sqlite3.connect(data / "devserver.db")) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


async def test_room_goes_back_in_bites_between_which_others_write(tmp_path: Path, database: Database) -> None:
    await fill_and_empty(database)
    assert pages(tmp_path) > 4 * BITE
    giving = asyncio.ensure_future(give_back(database, default_url(tmp_path), alone=False))
    written = 0
    while not giving.done():
        await database.write(lambda connection: connection.exec_driver_sql("UPDATE t SET x = 1"))
        written += 1
    done = await giving
    assert done.state == "done"
    assert done.bytes is not None
    assert done.bytes >= MUCH
    assert written > 4, "each bite is a transaction of its own"
    assert pages(tmp_path) < 10
    assert (await give_back(database, default_url(tmp_path), alone=False)).bytes == 0


@pytest.fixture
async def older(tmp_path: Path) -> AsyncIterator[Database]:
    """A database that was made without the means to give back room in bites."""
    with closing(sqlite3.connect(tmp_path / "devserver.db")) as connection:
        connection.execute("CREATE TABLE old (x)")
        connection.commit()
    with ThreadPoolExecutor(4) as pool:
        made = Database(default_url(tmp_path), pool)
        yield made
        await made.close()


async def test_an_older_database_is_written_anew_where_nobody_else_uses_it(tmp_path: Path, older: Database) -> None:
    await fill_and_empty(older)
    url = default_url(tmp_path)
    assert (await give_back(older, url, alone=False)).state == "in_use"
    assert pages(tmp_path) > 4 * BITE
    done = await give_back(older, url, alone=True)
    assert (done.state, pages(tmp_path) < 10) == ("done", True)
    await older.write(lambda connection: connection.exec_driver_sql("INSERT INTO t VALUES (1)"))
    engine = create_engine(url, writer=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2, "from now on in bites"
    engine.dispose()
