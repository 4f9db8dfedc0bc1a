"""Old runs go and nothing else does: not pinned ones, not those at work, not what others need, and no costs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver import ids
from devserver.engine import tables, totals
from devserver.engine.record import Record
from devserver.engine.retention import Cleaned, Retention, Wanted, deletion
from devserver.engine.uploads import KEPT_FOR
from devserver.models.runs import now
from tests.fakes.engine_site import Site, open_site
from tests.fakes.images import png

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}
WEEK = timedelta(weeks=1)
COUNTED = ("uploads", "upload_bytes", "leftovers", "leftover_bytes", "snapshots", "snapshot_bytes", "folders", "keys")
NOTHING = dict.fromkeys(COUNTED, 0)


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path / "data") as site:
        yield site


async def age(site: Site, run_id: str, days: float, *, of_id: bool = True) -> str:
    """Let a run have ended so many days ago, under an id of that day; return its id."""
    moment = now() - timedelta(days=days)
    older = ids.earliest_run_id(moment)[:20] + run_id[-10:] if of_id else run_id
    record = await site.load(run_id)
    folder = site.folder(record)

    def change(connection: Any) -> None:
        shared = site.engine.database.shared
        later = "SET LOCAL session_replication_role = replica" if shared else "PRAGMA defer_foreign_keys=ON"
        connection.exec_driver_sql(later)
        for name in ("attempts", "entities", "calls", "events", "searched"):
            connection.exec_driver_sql(f"UPDATE {name} SET run_id = '{older}' WHERE run_id = '{run_id}'")
        values = {"id": older, "ended_at": moment, "updated_at": moment}
        connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(**values))

    await site.engine.database.write(change)
    target = site.engine.recorder.path(older, record.entities[0]).parent
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    return older


async def ended(site: Site, days: float, **more: Any) -> str:
    return await age(site, (await site.do("run", **RUN)).run_id, days, **more)


def retain(site: Site) -> Retention:
    return Retention(site.engine.recorder, site.engine.uploads, site.engine.upkeep.delete)


async def clean(site: Site, older_than: timedelta = WEEK, **more: Any) -> Cleaned:
    return await retain(site).clean(Wanted(older_than, rests=False, **more))


def runs_of(site: Site) -> set[str]:
    return {run_id for (run_id,) in site.rows("SELECT id FROM runs")}


async def test_what_is_older_goes_with_its_files_and_the_rest_stays(own: Site) -> None:
    old, young = await ended(own, 8), await ended(own, 6)
    folder = next(own.data.glob(f"runs/*/*/*/{old}"))
    held = sum(path.stat().st_size for path in folder.iterdir())
    done = await clean(own)
    assert (done.runs, done.run_bytes) == (1, held)
    assert runs_of(own) == {young}
    assert [path.name for path in own.data.glob("runs/*/*/*/*")] == [young]
    assert own.rows("SELECT run_id, cleared FROM tombstones") == [(old, 1)]
    assert await clean(own) == Cleaned(runs=0, run_bytes=0, **NOTHING)


async def test_a_dry_run_tells_the_same_and_removes_nothing(own: Site) -> None:
    await ended(own, 8)
    before = sorted(own.data.rglob("*"))
    told = await clean(own, dry_run=True)
    assert sorted(own.data.rglob("*")) == before
    done = await clean(own)
    assert (told.runs, told.run_bytes) == (done.runs, done.run_bytes) == (1, done.run_bytes)
    assert done.run_bytes > 0


async def test_what_is_kept_whatever_its_age(own: Site) -> None:
    pinned = await ended(own, 30)
    await own.engine.upkeep.describe(pinned, {"pinned": True})
    opened = await age(own, (await own.do("interception", input_text="A boat", config="attitude")).run_id, 30)
    own.part.script = lambda _call: [3600.0]
    accepted = await own.start("run", **RUN)
    at_work = await age(own, accepted.run_id, 30, of_id=False)
    assert (await clean(own)).runs == 0
    assert runs_of(own) == {pinned, opened, at_work}
    await own.engine.runs.cancel(at_work)


async def test_only_the_states_that_are_asked_for_go(own: Site) -> None:
    completed = await ended(own, 8)
    cancelled = (await own.do("interception", input_text="A boat", config="attitude")).run_id
    await own.engine.runs.cancel(cancelled)
    cancelled = await age(own, cancelled, 8)
    assert (await clean(own, states={"cancelled", "failed"})).runs == 1
    assert runs_of(own) == {completed}


async def test_a_run_that_is_pinned_in_the_moment_of_its_deletion_stays(own: Site) -> None:
    run_id = await ended(own, 8)

    async def delete(which: str, claim: Any) -> None:
        await own.engine.upkeep.describe(which, {"pinned": True})
        await own.engine.upkeep.delete(which, claim)

    done = await Retention(own.engine.recorder, own.engine.uploads, delete).clean(Wanted(WEEK, rests=False))
    assert (done.runs, done.run_bytes) == (0, 0)
    assert runs_of(own) == {run_id}


async def test_what_was_paid_stays_in_the_sums_and_forks_stay_whole(own: Site) -> None:
    parent = await own.do("run", **RUN)
    fork = await own.again(parent.run_id, "optimization", text="An edit")
    since, until = now() - timedelta(days=90), now() + timedelta(days=1)

    async def costs() -> totals.Costs:
        return await own.engine.database.read(lambda c: totals.read_costs(c, since, until, "model"))

    before = await costs()
    moment = now() - timedelta(days=8)
    change = tables.runs.update().where(tables.runs.c.id == parent.run_id).values(ended_at=moment)
    await own.engine.database.write(lambda connection: connection.execute(change))
    assert (await clean(own, timedelta(days=7))).runs == 0, "its id is of today: a clock that was set back"
    await own.engine.upkeep.delete(parent.run_id)
    assert runs_of(own) == {fork.run_id}
    after: Record = await own.load(fork.run_id)
    assert all([own.bytes_of(after, entity) for entity in after.entities])
    assert (await costs()).total == before.total


async def test_a_command_beside_a_server_deletes_through_the_same_database(own: Site) -> None:
    old = await ended(own, 8)
    async with open_site(own.data) as other:
        kept = Retention(other.engine.recorder, other.engine.uploads, deletion(other.engine.recorder))
        assert (await kept.clean(Wanted(WEEK, rests=False))).runs == 1
    assert runs_of(own) == set()
    assert not list(own.data.glob(f"runs/*/*/*/{old}"))


async def test_more_than_a_page_goes(own: Site) -> None:
    for _ in range(5):
        await ended(own, 8)
    pages = Retention(own.engine.recorder, own.engine.uploads, own.engine.upkeep.delete, page=2)
    assert (await pages.clean(Wanted(WEEK, rests=False))).runs == 5


async def test_others_write_while_it_cleans(own: Site) -> None:
    for _ in range(4):
        await ended(own, 8)
    cleaning = asyncio.ensure_future(retain(own).clean(Wanted(WEEK)))
    record = await own.do("run", **RUN)
    assert record.row.state == "completed"
    assert (await cleaning).runs == 4


async def test_uploads_and_keys_past_their_time_go(own: Site) -> None:
    old = await own.engine.uploads.keep(png(), "me")
    new = await own.engine.uploads.keep(png(), "me")
    change = tables.uploads.update().where(tables.uploads.c.id == old.upload_id)
    await own.engine.database.write(lambda c: c.execute(change.values(created_at=now() - KEPT_FOR * 2)))
    for name, days in (("old", 2), ("new", 0)):
        row = {"owner": "me", "key": name, "body_sha256": "", "run_id": "run_x", "attempt": 1}
        made = {**row, "created_at": now() - timedelta(days=days)}
        await own.engine.database.write(lambda c, made=made: c.execute(tables.requests.insert(), made))
    done = await clean(own)
    assert done.keys == 1
    assert (done.uploads, done.upload_bytes) in {(1, old.bytes), (0, 0)}, "or the engine itself was faster"
    assert own.rows("SELECT id FROM uploads") == [(new.upload_id,)]
    assert own.rows("SELECT key FROM requests") == [("new",)]
    assert [path.stem for path in (own.data / "uploads").iterdir()] == [new.upload_id]


async def test_what_crashes_left_over_goes_once_it_is_old(own: Site) -> None:
    record = await own.do("run", **RUN)
    bare = own.folder(record).with_name(ids.new_run_id())
    bare.mkdir()
    (bare / "01_input.txt").write_bytes(b"four")
    whole = own.folder(record).with_name(ids.new_run_id())
    whole.mkdir()
    (whole / "metadata.json").write_text("{}")
    found = [bare, own.folder(record) / ".02_x.txt.1.2.tmp", own.data / "declarations" / ".a.json.1.2.tmp"]
    found.append(own.data / "uploads" / f"{ids.new_upload_id()}.png")
    (own.data / "uploads").mkdir(exist_ok=True)
    cut = own.data / "imports" / "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    (cut / "declarations").mkdir(parents=True)
    for path in found[1:]:
        path.write_bytes(b"four")
    assert (await clean(own)).leftovers == 0, "they are new: somebody may be writing them"
    long_ago = (now() - timedelta(days=2)).timestamp()
    for path in (*found, cut, whole):
        os.utime(path, (long_ago, long_ago))
    done = await clean(own)
    assert (done.leftovers, done.leftover_bytes) == (5, 16)
    assert [path for path in (*found, cut) if path.exists()] == []
    assert whole.exists(), "reindex makes a run of it"
    assert (await own.load(record.run_id)).row.state == "completed"


async def test_empty_folders_of_the_past_go(own: Site) -> None:
    for name in ("2020/01/02", "2020/01/03", "2021/05/06", "2999/01/01", "notes/a/b"):
        (own.data / "runs" / name).mkdir(parents=True)
    (own.data / "runs" / "2021/05/06/kept.txt").touch()
    today = own.data / "runs" / now().strftime("%Y/%m/%d")
    today.mkdir(parents=True, exist_ok=True)
    assert (await clean(own)).folders == 4
    left = {path.relative_to(own.data / "runs").as_posix() for path in own.data.glob("runs/*/*/*")}
    assert left == {"2021/05/06", "2999/01/01", "notes/a/b", today.relative_to(own.data / "runs").as_posix()}
