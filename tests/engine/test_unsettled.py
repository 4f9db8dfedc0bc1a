from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from devserver.engine import tables
from devserver.engine.unsettled import settle_left
from devserver.models.runs import now
from tests.fakes.engine_site import Site, open_site
from tests.postgres import on_sqlite

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


def last_told(folder: Path) -> tuple[int, int]:
    """Return the last event that each of the two files knows."""
    lines = (folder / "events.ndjson").read_text().splitlines()
    told = json.loads((folder / "metadata.json").read_text())
    return told["run"]["last_seq"], [json.loads(line)["seq"] for line in lines][-1]


def take_back(folder: Path) -> None:
    """Make the files what they were before the run ended, with half a line more."""
    path = folder / "metadata.json"
    told = json.loads(path.read_text())
    told["run"].update(last_seq=told["run"]["last_seq"] - 2, state="running")
    path.write_text(json.dumps(told))
    lines = (folder / "events.ndjson").read_text().splitlines(keepends=True)
    (folder / "events.ndjson").write_text("".join(lines[:-2]) + '{"run_id":')


async def ended(site: Site) -> tuple[Path, int]:
    record = await site.do("run", **RUN)
    return site.folder(record), record.row.last_seq


async def test_a_run_that_was_ended_right_before_a_crash_is_whole_after_the_next_start(
    tmp_path: Path, database_kind: str
) -> None:
    on_sqlite(database_kind)  # others may be writing where a database is shared: it is looked at a little later
    async with open_site(tmp_path / "data") as site:
        (half, last), (gone, other) = await ended(site), await ended(site)
    take_back(half)
    for name in ("metadata.json", "events.ndjson"):
        (gone / name).unlink()
    async with open_site(tmp_path / "data"):
        assert last_told(half) == (last, last)
        assert last_told(gone) == (other, other)


async def test_what_is_in_order_or_was_just_changed_by_somebody_else_is_left_alone(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        folder, last = await ended(site)
        engine = site.engine
        assert await settle_left(engine.recorder, engine.database, quiet=0) == 0
        take_back(folder)
        assert await settle_left(engine.recorder, engine.database, quiet=30) == 0
        assert await settle_left(engine.recorder, engine.database, quiet=0) == 1
    assert last_told(folder) == (last, last)


async def test_what_a_process_left_is_found_though_the_next_ones_died_before_they_looked(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        (early, last), _late = await ended(site), await ended(site)
        engine, this = site.engine, tables.runs.c.id == early.name
        for which, seconds in ((this, 120), (~this, 20)):
            moved = tables.runs.update().where(which).values(updated_at=now() - timedelta(seconds=seconds))
            await engine.database.write(lambda connection, moved=moved: connection.execute(moved).rowcount)
        take_back(early)
        assert await settle_left(engine.recorder, engine.database, quiet=15) == 1
    assert last_told(early) == (last, last)


async def test_a_folder_that_cannot_be_written_holds_up_no_other(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        (broken, _), (half, last) = await ended(site), await ended(site)
        for path in broken.iterdir():
            path.unlink()
        broken.rmdir()
        broken.write_text("a file where a folder should be")
        take_back(half)
        assert await settle_left(site.engine.recorder, site.engine.database, quiet=0) == 1
    assert last_told(half) == (last, last)


async def test_without_runs_there_is_nothing_to_do(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        assert await settle_left(site.engine.recorder, site.engine.database, quiet=0) == 0
