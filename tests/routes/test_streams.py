"""Server-sent events of a run and of a stage."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from devserver import events
from devserver.engine.accepting import Asked
from devserver.engine.additions import Change
from devserver.models.runs import Request
from devserver.routes.answers import stage_answer
from devserver.routes.streams import Streams
from tests.fakes.holding import hold
from tests.fakes.site import Site, events_of

pytestmark = pytest.mark.anyio

STREAM = {"Accept": "text/event-stream"}
NONE = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"
JSON = "application/json"
BAD_CONFIG = b'{"input_text": "a", "config": "no_such"}'
HALF_PAIR = b'{"input_text": "\\ud800", "config": "close_observer"}'
BAD_RUN = b'{"run_id": "run_x", "output_config": "image_embedded"}'
LOOSER = b'{"input_text": "a", "config": "close_observer", "safety_level": "research"}'
STAGE = "/api/schema/pipeline/"


async def finished(site: Site) -> tuple[str, int]:
    """Make a run that has ended; return its id and its newest event."""
    asked = Asked(Request(action="generation", prompt="a story", output_config="text_embedded"))
    record = await site.engine.runs.ended(await site.engine.runs.start(asked))
    assert record.row.state == "completed"
    return record.run_id, record.row.last_seq


async def test_a_run_that_has_ended_is_told_whole_and_then_the_stream_ends(site: Site) -> None:
    run_id, last = await finished(site)
    response = await site.client.get(f"/api/runs/{run_id}/events", headers=STREAM)
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    told = events_of(response.text)
    assert [number for number, _, _ in told] == [str(n) for n in range(1, last + 1)]
    assert all(data["seq"] == int(number or 0) and data["type"] == kind for number, kind, data in told)
    assert told[-1][2]["data"]["state"] == "completed"


@pytest.mark.parametrize(
    ("headers", "query", "first"),
    [
        pytest.param({"Last-Event-ID": "2"}, "", 3, id="where the browser was"),
        pytest.param({}, "?after=2", 3, id="after a place"),
        pytest.param({"Last-Event-ID": "3"}, "?after=1", 4, id="the browser knows better than the address"),
        pytest.param({}, "?after=0", 1, id="from the beginning"),
        pytest.param({"Last-Event-ID": ""}, "?after=2", 3, id="the browser has no place, and says so"),
    ],
)
async def test_a_stream_goes_on_where_it_was(site: Site, headers: dict[str, str], query: str, first: int) -> None:
    run_id, last = await finished(site)
    response = await site.client.get(f"/api/runs/{run_id}/events{query}", headers={**STREAM, **headers})
    assert [number for number, _, _ in events_of(response.text)] == [str(n) for n in range(first, last + 1)]


@pytest.mark.parametrize("beyond", [0, 1, 10**15])
async def test_a_stream_after_the_last_event_of_an_ended_run_ends_at_once(site: Site, beyond: int) -> None:
    run_id, last = await finished(site)
    response = await site.client.get(f"/api/runs/{run_id}/events?after={last + beyond}", headers=STREAM)
    assert (response.status_code, events_of(response.text)) == (200, [])


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        pytest.param(f"/api/runs/{NONE}/events", {}, 404, id="a run that does not exist"),
        pytest.param("/api/runs/run_x/events", {}, 404, id="an id that is none"),
        pytest.param("/api/runs/{run}/events?after=x", {}, 422, id="a place of letters"),
        pytest.param("/api/runs/{run}/events?after=-1", {}, 422, id="a negative place"),
        pytest.param("/api/runs/{run}/events", {"Last-Event-ID": "x"}, 422, id="an id of letters"),
        pytest.param("/api/runs/{run}/events?aftr=1", {}, 422, id="a parameter that there is not"),
        pytest.param("/api/runs/{run}/events?follow=1", {}, 422, id="a parameter of another route"),
        pytest.param("/api/v2/jobs/{run}/logs?follow=1&afer=2", {}, 422, id="a parameter of a log that there is not"),
        pytest.param("/api/runs/{run}/events?after=" + "9" * 50, {}, 422, id="a place beyond every run"),
    ],
)
async def test_what_is_no_stream(site: Site, path: str, headers: dict[str, str], status: int) -> None:
    run_id, _ = await finished(site)
    response = await site.client.get(path.format(run=run_id), headers={**STREAM, **headers})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


async def test_without_asking_for_a_stream_the_json_route_answers(site: Site) -> None:
    response = await site.client.get(f"/api/runs/{NONE}/events")
    assert response.json() == {"run_id": NONE}


async def test_an_open_run_is_followed_until_it_ends(site: Site) -> None:
    record = await site.run()
    assert record.row.state == "open"
    async with site.client.stream("GET", f"/api/runs/{record.run_id}/events", headers=STREAM) as response:
        lines = response.aiter_lines()
        seen = [line async for line in until(lines, f"id: {record.row.last_seq}")]
        assert seen.count("id: 1") == 1
        await site.engine.runs.cancel(record.run_id)
        async with asyncio.timeout(30):
            rest = "\n".join([line async for line in lines])
    assert '"state":"cancelled"' in rest


async def until(lines: Any, last: str) -> Any:
    async for line in lines:
        yield line
        if line == last:
            return


async def test_silence_is_kept_alive_by_comments(site: Site) -> None:
    record = await site.run()
    streams = Streams(site.engine, stage_answer, heartbeat=0.01)
    sent: list[bytes] = []

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if sent[-1] == b": still here\n\n" and len(sent) == 4:
            await site.engine.runs.cancel(record.run_id)

    async def receive() -> Any:
        await asyncio.Event().wait()

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": f"after={record.row.last_seq}".encode(),
        "headers": [],
        "path_params": {"run_id": record.run_id},
    }
    async with asyncio.timeout(30):
        await streams.run(scope, receive, send)
    assert b"cancelled" in b"".join(sent)


async def post(site: Site, stage: str, body: Any, **headers: str) -> list[tuple[str | None, str, dict[str, Any]]]:
    response = await site.client.post(STAGE + stage, json=body, headers={**STREAM, **headers})
    assert response.status_code == 200, response.text
    return events_of(response.text)


TEXT = {"input_text": "a red house by the sea", "config": "close_observer"}


@pytest.mark.parametrize("stage", ["interception", "stage2"])
async def test_a_stage_is_told_as_it_happens_and_last_with_its_result(site: Site, stage: str) -> None:
    told = await post(site, stage, TEXT)
    numbers = [int(number) for number, _, _ in told if number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    deltas = [data["data"] for _, kind, data in told if kind == "text_delta"]
    assert "".join(data["text"] for data in deltas) == TEXT["input_text"][::-1]
    kinds = [kind for _, kind, _ in told]
    assert kinds[0] == "run_state_change"
    assert kinds[-2:] == ["run_state_change", "result"]
    result = told[-1][2]
    assert (result["run_id"], result["status"]) == (told[0][2]["run_id"], "open")
    assert result["interception_result"] == TEXT["input_text"][::-1]


@pytest.mark.parametrize(("language", "said"), [("fr", "en"), ("de-AT", "de")])
async def test_a_stream_tells_in_which_language_the_server_speaks(site: Site, language: str, said: str) -> None:
    body = {**TEXT, "language": language}
    response = await site.client.post(f"{STAGE}interception", json=body, headers=STREAM)
    assert response.headers["content-language"] == said


async def test_stages_go_on_with_a_run_and_tell_their_own_attempt_only(site: Site) -> None:
    run_id = (await post(site, "interception", TEXT))[-1][2]["run_id"]
    told = await post(site, "optimize", {"run_id": run_id, "output_config": "image_embedded"})
    assert {data["data"].get("attempt") for _, kind, data in told if kind != "result"} == {2}
    told = await post(site, "generation", {"run_id": run_id, "output_config": "text_embedded"})
    assert {data["data"].get("attempt") for _, kind, data in told if kind != "result"} == {3}
    assert [kind for _, kind, _ in told].count("preview") == 1
    assert (told[-1][2]["run_id"], told[-1][2]["status"]) == (run_id, "completed")
    assert told[-1][2]["media"][0]["url"] == f"/api/media/text/{run_id}/0"


async def test_a_failure_is_told_in_the_stream(site: Site) -> None:
    told = await post(site, "interception", {**TEXT, "input_text": "fail"})
    assert [kind for _, kind, _ in told][-3:] == ["error", "run_state_change", "result"]
    assert told[-1][2]["type"] == "/problems/backend-failed"


@pytest.mark.parametrize(
    ("stage", "content", "content_type", "status"),
    [
        pytest.param("interception", b"{", JSON, 400, id="no JSON"),
        pytest.param("interception", b"\xff", JSON, 400, id="no UTF-8"),
        pytest.param("interception", b"[" * 100_000, JSON, 400, id="deep JSON"),
        pytest.param("interception", b"{}", "text/plain", 415, id="another type"),
        pytest.param("interception", b"[]", JSON, 422, id="a list"),
        pytest.param("interception", b'{"config": 1}', JSON, 422, id="a value of another type"),
        pytest.param("interception", b'{"colour": 1}', JSON, 422, id="an unknown field"),
        pytest.param("interception", b'{"input_text": "a"}', JSON, 422, id="a missing value"),
        pytest.param("interception", BAD_CONFIG, JSON, 404, id="no config"),
        pytest.param("interception", HALF_PAIR, JSON, 422, id="half a surrogate pair"),
        pytest.param("optimize", BAD_RUN, JSON, 422, id="an id that is none"),
        pytest.param("interception", b" " * 1_100_000, JSON, 413, id="too large"),
        pytest.param("interception", LOOSER, JSON, 403, id="a looser level"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_before_the_stream(
    site: Site, stage: str, content: bytes, content_type: str, status: int
) -> None:
    response = await site.client.post(STAGE + stage, content=content, headers={**STREAM, "Content-Type": content_type})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


async def test_a_repeated_request_is_told_what_the_first_one_did(site: Site) -> None:
    first = await post(site, "interception", TEXT, **{"Idempotency-Key": "again"})
    second = await post(site, "interception", TEXT, **{"Idempotency-Key": "again"})
    stored = [event for event in first if event[1] != "text_delta"]
    assert second == stored


async def test_a_client_that_leaves_cancels_nothing(site: Site) -> None:
    async with site.client.stream(
        "POST", STAGE + "interception", json={**TEXT, "input_text": "wait for me"}, headers=STREAM
    ) as response:
        lines = response.aiter_lines()
        assert [await anext(lines), await anext(lines)] == ["id: 1", "event: run_state_change"]
        run_id = json.loads((await anext(lines))[6:])["run_id"]
    async with asyncio.timeout(30):
        while not site.told.held:
            await asyncio.sleep(0.01)
        site.told.release()
        while (await site.engine.recorder.load(run_id)).row.state != "open":
            await asyncio.sleep(0.01)


async def test_no_follower_is_left_behind(site: Site) -> None:
    record = await site.run()
    async with site.client.stream("GET", f"/api/runs/{record.run_id}/events", headers=STREAM) as response:
        await anext(response.aiter_bytes())
        assert site.engine.log.has_followers(record.run_id)
    async with asyncio.timeout(30):
        while site.engine.log.has_followers(record.run_id):
            await asyncio.sleep(0.01)


async def test_events_hold_line_separators_of_a_text_within_one_event(site: Site) -> None:
    record = await site.run()
    note = "a\nb\rc\u2028d\u0085e"
    change = Change(events=[events.ProgressUpdate(stage="x", attempt=1, fraction=1, note=note)])
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, change)
    await site.engine.runs.cancel(record.run_id)
    response = await site.client.get(f"/api/runs/{record.run_id}/events", headers=STREAM)
    found = [data["data"].get("note") for _, kind, data in events_of(response.text) if kind == "progress_update"]
    assert note in found
