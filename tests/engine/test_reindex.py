from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.database import create_engine
from devserver.engine.processes import Process
from devserver.engine.record import Record
from devserver.engine.reindex import Found, reindex
from devserver.models.outcomes import Ok, Refused
from tests.fakes.engine_site import Site, open_site, prepare, rows, url_of, write_layer
from tests.fakes.scripted import obliging, picture
from tests.postgres import BOTH, on_sqlite

pytestmark = BOTH

KEPT = ("runs", "entities", "calls", "events")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A data folder with runs of every kind, whose engine is closed."""
    return asyncio.run(make(tmp_path_factory.mktemp("made")))


async def make(folder: Path) -> Site:
    async with open_site(folder / "data", layer=write_layer(folder / "layer")) as site:
        run = {"input_text": "A boat\u2028\x85 here", "config": "attitude", "output_config": "painting"}
        await site.do("run", **run)
        opened = await site.do("interception", input_text="A boat", config="attitude")
        await site.do("optimization", run_id=opened.run_id, input_text="An edit", output_config="painting")
        await site.do("interception", input_text="heil hitler", config="attitude")
        site.part.script = lambda _call: [Refused(reason="line\u2028separator \x85 and\x1cmore")]
        await site.do("run", **run)
        site.part.script = lambda call: [picture(b"bad")] if call.type == "media" else obliging(call)
        await site.do("run", **run)
        site.part.script = lambda _call: [60.0, Ok(text="x")]
        await site.start("run", **run)
    return site


@pytest.fixture
def data(made: Site, tmp_path: Path) -> Path:
    """A copy of that folder."""
    shutil.copytree(made.data, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def process(data: Path) -> Iterator[Process]:
    this = Process(data)
    yield this
    this.close()


def _as_text(column: sa.Column[Any]) -> str:
    """Name a column; JSON as the text that it is, which not every driver would return."""
    return f'CAST("{column.name}" AS TEXT)' if isinstance(column.type, sa.JSON) else f'"{column.name}"'


def everything(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for table in KEPT:
        columns = ", ".join(map(_as_text, (c for c in tables.metadata.tables[table].columns if c.name != "cursor")))
        found[table] = rows(data, f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3")
    return found


def run(data: Path, process: Process) -> tuple[Found, list[str]]:
    told: list[str] = []
    engine = create_engine(url_of(data), writer=True)
    try:
        return reindex(engine, data, process, told.append), told
    finally:
        engine.dispose()


def fresh(data: Path) -> None:
    for path in (*data.glob("devserver.db*"), *data.glob("database.url")):
        path.unlink()
    prepare(data)


def test_the_rows_come_back_from_the_folders_as_they_were(data: Path, process: Process) -> None:
    before = everything(data)
    assert {row[2] for row in before["runs"]} == {"completed", "open", "refused", "failed", "pending"}
    fresh(data)
    found, told = run(data, process)
    assert (found.indexed, found.left, found.faults) == (6, 0, [])
    assert told == sorted(told)
    assert everything(data) == before


def test_indexing_again_changes_nothing(data: Path, process: Process) -> None:
    before = everything(data)
    assert run(data, process)[0].indexed == 6
    assert everything(data) == before


def a_folder(data: Path) -> Path:
    (run_id,) = rows(data, "SELECT id FROM runs WHERE state = 'completed'")[0]
    return next((data / "runs").glob(f"*/*/*/{run_id}"))


def changed(path: Path, **values: Any) -> None:
    content = json.loads(path.read_bytes())
    content.update(values)
    path.write_text(json.dumps(content))


DAMAGES: dict[str, tuple[Any, str]] = {
    "no metadata": (lambda folder: (folder / "metadata.json").unlink(), "FileNotFoundError"),
    "metadata that is cut": (lambda f: (f / "metadata.json").write_bytes(b'{"format": 1, "ru'), "JSONDecodeError"),
    "metadata that is no object": (lambda f: (f / "metadata.json").write_bytes(b"[]"), "TypeError"),
    "metadata of another format": (lambda f: changed(f / "metadata.json", format=2), "format 2"),
    "metadata without a run": (lambda f: changed(f / "metadata.json", run={}), "ValidationError"),
    "metadata without attempts": (lambda f: changed(f / "metadata.json", attempts=[]), "ValueError"),
    "no events": (lambda f: (f / "events.ndjson").unlink(), "FileNotFoundError"),
    "events that are missing": (lambda f: (f / "events.ndjson").write_bytes(b""), "ends at 0"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_folder_is_told_and_changes_nothing(data: Path, process: Process, damage: Any, reason: str) -> None:
    before = everything(data)
    folder = a_folder(data)
    damage(folder)
    found, told = run(data, process)
    assert (found.indexed, [path for path, _ in found.faults]) == (5, [str(folder)])
    assert any(part in found.faults[0][1] for part in reason.split("|"))
    assert folder.name not in told
    assert everything(data) == before


FILES: dict[str, tuple[Any, str]] = {
    "a file that is missing": (lambda path: path.unlink(), "the file is missing"),
    "a file with other bytes": (lambda path: path.write_bytes(b"other"), "other bytes"),
}


@pytest.mark.parametrize(("damage", "reason"), FILES.values(), ids=FILES.keys())
def test_a_damaged_entity_is_told(data: Path, process: Process, damage: Any, reason: str) -> None:
    path = a_folder(data) / "01_input.txt"
    damage(path)
    found, _told = run(data, process)
    assert found.indexed == 6
    assert [(where, reason in why) for where, why in found.faults] == [(str(path), True)]


def test_a_line_that_a_crash_tore_or_wrote_twice_does_no_harm(data: Path, process: Process) -> None:
    before = everything(data)
    path = a_folder(data) / "events.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[0], *lines[1:], b'{"seq": 99, "ru']))
    fresh(data)
    assert run(data, process)[0].faults == []
    assert everything(data) == before


def test_other_things_between_the_folders_are_passed_over(data: Path, process: Process) -> None:
    day = a_folder(data).parent
    (day / "run_notes").mkdir()
    (day / "run_01ARZ3NDEKTSV4RRFFQ69G5FAV").mkdir()
    (day.parent / "notes.txt").touch()
    shutil.copytree(a_folder(data), data / "runs" / "copies" / "01" / "01" / a_folder(data).name)
    assert run(data, process)[0].indexed == 6


def test_a_run_of_a_living_process_is_left_alone(data: Path, process: Process, database_kind: str) -> None:
    on_sqlite(database_kind)  # a lock on a file tells nothing of who shares a Postgres
    other = Process(data)
    engine = create_engine(url_of(data), writer=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET state = 'running', process = '{other.id}' WHERE state = 'open'")
    engine.dispose()
    before = everything(data)
    found, _told = run(data, process)
    assert (found.indexed, found.left) == (5, 1)
    assert everything(data) == before
    other.close()
    assert run(data, process)[0].left == 0


def test_what_only_the_database_knows_is_kept(data: Path, process: Process) -> None:
    """A crash came after a commit and before the files caught up: the ledger knows of a call that they do not."""
    folder = a_folder(data)
    content = json.loads((folder / "metadata.json").read_bytes())
    content["calls"] = content["calls"][:1]
    content["run"]["last_seq"] -= 2
    (folder / "metadata.json").write_text(json.dumps(content))
    before = everything(data)
    assert run(data, process)[0].left == 1
    assert everything(data) == before


@pytest.mark.anyio
async def test_an_engine_goes_on_with_a_database_made_again(data: Path, made: Site) -> None:
    fresh(data)
    process = Process(data)
    run(data, process)
    process.close()
    async with open_site(data, layer=made.settings["schemas"][0]) as site:
        (run_id,) = site.rows("SELECT id FROM runs WHERE state = 'open'")[0]
        record: Record = await site.do("generation", run_id=run_id)
        assert (record.row.state, record.run_id, record.row.attempt) == ("completed", run_id, 3)
        (medium,) = [call for call in record.calls.values() if call.stage == "media"]
        assert medium.request["prompt"] == "optimize[An edit]"


def test_a_folder_from_before_the_ledger_knew_prices_comes_back(data: Path, process: Process) -> None:
    for path in data.glob("runs/*/*/*/*/metadata.json"):
        content = json.loads(path.read_bytes())
        for call in content["calls"]:
            for name in ("price_version", "estimate_usd", "usage", "seconds"):
                del call[name]
        path.write_text(json.dumps(content))
    fresh(data)
    found, _told = run(data, process)
    assert (found.indexed, found.faults) == (6, [])


async def make_fork(folder: Path) -> tuple[Record, Record]:
    async with open_site(folder / "data") as site:
        parent = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
        return parent, await site.again(parent.run_id, "optimization", text="An edit")


def test_a_fork_comes_back_from_its_folder_alone(tmp_path: Path) -> None:
    parent, fork = asyncio.run(make_fork(tmp_path))
    data, process = tmp_path / "data", Process(tmp_path / "data")
    queries = [f"SELECT * FROM {name} WHERE run_id = '{fork.run_id}'" for name in (*KEPT[1:], "reused_calls")]
    before = [rows(data, query) for query in queries]
    shutil.rmtree(next((data / "runs").glob(f"*/*/*/{parent.run_id}")))
    fresh(data)
    engine = create_engine(url_of(prepare(data)), writer=True)
    found = reindex(engine, data, process, lambda _run_id: None)
    engine.dispose()
    process.close()
    assert (found.indexed, found.faults) == (1, [])
    assert rows(data, "SELECT id, parent_run_id FROM runs") == [(fork.run_id, parent.run_id)]
    after = [rows(data, query) for query in queries]
    events = KEPT.index("events") - 1
    assert [[row[1:] if place == events else row for row in found] for place, found in enumerate(after)] == [
        [row[1:] if place == events else row for row in found] for place, found in enumerate(before)
    ], "but for the cursors of events"
    assert len(after[-1]) == 1
