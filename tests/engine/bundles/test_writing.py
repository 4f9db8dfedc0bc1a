"""A bundle holds a whole run, the same bytes each time, and nothing that is nobody else's business."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from devserver.engine.additions import Change, NewEntity, text_entity
from devserver.engine.bundles.writing import open_bundle
from devserver.engine.record import Record
from devserver.engine.store.folder import PIECE
from devserver.errors import NotFound
from devserver.events import ProgressUpdate
from tests.fakes.bundles import RUN, bundled, taken_apart
from tests.fakes.engine_site import Site
from tests.fakes.holding import hold
from tests.fakes.scripted import PNG

pytestmark = pytest.mark.anyio

SECRET = "sk-never-tell-this"


async def made(site: Site, *more: NewEntity) -> Record:
    record = await site.do("run", **RUN)
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(entities=more))
    return record


def picture(data: bytes, *, blocked: bool = False) -> NewEntity:
    return NewEntity(
        *("image", "media", data, "image/png", "png", "painter"),
        **{"media_type": "image", "index": 1, "format": "png", "blocked": blocked},
    )


async def test_a_run_gives_the_same_bytes_again(site: Site) -> None:
    record = await made(site)
    assert await bundled(site, record.run_id) == await bundled(site, record.run_id)


async def test_it_holds_every_file_and_says_what_they_are(site: Site) -> None:
    record = await made(site)
    run_id, files = taken_apart(await bundled(site, record.run_id))
    snapshot = f"declarations/{record.context.snapshot}.json"
    entities = [entity.file for entity in record.entities]
    assert run_id == record.run_id
    assert list(files) == [*entities, snapshot, "events.ndjson", "metadata.json", "index.html", "bundle.json"]
    for entity in record.entities:
        assert files[entity.file] == site.bytes_of(record, entity)
    told = json.loads(files.pop("bundle.json"))["files"]
    assert told == {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    }
    assert hashlib.sha256(files[snapshot]).hexdigest() == record.context.snapshot


async def test_its_record_has_exact_prompts_seeds_usage_and_events(site: Site) -> None:
    record = await site.load((await made(site)).run_id)
    _, files = taken_apart(await bundled(site, record.run_id))
    content = json.loads(files["metadata.json"])
    assert [call["request"] for call in content["calls"]] == [call.request for call in record.calls.values()]
    assert content["attempts"][0]["seed"] == 7
    assert content["calls"][0]["prompt_tokens"] == 7
    lines = [json.loads(line) for line in files["events.ndjson"].splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, record.row.last_seq + 1))


async def test_what_a_check_blocked_is_not_in_it(site: Site) -> None:
    hidden = PNG + b"hidden picture"
    record = await made(site, picture(hidden, blocked=True))
    bundle = await bundled(site, record.run_id)
    assert b"hidden picture" not in bundle
    _, files = taken_apart(bundle)
    entity = json.loads(files["metadata.json"])["entities"][-1]
    assert entity["blocked"] and entity["file"] not in files


async def test_no_owner_and_no_process_is_told(site: Site) -> None:
    record = await site.do("run", **RUN, owner="owner_of_a_session")
    bundle = await bundled(site, record.run_id)
    assert b"owner_of_a_session" not in bundle and b"process_" not in bundle


async def test_no_file_holds_a_key(site: Site) -> None:
    site.engine.keys.store("openai", SECRET)
    try:
        asked = {**RUN, "input_text": f"my key is {SECRET}"}
        record = await site.do("run", **asked)
        await hold(site.engine, record)
        await site.engine.recorder.commit(record, Change(entities=[picture(PNG + SECRET.encode())]))
        bundle = await bundled(site, record.run_id)
    finally:
        site.engine.keys.remove("openai")
    _, files = taken_apart(bundle)
    assert SECRET.encode() not in bundle
    assert files["01_input.txt"] == b"my key is (hidden)"
    content = json.loads(files["metadata.json"])
    assert content["entities"][0]["sha256"] == hashlib.sha256(b"my key is (hidden)").hexdigest()
    assert content["entities"][-1]["blocked"] and content["entities"][-1]["file"] not in files


async def test_a_run_whose_file_is_gone_is_told_before_anything_is_sent(site: Site) -> None:
    record = await made(site)
    site.engine.recorder.path(record.run_id, record.entities[-1]).unlink()
    with pytest.raises(NotFound):
        await open_bundle(site.engine, record)


async def test_it_is_sent_in_pieces_that_stay_small(site: Site) -> None:
    many = [ProgressUpdate(stage="media", attempt=1, fraction=0.5) for _ in range(1200)]
    record = await made(site, text_entity("input", "input", "x" * (5 * PIECE)))
    await site.engine.recorder.commit(record, Change(events=many))
    sizes = [len(piece) async for piece in await open_bundle(site.engine, await site.load(record.run_id))]
    assert max(sizes) < 2 * PIECE < sum(sizes)


async def test_who_leaves_in_the_middle_leaves_no_file_open(site: Site) -> None:
    record = await made(site, text_entity("input", "input", "x" * (5 * PIECE)))
    pieces = await open_bundle(site.engine, await site.load(record.run_id))
    folder = str(site.folder(record))
    sizes = [len(await anext(pieces)) for _ in range(len(record.entities) + 2)]
    assert any(name.startswith(folder) for name in opened()) and max(sizes) >= PIECE
    await pieces.aclose()
    assert not any(name.startswith(folder) for name in opened())


def opened() -> list[str]:
    """Return the names of the files that this process has open."""
    return [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]


async def test_a_snapshot_that_is_gone_is_left_out(site: Site, tmp_path: Path) -> None:
    record = await made(site)
    path = site.data / "declarations" / f"{record.context.snapshot}.json"
    path.rename(tmp_path / "away")
    try:
        _, files = taken_apart(await bundled(site, record.run_id))
    finally:
        (tmp_path / "away").rename(path)
    assert not any(name.startswith("declarations/") for name in files)
