"""Deletion takes rows and files, leaves what was paid, and races with everything else that can be done to a run."""

from __future__ import annotations

import asyncio
import json
import os
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.engine import deleting, details, listing, tables, totals
from devserver.engine.listing import Paging
from devserver.engine.processes import Process
from devserver.engine.reindex import reindex
from devserver.engine.wanted import Wanted
from devserver.errors import Conflict, DevServerError, NotFound
from devserver.models.outcomes import Ok
from devserver.models.runs import now
from tests.fakes.engine_site import Site, open_site, url_of
from tests.fakes.scripted import PAID, obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}
OF_RUN = ("runs", "attempts", "entities", "calls", "events", "searched")


def left(site: Site, run_id: str) -> dict[str, int]:
    """Return how many rows each table has of a run."""
    columns = {name: "id" if name == "runs" else "run_id" for name in (*OF_RUN, "tombstones", "deleted_calls")}
    return {
        name: site.rows(f"SELECT count(*) FROM {name} WHERE {column} = '{run_id}'")[0][0]
        for name, column in columns.items()
    }


async def test_rows_and_files_go_and_a_tombstone_stays(site: Site) -> None:
    record = await site.do("run", **RUN)
    folder = site.folder(record)
    assert all(left(site, record.run_id)[name] for name in OF_RUN) and folder.is_dir()
    await site.engine.upkeep.delete(record.run_id)
    found = left(site, record.run_id)
    assert [found[name] for name in OF_RUN] == [0] * len(OF_RUN)
    assert (found["tombstones"], found["deleted_calls"]) == (1, len(record.calls))
    assert not folder.exists() and folder.parent.is_dir()
    for ask in (site.engine.upkeep.delete, site.load, site.engine.runs.cancel):
        with pytest.raises(NotFound) as caught:
            await ask(record.run_id)
        assert caught.value.message == "run_deleted"


