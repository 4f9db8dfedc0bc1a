"""A process whose heart stood still sends nothing before it knows whether its runs are still its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from devserver.engine import processes, tables
from devserver.engine.database import Database
from devserver.engine.processes import Process
from devserver.engine.pulse import STALE_AFTER, Pace, Pulse
from devserver.engine.record import Record
from devserver.engine.rows import Lost
from tests.engine.test_durable import add
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


class SharedDatabase(Database):
    """A database that says of itself that several machines use it."""

    @property
    def shared(self) -> bool:
        return True


@dataclass
class Clock:
    """A clock that a test sets, and that goes on a little with each look at it."""

    now: float = 100.0

    def __call__(self) -> float:
        self.now += 0.002
        return self.now


@dataclass
class World:
    """A process on a shared database, with its heart."""

    database: Database
    process: Process
    clock: Clock
    pulse: Pulse

    async def record(self, owner: str) -> Record:
        record = await self.database.write(lambda connection: add(connection, process=owner))
        record.row = record.row.model_copy(update={"last_seq": 1})
        return record


@pytest.fixture
async def world(database_kind: str, tmp_path: Path) -> AsyncIterator[World]:
    data = prepare(tmp_path / "data")
    with ThreadPoolExecutor(4) as pool:
        database, process, clock = SharedDatabase(url_of(data), pool), Process(data), Clock()
        heart = Pulse(database, process, clock, Pace(every=0.01, again=0.005, settle=0.01))
        await heart.begin()
        yield World(database, process, clock, heart)
        process.close()
        await database.close()


async def test_while_the_heart_beats_everything_is_sent_at_once(world: World) -> None:
    world.clock.now += STALE_AFTER - 0.1
    assert world.pulse.is_fresh
    record = await world.record("process_other")
    await world.pulse.may_send(record)


@pytest.mark.parametrize("owner", ["ours", "theirs"])
async def test_after_a_standstill_only_who_still_has_the_run_sends(world: World, owner: str) -> None:
    record = await world.record(world.process.id if owner == "ours" else "process_other")
    world.clock.now += STALE_AFTER
    asked = asyncio.create_task(world.pulse.may_send(record))
    await asyncio.sleep(0.05)
    assert not asked.done(), "it waits for its heart"
    await world.pulse.beat()
    if owner == "ours":
        await asked
    else:
        with pytest.raises(Lost):
            await asked


async def test_a_standstill_that_is_over_before_a_call_is_sent_counts_as_well(world: World) -> None:
    ours, theirs = await world.record(world.process.id), await world.record("process_other")
    world.clock.now += STALE_AFTER
    await world.pulse.beat()
    assert world.pulse.is_fresh
    await world.pulse.may_send(ours)
    with pytest.raises(Lost):
        await world.pulse.may_send(theirs)


async def test_a_run_that_is_not_written_yet_cannot_have_been_taken(world: World) -> None:
    record = await world.record("process_other")
    record.row = record.row.model_copy(update={"last_seq": 0})
    world.clock.now += STALE_AFTER
    await world.pulse.beat()
    await world.pulse.may_send(record)


async def test_a_heartbeat_counts_from_before_it_was_written(world: World) -> None:
    world.clock.now += STALE_AFTER
    writing = asyncio.create_task(world.pulse.beat())
    await asyncio.sleep(0)
    world.clock.now += STALE_AFTER
    await writing
    assert not world.pulse.is_fresh


async def test_a_heart_goes_on_after_a_beat_that_could_not_be_written(world: World) -> None:
    await world.database.write(lambda c: c.execute(sa.schema.DropTable(tables.processes)))
    beating = asyncio.create_task(world.pulse.go_on())
    await asyncio.sleep(0.05)
    await world.database.write(lambda c: c.execute(sa.schema.CreateTable(tables.processes)))
    async with asyncio.timeout(30):
        while await world.database.read(processes.registered) != [world.process.id]:
            await asyncio.sleep(0.005)
    beating.cancel()


async def test_a_process_that_ends_is_written_down_no_more(world: World) -> None:
    assert await world.database.read(processes.registered) == [world.process.id]
    await world.pulse.end()
    assert await world.database.read(processes.registered) == []
