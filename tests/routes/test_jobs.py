"""Jobs over HTTP: looked at and cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from devserver.models.outcomes import Ok
from tests.routes.serving import Server, problem, told

JOBS = "/api/v2/jobs"
UNKNOWN = "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
RUN = {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded"}


def begin(server: Server, **more: Any) -> str:
    return str(told(server.post("/api/runs", {**RUN, **more}), 202)["run_id"])


def done(server: Server, **more: Any) -> str:
    run_id = begin(server, **more)
    server.wait_for(run_id)
    return run_id


@pytest.fixture
def held(server: Server) -> Iterator[str]:
    """A job whose first call waits."""
    hold = threading.Event()
    server.part.script = lambda _call: [hold, Ok(text="late")]
    run_id = begin(server)
    server.wait_until(run_id, lambda run: run["calls"])
    yield run_id
    hold.set()


def test_a_job_in_detail(server: Server) -> None:
    run_id = done(server)
    job = told(server.get(f"{JOBS}/{run_id}"))
    assert (job["job_id"], job["kind"], job["status"]) == (run_id, "run", "completed")
    assert job["problem"] is None and job["cost"]["complete"] is True
    assert [one["stage"] for one in job["stages"]][-1] == "media"


def test_a_problem_speaks_the_language_of_who_asks(server: Server) -> None:
    server.part.script = lambda _call: [RuntimeError("broken")]
    run_id = done(server)
    english, german = (told(server.get(f"{JOBS}/{run_id}?language={tag}")) for tag in ("en", "de"))
    assert english["status"] == german["status"] == "failed"
    assert english["problem"]["detail"] != german["problem"]["detail"]
    assert english["log"][-2]["text"].endswith(english["problem"]["detail"])


def test_a_job_is_cancelled_once(server: Server, held: str) -> None:
    job = told(server.client.post(f"{JOBS}/{held}/cancel"))
    assert (job["status"], job["cost"]["unknown"]) == ("cancelled", 0)
    refused = problem(server.client.post(f"{JOBS}/{held}/cancel"), 409, "conflict")
    assert refused["params"] == {"run_id": held, "state": "cancelled"}


def test_a_pinned_job_is_unpinned_before_it_is_deleted(server: Server) -> None:
    run_id = done(server)
    server.client.patch(f"/api/runs/{run_id}", json={"pinned": True})
    refused = problem(server.client.delete(f"{JOBS}/{run_id}"), 409, "conflict")
    assert "pinned" in refused["detail"] and "Unpin it first" in refused["detail"]
    assert told(server.get(f"{JOBS}/{run_id}"))["pinned"] is True
    server.client.patch(f"/api/runs/{run_id}", json={"pinned": False})
    assert told(server.client.delete(f"{JOBS}/{run_id}"))["job_id"] == run_id


@pytest.mark.parametrize("run_id", [UNKNOWN, "run_1", "%00", "..%2f..%2fetc", "r" * 3000])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/cancel")])
def test_what_is_no_job_does_not_exist(server: Server, run_id: str, method: str, path: str) -> None:
    problem(server.client.open(f"{JOBS}/{run_id}{path}", method=method), 404, "not-found")


def ids(answer: dict[str, Any]) -> list[str]:
    return [job["job_id"] for job in answer["jobs"]]


def test_jobs_are_listed_newest_first_in_pages(server: Server) -> None:
    made = [done(server, input_text=f"Axolotl number {n}") for n in range(3)]
    first = told(server.get(f"{JOBS}?text=axolotl&limit=2"))
    assert (ids(first), first["total"]) == (made[:0:-1], {"count": 3, "at_least": False})
    second = told(server.get(f"{JOBS}?text=axolotl&limit=2&cursor={first['next']}"))
    assert (ids(second), second["next"]) == (made[:1], None)
    [job] = second["jobs"]
    assert (job["status"], job["media_type"], job["text"]) == ("completed", "image", "Axolotl number 0")
    assert job["duration_seconds"] > 0
    assert job["cost"] == {"usd": 0.0, "complete": True, "unknown": 0, "sources": ["listed"]}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        pytest.param("status=completed&kind=image", True, id="its state and kind"),
        pytest.param("status=failed", False, id="another state"),
        pytest.param("kind=video", False, id="another kind"),
        pytest.param("config=close_observer&output_config=image_embedded", True, id="its configs"),
        pytest.param("created_after=2026-01-01", True, id="from a day before"),
        pytest.param("created_before=2026-01-01T00:00:00Z", False, id="up to a time before"),
        pytest.param("cost_min=0&cost_max=0&sort=cost&order=asc", True, id="for nothing"),
        pytest.param("has_media=true&pinned=false", True, id="with a medium, and not pinned"),
        pytest.param("pinned=true", False, id="pinned"),
        pytest.param("cost_min=0.5&sort=duration", False, id="at least half a dollar"),
    ],
)
def test_filters_of_the_address(server: Server, query: str, fits: bool) -> None:
    run_id = done(server, input_text="One pangolin")
    assert (run_id in ids(told(server.get(f"{JOBS}?text=pangolin&{query}")))) == fits


def test_jobs_are_counted_by_state(server: Server) -> None:
    done(server, input_text="One quokka")
    states = told(server.get(f"{JOBS}/totals?text=quokka&kind=image&status=failed"))["states"]
    assert (states["completed"]["count"], states["failed"]["count"]) == (1, 0)


@pytest.mark.parametrize(
    "query",
    [
        *("status=done", "kind=poem", "limit=0", "limit=201", "limit=1e2", "sort=name", "order=up", "cursor=x"),
        *("cost_min=-1", "cost_min=nan", "created_after=yesterday", "page=2", "text=", "config="),
        *("pinned=perhaps", "has_media=2"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(server: Server, query: str) -> None:
    refused = problem(server.get(f"{JOBS}?{query}"), 422, "invalid-input")
    assert [fault["params"].get("parameter", "page") for fault in refused["faults"]] == [query.partition("=")[0]]


def test_a_job_is_deleted_once(server: Server, held: str) -> None:
    refused = problem(server.client.delete(f"{JOBS}/{held}"), 409, "conflict")
    assert refused["params"] == {"run_id": held, "state": "running"}
    server.client.post(f"{JOBS}/{held}/cancel")
    assert told(server.client.delete(f"{JOBS}/{held}")) == {"job_id": held, "deleted": True}
    for response in (server.client.delete(f"{JOBS}/{held}"), server.get(f"/api/runs/{held}/events")):
        gone = problem(response, 404, "not-found")
        assert gone["params"]["run_id"] == held and "deleted at" in gone["detail"]


def test_the_result_of_a_job_that_works_is_not_there_yet(server: Server, held: str) -> None:
    refused = problem(server.get(f"{JOBS}/{held}/result"), 409, "conflict")
    assert refused["params"]["state"] == "running"


def test_the_result_of_a_job_says_where_it_can_be_fetched(server: Server) -> None:
    run_id = done(server)
    result = told(server.get(f"{JOBS}/{run_id}/result"))
    assert (result["status"], result["problem"], result["media"][0]["type"]) == ("completed", None, "image")
    assert list(result["downloads"])[:2] == ["json", "zip"] and "png" in result["downloads"]
    assert result["prompt"] and result["interception"]


def test_the_log_comes_in_pages(server: Server) -> None:
    run_id = done(server)
    first = told(server.get(f"{JOBS}/{run_id}/logs?limit=2"))
    rest = told(server.get(f"{JOBS}/{run_id}/logs?after=2"))
    lines = [*first["lines"], *rest["lines"]]
    assert (first["more"], rest["more"]) == (True, False)
    assert [line["seq"] for line in lines] == list(range(1, rest["last_seq"] + 1))