async def test_what_was_paid_stays_in_the_sums(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        own.part.script = lambda call: [Ok(text="done", usage=PAID)] if call.type == "text" else obliging(call)
        record = await own.do("interception", input_text="A boat", config="in_two", seed=1)
        since, _now = totals.period(None, None)
        until = now() + timedelta(minutes=1)

        async def read() -> totals.Costs:
            return await own.engine.database.read(lambda c: totals.read_costs(c, since, until, "model"))

        before = await read()
        await own.engine.runs.cancel(record.run_id)
        await own.engine.upkeep.delete(record.run_id)
        assert await read() == before
        assert (before.total.calls, before.total.usd) == (len(record.calls), 0.5)


@pytest.mark.parametrize("action", ["interception", "run"])
async def test_a_run_that_has_not_ended_stays(site: Site, action: str) -> None:
    site.part.script = lambda call: obliging(call) if action == "interception" else [60.0]
    accepted = await site.start(action, **(RUN if action == "run" else {"input_text": "A boat", "config": "attitude"}))
    if action == "interception":
        await site.engine.runs.ended(accepted)
    with pytest.raises(Conflict) as caught:
        await site.engine.upkeep.delete(accepted.run_id)
    assert caught.value.params["state"] == ("open" if action == "interception" else "running")
    await site.engine.runs.cancel(accepted.run_id)
    await site.engine.upkeep.delete(accepted.run_id)


async def test_a_run_that_is_pinned_is_deleted_by_nobody_before_it_is_unpinned(site: Site) -> None:
    record = await site.do("run", **RUN)
    await site.engine.upkeep.describe(record.run_id, {"pinned": True})
    for delete in (site.engine.upkeep.delete, site.engine.recorder.delete):
        with pytest.raises(Conflict) as caught:
            await delete(record.run_id)
        assert (caught.value.message, caught.value.params) == (
            "run_pinned",
            {"run_id": record.run_id, "state": "completed"},
        )
    assert left(site, record.run_id)["runs"] == 1 and site.folder(record).is_dir()
    await site.engine.upkeep.describe(record.run_id, {"pinned": False})
    await site.engine.upkeep.delete(record.run_id)
    assert left(site, record.run_id)["runs"] == 0


async def test_a_run_that_was_made_from_it_stays_whole(site: Site) -> None:
    parent = await site.do("run", **RUN)
    child = await site.do("generation", run_id=parent.run_id, output_config="painting")
    assert child.row.parent_run_id == parent.run_id
    await site.engine.upkeep.delete(parent.run_id)
    stored = await site.load(child.run_id)
    assert [await site.engine.recorder.content(child.run_id, entity) for entity in stored.entities]
    grandchild = await site.do("generation", run_id=child.run_id, output_config="painting")
    assert grandchild.row.state == "completed"


async def test_calls_that_another_run_uses_go_to_it_with_what_they_cost(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        own.part.script = lambda call: [Ok(text="done", usage=PAID)] if call.type == "text" else obliging(call)
        parent = await own.do("run", **RUN)
        child = await own.again(parent.run_id, "media")
        before = child.row.cost_usd
        await own.engine.upkeep.delete(parent.run_id)
        heir = await own.load(child.run_id)
        assert {call.stage for call in heir.calls.values()} == {"interception", "optimization", "media"}
        assert heir.row.cost_usd == before + 0.5
        kept = json.loads((own.folder(heir) / "metadata.json").read_bytes())
        assert (len(kept["calls"]), kept["run"]["cost_usd"]) == (len(heir.calls), heir.row.cost_usd)
        assert left(own, parent.run_id)["deleted_calls"] == len(parent.calls) - 2


async def test_who_follows_is_told_and_nothing_comes_after(site: Site) -> None:
    record = await site.do("run", **RUN)
    with site.engine.log.following(record.run_id, record.row.last_seq) as follower:
        await site.engine.upkeep.delete(record.run_id)
        told = await anext(follower.events())
    assert told is not None and (told.type, told.transient) == ("run_deleted", True)


async def test_files_that_cannot_be_removed_are_removed_later(site: Site) -> None:
    record = await site.do("run", **RUN)
    folder = site.folder(record)
    inner = folder / "held"
    inner.mkdir()
    (inner / "file").write_text("kept")
    inner.chmod(0o500)
    if os.access(inner, os.W_OK):
        inner.chmod(0o700)
        pytest.skip("this user may remove any file")
    await site.engine.upkeep.delete(record.run_id)
    assert folder.is_dir() and not (folder / "metadata.json").exists()
    assert await deleting.uncleared(site.engine.database) == [record.run_id]
    inner.chmod(0o700)
    await site.engine.upkeep.clear_deleted()
    assert not folder.exists()
    assert await deleting.uncleared(site.engine.database) == []


async def test_files_that_another_process_wrote_after_the_deletion_go_as_well(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own, open_site(tmp_path / "data") as other:
        record = await other.do("run", **RUN)
        folder = other.folder(record)
        await own.engine.upkeep.delete(record.run_id)
        record.settled = False
        await other.engine.recorder.settle(record)
        assert folder.exists()
        await own.engine.upkeep.clear_deleted()
        assert not folder.exists()
        assert await deleting.uncleared(own.engine.database) == [record.run_id], "there may be more of it for a while"
        ago = tables.tombstones.update().values(deleted_at=now() - timedelta(hours=1))
        await own.engine.database.write(lambda connection: connection.execute(ago))
        await own.engine.upkeep.clear_deleted()
        assert await deleting.uncleared(own.engine.database) == []


async def test_a_deleted_run_is_not_indexed_again(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        record = await own.do("run", **RUN)
        folder = own.folder(record)
        kept = {path.name: path.read_bytes() for path in folder.iterdir()}
        await own.engine.upkeep.delete(record.run_id)
    folder.mkdir()
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    from devserver.engine.database import create_engine

    engine, process = create_engine(url_of(own.data), writer=True), Process(own.data)
    found = reindex(engine, own.data, process, lambda _run_id: None)
    process.close()
    engine.dispose()
    assert (found.indexed, found.left) == (0, 1)
    assert left(own, record.run_id)["runs"] == 0


async def act(site: Site, name: str, run_id: str) -> Any:
    runs, upkeep = site.engine.runs, site.engine.upkeep
    if name == "get":
        return await details.job_detail(site.engine, run_id, "en")
    if name == "list":
        return await site.engine.database.read(lambda c: listing.read_page(c, Wanted(text="boat"), Paging(sort="cost")))
    if name == "describe":
        return await upkeep.describe(run_id, {"title": "x"})
    if name == "continue":
        return await site.do("generation", run_id=run_id, output_config="painting")
    return await (runs.cancel if name == "cancel" else upkeep.delete)(run_id)


ACTS = ("cancel", "delete", "get", "list", "describe", "continue")


@pytest.mark.parametrize("first", ACTS)
@pytest.mark.parametrize("second", ACTS)
async def test_any_two_at_once_leave_a_whole_run_or_none(site: Site, first: str, second: str) -> None:
    dice = random.Random(f"{first} {second}")
    for action in ("run", "interception"):
        for _ in range(2):
            given = RUN if action == "run" else {"input_text": "A boat", "config": "attitude"}
            accepted = await site.start(action, **given)
            tasks = []
            for name in (first, second, "delete"):
                for _ in range(dice.randrange(40)):
                    await asyncio.sleep(0)
                tasks.append(asyncio.create_task(act(site, name, accepted.run_id)))
            await asyncio.wait(tasks)
            for task in tasks:
                assert isinstance(task.exception(), Conflict | NotFound | None), task.exception()
            await settled(site, accepted.run_id)


async def settled(site: Site, run_id: str) -> None:
    """Look at what is left of a run once nothing works on it: all of it, or nothing."""
    await site.engine.runs._jobs.wait(run_id)
    found = left(site, run_id)
    folders = list((site.data / "runs").glob(f"*/*/*/{run_id}"))
    if found["tombstones"]:
        assert ([found[name] for name in OF_RUN], folders) == ([0] * len(OF_RUN), [])
    else:
        stored = await site.load(run_id)
        assert len(stored.entities) == found["entities"] and len(folders) == 1
        assert all(site.engine.recorder.path(run_id, entity).is_file() for entity in stored.entities)
        assert isinstance(await final(site, run_id), DevServerError | None)


async def final(site: Site, run_id: str) -> DevServerError | None:
    """Cancel and delete what is left, so that no run of one case is at work in the next."""
    try:
        await site.engine.runs.cancel(run_id)
    except Conflict as error:
        return error
    finally:
        await site.engine.upkeep.delete(run_id)
    return None


def test_a_deleted_call_keeps_what_sums_need_and_no_words() -> None:
    names = {column.name for column in tables.deleted_calls.columns}
    assert names & {"request", "answer", "usage"} == set()
    assert names <= {column.name for column in tables.calls.columns}
