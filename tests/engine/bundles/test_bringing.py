"""An imported run is the run that it was, costs nothing here, opens no way past a check, and comes whole or not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import budgets
from devserver.engine.additions import Change, NewEntity
from devserver.engine.bundles.bringing import Brought, bring
from devserver.engine.database import create_engine, default_url
from devserver.engine.listing import Paging, read_page
from devserver.engine.processes import Process
from devserver.engine.record import Record
from devserver.engine.reindex import reindex
from devserver.engine.totals import read_costs
from devserver.engine.wanted import Wanted
from devserver.errors import BadRequest, Conflict, Unavailable
from devserver.models.runs import Imported, now
from tests.fakes.bundles import RUN, bundled, changed, put_together, taken_apart
from tests.fakes.engine_site import CHECKED, Site, open_site, prepare, rows
from tests.fakes.holding import hold
from tests.fakes.scripted import PNG

pytestmark = pytest.mark.anyio

TABLES = ("runs", "attempts", "entities", "calls", "events", "searched", "reused_calls")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of another installation."""
    return prepare(tmp_path / "elsewhere" / "data")


@pytest.fixture
def database(data: Path) -> Iterator[sa.Engine]:
    made = create_engine(default_url(data), writer=True)
    yield made
    made.dispose()


def left(data: Path) -> dict[str, Any]:
    """Return what of runs is in a data folder: rows, and files."""
    found = [path for path in data.rglob("*") if path.is_file() and not path.name.startswith("devserver.db")]
    return {"files": found, **{name: rows(data, f"SELECT COUNT(*) FROM {name}")[0][0] for name in TABLES}}


async def exported(site: Site, path: Path, **given: Any) -> tuple[Record, Path]:
    """Do a run, and write its bundle."""
    record = await site.load((await site.do("run", **{**RUN, **given})).run_id)
    path.write_bytes(await bundled(site, record.run_id))
    return record, path


def facts(record: Record) -> tuple[Any, ...]:
    """Return what has to be the same of a run, wherever it lies."""
    row = record.row.model_dump(exclude={"imported", "process", "owner"})
    contexts = [context.model_dump(exclude={"owner"}) for context in (*record.earlier, record.context)]
    calls = {key: call.model_dump(exclude={"imported"}) for key, call in record.calls.items()}
    return row, contexts, record.entities, calls


@asynccontextmanager
async def arrived(data: Path, bundle: Path, **settings: Any) -> AsyncIterator[tuple[Site, Brought]]:
    """Import a bundle and open the installation that it came to."""
    database = create_engine(default_url(data), writer=True)
    try:
        brought = bring(database, data, bundle)
    finally:
        database.dispose()
    async with open_site(data, **settings) as site:
        yield site, brought


