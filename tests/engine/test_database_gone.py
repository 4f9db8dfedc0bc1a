"""A Postgres that goes and comes back: what was not committed is done again, once, and nobody waits who should not."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import postgres
from devserver.engine.database import Database, patience
from devserver.errors import Unavailable
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, needs("postgres")]

T = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer, primary_key=True))


@pytest.fixture
async def database(cluster: Cluster) -> AsyncIterator[Database]:
    with ThreadPoolExecutor(4) as pool:
        made = Database(cluster.url(cluster.empty()), pool)
        await made.write(lambda connection: T.create(connection))
        yield made
        await made.close()


def insert(n: int) -> Callable[[sa.Connection], int]:
    return lambda connection: connection.execute(T.insert(), {"n": n}).rowcount and n


async def numbers(database: Database) -> list[int]:
    query = sa.select(T.c.n).order_by(T.c.n)
    return await database.read(lambda connection: list(connection.execute(query).scalars()))


def kill_all(cluster: Cluster, database: Database) -> None:
    """End every connection of a database, as an administrator or a server's time limit does."""
    cluster.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE datname = '{database.url.database}' AND pid <> pg_backend_pid()"
    )


async def test_connections_that_were_ended_are_replaced_and_nobody_notices(
    cluster: Cluster, database: Database
) -> None:
    assert await numbers(database) == []
    kill_all(cluster, database)
    assert await database.write(insert(1)) == 1
    kill_all(cluster, database)
    assert await numbers(database) == [1]


async def test_work_whose_connection_breaks_in_the_middle_is_done_again(cluster: Cluster, database: Database) -> None:
    tries: list[int] = []

    def work(connection: sa.Connection) -> int:
        tries.append(1)
        insert(1)(connection)
        if len(tries) == 1:
            kill_all(cluster, database)
        return insert(2)(connection)

    told: list[int] = []
    assert await database.write(work, told.append) == 2
    assert (await numbers(database), len(tries), told) == ([1, 2], 2, [2])


@pytest.mark.parametrize("committed", [True, False], ids=["that was done", "that was not"])
async def test_a_commit_whose_answer_is_lost_is_found_out_about(
    cluster: Cluster, database: Database, committed: bool
) -> None:
    """The connection breaks just before the commit, or just after, where nobody hears of it any more."""
    tries: list[int] = []

    def work(connection: sa.Connection) -> int:
        tries.append(1)
        return insert(1)(connection)

    def lose(connection: sa.Connection) -> None:
        if len(tries) != 1:
            return
        tries.append(0)
        driver: Any = connection.connection.dbapi_connection
        if committed:
            driver.commit()
        driver.close()
        raise sa.exc.DBAPIError("COMMIT", None, Exception("server closed the connection"), connection_invalidated=True)

    sa.event.listen(database._writer, "commit", lose)
    told: list[int] = []
    assert await database.write(work, told.append) == 1
    assert (await numbers(database), told) == ([1], [1])
    assert tries == ([1, 0] if committed else [1, 0, 1])


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGQUIT], ids=["in order", "as in a crash"])
async def test_while_it_is_gone_requests_fail_and_work_waits(
    cluster: Cluster, database: Database, ended: signal.Signals
) -> None:
    await database.write(insert(1))
    cluster.stop(ended)
    try:
        with pytest.raises(Unavailable, match="does not answer"):
            await database.write(insert(2))
        for ask in (numbers(database), database.listener()):
            with pytest.raises(Unavailable, match="does not answer"):
                await ask
        with patience():
            writing, reading = (
                asyncio.ensure_future(database.write(insert(3))),
                asyncio.ensure_future(numbers(database)),
            )
        while not database._gone:
            await asyncio.sleep(0.01)
        with pytest.raises(Unavailable):
            await asyncio.wait_for(database.write(insert(4)), 1)
        assert not writing.done() and not reading.done()
    finally:
        cluster.start()
    assert await writing == 3
    assert set(await reading) >= {1}
    await database.write(insert(5))
    assert await numbers(database) == [1, 3, 5]


async def test_a_process_that_ends_waits_for_nothing(cluster: Cluster, database: Database) -> None:
    await database.write(insert(1))
    cluster.stop()
    try:
        with patience():
            waiting = [asyncio.ensure_future(database.write(insert(2))), asyncio.ensure_future(numbers(database))]
        while not database._gone:
            await asyncio.sleep(0.01)
        database.hurry()
        done = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
        assert [type(one) for one in done] == [Unavailable, Unavailable]
    finally:
        cluster.start()


async def test_who_stands_still_in_the_middle_holds_up_nobody_for_long(
    cluster: Cluster, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_SESSION", ("SET idle_in_transaction_session_timeout = '200ms'",))
    standing, go = threading.Event(), threading.Event()

    def stand(connection: sa.Connection) -> int:
        insert(1)(connection)
        standing.set()
        go.wait(20)
        return insert(2)(connection)

    with ThreadPoolExecutor(2) as pool:
        other = Database(cluster.url(str(database.url.database)), pool)
        stood = asyncio.ensure_future(other.write(stand))
        await asyncio.get_running_loop().run_in_executor(None, standing.wait, 10)
        assert await database.write(insert(3)) == 3, "the server has ended the transaction of the other"
        assert await numbers(database) == [3]
        go.set()
        assert await stood == 2, "and the other does it again when it goes on"
        assert await numbers(database) == [1, 2, 3]
        await other.close()


async def test_a_transaction_sees_all_that_was_written_before_it(cluster: Cluster, database: Database) -> None:
    """Two processes that look first and write then never both find nothing."""
    query = sa.select(sa.func.coalesce(sa.func.max(T.c.n), 0))

    def count(connection: sa.Connection) -> int:
        return insert(int(connection.execute(query).scalar_one()) + 1)(connection)

    with ThreadPoolExecutor(2) as pool:
        other = Database(cluster.url(str(database.url.database)), pool)
        found = await asyncio.gather(*(place.write(count) for _ in range(20) for place in (database, other)))
        await other.close()
    assert sorted(found) == list(range(1, 41))
