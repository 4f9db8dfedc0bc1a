"""Following the log: stored, then live, without gap or repeat; a slow reader loses only what is transient."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devserver import events
from devserver.engine import eventlog
from devserver.engine.accepting import Asked
from devserver.engine.additions import Change
from devserver.engine.engine import Engine
from devserver.engine.eventlog import Encoded, transient
from devserver.engine.record import Record
from devserver.models.runs import Request
from tests.fakes.engine_site import open_site
from tests.fakes.holding import hold
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


@pytest.fixture(scope="module")
async def engine(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with open_site(tmp_path_factory.mktemp("site") / "data") as site:
        yield site.engine


async def new_run(engine: Engine) -> Record:
    asked = Asked(Request(action="interception", input_text="hello", config="close_observer"))
    return await engine.runs.ended(await engine.runs.start(asked))


def progress(n: int) -> events.ProgressUpdate:
    return events.ProgressUpdate(stage="media", attempt=1, fraction=0.5, note=str(n))


def delta(n: int) -> events.TextDelta:
    return events.TextDelta(stage="media", attempt=1, offset=n, text="x")


async def store(engine: Engine, record: Record, count: int) -> None:
    await hold(engine, record)
    for n in range(count):
        await engine.recorder.commit(record, Change(events=[progress(n)]))


async def collect(engine: Engine, run_id: str | None, after: int, last: int, chance: random.Random) -> list[Encoded]:
    found = []
    async for event in engine.log.follow(run_id, after):
        found.append(event)
        if chance.random() < 0.1:
            await asyncio.sleep(chance.random() * 0.003)
        if event.seq == last:
            break
    return found


@pytest.mark.parametrize("start", range(3))
async def test_stored_and_live_events_join_without_gap_or_repeat(engine: Engine, start: int) -> None:
    chance = random.Random(start)
    record = await new_run(engine)
    last = record.row.last_seq + 200
    storing = asyncio.create_task(store(engine, record, 200))
    readers = []
    for _ in range(12):
        await asyncio.sleep(chance.random() * 0.02)
        after = chance.randrange(0, 40)
        readers.append((after, asyncio.create_task(collect(engine, record.run_id, after, last, chance))))
    async with asyncio.timeout(20):
        await storing
        for after, reader in readers:
            assert [event.seq for event in await reader] == list(range(after + 1, last + 1))


async def test_the_log_of_all_runs_is_in_commit_order(engine: Engine) -> None:
    records = [await new_run(engine) for _ in range(3)]
    after = await engine.log.last_cursor()
    found: list[Encoded] = []

    async def read() -> None:
        async for event in engine.log.follow(None, after):
            found.append(event)
            if len(found) == 90:
                break

    reading = asyncio.create_task(read())
    await asyncio.gather(*(store(engine, record, 30) for record in records))
    async with asyncio.timeout(30):
        await reading
    cursors = [event.cursor for event in found]
    assert cursors == sorted(set(cursors))
    assert {event.run_id for event in found} == {record.run_id for record in records}


async def test_a_slow_reader_loses_transient_events_only_and_is_told(engine: Engine) -> None:
    record = await new_run(engine)
    with engine.log.following(record.run_id, record.row.last_seq) as follower:
        reading = follower.events()
        engine.log.publish(transient(record.run_id, delta(n)) for n in range(eventlog.QUEUE + 50))
        await store(engine, record, 5)
        async with asyncio.timeout(30):
            found = [event async for event in take(reading)]
    told = [event for event in found if event.type == "dropped"]
    assert [event.seq for event in found if event.type == "progress_update"] == [
        record.row.last_seq - 4 + n for n in range(5)
    ]
    assert sum(int(event.text.split('"count":')[1].split("}")[0]) for event in told) == eventlog.QUEUE + 50


async def take(reading: object) -> AsyncIterator[Encoded]:
    """Yield events until `dropped` was seen and the stored ones are through."""
    stored = 0
    dropped = False
    async for event in reading:  # type: ignore[attr-defined]
        yield event
        stored += event.type == "progress_update"
        dropped = dropped or event.type == "dropped"
        if stored == 5 and dropped:
            return


async def test_a_reader_far_behind_reads_stored_events_again(engine: Engine) -> None:
    record = await new_run(engine)
    before = record.row.last_seq
    await hold(engine, record)
    with engine.log.following(record.run_id, before) as follower:
        reading = follower.events()
        many = [progress(n) for n in range(eventlog.QUEUE + 300)]
        await engine.recorder.commit(record, Change(events=many[:400]))
        await engine.recorder.commit(record, Change(events=many[400:]))
        found = []
        async with asyncio.timeout(30):
            async for event in reading:
                assert event is not None
                found.append(event.seq)
                if len(found) == len(many):
                    break
    assert found == list(range(before + 1, before + 1 + len(many)))


async def test_silence_is_told_by_a_heartbeat(engine: Engine) -> None:
    record = await new_run(engine)
    with engine.log.following(record.run_id, record.row.last_seq) as follower:
        reading = follower.events(heartbeat=0.01)
        assert await anext(reading) is None
        await store(engine, record, 1)
        while (event := await anext(reading)) is None:
            pass
        assert event.type == "progress_update"
        await reading.aclose()


async def test_nobody_follows_a_run_that_was_left(engine: Engine) -> None:
    record = await new_run(engine)
    with engine.log.following(record.run_id, 0):
        assert engine.log.has_followers(record.run_id)
    assert not engine.log.has_followers(record.run_id)


async def test_closing_ends_every_reader_after_what_it_has(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        engine, record = site.engine, await new_run(site.engine)
        reading = asyncio.create_task(collect(engine, record.run_id, 0, -1, random.Random(0)))
        await asyncio.sleep(0.05)
        engine.log.close()
        async with asyncio.timeout(30):
            assert [event.seq for event in await reading] == list(range(1, record.row.last_seq + 1))


@pytest.mark.parametrize("which", ["one run", "all runs"])
async def test_who_follows_sees_what_another_process_on_the_folder_writes(tmp_path: Path, which: str) -> None:
    async with open_site(tmp_path / "data") as one, open_site(tmp_path / "data") as two:
        record = await new_run(one.engine)
        followed = record.run_id if which == "one run" else None
        found: list[Encoded] = []

        async def read() -> None:
            async for event in two.engine.log.follow(followed, 0):
                found.append(event)

        reading = asyncio.create_task(read())
        for n in range(3):
            await store(one.engine, record, n)
            await new_run(two.engine)
        await store(one.engine, record, 2)
        stored = await one.engine.log.stored(followed, 0)
        async with asyncio.timeout(30):
            while len(found) < len(stored):
                await asyncio.sleep(0.01)
        reading.cancel()
    assert [event.cursor for event in found] == [event.cursor for event in stored]
