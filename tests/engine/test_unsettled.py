"""Files that are behind their rows: they are found after any number of deaths, however long ago, and mended."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from devserver.engine import marks, tables
from devserver.engine.marks import Mark
from devserver.models.runs import now
from tests.engine.running import RUN, hanging, until_called
from tests.fakes.engine_site import Site, open_site
from tests.postgres import BOTH, on_sqlite

pytestmark = [pytest.mark.anyio, BOTH]

SOON = 0.01


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing move or be looked for but when a test does it."""
    for pause in ("MOVE_EVERY", "QUIET"):
        monkeypatch.setattr(f"devserver.engine.unsettled.{pause}", 600.0)


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


async def cursor(site: Site) -> int:
    return await site.engine.log.last_cursor()


def died(data: Path, name: str, place: int) -> None:
    """Leave what a process leaves that is killed: its mark."""
    Mark(data, f"process_{name}").make(place)


def places(data: Path) -> dict[str, int]:
    return {name: place.cursor for name, place in marks.left(data)}


async def age(site: Site, **ago: float) -> None:
    """Let all runs have been changed some time ago, as of their rows."""
    moved = tables.runs.update().values(updated_at=now() - timedelta(**ago))
    await site.engine.database.write(lambda connection: connection.execute(moved).rowcount)


async def test_a_run_that_was_ended_right_before_a_crash_is_whole_after_the_next_start(
    tmp_path: Path, database_kind: str
) -> None:
    on_sqlite(database_kind)  # others may be writing where a database is shared: it is looked at a little later
    data = tmp_path / "data"
    async with open_site(data) as site:
        (half, last), (gone, other) = await ended(site), await ended(site)
    take_back(half)
    for name in ("metadata.json", "events.ndjson"):
        (gone / name).unlink()
    died(data, "before", 0)
    async with open_site(data) as site:
        assert last_told(half) == (last, last)
        assert last_told(gone) == (other, other)
        assert list(places(data)) == [site.engine.runs.process_id]


async def test_what_was_left_is_found_however_many_died_since_and_however_long_ago_it_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        died(data, "first", await cursor(site))
        early, last = await ended(site)
        take_back(early)
        for name in ("second", "third"):
            await ended(site)
            died(data, name, await cursor(site))
        await age(site, days=3)
        await ended(site)
        assert await site.engine.settling.look(quiet=SOON) >= 1
        assert last_told(early) == (last, last)
        assert list(places(data)) == [site.engine.runs.process_id], "all have been looked for"


async def test_what_is_in_order_is_not_written_and_what_lies_before_a_mark_is_not_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        before, _last = await ended(site)
        await age(site, days=1)
        died(data, "other", await cursor(site))
        whole, last = await ended(site)
        take_back(before)
        assert await site.engine.settling.look(quiet=SOON) == 0
        assert last_told(whole) == (last, last)
        assert (before / "events.ndjson").read_text().endswith('{"run_id":')


async def test_what_people_say_of_a_run_is_in_its_file_though_it_makes_no_event(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        record = await site.do("run", **RUN)
        died(data, "other", await cursor(site))
        await site.engine.recorder.describe(record.run_id, {"pinned": True})
        assert await site.engine.settling.look(quiet=SOON) == 1
        assert json.loads((site.folder(record) / "metadata.json").read_text())["run"]["pinned"]


async def test_older_files_of_another_that_lives_are_written_again_and_its_mark_is_left_to_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as living, open_site(data) as site:
        folder, last = await ended(living)
        take_back(folder)
        assert await site.engine.settling.look(quiet=SOON) == 1
        assert last_told(folder) == (last, last)
        assert len(places(data)) == 2


async def test_a_mark_follows_the_work_and_goes_with_its_process(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        settling, this = site.engine.settling, site.engine.runs.process_id
        before = places(data)[this]
        await ended(site)
        reached = await cursor(site)
        await settling.move()
        assert places(data)[this] == before, "what was written since the last look may not be in its files"
        await settling.move()
        assert places(data)[this] == reached
        site.part.script = hanging
        accepted = await site.start("run", **RUN)
        await until_called(site)
        reached = await cursor(site)
        for _ in range(2):
            await settling.move()
        assert places(data)[this] >= reached, "who goes on with a run in flight writes its files"
        await site.engine.runs.cancel(accepted.run_id)
    assert places(data) == {}


async def test_files_that_cannot_be_written_hold_the_mark_and_are_written_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        settling, this = site.engine.settling, site.engine.runs.process_id
        record = await site.do("interception", input_text="A boat", config="attitude")
        folder, before = site.folder(record), await cursor(site)
        await settling.move()
        metadata = folder / "metadata.json"
        metadata.unlink()
        metadata.mkdir()
        await site.engine.runs.cancel(record.run_id)
        for _ in range(4):
            await settling.move()
        assert site.engine.runs.unsettled == {record.run_id}
        assert places(data)[this] <= before
        metadata.rmdir()
        assert await settling.look(quiet=SOON) == 1
        assert last_told(folder) == ((await site.load(record.run_id)).row.last_seq,) * 2
        for _ in range(3):
            await settling.move()
        assert places(data)[this] == await cursor(site)


@pytest.mark.parametrize("taken_for_dead", [False, True], ids=["for a while", "until others took it for dead"])
async def test_a_process_that_stood_still_looks_at_what_it_wrote_itself(tmp_path: Path, taken_for_dead: bool) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        settling, this = site.engine.settling, site.engine.runs.process_id
        folder, last = await ended(site)
        take_back(folder)
        assert await settling.look(quiet=SOON) == 0
        if taken_for_dead:
            Mark(data, this).remove()
        else:
            settling._moved -= 10_000
        for _ in range(3):
            await settling.move()
        assert places(data)[this] < await cursor(site), "it stays where it stood"
        assert await settling.look(quiet=SOON) == 1
        assert last_told(folder) == (last, last)
        assert places(data)[this] == await cursor(site)


async def test_a_process_that_is_always_late_moves_its_mark_all_the_same(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        settling, this = site.engine.settling, site.engine.runs.process_id
        for _ in range(3):
            await ended(site)
            reached = await cursor(site)
            for _ in range(2):
                settling._moved -= 10_000
                await settling.move()
            await settling.look(quiet=SOON)
            assert places(data)[this] == reached


async def test_a_folder_that_cannot_be_written_holds_up_no_other(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        (broken, _), (half, last) = await ended(site), await ended(site)
        for path in broken.iterdir():
            path.unlink()
        broken.rmdir()
        broken.write_text("a file where a folder should be")
        take_back(half)
        died(data, "other", 0)
        assert await site.engine.settling.look(quiet=SOON) == 1
        assert last_told(half) == (last, last)
        assert list(places(data)) == [site.engine.runs.process_id], "it will never be: verify names it"


async def test_without_runs_there_is_nothing_to_do(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        died(tmp_path / "data", "other", 0)
        assert await site.engine.settling.look(quiet=SOON) == 0
