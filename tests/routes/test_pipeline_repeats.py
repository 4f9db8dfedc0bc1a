"""A request that is repeated with the same key makes one run, whichever way it asks for work."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from devserver.models.outcomes import Ok
from tests.routes.posting import INTERCEPTION, POSTS, body_for
from tests.routes.serving import Server, problem, told


@pytest.mark.parametrize("path", POSTS)
def test_the_same_request_with_a_key_makes_one_run(server: Server, path: str) -> None:
    headers = {"Idempotency-Key": f"same {path}"}
    first = server.post(path, body_for(path), headers=headers)
    run = server.wait_for(first.get_json()["run_id"])
    calls = len(server.part.calls)
    again = server.post(path, body_for(path), headers=headers)
    assert again.status_code == first.status_code
    assert again.get_json()["run_id"] == run["run_id"]
    assert len(server.part.calls) == calls
    if again.status_code == 200:
        assert again.get_json() == first.get_json()


def test_a_repeated_request_waits_for_the_first(server: Server) -> None:
    hold = threading.Event()
    server.part.script = lambda _call: [hold, Ok(text="late")]
    answers: list[Any] = []
    headers = {"Idempotency-Key": "twice at once"}

    def ask() -> None:
        answers.append(server.post(INTERCEPTION, body_for(INTERCEPTION), headers=headers).get_json())

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join(0.1)
    hold.set()
    for thread in threads:
        thread.join()
    assert answers[0] == answers[1]
    assert len(server.part.calls) == 1


def test_a_repeated_request_is_answered_with_its_own_attempt(server: Server) -> None:
    headers = {"Idempotency-Key": "the first of two"}
    first = told(server.post(INTERCEPTION, body_for(INTERCEPTION, seed=1), headers=headers))
    server.intercept("a barn", run_id=first["run_id"], seed=2)
    again = told(server.post(INTERCEPTION, body_for(INTERCEPTION, seed=1), headers=headers))
    assert {**again, "last_seq": 0} == {**first, "last_seq": 0}


def test_a_key_with_another_body_is_a_conflict(server: Server) -> None:
    headers = {"Idempotency-Key": "other body"}
    first = told(server.post(INTERCEPTION, body_for(INTERCEPTION), headers=headers))
    said = problem(server.post(INTERCEPTION, body_for(INTERCEPTION, seed=1), headers=headers), 409, "conflict")
    assert said["params"]["run_id"] == first["run_id"]


def test_a_key_belongs_to_its_owner(server: Server) -> None:
    runs = {
        told(
            server.post(
                INTERCEPTION,
                body_for(INTERCEPTION),
                headers={"Idempotency-Key": "mine", "X-DevServer-Owner": owner},
            )
        )["run_id"]
        for owner in ("anna", "ben")
    }
    assert [server.wait_for(run_id)["owner"] for run_id in sorted(runs)] in (["anna", "ben"], ["ben", "anna"])


@pytest.mark.parametrize(
    "key", [pytest.param("x" * 256, id="too long"), pytest.param("ä", id="not ASCII"), pytest.param("a\tb", id="a tab")]
)
def test_a_key_of_another_form_is_a_fault(server: Server, key: str) -> None:
    headers = {"Idempotency-Key": key}
    said = problem(server.post(INTERCEPTION, body_for(INTERCEPTION), headers=headers), 422, "invalid-input")
    assert said["faults"][0]["params"]["parameter"] == "Idempotency-Key"
