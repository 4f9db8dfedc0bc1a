"""Snapshots that nothing refers to are removed, and none that a run is just being accepted with."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from devserver.engine import tables
from devserver.engine.leftovers import UNKNOWN
from devserver.engine.retention import Retention, Wanted
from devserver.engine.snapshot_files import remove_unused
from devserver.models.runs import now
from tests.engine.running import until_ended
from tests.fakes.engine_site import Site, open_site
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

TEXT = {"input_text": "A boat", "config": "attitude"}


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path / "data") as site:
        yield site


def age(site: Site, by: timedelta = 2 * UNKNOWN) -> list[Path]:
    """Let every snapshot be one that nobody has touched for a while; return their files."""
    found = sorted((site.data / "declarations").glob("*.json"))
    moment = (now() - by).timestamp()
    for path in found:
        os.utime(path, (moment, moment))
    return found


async def unused(site: Site, *, dry_run: bool = False) -> list[Path]:
    recorder = site.engine.recorder
    found = await remove_unused(recorder.database, site.data, recorder.off_loop, dry_run=dry_run)
    return sorted(one.path for one in found)


async def delete(site: Site, run_id: str) -> None:
    await site.engine.runs.cancel(run_id)
    await site.engine.upkeep.delete(run_id)


async def test_what_no_run_uses_goes_and_the_rest_stays(own: Site) -> None:
    kept, gone = await own.do("interception", **TEXT), await own.do("interception", **{**TEXT, "config": "in_two"})
    [left] = [path for path in age(own) if path.stem == gone.context.snapshot]
    assert await unused(own) == []
    await delete(own, gone.run_id)
    assert await unused(own, dry_run=True) == [left]
    assert left.exists()
    cleaned = await Retention(own.engine.recorder, own.engine.uploads, own.engine.upkeep.delete).clean(
        Wanted(timedelta(days=1), rests=False)
    )
    assert (cleaned.snapshots, cleaned.snapshot_bytes > 0, left.exists()) == (1, True, False)
    assert [path.stem for path in age(own)] == [kept.context.snapshot]


async def test_a_snapshot_of_an_earlier_attempt_stays(own: Site) -> None:
    record = await own.do("interception", **TEXT)
    later = await own.do("interception", **{**TEXT, "config": "in_two"}, run_id=record.run_id)
    assert later.context.snapshot != record.context.snapshot
    age(own)
    assert await unused(own) == []


async def test_one_that_was_touched_lately_stays(own: Site) -> None:
    await delete(own, (await own.do("interception", **TEXT)).run_id)
    [path] = age(own, UNKNOWN - timedelta(minutes=1))
    assert await unused(own) == []
    age(own)
    assert await unused(own) == [path]


async def test_a_run_that_comes_after_the_removal_brings_its_snapshot_back(own: Site) -> None:
    await delete(own, (await own.do("interception", **TEXT)).run_id)
    [path] = age(own)
    assert await unused(own) == [path]
    record = await own.do("interception", **TEXT)
    assert (record.context.snapshot, record.row.state) == (path.stem, "open")
    assert path.exists()
    second = await own.do("interception", **TEXT, run_id=record.run_id)
    assert second.row.attempt == 2
    assert await unused(own) == []


async def test_removing_and_accepting_at_once_leaves_no_run_without_its_snapshot(own: Site) -> None:
    for _ in range(12):
        age(own)
        accepted, *_removed = await asyncio.gather(own.start("interception", **TEXT), unused(own), unused(own))
        record = await until_ended(own, accepted.run_id)
        assert record.row.state == "open"
        assert (own.data / "declarations" / f"{record.context.snapshot}.json").exists()
        await delete(own, record.run_id)


async def test_what_a_folder_without_a_row_needs_stays_for_who_indexes_it(own: Site) -> None:
    record = await own.do("interception", **TEXT)
    gone = tables.runs.delete()
    await own.engine.database.write(lambda connection: connection.execute(gone).rowcount)
    [path] = age(own)
    assert await unused(own) == []
    (own.folder(record) / "metadata.json").write_text("{")
    assert await unused(own) == [path], "of a folder that cannot be read nothing is made again"
