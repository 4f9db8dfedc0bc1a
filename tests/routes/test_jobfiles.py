"""Downloads, exports and logs of jobs, over the whole server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from devserver.engine.accepting import Asked
from devserver.engine.additions import Change
from devserver.engine.eventlog import PAGE
from devserver.events import ProgressUpdate
from devserver.models.runs import Request
from tests.fakes.holding import hold
from tests.fakes.site import Site, events_of
from tests.routes.test_media import output

pytestmark = pytest.mark.anyio

JOBS = "/api/v2/jobs"
NONE = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"
PARTS = ["job", "attempts", "configurations", "calls", "gates", "entities", "events"]


@pytest.fixture(scope="module")
async def run_id(site: Site) -> str:
    return await site.run_with(
        output("image", "png", "image/png", b"first picture"),
        output("image", "webp", "image/webp", b"first as webp"),
        output("image", "png", "image/png", b"second picture", 1),
        output("audio", "flac", "audio/flac", b"fLaC sound", blocked=True),
    )


@pytest.mark.parametrize(("name", "content"), [("png", b"second picture"), ("webp", b"first as webp")])
async def test_a_medium_is_fetched_by_its_format(site: Site, run_id: str, name: str, content: bytes) -> None:
    response = await site.client.get(f"{JOBS}/{run_id}/download/{name}")
    assert (response.status_code, response.content) == (200, content)
    assert response.headers["content-disposition"].startswith("attachment")
    part = await site.client.get(f"{JOBS}/{run_id}/download/{name}", headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.content) == (206, content[:5])


async def test_what_there_is_not_names_what_there_is(site: Site, run_id: str) -> None:
    response = await site.client.get(f"{JOBS}/{run_id}/download/flac")
    assert response.status_code == 404
    assert response.json()["params"]["known"] == ["json", "zip", "png", "webp"]
    for path in ("download/json", "download/zip", "export", "logs?follow=1"):
        assert (await site.client.get(f"{JOBS}/{NONE}/{path}")).status_code == 404
    refused = await site.client.get(f"{JOBS}/{run_id}/export?format=xml")
    assert (refused.status_code, refused.json()["faults"][0]["params"]["known"]) == (422, ["json", "yaml", "csv"])


@pytest.mark.parametrize("query", ["debug=2", "debug=", "fromat=csv", "format=json&after=3"])
async def test_an_export_that_is_asked_for_wrongly(site: Site, run_id: str, query: str) -> None:
    refused = await site.client.get(f"{JOBS}/{run_id}/export?{query}")
    assert (refused.status_code, refused.json()["faults"][0]["params"]["in"]) == (422, "query")


@pytest.mark.parametrize("path", ["v2/jobs/{}/download/png", "v2/jobs/{}/download/zip", "runs/{}/bundle"])
async def test_what_takes_no_parameter_refuses_one(site: Site, run_id: str, path: str) -> None:
    refused = await site.client.get(f"/api/{path.format(run_id)}?debug=true")
    assert (refused.status_code, refused.json()["faults"][0]["params"]["parameter"]) == (422, "debug")


@pytest.mark.parametrize("yes", ["1", "true", "True", "yes", "on"])
async def test_a_log_is_followed_whatever_stands_for_yes(site: Site, run_id: str, yes: str) -> None:
    async with site.client.stream("GET", f"{JOBS}/{run_id}/logs?follow={yes}") as response:
        assert response.headers["content-type"].startswith("text/event-stream")


async def test_a_zip_is_the_bundle_of_the_run(site: Site, run_id: str) -> None:
    response = await site.client.get(f"{JOBS}/{run_id}/download/zip")
    bundle = await site.client.get(f"/api/runs/{run_id}/bundle")
    assert bundle.content == response.content
    assert bundle.headers["content-type"] == "application/zip"
    assert f'"{run_id}.zip"' in bundle.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        content = {name: archive.read(name) for name in archive.namelist()}
    assert b"second picture" in content.values() and b"fLaC sound" not in content.values()
    assert b"<!doctype html>" in content[f"{run_id}/index.html"]


async def test_a_run_at_work_has_no_bundle(site: Site) -> None:
    started = await site.engine.runs.start(
        Asked(Request(action="interception", input_text="wait", config="close_observer"))
    )
    response = await site.client.get(f"/api/runs/{started.run_id}/bundle")
    assert (response.status_code, response.json()["params"]["state"]) == (409, "running")
    site.told.release()
    await site.engine.runs.ended(started)
    assert (await site.client.get(f"/api/runs/{started.run_id}/bundle")).status_code == 200


@pytest.mark.parametrize("name", [NONE, "run_x", "run_01ARZ3NDEKTSV4RRFFQ69G5FAV.zip"])
async def test_what_is_no_run_has_no_bundle(site: Site, name: str) -> None:
    response = await site.client.get(f"/api/runs/{name}/bundle")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


async def exported(site: Site, run_id: str, name: str, more: str = "") -> Any:
    response = await site.client.get(f"{JOBS}/{run_id}/export?format={name}{more}")
    assert response.status_code == 200
    return json.loads(response.text) if name == "json" else yaml.safe_load(response.text)


async def test_every_format_says_the_same(site: Site, run_id: str) -> None:
    found = await exported(site, run_id, "json")
    assert list(found) == ["format", *PARTS]
    assert found["job"]["id"] == run_id
    assert [one["seq"] for one in found["events"]] == list(range(1, found["job"]["last_seq"] + 1))
    assert found["configurations"][0]["content"]["declarations"]
    assert found["entities"][0]["text"] == "hello"
    assert found["calls"][0]["request"] and "answer" not in found["calls"][0]
    assert await exported(site, run_id, "yaml") == found
    response = await site.client.get(f"{JOBS}/{run_id}/export?format=csv")
    rows = list(csv.reader(io.StringIO(response.text)))
    assert rows[0] == ["part", "number", "field", "value"]
    assert ["job", "1", "id", run_id] in rows
    assert found["gates"] == []
    assert {row[0] for row in rows[1:]} == set(PARTS) - {"gates"}


async def test_debug_adds_answers_as_they_came(site: Site, run_id: str) -> None:
    found = await exported(site, run_id, "json", "&debug=true")
    assert found["calls"][0]["answer"] and "process" in found["job"] and "file" in found["entities"][0]


async def test_no_format_holds_a_key(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.engine.keys.store("openai", "sk-very-secret-value")
    run_id = (await site.run("my key is sk-very-secret-value here")).run_id
    for name in ("json", "yaml", "csv"):
        text = (await site.client.get(f"{JOBS}/{run_id}/export?format={name}&debug=1")).text
        assert "very-secret" not in text and "my key is (hidden) here" in text
    site.engine.keys.remove("openai")


async def test_a_formula_is_a_text(site: Site) -> None:
    run_id = (await site.run("=HYPERLINK(1)")).run_id
    rows = csv.reader(io.StringIO((await site.client.get(f"{JOBS}/{run_id}/export?format=csv")).text))
    assert "'=HYPERLINK(1)" in [row[3] for row in rows]
    assert not [row for row in rows if row[3].startswith("=")]


async def test_a_long_job_is_exported_page_by_page(site: Site) -> None:
    record = await site.run()
    many = [ProgressUpdate(stage="media", attempt=1, fraction=0.5) for _ in range(2 * PAGE + 1)]
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(events=many))
    found = await exported(site, record.run_id, "json")
    assert len(found["events"]) == found["job"]["last_seq"] > 2 * PAGE


async def test_the_log_is_followed_to_the_end_of_the_job(site: Site) -> None:
    record = await site.run()
    following = asyncio.create_task(site.client.get(f"{JOBS}/{record.run_id}/logs?follow=true&after=1"))
    await asyncio.sleep(0.05)
    assert not following.done()
    await site.engine.runs.cancel(record.run_id)
    lines = events_of((await following).text)
    assert [int(number or 0) for number, _, _ in lines] == list(range(2, record.row.last_seq + 2))
    assert {name for _, name, _ in lines} == {"log"}
    assert lines[-1][2]["text"].startswith("state=cancelled")


async def test_deleting_ends_who_follows(site: Site) -> None:
    record = await site.run()
    await site.engine.runs.cancel(record.run_id)
    with site.engine.log.following(record.run_id, 99) as follower:
        events = follower.events()
        await site.engine.upkeep.delete(record.run_id)
        told = await anext(events)
        assert told is not None and told.type == "run_deleted"
    response = await site.client.get(f"{JOBS}/{record.run_id}/logs?follow=1")
    assert "deleted" in response.json()["detail"]
