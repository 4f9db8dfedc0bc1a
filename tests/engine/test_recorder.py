from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver import events
from devserver.engine import tables
from devserver.engine.additions import Change, json_entity, text_entity
from devserver.engine.record import Record
from devserver.engine.reindex import read_folder
from devserver.engine.rows import Lost
from devserver.errors import NotFound
from devserver.media_types import sniff
from tests.fakes.engine_site import Site
from tests.fakes.holding import hold
from tests.fakes.scripted import obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


def told(stage: str = "media") -> events.ProgressUpdate:
    return events.ProgressUpdate(stage=stage, attempt=1, fraction=0.5)


async def a_run(site: Site, **given: Any) -> Record:
    record = await site.do("interception", input_text="A boat", config="nothing", **given)
    await hold(site.engine, record)
    return record


async def test_every_entity_says_the_truth_about_its_bytes(site: Site) -> None:
    record = await site.do("run", input_text="Ein Böötchen 🛶", config="attitude", output_config="painting")
    assert [entity.n for entity in record.entities] == list(range(1, len(record.entities) + 1))
    for entity in record.entities:
        data = site.bytes_of(record, entity)
        assert (entity.bytes, entity.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert entity.file == f"{entity.n:02d}_{entity.type}.{entity.file.rpartition('.')[2]}"
        if entity.mime == "application/json":
            json.loads(data)
        elif entity.mime == "text/plain":
            assert data.decode() == await site.engine.recorder.text(record, entity)
        else:
            assert entity.mime == sniff(data)
        assert entity.created_at.tzinfo is not None


async def test_metadata_and_events_are_whole_after_each_stage(site: Site) -> None:
    seen: list[tuple[str, list[str], bool]] = []
    accepted = await site.start("run", input_text="A boat", config="attitude", output_config="painting")
    folder = site.folder(accepted.record)

    async def look() -> None:
        await site.engine.recorder.settled_behind(accepted.record)
        content = json.loads((folder / "metadata.json").read_bytes())
        there = all((folder / entity["file"]).exists() for entity in content["entities"])
        lines = (folder / "events.ndjson").read_text().splitlines()
        whole = [json.loads(line)["seq"] for line in lines] == list(range(1, content["run"]["last_seq"] + 1))
        seen.append((content["run"]["state"], [entity["type"] for entity in content["entities"]], there and whole))

    def script(call: Any) -> Any:
        return [look, *obliging(call)] if call.chunk != "manipulate" else obliging(call)

    site.part.script = script
    await site.engine.runs.ended(accepted)
    await look()
    assert seen == [
        ("running", ["input", "input_check", "interception"], True),
        ("running", ["input", "input_check", "interception", "optimization"], True),
        (
            "completed",
            ["input", "input_check", "interception", "optimization", "output_check", "image"],
            True,
        ),
    ]


async def test_metadata_names_no_entity_that_is_not_written(site: Site) -> None:
    record = await a_run(site)
    site.engine.recorder.add(record, Change(entities=[text_entity("late", "media", "not yet")]))
    record.settled = False
    await site.engine.recorder.settle(record)
    content = json.loads((site.folder(record) / "metadata.json").read_bytes())
    assert "late" not in [entity["type"] for entity in content["entities"]]


async def test_what_is_added_is_written_with_the_next_commit(site: Site) -> None:
    record = await a_run(site)
    recorder = site.engine.recorder
    recorder.add(record, Change(entities=[text_entity("one", "media", "1")], row={"stage": "media"}, events=[told()]))
    before = await site.load(record.run_id)
    assert before.entity("one") is None
    await recorder.commit(record, Change(entities=[json_entity("two", "media", {"a": [1]})]))
    after = await site.load(record.run_id)
    assert (after.row.stage, after.row.last_seq) == ("media", before.row.last_seq + 1)
    assert [entity.type for entity in after.entities[-2:]] == ["one", "two"]
    assert after.entities == record.entities
    assert after.row == record.row


async def test_files_without_rows_are_written_again_by_whoever_goes_on(site: Site) -> None:
    record = await a_run(site)
    left = site.folder(record) / f"{record.next_n:02d}_one.txt"
    left.write_bytes(b"from a process that crashed before its row")
    await site.engine.recorder.commit(record, Change(entities=[text_entity("one", "media", "mine")]))
    assert left.read_bytes() == b"mine"


async def test_what_another_process_wrote_is_left_alone_by_who_lost_the_run_to_it(site: Site) -> None:
    record = await a_run(site)
    theirs = site.folder(record) / f"{record.next_n:02d}_one.txt"
    theirs.write_bytes(b"from the process that has the run by now")
    await site.engine.database.write(lambda c: c.execute(tables.runs.update().values(process="another")))
    with pytest.raises(Lost):
        await site.engine.recorder.commit(record, Change(entities=[text_entity("one", "media", "mine")]))
    assert theirs.read_bytes() == b"from the process that has the run by now"


async def test_a_change_that_cannot_be_written_stays_pending_and_is_not_published(site: Site) -> None:
    record = await a_run(site)
    folder, aside = site.folder(record), site.folder(record).with_name("aside")
    folder.rename(aside)
    folder.write_text("a file where the folder should be")
    last = (await site.load(record.run_id)).row.last_seq
    with pytest.raises(OSError, match="directory|exists"):
        await site.engine.recorder.commit(record, Change(entities=[text_entity("one", "media", "1")], events=[told()]))
    assert (await site.load(record.run_id)).row.last_seq == last
    folder.unlink()
    aside.rename(folder)
    await site.engine.recorder.commit(record, Change())
    stored = await site.load(record.run_id)
    assert (stored.row.last_seq, stored.entities[-1].type) == (last + 1, "one")
    assert stored.entities == record.entities


async def test_what_is_dropped_is_gone_but_for_the_ledger(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    call = next(iter(record.calls.values()))
    before = list(record.entities)
    change = Change(entities=[text_entity("one", "media", "1")], calls=[call], row={"stage": "x"}, events=[told()])
    site.engine.recorder.add(record, change)
    site.engine.recorder.drop(record)
    assert record.entities == before
    assert (record.pending.calls, record.pending.row, record.pending.events) == ([call], {}, [])
    assert record.pending.entities == []


async def test_a_refused_claim_leaves_no_trace(site: Site) -> None:
    record = await a_run(site)
    before = {path.name for path in site.folder(record).iterdir()}

    def refuse(_connection: Any) -> None:
        raise ValueError("taken")

    with pytest.raises(ValueError, match="taken"):
        await site.engine.recorder.begin_attempt(record, record.context, Change(), refuse)
    assert {path.name for path in site.folder(record).iterdir()} == before
    assert (await site.load(record.run_id)).row.attempt == 1


async def test_the_files_catch_up_with_what_a_crash_left_only_in_the_database(site: Site) -> None:
    record = await a_run(site)
    folder = site.folder(record)
    lines = (folder / "events.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "events.ndjson").write_bytes(lines[0] + lines[1][:10])
    (folder / "metadata.json").unlink()
    loaded = await site.load(record.run_id)
    loaded.settled = False
    await site.engine.recorder.settle(loaded)
    assert (folder / "events.ndjson").read_bytes() == b"".join(lines)
    found, happened = read_folder(folder)
    assert found.entities == record.entities
    assert len(happened) == record.row.last_seq


async def test_what_is_committed_while_files_are_written_is_in_them_too(site: Site) -> None:
    recorder, record = site.engine.recorder, await a_run(site)
    for number in range(1, 6):
        await recorder.commit(record, Change(entities=[text_entity("late", "media", str(number))], events=[told()]))
        await recorder.settle_behind(record)
        await recorder.commit(record, Change(events=[told()]))
    await recorder.settle(record)
    found, happened = read_folder(site.folder(record))
    assert found.entities == record.entities
    assert [event.seq for event in happened] == list(range(1, record.row.last_seq + 1))


async def test_files_that_could_not_be_written_behind_the_work_are_written_later(site: Site) -> None:
    recorder, record = site.engine.recorder, await a_run(site)
    path = site.folder(record) / "events.ndjson"
    kept = path.rename(path.with_name("elsewhere"))
    path.mkdir()
    for _ in range(3):
        await recorder.commit(record, Change(events=[told()]))
        await recorder.settle_behind(record)
        await recorder.settled_behind(record)
    with pytest.raises(IsADirectoryError):
        await recorder.settle(record)
    path.rmdir()
    kept.rename(path)
    await recorder.settle(record)
    _found, happened = read_folder(site.folder(record))
    assert [event.seq for event in happened] == list(range(1, record.row.last_seq + 1))


async def test_a_file_that_is_gone_is_named(site: Site) -> None:
    record = await a_run(site)
    shutil.rmtree(site.folder(record))
    with pytest.raises(NotFound) as caught:
        await site.engine.recorder.content(record.run_id, record.entities[0])
    assert (caught.value.message, caught.value.params["n"]) == ("entity_missing", 1)
    with pytest.raises(NotFound):
        await site.do("optimization", run_id=record.run_id, output_config="painting")


async def test_a_run_that_does_not_exist_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        await site.load("run_01ARZ3NDEKTSV4RRFFQ69G5FAV")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.recursive(st.none() | st.text(), st.lists))
def test_texts_and_values_come_back_as_they_were(text: str, value: Any) -> None:
    try:
        data = text_entity("a", "b", text).data
    except UnicodeEncodeError:
        return
    assert data.decode() == text
    try:
        kept = json_entity("a", "b", value).data
    except UnicodeEncodeError:
        return
    assert json.loads(kept) == value


async def test_a_snapshot_is_shared_by_the_runs_that_use_it(site: Site) -> None:
    one, other = await a_run(site), await a_run(site)
    assert one.context.snapshot == other.context.snapshot
    path: Path = site.data / "declarations" / f"{one.context.snapshot}.json"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == one.context.snapshot


async def test_what_a_commit_was_refused_to_write_no_later_one_writes(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    [call] = record.calls.values()
    refused = call.model_copy(update={"key": "f" * 64, "state": "sent"})
    kept, withdrawn = told("kept"), told("withdrawn")
    change = Change(calls=[refused], events=[withdrawn])

    def refuse(_connection: Any) -> None:
        raise ValueError("too much")

    await hold(site.engine, record)
    site.engine.recorder.add(record, Change(events=[kept]))
    with pytest.raises(ValueError, match="too much"):
        await site.engine.recorder.commit(record, change, refuse)
    site.engine.recorder.withdraw(record, change)
    assert list(record.calls) == [call.key]
    await site.engine.recorder.commit(record, Change())
    stored = [event.data["stage"] for event in await site.events(record.run_id) if event.type == "progress_update"]
    assert stored == ["kept"]
    assert list((await site.load(record.run_id)).calls) == [call.key]
