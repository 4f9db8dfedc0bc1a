from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine.database import GROUP, Database, default_url
from devserver.errors import Unavailable

pytestmark = pytest.mark.anyio

T = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer, primary_key=True), sa.Column("x", sa.Integer))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    with ThreadPoolExecutor(4) as pool:
        made = Database(default_url(tmp_path), pool)
        await made.write(lambda connection: T.create(connection))
        yield made
        await made.close()


def insert(n: int) -> Any:
    return lambda connection: connection.execute(T.insert(), {"n": n, "x": 0}).rowcount and n


async def numbers(database: Database) -> list[int]:
    query = sa.select(T.c.n).order_by(T.c.n)
    return await database.read(lambda connection: list(connection.execute(query).scalars()))


class Held:
    """Keeps the writer busy, so that what is written meanwhile forms one group."""

    def __init__(self, database: Database) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        self.task = asyncio.ensure_future(database.write(self._wait))

    def _wait(self, _connection: sa.Connection) -> None:
        self.reached.set()
        self.go.wait(30)

    async def __aenter__(self) -> Held:
        await asyncio.get_running_loop().run_in_executor(None, self.reached.wait, 30)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.go.set()
        await self.task


async def test_a_value_comes_back_once_it_is_committed(database: Database) -> None:
    assert await database.write(insert(1)) == 1
    assert await numbers(database) == [1]


async def test_a_piece_that_fails_takes_no_other_with_it(database: Database) -> None:
    transactions: list[int] = []
    sa.event.listen(database._writer, "begin", lambda _connection: transactions.append(1))
    async with Held(database):
        waiting = [asyncio.ensure_future(database.write(insert(n))) for n in (1, 2, 1, 3)]
        await asyncio.sleep(0)
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert done[:2] == [1, 2]
    assert isinstance(done[2], sa.exc.IntegrityError)
    assert done[3] == 3
    assert await numbers(database) == [1, 2, 3]
    assert len(transactions) == 1 + 1 + 4, "what held it up, the group, and then each piece by itself"


async def test_many_pieces_share_a_transaction(database: Database) -> None:
    commits: list[int] = []
    sa.event.listen(database._writer, "commit", lambda _connection: commits.append(1))
    async with Held(database):
        waiting = [asyncio.ensure_future(database.write(insert(n))) for n in range(GROUP + 10)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [n or n for n in range(GROUP + 10)]
    assert len(commits) == 1 + 2
    assert len(await numbers(database)) == GROUP + 10


async def test_values_are_published_in_commit_order_before_anybody_goes_on(database: Database) -> None:
    told: list[str] = []

    async def write(n: int) -> None:
        await database.write(insert(n), lambda value: told.append(f"published {value}"))
        told.append(f"went on {n}")

    async with Held(database):
        waiting = [asyncio.ensure_future(write(n)) for n in (1, 2, 3)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert told == [*(f"published {n}" for n in (1, 2, 3)), *(f"went on {n}" for n in (1, 2, 3))]


async def test_a_piece_that_failed_is_not_published(database: Database) -> None:
    told: list[object] = []
    await database.write(insert(1))
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(insert(1), told.append)
    assert told == []


async def test_cancelling_the_wait_takes_nothing_back(database: Database) -> None:
    told: list[object] = []
    async with Held(database):
        waiting = asyncio.ensure_future(database.write(insert(1), told.append))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    assert waiting.cancelled()
    await database.write(insert(2))
    assert (await numbers(database), told) == ([1, 2], [1])


async def test_a_reader_does_not_wait_for_the_writer(database: Database) -> None:
    await database.write(insert(1))
    async with Held(database):
        assert await asyncio.wait_for(numbers(database), 5) == [1]


async def test_what_is_queued_is_written_before_closing_and_nothing_after(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        database = Database(default_url(tmp_path), pool)
        await database.write(lambda connection: T.create(connection))
        waiting = [asyncio.ensure_future(database.write(insert(n))) for n in (1, 2)]
        await asyncio.sleep(0)
        await database.close()
        assert await asyncio.gather(*waiting) == [1, 2]
        with pytest.raises(Unavailable):
            await asyncio.wait_for(database.write(insert(3)), 5)


async def test_references_are_enforced_and_readers_see_the_log(database: Database) -> None:
    def pragmas(connection: sa.Connection) -> list[Any]:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "journal_mode")]

    assert await database.read(pragmas) == [1, "wal"]


async def test_a_connection_that_breaks_is_replaced_and_the_next_work_is_done(database: Database) -> None:
    def broken(connection: sa.Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.close()
        connection.execute(sa.text("SELECT 1"))

    with pytest.raises(sa.exc.SQLAlchemyError):
        await database.write(broken)
    assert await database.write(lambda connection: connection.execute(sa.text("SELECT 1")).scalar_one()) == 1
