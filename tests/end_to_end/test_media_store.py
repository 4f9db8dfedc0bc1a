"""Media in an object store: made, shown, taken in, checked, brought along, removed; and while the store is away."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import structlog

from devserver.commands.doctor import doctor
from devserver.engine.additions import NewEntity
from devserver.engine.bundles.bringing import bring
from devserver.engine.bundles.writing import open_bundle
from devserver.engine.database import create_engine, default_url
from devserver.engine.exporting import export
from devserver.engine.migrate import upgrade
from devserver.engine.processes import Process
from devserver.engine.reindex import reindex
from devserver.engine.retention import Retention, Wanted
from devserver.engine.store.bucket import PIECE
from devserver.engine.verifying import verify
from devserver.models.calls import InputMedia
from devserver.models.runs import InputRef
from devserver.routes.flask_app import create_flask
from devserver.settings import Settings
from tests.engine.running import RUN
from tests.fakes.engine_site import Site as EngineSite
from tests.fakes.engine_site import open_site
from tests.fakes.images import png
from tests.fakes.s3 import SECRET, FakeS3, Held, open_s3
from tests.fakes.scripted import PNG
from tests.fakes.site import Site, running

pytestmark = pytest.mark.anyio

FILM = os.urandom(2 * PIECE + 17)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    """An S3 that the library finds by its environment variables, and gives up soon."""
    monkeypatch.setattr("devserver.engine.store.bucket.RETRIES", {"max_retries": 0})
    with open_s3() as fake:
        for name, value in fake.environment.items():
            monkeypatch.setenv(name, value)
        yield fake


@pytest.fixture(autouse=True)
def plain() -> None:
    """Tracebacks as the server writes them."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture
async def own(s3: FakeS3, tmp_path: Path) -> AsyncIterator[EngineSite]:
    async with open_site(tmp_path / "data", media_store=s3.url("kept")) as site:
        yield site


def names(site: EngineSite) -> set[str]:
    """Return the names of the files in the folders of runs."""
    return {path.name for path in (site.data / "runs").glob("*/*/*/*/*")}


async def test_a_picture_lies_in_the_store_and_texts_and_records_in_the_folder(own: EngineSite, s3: FakeS3) -> None:
    record = await own.do("run", **RUN)
    picture = record.media("image")[0]
    assert record.row.state == "completed"
    day = record.row.created_at.strftime("%Y/%m/%d")
    assert {key: held.data for key, held in s3.objects.items()} == {
        f"kept/runs/{day}/{record.run_id}/{picture.file}": PNG
    }
    assert names(own) == {e.file for e in record.entities if e is not picture} | {"metadata.json", "events.ndjson"}
    assert await own.engine.recorder.content(record.run_id, picture) == PNG
    assert [wrong async for wrong in verify(own.engine.recorder)] == [None]


