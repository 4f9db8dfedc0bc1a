"""What is not as it was written is found, and said; nothing damaged goes further as if it were whole."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver import ids
from devserver.engine import details, exporting, tables
from devserver.engine.bundles.writing import open_bundle
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.verifying import Wrong, mend, verify
from devserver.errors import NotFound
from devserver.models.runs import InputRef, now
from tests.engine.running import until_called
from tests.fakes.engine_site import Site, open_site
from tests.fakes.images import png

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


@pytest.fixture(autouse=True)
def said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is being written while these tests look."""
    monkeypatch.setattr("devserver.engine.verifying.SETTLING", 0.0)


async def found(site: Site, *run_ids: str) -> list[Wrong]:
    return [one async for one in verify(site.engine.recorder, run_ids) if one is not None]


async def export_of(site: Site, record: Record) -> dict[str, Any]:
    pieces = exporting.export(site.engine, await site.load(record.run_id), "json")
    content: dict[str, Any] = json.loads(b"".join([piece async for piece in pieces]))
    return content


async def test_what_was_just_made_is_as_it_was_recorded(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        await site.do("run", **RUN)
        await site.do("interception", input_text="A boat", config="attitude")
        await site.engine.uploads.keep(png(), "me")
        seen = [one async for one in verify(site.engine.recorder)]
        assert seen == [None, None]


async def test_a_run_at_work_is_whole(site: Site) -> None:
    site.part.script = lambda call: [3600.0]
    accepted = await site.start("run", **RUN)
    assert await found(site, accepted.run_id) == []
    await site.engine.runs.cancel(accepted.run_id)


async def test_a_run_that_is_deleted_meanwhile_is_no_fault(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        run_ids = [(await site.do("run", **RUN)).run_id for _ in range(3)]
        looking = verify(site.engine.recorder)
        seen = [await anext(looking)]
        await site.engine.upkeep.delete(run_ids[1])
        assert seen + [one async for one in looking] == [None, None]


def altered(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


DAMAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "gone": (Path.unlink, "no longer in the data folder"),
    "altered at the same length": (altered, "other bytes than were recorded"),
    "cut": (lambda path: path.write_bytes(b"x"), "other bytes than were recorded"),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES.keys())
async def test_a_medium_that_is_damaged(site: Site, damage: Callable[[Path], Any], said: str) -> None:
    record = await site.do("run", **RUN)
    entity = record.media()[0]
    path = site.engine.recorder.path(record.run_id, entity)
    damage(path)
    (wrong,) = await found(site, record.run_id)
    assert (wrong.path, wrong.run_id, wrong.mendable) == (str(path), record.run_id, False)
    assert said in wrong.said
    with pytest.raises(NotFound, match=said):
        await open_bundle(site.engine, record)
    for ask in (
        lambda: site.engine.recorder.content(record.run_id, entity),
        lambda: site.do("run", **RUN, inputs={"input_image": InputRef(run_id=record.run_id, type="image")}),
    ):
        with pytest.raises(NotFound, match=said):
            await ask()


@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES.keys())
async def test_a_text_that_is_damaged_is_not_sent_and_not_exported(
    site: Site, damage: Callable[[Path], Any], said: str
) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    entity = record.entity("interception")
    assert entity is not None
    damage(site.engine.recorder.path(record.run_id, entity))
    with pytest.raises(NotFound, match=said):
        await site.do("optimization", run_id=record.run_id, output_config="painting")
    told = (await export_of(site, record))["entities"][entity.n - 1]
    assert (told["text"], told["fault"]) == (None, "entity_missing" if said.startswith("no") else "entity_altered")
    assert (await details.job_detail(site.engine, record.run_id, "en")).status == "open"


BESIDE: dict[str, Callable[[Path], Any]] = {
    "metadata that is cut": lambda f: (f / "metadata.json").write_bytes(b'{"format": 1, "ru'),
    "no metadata": lambda f: (f / "metadata.json").unlink(),
    "no events": lambda f: (f / "events.ndjson").unlink(),
    "events with a wrong line": lambda f: (f / "events.ndjson").write_bytes(
        b"what?\n" + (f / "events.ndjson").read_bytes().partition(b"\n")[2]
    ),
    "events of which some are missing": lambda f: (f / "events.ndjson").write_bytes(
        (f / "events.ndjson").read_bytes().partition(b"\n")[2]
    ),
    "metadata of before": lambda f: (f / "metadata.json").write_text(
        (f / "metadata.json").read_text().replace('"state":"completed"', '"state":"running"')
    ),
}


@pytest.mark.parametrize("damage", BESIDE.values(), ids=BESIDE.keys())
async def test_files_beside_the_bytes_are_found_and_mended(site: Site, damage: Callable[[Path], Any]) -> None:
    record = await site.do("run", **RUN)
    folder = site.folder(record)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    damage(folder)
    (wrong,) = await found(site, record.run_id)
    assert wrong.mendable
    exported = await export_of(site, record)
    assert (exported["job"]["state"], len(exported["events"])) == ("completed", record.row.last_seq)
    assert (await details.job_detail(site.engine, record.run_id, "en")).status == "completed"
    assert await mend(site.engine.recorder, record.run_id)
    assert await found(site, record.run_id) == []
    assert {path.name for path in folder.iterdir()} == set(before)
    assert (folder / "events.ndjson").read_bytes() == before["events.ndjson"]


async def test_who_is_at_work_on_a_run_writes_its_files_and_nobody_else(site: Site) -> None:
    site.part.script = lambda call: [3600.0]
    accepted = await site.start("run", **RUN)
    await until_called(site)
    assert not await mend(site.engine.recorder, accepted.run_id)
    await site.engine.runs.cancel(accepted.run_id)
    assert await mend(site.engine.recorder, accepted.run_id)
    assert await found(site, accepted.run_id) == []


class Meanwhile(Recorder):
    """A recorder during whose writing something else happens, once."""

    happens: Callable[[], Awaitable[Any]] | None = None

    async def settle(self, record: Record) -> None:
        """Write the files as ever, after which it happens."""
        await super().settle(record)
        happens, self.happens = self.happens, None
        if happens is not None:
            await happens()


@pytest.fixture
async def another(site: Site) -> AsyncIterator[Meanwhile]:
    """The recorder of a command beside the server."""
    own = site.engine.recorder
    made = Meanwhile(own.data, own.database, site.engine.log, own.pool, "process_command", shelf=own.shelf)
    yield made
    await made.close()


async def test_what_changes_while_it_is_mended_is_written_once_more(site: Site, another: Meanwhile) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    another.happens = lambda: site.do("optimization", run_id=record.run_id, output_config="painting")
    assert await mend(another, record.run_id)
    assert await found(site, record.run_id) == []
    assert (site.folder(record) / "metadata.json").read_text().count('"type":"optimization"') >= 1


async def test_a_run_that_is_deleted_while_it_is_mended_does_not_come_back(site: Site, another: Meanwhile) -> None:
    record = await site.do("run", **RUN)
    another.happens = lambda: delete_and_write_late(site, record)
    assert not await mend(another, record.run_id)
    assert not site.folder(record).exists()


async def delete_and_write_late(site: Site, record: Record) -> None:
    """Delete a run of which the files that were just written come to the disk after that."""
    await site.engine.upkeep.delete(record.run_id)
    site.folder(record).mkdir(parents=True)
    (site.folder(record) / "metadata.json").write_text("{}")


async def changed_just_now(site: Site) -> Record:
    """Do a run that has changed in this moment, however slow this machine is."""
    record = await site.do("run", **RUN)
    later = tables.runs.update().where(tables.runs.c.id == record.run_id).values(updated_at=now() + timedelta(hours=1))
    await site.engine.database.write(lambda connection: connection.execute(later).rowcount)
    return record


async def test_what_is_wrong_at_the_first_look_is_said_after_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devserver.engine.verifying.SETTLING", 0.01)
    async with open_site(tmp_path / "data") as site:
        record = await changed_just_now(site)
        folder, declared = site.folder(record), site.data / "declarations" / f"{record.context.snapshot}.json"
        (folder / "metadata.json").unlink()
        declared.unlink()
        assert {wrong.path for wrong in await found(site, record.run_id)} == {str(folder), str(declared)}


async def test_a_run_whose_files_are_still_being_written_is_looked_at_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devserver.engine.verifying.SETTLING", 1.0)
    record = await changed_just_now(site)
    path = site.folder(record) / "metadata.json"
    content = path.read_bytes()
    path.unlink()
    looking = asyncio.create_task(found(site, record.run_id))
    await asyncio.sleep(0.2)
    path.write_bytes(content)
    assert await looking == []


async def test_a_change_of_a_run_adds_no_event_behind_a_gap(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    before = (site.folder(record) / "events.ndjson").read_bytes()
    BESIDE["events of which some are missing"](site.folder(record))
    after = await site.do("optimization", run_id=record.run_id, output_config="painting")
    assert (site.folder(record) / "events.ndjson").read_bytes().startswith(before)
    assert await found(site, after.run_id) == []


async def test_rows_without_a_folder(site: Site) -> None:
    record = await site.do("run", **RUN)
    shutil.rmtree(site.folder(record))
    wrong = await found(site, record.run_id)
    assert len(wrong) == len(record.entities) + 1
    assert all("no longer in the data folder" in one.said or "cannot be indexed" in one.said for one in wrong)
    assert (await details.job_detail(site.engine, record.run_id, "en")).status == "completed"
    assert {one["fault"] for one in (await export_of(site, record))["entities"]} == {"entity_missing"}


async def test_what_lies_beside_runs(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        record = await site.do("run", **RUN)
        one, other = [await site.engine.uploads.keep(png(), "me") for _ in range(2)]
        (site.data / "uploads" / f"{one.upload_id}.png").unlink()
        altered(site.data / "uploads" / f"{other.upload_id}.png")
        unknown = site.folder(record).with_name(ids.new_run_id())
        shutil.copytree(site.folder(record), unknown)
        snapshot = site.data / "declarations" / f"{record.context.snapshot}.json"
        altered(snapshot)
        said = {Path(wrong.path).name: wrong.said for wrong in await found(site)}
        assert said.keys() == {f"{one.upload_id}.png", f"{other.upload_id}.png", unknown.name, snapshot.name}
        assert "reindex" in said[unknown.name]
        deleted = await site.do("run", **RUN)
        shutil.copytree(site.folder(deleted), tmp_path / "kept")
        await site.engine.upkeep.delete(deleted.run_id)
        shutil.copytree(tmp_path / "kept", site.folder(deleted))
        assert deleted.run_id not in {Path(wrong.path).name for wrong in await found(site)}


async def test_a_damaged_snapshot_stops_a_run_with_a_reason(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        record = await site.do("interception", input_text="A boat", config="attitude")
    altered(site.data / "declarations" / f"{record.context.snapshot}.json")
    async with open_site(tmp_path / "data") as site:
        with pytest.raises(NotFound) as caught:
            await site.engine.recorder.snapshots.read(record.context.snapshot)
        assert caught.value.message == "snapshot_missing"


async def test_a_run_that_there_is_not_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        await found(site, ids.new_run_id())
