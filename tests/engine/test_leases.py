"""The limit of a backend holds for all processes together, and for no longer than they live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from devserver.engine.database import Database
from devserver.engine.leases import Leases
from devserver.engine.tables import leases as table
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, needs("postgres")]

SOON = 30.0


@dataclass
class Owner:
    id: str


@asynccontextmanager
async def a_process(url: str, name: str) -> AsyncIterator[tuple[Database, Leases]]:
    with ThreadPoolExecutor(4) as pool:
        database = Database(url, pool)
        leases = Leases(database, Owner(name))
        yield database, leases
        await leases.close()
        await database.close()


@pytest.fixture
def url(cluster: Cluster) -> str:
    return cluster.new()


async def rows(database: Database) -> list[tuple[str, int, str]]:
    query = sa.select(table.c.name, table.c.slot, table.c.process).order_by(table.c.slot)
    return await database.read(lambda connection: [tuple(row) for row in connection.execute(query)])


async def test_two_processes_never_hold_more_places_than_there_are(url: str) -> None:
    at_work, most = 0, 0

    async def call(leases: Leases) -> None:
        nonlocal at_work, most
        async with leases.held("painter", 2):
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.01)
            at_work -= 1

    async with a_process(url, "a") as (database, one), a_process(url, "b") as (_other, two):
        await asyncio.wait_for(asyncio.gather(*(call(leases) for _ in range(5) for leases in (one, two))), SOON)
        await one.close()
        await two.close()
        assert await rows(database) == []
        assert not one._held | two._held
    assert most == 2


async def test_places_at_different_backends_are_apart(url: str) -> None:
    async with a_process(url, "a") as (database, one), one.held("painter", 1), one.held("singer", 1):
        assert sorted(await rows(database)) == [("painter", 0, "a"), ("singer", 0, "a")]


async def test_what_a_dead_process_held_is_free_after_its_time(url: str) -> None:
    past = "2026-01-01T00:00:00.000000Z"
    async with a_process(url, "a") as (database, one), a_process(url, "b") as (_other, two), AsyncExitStack() as held:
        await held.enter_async_context(one.held("painter", 1))
        waiting = asyncio.create_task(held.enter_async_context(two.held("painter", 1)))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await database.write(lambda c: c.exec_driver_sql(f"UPDATE leases SET expires_at = '{past}'").rowcount)
        await asyncio.wait_for(waiting, SOON)
        assert await rows(database) == [("painter", 0, "b")]


async def test_what_is_renewed_stays(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devserver.engine.leases.RENEW_SECONDS", 0.01)
    query = sa.select(table.c.expires_at)
    async with a_process(url, "a") as (database, one), one.held("painter", 1):
        before = await database.read(lambda connection: connection.execute(query).scalar_one())
        renewing = asyncio.create_task(one.renew())
        async with asyncio.timeout(SOON):
            while await database.read(lambda connection: connection.execute(query).scalar_one()) == before:
                await asyncio.sleep(0.01)
        renewing.cancel()


async def test_who_gives_up_waiting_takes_nothing(url: str) -> None:
    async with a_process(url, "a") as (database, one), a_process(url, "b") as (_other, two):
        async with one.held("painter", 1):
            waiting = asyncio.create_task(two.held("painter", 1).__aenter__())
            await asyncio.sleep(0.3)
            waiting.cancel()
            await asyncio.wait([waiting])
        await one.close()
        assert await rows(database) == []


async def test_a_place_is_taken_at_once_or_not_at_all(url: str) -> None:
    async with a_process(url, "a") as (database, one), a_process(url, "b") as (_other, two):
        first = await one.at_once("painter", 1)
        assert first is not None
        assert await two.at_once("painter", 1) is None
        first()
        await asyncio.wait(one._giving_back)
        again = await two.at_once("painter", 1)
        first()
        assert again is not None
        assert await rows(database) == [("painter", 0, "b")]