async def test_what_was_made_before_the_store_was_set_is_still_read_from_the_folder(s3: FakeS3, tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as before:
        record = await before.do("run", **RUN)
    async with open_site(tmp_path / "data", media_store=s3.url()) as after:
        assert await after.engine.recorder.content(record.run_id, record.media()[0]) == PNG
        assert [wrong async for wrong in verify(after.engine.recorder)] == [None]
    assert s3.requests == []


async def test_a_picture_is_taken_in_from_the_store_by_another_run_and_by_a_backend(
    own: EngineSite, s3: FakeS3
) -> None:
    first = await own.do("run", **RUN)
    upload = await own.engine.uploads.keep(png(), "local")
    assert [key for key in s3.objects if "uploads" in key] == [f"kept/uploads/{upload.upload_id}.png"]
    refs = {"one": InputRef(run_id=first.run_id, type="image"), "two": InputRef(upload_id=upload.upload_id)}
    for ref in refs.values():
        record = await own.do("run", **RUN, inputs={"input_image": ref})
        [given] = [call.images for call in own.part.calls if getattr(call, "images", ())][-1:]
        assert record.row.state == "completed"
        assert isinstance(given[0], InputMedia)
        assert f"kept/{given[0].path}" in s3.objects
    assert await own.engine.uploads.forget_old() == 0


async def test_a_bundle_holds_the_picture_and_brings_it_back_to_the_store(
    own: EngineSite, s3: FakeS3, tmp_path: Path
) -> None:
    record = await own.do("run", **RUN)
    packed = b"".join([piece async for piece in await open_bundle(own.engine, record)])
    assert PNG in packed
    (tmp_path / "run.zip").write_bytes(packed)
    kept = dict(s3.objects)
    await own.engine.upkeep.delete(record.run_id)
    assert s3.objects == {}
    other = tmp_path / "other"
    (other / "data").mkdir(parents=True)
    database = create_engine(default_url(other / "data"), writer=True)
    upgrade(database)
    async with open_site(other / "data", media_store=s3.url("kept")) as there:
        bring(database, there.data, tmp_path / "run.zip", there.engine.recorder.shelf)
        assert {key: held.data for key, held in s3.objects.items()} == {key: held.data for key, held in kept.items()}
        assert record.media()[0].file not in names(there)
        assert [wrong async for wrong in verify(there.engine.recorder)] == [None]
        process = Process(there.data)
        found = reindex(database, there.data, process, lambda _id: None, there.engine.recorder.shelf)
        assert (found.indexed, found.faults) == (1, [])
        s3.objects.clear()
        found = reindex(database, there.data, process, lambda _id: None, there.engine.recorder.shelf)
        assert [reason for _path, reason in found.faults] == ["the file is missing"]
        process.close()
    database.dispose()


async def test_a_bundle_that_comes_while_the_store_is_away_stays_in_the_folder(
    own: EngineSite, s3: FakeS3, tmp_path: Path
) -> None:
    record = await own.do("run", **RUN)
    packed = b"".join([piece async for piece in await open_bundle(own.engine, record)])
    (tmp_path / "run.zip").write_bytes(packed)
    await own.engine.upkeep.delete(record.run_id)
    async with open_site(tmp_path / "other" / "data", media_store=s3.url("kept")) as there:
        database = create_engine(default_url(there.data), writer=True)
        s3.away = True
        brought = bring(database, there.data, tmp_path / "run.zip", there.engine.recorder.shelf)
        database.dispose()
        assert (brought.run_id, record.media()[0].file in names(there)) == (record.run_id, True)
        assert await there.engine.recorder.content(record.run_id, record.media()[0]) == PNG


async def test_what_is_gone_altered_or_out_of_reach_is_told(own: EngineSite, s3: FakeS3) -> None:
    record = await own.do("run", **RUN)
    [key] = s3.objects
    faults = []
    for damage in ("altered", "cut", "away", "gone"):
        data = {"altered": PNG[:-1] + b"!", "cut": PNG[:-1]}.get(damage, PNG)
        s3.objects = {} if damage == "gone" else {key: Held(data)}
        s3.away = damage == "away"
        [wrong] = [found async for found in verify(own.engine.recorder, [record.run_id])]
        faults.append(wrong.said if wrong else "")
    assert [said.split(": ")[0][:40] for said in faults] == [
        faults[0][:40],
        faults[0][:40],
        "The object store of media does not give ",
        faults[3][:40],
    ]
    assert "other bytes" in faults[0]
    assert "no longer" in faults[3]
    exported = b"".join([piece async for piece in export(own.engine, record, "json")])
    assert b"entity_missing" in exported


async def test_a_store_that_takes_nothing_fails_the_run_and_leaves_no_trace_of_the_medium(
    own: EngineSite, s3: FakeS3
) -> None:
    for fault in ({"status": 507}, {"status": 403}, {"away": True}, {"cut": 5}):
        vars(s3).update(fault)
        record = await own.load((await own.do("run", **RUN)).run_id)
        assert record.row.problem is not None
        assert (record.row.state, record.row.problem.message, record.media()) == ("failed", "media_store_away", [])
        assert SECRET not in str(record.row.problem)
        assert [call.outcome for call in record.calls.values()][-1] == "ok", "what was paid stays in the ledger"
        vars(s3).update(status=None, away=False, cut=None)
    assert (await own.do("run", **RUN)).row.state == "completed"


async def test_what_a_deleted_run_left_while_the_store_was_away_goes_later(own: EngineSite, s3: FakeS3) -> None:
    record = await own.do("run", **RUN)
    s3.away = True
    await own.engine.upkeep.delete(record.run_id)
    s3.away = False
    assert len(s3.objects) == 1
    await own.engine.upkeep.clear_deleted()
    assert s3.objects == {}


async def test_cleaning_removes_from_the_store_what_nothing_refers_to(own: EngineSite, s3: FakeS3) -> None:
    record = await own.do("run", **RUN)
    upload = await own.engine.uploads.keep(png(), "local")
    known = set(s3.objects)
    old = datetime.now(UTC) - timedelta(days=2)
    left = {
        "kept/runs/2026/01/02/run_01ARZ3NDEKTSV4RRFFQ69G5FAV/05_image.png": old,
        "kept/uploads/upload_01ARZ3NDEKTSV4RRFFQ69G5FAV.png": old,
    }
    stays = {
        "kept/runs/2026/01/02/run_01BX5ZZKBKACTAV9WEVGEMMVRZ/05_image.png": datetime.now(UTC),
        "kept/somebody_elses.txt": old,
        "kept/runs/notes/of_somebody.txt": old,
    }
    for held in s3.objects.values():
        held.changed = old
    s3.objects |= {key: Held(b"1234", changed) for key, changed in {**left, **stays}.items()}
    retention = Retention(own.engine.recorder, own.engine.uploads, own.engine.upkeep.delete)
    wanted = Wanted(timedelta(days=1), rests=False)
    for dry_run in (True, False):
        cleaned = await retention.clean(replace(wanted, dry_run=dry_run))
        assert (cleaned.leftovers, cleaned.leftover_bytes) == (2, 8)
    assert set(s3.objects) == known | stays.keys()
    assert upload.upload_id in str(known)
    assert (await own.load(record.run_id)).media()
    s3.away = True
    assert (await retention.clean(wanted)).leftovers == 0


def film() -> NewEntity:
    return NewEntity("video", "media", FILM, "video/mp4", "mp4", media_type="video", index=0, format="mp4")


@pytest.fixture
async def server(s3: FakeS3, tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path / "data", create_flask, media_store=s3.url("kept")) as site:
        yield site


async def test_a_film_is_sent_whole_in_part_or_not_again(server: Site, s3: FakeS3) -> None:
    path = f"/api/media/video/{await server.run_with(film())}/0"
    whole = await server.client.get(path)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, FILM, "video/mp4")
    head = await server.client.head(path)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(FILM)), b"")
    spans = {"bytes=0-9": FILM[:10], f"bytes={PIECE - 1}-{PIECE}": FILM[PIECE - 1 : PIECE + 1], "bytes=-5": FILM[-5:]}
    for span, expected in spans.items():
        part = await server.client.get(path, headers={"Range": span})
        assert (part.status_code, part.content) == (206, expected)
    asked = len(s3.requests)
    again = await server.client.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [method for method, _path in s3.requests[asked:]] == ["HEAD"]
    behind = await server.client.get(path, headers={"Range": f"bytes={len(FILM)}-"})
    assert behind.status_code == 416


