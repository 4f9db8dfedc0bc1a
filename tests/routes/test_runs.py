"""A run as it stands, its texts, its events in pages, and what people say of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from devserver.engine.reading import SHORT_TEXT, WHOLE_TEXT
from devserver.models.outcomes import Ok
from tests.fakes.scripted import PNG
from tests.routes.serving import STAGES, Server, problem, told

UNKNOWN = "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"


def begin(server: Server, **more: Any) -> str:
    body = {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded", **more}
    run_id = told(server.post("/api/runs", body), 202)["run_id"]
    server.wait_for(run_id)
    return str(run_id)


@pytest.mark.parametrize("path", ["", "/entities", "/events"])
@pytest.mark.parametrize(
    "run_id",
    [
        pytest.param(UNKNOWN, id="no such run"),
        pytest.param("run_1", id="too short"),
        pytest.param("run_" + "u" * 26, id="letters that are none"),
        pytest.param(UNKNOWN + "%0A", id="a line feed behind it"),
        pytest.param("..%2f..%2fetc", id="a path"),
        pytest.param("%00", id="NUL"),
        pytest.param("%FF", id="no UTF-8"),
        pytest.param("r" * 4000, id="very long"),
    ],
)
def test_what_is_no_run_does_not_exist(server: Server, run_id: str, path: str) -> None:
    problem(server.get(f"/api/runs/{run_id}{path}"), 404, "not-found")
    problem(server.get(f"/api/media/info/{run_id}"), 404, "not-found")


def test_a_run_tells_its_times_in_utc(server: Server) -> None:
    run = told(server.get(f"/api/runs/{begin(server)}"))
    for name in ("created_at", "updated_at", "ended_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", run[name])


def test_a_long_text_begins_in_the_run_and_is_whole_in_its_entities(server: Server) -> None:
    text = "ö" * 20_000
    run_id = begin(server, input_text=text)
    assert told(server.get(f"/api/runs/{run_id}"))["texts"]["input"] == text[:SHORT_TEXT]
    entity = server.entities(run_id)[0]
    assert (entity["text"], entity["truncated"]) == (text, False)


def test_a_text_beyond_64_kb_is_cut_between_two_characters(server: Server) -> None:
    text = "x" + "ö" * WHOLE_TEXT
    server.part.script = lambda _call: [Ok(text=text)]
    entity = server.entities(server.intercept()["run_id"])[-1]
    assert entity["truncated"]
    assert entity["text"] == text[: WHOLE_TEXT // 2]
    assert entity["bytes"] == len(text.encode())


def test_entities_tell_what_they_are_and_where(server: Server) -> None:
    run_id = begin(server, seed=4)
    entities = server.entities(run_id)
    assert [entity["n"] for entity in entities] == list(range(1, len(entities) + 1))
    image = entities[-1]
    assert (image["type"], image["mime"], image["text"], image["seed"]) == ("image", "image/png", None, 4)
    assert image["url"] == f"/api/runs/{run_id}/entities/{image['n']}"
    assert "file" not in image


def test_an_entity_whose_file_is_gone_is_listed_without_its_text(server: Server) -> None:
    run_id = begin(server)
    next((server.engine.recorder.data / "runs").glob(f"*/*/*/{run_id}/01_input.txt")).unlink()
    entity = server.entities(run_id)[0]
    assert (entity["type"], entity["text"], entity["truncated"]) == ("input", None, False)


def test_events_come_in_pages(server: Server) -> None:
    run_id = begin(server)
    whole = told(server.get(f"/api/runs/{run_id}/events"))
    assert not whole["more"]
    assert [event["seq"] for event in whole["events"]] == list(range(1, whole["last_seq"] + 1))
    found: list[Any] = []
    while True:
        page = told(server.get(f"/api/runs/{run_id}/events?limit=4&after={len(found)}"))
        found += page["events"]
        assert len(page["events"]) <= 4
        if not page["more"]:
            break
    assert found == whole["events"]


def test_after_the_last_event_there_is_none(server: Server) -> None:
    page = told(server.get(f"/api/runs/{begin(server)}/events?after=9007199254740991"))
    assert (page["events"], page["more"]) == ([], False)


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=1.0",
        "after=+1",
        "after=",
        "after=%20",
        "after=1_0",
        "after=9007199254740992",
        "after=99999999999999999999",
        "limit=0",
        "limit=501",
        "afer=1",
        "after=%FF",
    ],
)
def test_a_wrong_place_is_a_fault(server: Server, query: str) -> None:
    said = problem(server.get(f"/api/runs/{UNKNOWN}/events?{query}"), 422, "invalid-input")
    assert said["faults"][0]["params"]["in"] == "query"


def test_media_of_a_run(server: Server) -> None:
    run_id = begin(server)
    found = told(server.get(f"/api/media/info/{run_id}"))
    assert found["run_id"] == run_id
    assert found["media"][0] == {
        "type": "image",
        "index": 0,
        "formats": ["png"],
        "mime": "image/png",
        "bytes": len(PNG),
        "url": f"/api/media/image/{run_id}/0",
        "seed": found["media"][0]["seed"],
        "attempt": 1,
        "meta": {},
    }


def test_a_run_is_named_pinned_and_shared(server: Server) -> None:
    run_id = begin(server)
    path = f"/api/runs/{run_id}"
    assert told(server.client.patch(path, json={"title": "Das Haus", "pinned": True}))["title"] == "Das Haus"
    run = told(server.client.patch(path, json={"shared": True}))
    assert (run["title"], run["pinned"], run["shared"]) == ("Das Haus", True, True)
    assert told(server.get(path)) == run
    assert told(server.client.patch(path, json={"title": None}))["title"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"title": "x" * 201}, "/title", id="a title that is too long"),
        pytest.param({"title": "a\0"}, "/title", id="a title with NUL"),
        pytest.param({"pinned": 1}, "/pinned", id="a number for a truth value"),
        pytest.param({"pinned": None}, "/pinned", id="null for a truth value"),
        pytest.param({"status": "completed"}, "/status", id="what is not for people to say"),
        pytest.param([], "", id="a list"),
    ],
)
def test_a_wrong_description_is_a_fault(server: Server, body: Any, pointer: str) -> None:
    run_id = server.intercept()["run_id"]
    said = problem(server.client.patch(f"/api/runs/{run_id}", json=body), 422, "invalid-input")
    assert said["faults"][0]["pointer"] == pointer


def test_a_run_that_there_is_not_cannot_be_described(server: Server) -> None:
    problem(server.client.patch(f"/api/runs/{UNKNOWN}", json={"pinned": True}), 404, "not-found")


def test_what_was_blocked_is_not_told(server: Server) -> None:
    answer = server.intercept("a naked child")
    run = told(server.get(f"/api/runs/{answer['run_id']}"))
    assert run["media"] == []
    assert told(server.get(f"/api/media/info/{answer['run_id']}"))["media"] == []


def test_a_failed_run_tells_its_problem_in_either_language(server: Server) -> None:
    server.part.script = lambda _call: [Ok(text="")]
    said = server.post(f"{STAGES}/interception", {"input_text": "a house", "config": "close_observer"}).get_json()
    for language, title in (("en", "The call gave no usable result"), ("de", "Der Aufruf ergab nichts Brauchbares")):
        run = told(server.get(f"/api/runs/{said['run_id']}", headers={"Accept-Language": language}))
        assert run["problem"]["title"] == title
        assert run["problem"]["run_id"] == run["run_id"]
