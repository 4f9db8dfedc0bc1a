"""Following across processes: who follows in one sees what another writes, whole, once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import sqlalchemy as sa

from devserver import events
from devserver.engine import tables
from devserver.engine.additions import Change
from devserver.engine.eventlog import Encoded
from devserver.engine.record import Record
from devserver.errors import Unavailable
from tests.engine.running import RUN, hanging, until_called
from tests.fakes.engine_site import Site, kept_elsewhere, open_site
from tests.fakes.scripted import obliging
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, needs("postgres")]

SOON = 30.0


@pytest.fixture
async def pair(cluster: Cluster, tmp_path: Path) -> AsyncIterator[tuple[Site, Site]]:
    """Two engines over one database and one data folder: as far as they know, two processes."""
    with kept_elsewhere(cluster.new):
        async with open_site(tmp_path / "data") as one, open_site(tmp_path / "data") as two:
            yield one, two


async def noted(site: Site, record: Record, text: str) -> None:
    """Let a process write an event of a run, which it has for as long."""
    runs, process = tables.runs, site.engine.recorder.process
    this = runs.update().where(runs.c.id == record.run_id)

    def hold(connection: sa.Connection) -> None:
        connection.execute(this.values(process=process))

    await site.engine.recorder.commit(record, Change(row={"process": None}, events=[note(text)]), hold)


def note(text: str) -> events.ProgressUpdate:
    return events.ProgressUpdate(stage="media", attempt=1, fraction=0.5, note=text)


async def until(site: Site, run_id: str | None, after: int, last: int) -> list[Encoded]:
    """Follow until the event with the last place has come."""
    found: list[Encoded] = []
    async with asyncio.timeout(SOON), aclosing(site.engine.log.follow(run_id, after)) as following:
        async for event in following:
            if event.transient:
                continue
            found.append(event)
            if (event.seq if run_id else event.cursor or 0) >= last:  # type: ignore[operator]
                break
    return found


async def test_a_follower_sees_a_run_that_another_process_works_on(pair: tuple[Site, Site]) -> None:
    one, two = pair
    record = await one.do("interception", input_text="hello", config="attitude")
    run_id, last = record.run_id, record.row.last_seq + 50
    following = [asyncio.create_task(until(two, run_id, after, last)) for after in (0, 3)]
    for n in range(50):
        await noted(one, record, str(n))
    assert [event.seq for event in await following[0]] == list(range(1, last + 1))
    assert [event.seq for event in await following[1]] == list(range(4, last + 1))


async def test_a_run_that_goes_from_one_process_to_the_other_has_no_gap(pair: tuple[Site, Site]) -> None:
    one, two = pair
    run_id = (await one.do("interception", input_text="hello", config="attitude")).run_id
    begun = (await one.load(run_id)).row.last_seq
    following = [asyncio.create_task(until(site, run_id, 0, begun + 30)) for site in pair]
    for n in range(30):
        site = pair[n % 2]
        await noted(site, await site.load(run_id), str(n))
    for task in following:
        assert [event.seq for event in await task] == list(range(1, begun + 31))


async def test_who_follows_all_runs_sees_both_processes_in_the_order_of_the_log(pair: tuple[Site, Site]) -> None:
    after = await pair[0].engine.log.last_cursor()
    records = [(site, await site.do("interception", input_text="x", config="attitude")) for site in pair]
    seen = [asyncio.create_task(_numbers(site, after, 60)) for site in pair]

    async def write(place: int) -> None:
        site, record = records[place]
        for n in range(30):
            await noted(site, record, str(n))

    await asyncio.gather(write(0), write(1))
    stored = [event.cursor for event in await pair[0].engine.log.stored(None, after, 1000)]
    assert stored == sorted(stored, key=lambda cursor: cursor or 0)
    for task in seen:
        assert await task == stored


async def _numbers(site: Site, after: int, notes: int) -> list[int | None]:
    found: list[int | None] = []
    async with asyncio.timeout(SOON), aclosing(site.engine.log.follow(None, after)) as following:
        async for event in following:
            if not event.transient:
                found.append(event.cursor)
                notes -= event.type == "progress_update"
            if not notes:
                break
    return found


async def test_a_deletion_ends_what_is_followed_elsewhere(pair: tuple[Site, Site]) -> None:
    one, two = pair
    run_id = (await one.do("run", input_text="x", config="attitude", output_config="sketching")).run_id
    with two.engine.log.following(run_id, 10**6) as follower:
        async with asyncio.timeout(SOON), aclosing(follower.events(0.05)) as found:
            assert await anext(found) is None
            await one.engine.upkeep.delete(run_id)
            async for event in found:
                if event is not None:
                    break
    assert event is not None
    assert event.type == "run_deleted"


async def test_what_was_told_while_nobody_listened_is_read_from_the_log(
    cluster: Cluster, pair: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("devserver.engine.background.AGAIN_AFTER", 0.1)
    one, two = pair
    record = await one.do("interception", input_text="hello", config="attitude")
    last = record.row.last_seq + 20
    following = asyncio.create_task(until(two, record.run_id, 0, last))
    for n in range(20):
        if n == 10:
            ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{}'"
            cluster.execute(ended.format(one.engine.database.url.database))
        await noted(one, record, str(n))
    assert [event.seq for event in await following] == list(range(1, last + 1))
    assert "feed_lost" in capsys.readouterr().out


async def test_a_run_outlives_a_database_that_goes_and_comes_back(cluster: Cluster, pair: tuple[Site, Site]) -> None:
    one, two = pair
    go = asyncio.Event()
    one.part.script = lambda call: [go.wait, *obliging(call)]
    accepted = await one.start("interception", input_text="hello", config="attitude")
    following = asyncio.create_task(until(two, accepted.run_id, 0, 10))
    async with asyncio.timeout(SOON):
        while not one.part.calls:
            await asyncio.sleep(0.01)
    cluster.stop()
    go.set()
    async with asyncio.timeout(SOON):
        while not one.engine.database._gone:
            await asyncio.sleep(0.01)
    with pytest.raises(Unavailable, match="does not answer"):
        await one.do("interception", input_text="later", config="attitude")
    cluster.start()
    record = await asyncio.wait_for(one.engine.runs.ended(accepted), SOON)
    assert record.row.state == "open"
    assert (await two.load(accepted.run_id)).row.state == "open"
    following.cancel()
    seen = await until(two, accepted.run_id, 0, record.row.last_seq)
    assert [event.seq for event in seen] == list(range(1, record.row.last_seq + 1))
    assert len(one.part.calls) == 1, "the answer that came while it was gone is not asked for again"


@pytest.fixture
async def sleepy(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Site, Site]]:
    """Two engines that look for nothing unless they hear of it; the first has no room for what nobody waits for."""
    for pause in ("LOOK_EVERY", "LOOK_AGAIN"):
        monkeypatch.setattr(f"devserver.engine.resuming.{pause}", 600.0)
    with kept_elsewhere(cluster.new):
        async with open_site(tmp_path / "data", runs_in_hand=0) as one, open_site(tmp_path / "data") as two:
            name = one.engine.database.url.database
            ears = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND query LIKE 'LISTEN%'"
            async with asyncio.timeout(SOON):
                while len(cluster.execute(ears)) < 2:
                    await asyncio.sleep(0.02)
            yield one, two


async def test_a_run_that_is_left_free_is_taken_without_being_looked_for(sleepy: tuple[Site, Site]) -> None:
    one, two = sleepy
    record = await asyncio.wait_for(one.engine.runs.ended(await one.start("run", **RUN)), SOON)
    assert (record.row.state, one.part.chunks) == ("completed", [])
    assert two.part.chunks == ["manipulate", "optimize", "picture"]


async def test_a_cancel_is_heard_in_another_process(sleepy: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devserver.engine.runs.CANCELLED_WITHIN", SOON)
    one, two = sleepy
    two.part.script = hanging
    accepted = await two.start("run", **RUN)
    await until_called(two)
    assert (await one.engine.runs.cancel(accepted.run_id)).row.state == "cancelled"
    assert len(two.part.closed) == 1