async def test_a_film_that_is_gone_cut_or_out_of_reach_is_a_problem_with_a_sentence(server: Site, s3: FakeS3) -> None:
    path = f"/api/media/video/{await server.run_with(film())}/0"
    [key] = s3.objects
    s3.away = True
    away = await server.client.get(path)
    assert (away.status_code, away.headers["retry-after"] != "") == (503, True)
    assert away.json()["detail"].startswith("The object store of media cannot be used: ")
    s3.away = False
    assert (await server.client.get(path)).content == FILM
    s3.objects[key] = Held(FILM[:-1])
    cut = await server.client.get(path)
    s3.objects.clear()
    gone = await server.client.get(path)
    assert (cut.status_code, gone.status_code) == (404, 404)
    assert "other bytes" in cut.json()["detail"]


async def test_a_store_that_goes_away_in_the_middle_ends_the_answer_short(server: Site, s3: FakeS3) -> None:
    path = f"/api/media/video/{await server.run_with(film())}/0"
    with pytest.raises(httpx.HTTPError):
        async with server.client.stream("GET", path) as response:
            s3.away = True
            async for _piece in response.aiter_bytes():
                pass
    s3.away = False
    assert (await server.client.get(path)).content == FILM


async def test_an_upload_while_the_store_is_away_is_a_503(server: Site, s3: FakeS3) -> None:
    s3.away = True
    files = {"file": ("a.png", png(), "image/png")}
    response = await server.client.post("/api/media/upload", files=files)
    assert response.status_code == 503
    s3.away = False
    assert (await server.client.post("/api/media/upload", files=files)).status_code in {200, 201}


@pytest.mark.parametrize("fault", ["", "away", "keys", "bucket"])
async def test_the_doctor_says_whether_the_store_can_be_written(
    s3: FakeS3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    s3.away = fault == "away"
    if fault == "keys":
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    url = s3.url("kept") if fault != "bucket" else "s3://of-nobody"
    await doctor(Settings(data=tmp_path / "data", media_store=url), as_json=True)
    said = capsys.readouterr().out
    state = "ok" if not fault else "wrong"
    assert f'"state": "{state}",\n    "subject": "media store"' in said
    assert ("written, read and removed" in said) == (not fault)
    assert SECRET not in said
    assert s3.objects == {}
