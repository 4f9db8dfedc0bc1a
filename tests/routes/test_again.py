"""Runs that are done again over HTTP: what they answer, what is refused, and that a repeated request makes one run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.routes.serving import Server, problem, told

RUN = {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded", "seed": 5}
NOBODY = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def made(server: Server, **more: Any) -> str:
    """Return the id of a run that is completed."""
    run_id: str = told(server.post("/api/runs", {**RUN, **more}), 202)["run_id"]
    assert server.wait_for(run_id)["status"] == "completed"
    server.part.calls.clear()
    return run_id


def fork(run_id: str) -> str:
    return f"/api/runs/{run_id}/fork"


def retry(run_id: str) -> str:
    return f"/api/v2/jobs/{run_id}/retry"


def test_a_fork_goes_on_as_a_run_of_its_own(server: Server) -> None:
    parent = made(server)
    response = server.post(fork(parent), {"from_stage": "media", "changes": {"seed": 6}})
    begun = told(response, 202)
    assert response.headers["Location"] == begun["urls"]["run"] == f"/api/runs/{begun['run_id']}"
    run = server.wait_for(begun["run_id"])
    assert (run["status"], run["seed"], run["parent_run_id"]) == ("completed", 6, parent)
    assert len(server.part.calls) == len(run["calls"]) == 1
    origin = run["origin"]
    assert (origin["run_id"], origin["from_stage"]) == (parent, "media")
    assert [call["stage"] for call in origin["calls"]] == ["interception", "optimization"]
    [first, *_] = told(server.get(begun["urls"]["events"]))["events"]
    assert (first["data"]["parent_run_id"], first["data"]["from_stage"]) == (parent, "media")


def test_what_was_begun_from_a_run_is_listed_by_it(server: Server) -> None:
    parent = made(server)
    other = told(server.post(fork(made(server)), {"from_stage": "media"}), 202)["run_id"]
    forked = told(server.post(fork(parent), {"from_stage": "optimization", "changes": {"seed": 6}}), 202)["run_id"]
    retried = told(server.client.post(retry(parent)), 202)["run_id"]
    page = told(server.get(f"/api/v2/jobs?parent={parent}&order=asc"))
    assert [job["job_id"] for job in page["jobs"]] == [forked, retried]
    assert (page["total"], other in str(page)) == ({"count": 2, "at_least": False}, False)
    assert [job["text"] for job in page["jobs"]] == ["a house", "a house"]
    assert told(server.get(f"/api/v2/jobs?parent={NOBODY}"))["jobs"] == []
    [wrong] = problem(server.get("/api/v2/jobs?parent=parent"), 422, "invalid-input")["faults"]
    assert wrong["params"]["parameter"] == "parent"


def test_a_fork_needs_no_changes(server: Server) -> None:
    begun = told(server.post(fork(made(server)), {"from_stage": "optimization"}), 202)
    assert server.wait_for(begun["run_id"])["status"] == "completed"


def test_a_run_that_repeats_nothing_has_no_origin(server: Server) -> None:
    run_id = made(server)
    assert told(server.get(f"/api/runs/{run_id}"))["origin"] is None


@pytest.mark.parametrize(("query", "seed"), [("", 5), ("?seed=9", 9)], ids=["the same seed", "another seed"])
def test_a_retry_is_a_run_of_its_own(server: Server, query: str, seed: int) -> None:
    parent = made(server)
    begun = told(server.client.post(retry(parent) + query), 202)
    run = server.wait_for(begun["run_id"])
    assert (run["status"], run["seed"], run["parent_run_id"]) == ("completed", seed, parent)
    assert len(server.part.calls) == 3


@pytest.mark.parametrize("way", [fork, retry], ids=["fork", "retry"])
def test_a_key_makes_one_run(server: Server, way: Any) -> None:
    path, header = way(made(server)), {"Idempotency-Key": f"again {way.__name__}"}
    body = {"from_stage": "media"}
    first, second = [told(server.post(path, body, headers=header), 202)["run_id"] for _ in range(2)]
    assert first == second
    server.wait_for(first)
    other = {"from_stage": "optimization"} if way is fork else body
    response = server.post(path if way is fork else f"{path}?seed=3", other, headers=header)
    assert problem(response, 409, "conflict")["params"]["run_id"] == first
    response = server.post(way(made(server)), body, headers=header)
    assert problem(response, 409, "conflict")["params"]["run_id"] == first, "a key belongs to one run's repetition"


def test_who_asks_owns_the_new_run(server: Server) -> None:
    parent = made(server)
    for path in (fork(parent), retry(parent)):
        begun = told(server.post(path, {"from_stage": "media"}, headers={"X-DevServer-Owner": "bo"}), 202)
        assert server.wait_for(begun["run_id"])["owner"] == "bo"


@pytest.mark.parametrize("way", [fork, retry], ids=["fork", "retry"])
@pytest.mark.parametrize("run_id", [NOBODY, "run_1", "..%2f..", "RUN_01ARZ3NDEKTSV4RRFFQ69G5FAV"])
def test_a_run_that_is_none_is_not_found(server: Server, way: Any, run_id: str) -> None:
    problem(server.post(way(run_id), {"from_stage": "media"}), 404, "not-found")


def test_an_open_run_is_not_retried(server: Server) -> None:
    run_id = server.intercept()["run_id"]
    assert problem(server.client.post(retry(run_id)), 409, "conflict")["params"]["state"] == "open"


def test_a_stage_that_was_not_reached_is_a_conflict(server: Server) -> None:
    run_id = told(server.post("/api/runs", {**RUN, "input_text": "a naked child"}), 202)["run_id"]
    server.wait_for(run_id)
    params = problem(server.post(fork(run_id), {"from_stage": "media"}), 409, "conflict")["params"]
    assert (params["stage"], params["reached"]) == ("media", "input_check")


FAULTS: dict[str, tuple[dict[str, Any], int, list[str]]] = {
    "no stage": ({}, 422, ["/from_stage"]),
    "a stage that is none": ({"from_stage": "output_check"}, 422, ["/from_stage"]),
    "an unknown field": ({"from_stage": "media", "change": {}}, 422, ["/change"]),
    "an unknown change": ({"from_stage": "media", "changes": {"prompt": "x"}}, 422, ["/changes/prompt"]),
    "an empty text": ({"from_stage": "media", "changes": {"text": ""}}, 422, ["/changes/text"]),
    "an attitude too late": ({"from_stage": "media", "changes": {"config": "pocket_map"}}, 422, ["/changes/config"]),
    "a wrong parameter": (
        {"from_stage": "media", "changes": {"parameters": {"width": "wide"}}},
        422,
        ["/changes/parameters/width"],
    ),
    "a seed that is too large": ({"from_stage": "media", "changes": {"seed": 2**53}}, 422, ["/changes/seed"]),
    "a looser level": ({"from_stage": "media", "changes": {"safety_level": "research"}}, 403, []),
    "an output that is none": ({"from_stage": "media", "changes": {"output_config": "x"}}, 404, []),
}


@pytest.mark.parametrize(("body", "status", "pointers"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_place(server: Server, body: dict[str, Any], status: int, pointers: list[str]) -> None:
    run_id = made(server)
    count = server.count()
    slug = {422: "invalid-input", 403: "forbidden", 404: "not-found"}[status]
    answered = problem(server.post(fork(run_id), body), status, slug)
    assert [fault["pointer"] for fault in answered.get("faults", ())] == pointers
    assert server.count() == count


@pytest.mark.parametrize("seed", ["-2", "x", "9007199254740992", "1.5"])
def test_a_seed_that_is_none_is_refused(server: Server, seed: str) -> None:
    response = server.client.post(f"{retry(made(server))}?seed={seed}")
    assert response.status_code == 422


def pace(server: Server, run_id: str) -> tuple[int, float | None]:
    job = told(server.get(f"/api/v2/jobs/{run_id}"))
    assert (job["deadline_at"] is None) == (job["timeout_seconds"] is None)
    run = server.wait_for(run_id)
    assert (run["priority"], run["timeout_seconds"]) == (job["priority"], job["timeout_seconds"])
    return job["priority"], job["timeout_seconds"]


def test_priority_and_limit_are_told_and_kept_unless_they_are_changed(server: Server) -> None:
    parent = made(server, priority=3, timeout_seconds=600)
    assert pace(server, parent) == (3, 600)
    again = [
        server.client.post(retry(parent)),
        server.client.post(retry(parent) + "?priority=-2&timeout_seconds=30.5&language=de"),
        server.post(fork(parent), {"from_stage": "media"}),
        server.post(fork(parent), {"from_stage": "media", "changes": {"priority": 10, "timeout_seconds": None}}),
    ]
    found = [pace(server, told(response, 202)["run_id"]) for response in again]
    assert found == [(3, 600), (-2, 30.5), (3, 600), (10, None)]


@pytest.mark.parametrize("query", ["priority=11", "priority=1.5", "timeout_seconds=0", "timeout_seconds=nan"])
def test_a_pace_that_is_none_is_refused(server: Server, query: str) -> None:
    assert problem(server.client.post(f"{retry(NOBODY)}?{query}"), 422, "invalid-input")["faults"]
