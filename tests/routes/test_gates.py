"""Gates over HTTP: listed, read and decided by who owns the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from devserver.models.outcomes import TimeoutUnknown
from devserver.models.runs import IN_FLIGHT
from tests.routes.serving import STAGES, Server, problem, serve, told, waiting

GATES, UNKNOWN = "/api/gates", "gate_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"
EVE = {"X-DevServer-Owner": "eve"}


@pytest.fixture(scope="module")
def charging_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("data"), charges=True) as server:
        yield server


@pytest.fixture
def charging(charging_server: Server) -> Server:
    charging_server.part.reset()
    return charging_server


def test_a_run_that_waits_names_its_gate_wherever_it_is_shown(charging: Server) -> None:
    run = waiting(charging)
    run_id, gate = run["run_id"], run["gate"]
    job = told(charging.get(f"/api/v2/jobs/{run_id}"))
    assert (job["status"], job["gate"], job["cost"]["unknown"], job["cost"]["complete"]) == ("waiting", gate, 1, False)
    listed = told(charging.get("/api/v2/jobs?status=waiting"))["jobs"]
    assert [(one["job_id"], one["gate"]) for one in listed if one["job_id"] == run_id] == [(run_id, gate)]
    found = told(charging.get(f"{GATES}/{gate}"))
    assert (found["gate_id"], found["run_id"], found["state"], found["kind"]) == (
        *(gate, run_id, "open"),
        "unknown_payment",
    )
    assert (found["asks"]["model"], found["asks"]["estimate_usd"]) == ("poet", None)
    assert problem(charging.get(f"/api/v2/jobs/{run_id}/result"), 409, "conflict")["params"]["state"] == "waiting"


def test_retry_lets_the_run_go_on_and_every_view_says_that_it_may_be_paid_twice(charging: Server) -> None:
    run = waiting(charging)
    decided = told(charging.post(f"{GATES}/{run['gate']}", {"decision": "retry"}))
    assert (decided["state"], decided["decision"], decided["decided_by"]) == ("decided", "retry", "local")
    ended = charging.wait_for(run["run_id"])
    assert (ended["status"], ended["gate"]) == ("completed", None)
    calls = [(call["outcome"], call["repetition"], call["maybe_paid_twice"]) for call in ended["calls"]][:2]
    assert calls == [("timeout_unknown", 0, False), ("ok", 1, True)]
    assert ended["cost"]["maybe_paid_twice"] == 1
    assert told(charging.get(f"/api/v2/jobs/{run['run_id']}"))["cost"]["maybe_paid_twice"] == 1
    [costs] = [
        group for group in told(charging.get("/api/costs?group_by=run"))["groups"] if group["key"] == run["run_id"]
    ]
    assert costs["maybe_paid_twice"] == 1
    charging.call(charging.engine.upkeep.delete(run["run_id"]))
    costs = told(charging.get("/api/costs?group_by=run"))["groups"]
    assert [group["maybe_paid_twice"] for group in costs if group["key"] == run["run_id"]] == [1], "and stays so"


@pytest.mark.parametrize("language", ["en", "de"])
def test_fail_ends_the_run_with_a_problem_that_says_what_may_have_been_paid(charging: Server, language: str) -> None:
    run = waiting(charging)
    told(charging.post(f"{GATES}/{run['gate']}", {"decision": "fail"}))
    ended = told(charging.get(f"/api/runs/{run['run_id']}?language={language}"))
    assert (ended["status"], ended["problem"]["type"]) == ("failed", "/problems/backend-failed")
    assert ("bezahlt" if language == "de" else "may have been paid") in ended["problem"]["detail"]
    for decision in ("retry", "fail"):
        again = problem(charging.post(f"{GATES}/{run['gate']}", {"decision": decision}), 409, "conflict")
        assert again["params"] == {"gate_id": run["gate"], "run_id": run["run_id"], "state": "decided"}


def test_a_cancelled_run_asks_nothing_any_more(charging: Server) -> None:
    run = waiting(charging)
    told(charging.client.post(f"/api/v2/jobs/{run['run_id']}/cancel"))
    problem(charging.post(f"{GATES}/{run['gate']}", {"decision": "retry"}), 409, "conflict")
    assert told(charging.get(f"{GATES}/{run['gate']}"))["decision"] == "cancel"


def test_who_waits_for_a_stage_learns_where_to_decide(charging: Server) -> None:
    charging.part.script = lambda _call: [TimeoutUnknown(seconds=3)]
    body = {"input_text": "a house", "config": "close_observer"}
    said = problem(charging.post(f"{STAGES}/interception", body), 409, "conflict")
    run = told(charging.get(f"/api/runs/{said['run_id']}"))
    assert (run["status"], said["params"]["gate_id"]) == ("waiting", run["gate"])
    charging.part.reset()
    told(charging.post(f"{GATES}/{run['gate']}", {"decision": "retry"}))
    ended = charging.wait_until(said["run_id"], lambda one: one["status"] not in {*IN_FLIGHT, "waiting"})
    assert (ended["status"], ended["texts"]["interception"]) == ("open", "poet: a house")


def test_gates_are_listed_in_pages(charging: Server) -> None:
    runs = [waiting(charging) for _ in range(3)]
    gates = [run["gate"] for run in reversed(runs)]
    first = told(charging.get(f"{GATES}?state=open&limit=2"))
    assert [gate["gate_id"] for gate in first["gates"]] == gates[:2]
    second = told(charging.get(f"{GATES}?state=open&limit=2&cursor={first['next']}"))
    assert second["gates"][0]["gate_id"] == gates[2]
    of_run = told(charging.get(f"{GATES}?run_id={runs[0]['run_id']}&kind=unknown_payment"))
    assert ([gate["gate_id"] for gate in of_run["gates"]], of_run["total"]) == (
        [runs[0]["gate"]],
        {"count": 1, "at_least": False},
    )


def test_only_the_owner_sees_and_decides(charging: Server) -> None:
    gate = waiting(charging, headers=EVE)["gate"]
    assert gate not in [one["gate_id"] for one in told(charging.get(GATES))["gates"]]
    problem(charging.get(f"{GATES}/{gate}"), 404, "not-found")
    problem(charging.post(f"{GATES}/{gate}", {"decision": "fail"}), 404, "not-found")
    assert [one["gate_id"] for one in told(charging.get(GATES, headers=EVE))["gates"]] == [gate]
    assert told(charging.post(f"{GATES}/{gate}", {"decision": "fail"}, headers=EVE))["decided_by"] == "eve"


WRONG: dict[str, Any] = {
    "nothing": {},
    "another word": {"decision": "cancel"},
    "null": {"decision": None},
    "a list": {"decision": ["retry"]},
    "more than that": {"decision": "retry", "twice": True},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_decision_changes_nothing(charging: Server, body: Any) -> None:
    gate = waiting(charging)["gate"]
    problem(charging.post(f"{GATES}/{gate}", body), 422, "invalid-input")
    assert told(charging.get(f"{GATES}/{gate}"))["state"] == "open"


@pytest.mark.parametrize("query", ["state=closed", "kind=x", "limit=0", "limit=201", "cursor=x", "run_id=x", "z=1"])
def test_a_query_that_does_not_fit(server: Server, query: str) -> None:
    problem(server.get(f"{GATES}?{query}"), 422, "invalid-input")


@pytest.mark.parametrize("gate_id", [UNKNOWN, "gate_1", "%00", "..%2f..%2fetc", "g" * 3000])
def test_what_is_no_gate_does_not_exist(server: Server, gate_id: str) -> None:
    problem(server.get(f"{GATES}/{gate_id}"), 404, "not-found")
    problem(server.post(f"{GATES}/{gate_id}", {"decision": "retry"}), 404, "not-found")