async def test_a_run_comes_back_as_it_was(site: Site, data: Path, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip")
    events = [event.model_dump(exclude={"cursor"}) for event in await site.events(before.run_id)]
    async with arrived(data, bundle) as (there, brought):
        after = await there.load(before.run_id)
        assert facts(after) == facts(before)
        assert [event.model_dump(exclude={"cursor"}) for event in await there.events(before.run_id)] == events
        for entity in before.entities:
            assert there.bytes_of(after, entity) == site.bytes_of(before, entity)
        assert brought == Brought(before.run_id, "completed", len(before.entities), 3, len(events))
        assert after.row.imported is not None and after.row.imported.version
        snapshot = await there.engine.recorder.snapshots.read(after.context.snapshot)
        assert "attitude" in snapshot.library.configs
    assert not list((data / "imports").iterdir())


async def test_it_can_be_found_played_forked_and_repeated(site: Site, data: Path, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip", input_text="A lighthouse")
    async with arrived(data, bundle) as (there, _):
        page = await there.engine.database.read(lambda c: read_page(c, Wanted(text="lighthouse"), Paging()))
        assert [job.job_id for job in page.jobs] == [before.run_id]
        forked = await there.again(before.run_id, "media")
        repeated = await there.again(before.run_id)
        for again in (forked, repeated):
            assert (again.row.state, again.row.parent_run_id) == ("completed", before.run_id)
            assert again.row.imported is None
        assert taken_apart(await bundled(there, before.run_id))[0] == before.run_id
        await there.engine.upkeep.delete(before.run_id)
        assert (await there.load(forked.run_id)).row.state == "completed"


async def test_its_costs_are_those_of_another(site: Site, data: Path, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip")
    async with arrived(data, bundle) as (there, _):
        start, end = before.row.created_at, now()
        read = there.engine.database.read
        assert (await read(lambda c: read_costs(c, start, end, "run"))).total.calls == 0
        claim = budgets.Budgets(run_usd=0.01, day_usd=0.01).claim(before.run_id, 0.009, before.row.created_at)
        await read(claim)
        await there.engine.upkeep.delete(before.run_id)
        assert (await read(lambda c: read_costs(c, start, end, "run"))).total.calls == 0
        await read(claim)


async def test_it_has_nothing_from_calls_that_were_made_here(site: Site, data: Path, tmp_path: Path) -> None:
    _, bundle = await exported(site, tmp_path / "b.zip")
    async with open_site(data) as there:
        made = await there.load((await there.do("run", **RUN)).run_id)
    taken = [{"key": key, "run_id": made.run_id, "stage": "media"} for key in made.calls]
    origin = {"run_id": made.run_id, "attempt": 1, "from_stage": "media", "calls": taken}
    run_id, files = taken_apart(bundle.read_bytes())
    content = changed(files, "metadata.json", lambda values: values["attempts"][0].update(origin=origin))
    async with arrived(data, put_together(tmp_path / "c.zip", run_id, content)) as (there, _):
        brought = await there.load(run_id)
        assert brought.origin is not None and brought.origin.calls == ()
        await there.engine.upkeep.delete(made.run_id)
        assert (await there.load(run_id)).calls.keys().isdisjoint(made.calls)
        assert there.rows("SELECT COUNT(*) FROM deleted_calls") == [(len(made.calls),)], "what was paid is remembered"


async def test_it_may_say_that_it_has_more_calls_than_a_statement_takes(
    site: Site, data: Path, tmp_path: Path, database: sa.Engine
) -> None:
    def with_the_usual_limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)

    sa.event.listen(database, "connect", with_the_usual_limit)
    before, bundle = await exported(site, tmp_path / "b.zip")
    said = [{"key": f"{n:064x}", "run_id": before.run_id, "stage": "media"} for n in range(33_000)]
    origin = {"run_id": before.run_id, "attempt": 1, "from_stage": "media", "calls": said}
    run_id, files = taken_apart(bundle.read_bytes())
    content = changed(files, "metadata.json", lambda values: values["attempts"][0].update(origin=origin))
    bring(database, data, put_together(tmp_path / "c.zip", run_id, content))
    assert rows(data, "SELECT COUNT(*) FROM reused_calls") == [(33_000,)]


@pytest.mark.parametrize("stage", ["input", "interception", "optimization"])
async def test_its_verdicts_let_nothing_pass(checked: Site, data: Path, tmp_path: Path, stage: Any) -> None:
    """Whoever makes a bundle can write into it that a check let a text pass, or that a stage made it."""
    before, bundle = await exported(checked, tmp_path / "b.zip")
    async with arrived(data, bundle, **CHECKED) as (there, _):
        await there.again(before.run_id, stage)
        assert there.part.chunks[0] == "safety_check_input"


async def test_what_was_open_is_completed(site: Site, data: Path, tmp_path: Path) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    (tmp_path / "b.zip").write_bytes(await bundled(site, record.run_id))
    async with arrived(data, tmp_path / "b.zip") as (there, brought):
        after = await there.load(record.run_id)
        events = await there.events(record.run_id)
        assert (brought.state, after.row.state, after.row.last_seq) == ("completed", "completed", len(events))
        assert events[-1].data["state"] == "completed"


async def test_what_was_blocked_stays_away(site: Site, data: Path, tmp_path: Path) -> None:
    record = await site.do("run", **RUN)
    medium: dict[str, Any] = {"media_type": "image", "index": 1, "format": "png"}
    hidden = NewEntity("image", "media", PNG, "image/png", "png", **medium, blocked=True)
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(entities=[hidden]))
    (tmp_path / "b.zip").write_bytes(await bundled(site, record.run_id))
    async with arrived(data, tmp_path / "b.zip") as (there, _):
        after = await there.load(record.run_id)
        assert after.entities[-1].blocked
        assert not there.engine.recorder.path(record.run_id, after.entities[-1]).exists()


async def test_the_folders_remember_that_it_was_imported(site: Site, data: Path, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip")
    async with arrived(data, bundle) as (there, _):
        known = (await there.load(before.run_id)).row
    for lost in data.glob("devserver.db*"):
        lost.unlink()
    prepare(data)
    database, process = create_engine(default_url(data), writer=True), Process(data)
    found = reindex(database, data, process, lambda _id: None)
    process.close()
    database.dispose()
    assert (found.indexed, found.faults) == (1, [])
    async with open_site(data) as there:
        again = await there.load(before.run_id)
        assert again.row.imported == known.imported
        assert isinstance(again.row.imported, Imported)
        assert all(call.imported for call in again.calls.values())


async def test_a_run_that_is_here_already_stays_as_it_is(site: Site, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip")
    database = create_engine(default_url(site.data), writer=True)
    run_id, files = taken_apart(bundle.read_bytes())

    def asked(content: dict[str, Any]) -> None:
        content["attempts"][0]["request"]["input_text"] = "A goat"

    other = put_together(tmp_path / "other.zip", run_id, changed(files, "metadata.json", asked))
    for path, message in ((bundle, "bundle_here_already"), (other, "bundle_id_taken")):
        with pytest.raises(Conflict) as told:
            bring(database, site.data, path)
        assert told.value.message == message
    database.dispose()
    assert await site.load(before.run_id) == await site.load(before.run_id)
    assert facts(await site.load(before.run_id)) == facts(before)
    assert site.bytes_of(before, before.entities[0]) == b"A boat"


async def test_a_run_that_was_deleted_does_not_come_back(site: Site, tmp_path: Path) -> None:
    before, bundle = await exported(site, tmp_path / "b.zip")
    await site.engine.upkeep.delete(before.run_id)
    database = create_engine(default_url(site.data), writer=True)
    with pytest.raises(Conflict) as told:
        bring(database, site.data, bundle)
    database.dispose()
    assert told.value.message == "bundle_was_deleted"
    assert not site.engine.recorder.path(before.run_id, before.entities[0]).exists()


def test_a_folder_that_the_database_does_not_know_is_left_alone(
    whole: tuple[str, dict[str, bytes]], data: Path, database: sa.Engine, tmp_path: Path
) -> None:
    bundle = put_together(tmp_path / "b.zip", *whole)
    bring(database, data, bundle)
    with database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    before = left(data)
    with pytest.raises(Conflict) as told:
        bring(database, data, bundle)
    assert told.value.message == "bundle_folder_taken"
    assert left(data) == before


def _seed(content: dict[str, Any]) -> None:
    content["entities"][0]["seed"] = 2**70


def _mime(content: dict[str, Any]) -> None:
    content["entities"][0]["mime"] = "text/html"


@pytest.mark.parametrize("change", [_seed, _mime], ids=["what the database does not take", "what no record is"])
def test_nothing_is_left_of_what_is_refused(
    whole: tuple[str, dict[str, bytes]], data: Path, database: sa.Engine, tmp_path: Path, change: Any
) -> None:
    run_id, files = whole
    before = left(data)
    bundle = put_together(tmp_path / "b.zip", run_id, changed(files, "metadata.json", change))
    with pytest.raises(BadRequest) as told:
        bring(database, data, bundle)
    assert told.value.message == "bundle_record_wrong"
    after = left(data)
    snapshots = [path for path in after["files"] if path.parent.name == "declarations"]
    assert {**after, "files": [path for path in after["files"] if path not in snapshots]} == before


def test_a_database_that_takes_nothing_is_not_the_fault_of_the_bundle(
    whole: tuple[str, dict[str, bytes]], data: Path, database: sa.Engine, tmp_path: Path
) -> None:
    bundle = put_together(tmp_path / "b.zip", *whole)
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO away")
    with pytest.raises(Unavailable) as told:
        bring(database, data, bundle)
    assert told.value.message == "record_unwritable"
    assert not list((data / "runs").rglob("*.txt"))


def test_what_is_not_there_is_told(data: Path, database: sa.Engine, tmp_path: Path) -> None:
    told = pytest.raises(BadRequest, match="there is no such file")
    with told:
        partial(bring, database, data)(tmp_path / "none.zip")
