"""The four ways to ask for work: what they answer, what falls back to what, and how a call that fails is told."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.models.calls import TextCall
from devserver.models.outcomes import (
    Empty,
    Failed,
    Invalid,
    Ok,
    OutOfCredit,
    RateLimited,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.runs import MAX_SEED, now
from devserver.settings import SHIPPED
from tests.routes.posting import GENERATION, INTERCEPTION, OPTIMIZE, POSTS, body_for
from tests.routes.serving import STAGES, Server, problem, serve, told


def types(server: Server, run_id: str) -> list[str]:
    return [entity["type"] for entity in server.entities(run_id)]


def prompts(server: Server) -> list[str]:
    """Return what the models were given as input, in order."""
    return [c.prompt.input if isinstance(c, TextCall) else c.prompt for c in server.part.calls]


def test_an_interception_makes_a_run_and_answers_with_the_text(server: Server) -> None:
    answer = server.intercept("a red house", seed=5, language="de")
    assert answer == {
        "run_id": answer["run_id"],
        "status": "open",
        "attempt": 1,
        "interception_result": "poet: a red house",
        "passed_through": False,
        "reason": None,
        "refusal": None,
        "seed": 5,
        "language": "de",
        "safety_level": "youth",
        "last_seq": 5,
    }


@pytest.mark.parametrize(("language", "said"), [("fr", "en"), ("de-AT", "de"), ("en", "en"), ("pt-BR", "en")])
def test_a_run_has_any_language_and_the_answer_tells_which_one_the_server_speaks(
    server: Server, language: str, said: str
) -> None:
    body = {"input_text": "a red house", "config": "close_observer", "language": language}
    response = server.post(INTERCEPTION, body)
    assert (told(response)["language"], response.headers["Content-Language"]) == (language, said)
    assert server.part.calls[-1].language == language
    wrong = server.post(INTERCEPTION, {**body, "config": "none"})
    assert (wrong.headers["Content-Language"], wrong.get_json()["title"]) == (
        said,
        {"en": "This does not exist", "de": "Das gibt es nicht"}[said],
    )


def test_stage2_is_the_older_name_of_the_same(server: Server) -> None:
    answer = told(server.post(f"{STAGES}/stage2", body_for(INTERCEPTION)))
    assert answer["interception_result"] == "poet: a house"


def test_an_empty_attitude_lets_the_text_pass_without_a_call(server: Server) -> None:
    answer = server.intercept("a house", config="user_defined")
    assert (answer["interception_result"], answer["passed_through"]) == ("a house", True)
    assert answer["reason"] == "empty_context"
    assert server.part.calls == []


def test_an_attitude_in_own_words_goes_before_that_of_the_config(server: Server) -> None:
    server.intercept(context_prompt="shout")
    call = server.part.calls[0]
    assert isinstance(call, TextCall)
    assert call.prompt.context == "shout"


def test_four_stages_one_by_one_fall_back_to_what_the_run_holds(server: Server) -> None:
    run_id = server.intercept("a house")["run_id"]
    optimized = told(server.post(OPTIMIZE, {"run_id": run_id, "output_config": "image_embedded"}))
    assert optimized["run_id"] == run_id
    assert (optimized["attempt"], optimized["optimization_applied"]) == (2, True)
    assert optimized["optimized_prompt"] == "editor: poet: a house"
    assert optimized["output_config"] == "image_embedded"
    response = server.post(GENERATION, {"run_id": run_id})
    assert response.headers["Location"] == f"/api/runs/{run_id}"
    assert told(response, 202)["urls"]["media"] == f"/api/media/info/{run_id}"
    run = server.wait_for(run_id)
    assert (run["status"], run["attempt"]) == ("completed", 3)
    assert prompts(server) == ["a house", "poet: a house", "editor: poet: a house"]
    assert run["texts"]["prompt"] == "editor: poet: a house"
    assert types(server, run_id) == [
        "input",
        "input_check",
        "interception",
        "optimization",
        "output_check",
        "image",
    ]


def test_all_four_stages_as_one_job(server: Server) -> None:
    response = server.post("/api/runs", body_for("/api/runs", seed=3))
    begun = told(response, 202)
    assert response.headers["Location"] == begun["urls"]["run"]
    run = server.wait_for(begun["run_id"])
    assert (run["status"], run["seed"], run["action"]) == ("completed", 3, "run")
    assert [medium["type"] for medium in run["media"]] == ["image"]


def test_a_changed_text_is_kept_as_an_edit_before_it_is_used(server: Server) -> None:
    run_id = server.intercept("a house")["run_id"]
    told(server.post(OPTIMIZE, {"run_id": run_id, "input_text": "a tower", "output_config": "image_embedded"}))
    told(server.post(GENERATION, {"run_id": run_id, "prompt": "a tall tower"}), 202)
    run = server.wait_for(run_id)
    assert types(server, run_id) == [
        "input",
        "input_check",
        "interception",
        "interception_edit",
        "input_check",
        "optimization",
        "optimization_edit",
        "output_check",
        "image",
    ]
    assert prompts(server) == ["a house", "a tower", "a tall tower"]
    assert run["texts"] == {
        "input": "a house",
        "interception": "a tower",
        "optimization": "a tall tower",
        "prompt": "a tall tower",
    }


def test_repeating_a_stage_appends_an_attempt(server: Server) -> None:
    first = server.intercept("a house")
    second = server.intercept("a barn", run_id=first["run_id"])
    assert (second["run_id"], second["attempt"]) == (first["run_id"], 2)
    texts = [e["text"] for e in server.entities(first["run_id"]) if e["type"] == "interception"]
    assert texts == ["poet: a house", "poet: a barn"]


def test_what_comes_after_the_end_is_a_child_run(server: Server) -> None:
    begun = told(server.post("/api/runs", body_for("/api/runs")), 202)
    parent = server.wait_for(begun["run_id"])
    child = server.wait_for(told(server.post(GENERATION, {"run_id": parent["run_id"]}), 202)["run_id"])
    assert child["run_id"] != parent["run_id"]
    assert child["parent_run_id"] == parent["run_id"]
    assert child["texts"]["prompt"] == parent["texts"]["prompt"]
    assert server.wait_for(parent["run_id"]) == parent


def test_a_run_that_works_takes_no_second_call(server: Server) -> None:
    hold = threading.Event()
    server.part.script = lambda _call: [hold, Ok(text="late")]
    run_id = told(server.post("/api/runs", body_for("/api/runs")), 202)["run_id"]
    for path in POSTS[:-1]:
        said = problem(server.post(path, body_for(path, run_id=run_id)), 409, "conflict")
        assert said["params"] == {"run_id": run_id, "state": "running"}
    hold.set()
    assert server.wait_for(run_id)["attempt"] == 1


def test_of_two_calls_at_once_one_gets_the_run(server: Server) -> None:
    run_id = server.intercept("a house")["run_id"]
    hold = threading.Event()
    server.part.script = lambda _call: [hold, Ok(text="late")]
    answers: list[int] = []

    def ask() -> None:
        body = body_for(INTERCEPTION, run_id=run_id)
        answers.append(server.post(INTERCEPTION, body).status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads[:-1]:
        while len(answers) < 3 and thread.is_alive():
            thread.join(0.01)
    hold.set()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("seed", ["random", -1, None], ids=["random", "-1", "null"])
def test_a_seed_may_be_drawn_in_three_ways(server: Server, path: str, seed: object) -> None:
    drawn = [server.post(path, body_for(path, seed=seed)).json for _ in range(2)]
    first, second = (server.wait_for(one["run_id"])["seed"] for one in drawn)
    assert 0 <= first <= MAX_SEED
    assert first != second


def test_many_first_requests_at_once(tmp_path: Path) -> None:
    with serve(tmp_path) as server, ThreadPoolExecutor(16) as pool:
        at_once = threading.Barrier(16)

        def ask(number: int) -> dict[str, Any]:
            at_once.wait()
            return server.intercept(f"house {number}")

        answers = list(pool.map(ask, range(16)))
    assert [answer["interception_result"] for answer in answers] == [f"poet: house {number}" for number in range(16)]
    assert len({answer["run_id"] for answer in answers}) == 16


def test_an_output_without_instruction_is_not_optimized(tmp_path: Path) -> None:
    config = json.loads((SHIPPED / "configs/output/image_embedded.json").read_text())
    config["name"] = "Plain"
    config["meta"] = {**config.get("meta", {}), "optimization_instruction": ""}
    folder = tmp_path / "more" / "configs" / "output"
    folder.mkdir(parents=True)
    (folder / "plain.json").write_text(json.dumps(config))
    with serve(tmp_path / "data", schemas=(tmp_path / "more",)) as server:
        answer = told(server.post(OPTIMIZE, {"input_text": "a house", "output_config": "Plain"}))
        assert (answer["optimized_prompt"], answer["optimization_applied"]) == ("a house", False)
        assert server.part.calls == []


# What ends a call ---------------------------------------------------------------------------------------------------

ENDS = [
    pytest.param(Failed(reason="it broke"), 502, "backend-failed", id="a call that fails"),
    pytest.param(Empty(), 502, "backend-failed", id="a call that gives nothing"),
    pytest.param(Ok(text="  "), 502, "backend-failed", id="a call that gives only spaces"),
    pytest.param(Invalid(reason="no such size"), 502, "backend-failed", id="a call that is not accepted"),
    pytest.param(TimeoutUnknown(seconds=3), 502, "backend-failed", id="a call without an answer"),
    pytest.param(OutOfCredit(), 503, "unavailable", id="an account without credit"),
    pytest.param(Unavailable(reason="down", missing=("poet",)), 503, "unavailable", id="a model that is not there"),
    pytest.param(RateLimited(retry_at=now() + timedelta(hours=1)), 429, "rate-limited", id="too many calls"),
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("outcome", "status", "slug"), ENDS)
def test_a_failed_call_is_a_problem_that_names_its_run(
    server: Server, outcome: Any, status: int, slug: str, language: str
) -> None:
    server.part.script = lambda _call: [outcome]
    response = server.post(INTERCEPTION, body_for(INTERCEPTION, language=language))
    said = problem(response, status, slug)
    run = server.wait_for(said["run_id"])
    assert run["status"] == "failed"
    assert said["instance"] == f"/api/runs/{said['run_id']}"
    shown = told(server.get(f"/api/runs/{said['run_id']}?language={language}"))["problem"]
    assert shown["detail"] == said["detail"]
    assert ("Stufe" in said["detail"]) == (language == "de" and "Guthaben" not in said["detail"])
    if status in {429, 503}:
        assert 1 <= int(response.headers["Retry-After"]) <= 3600
    if slug == "rate-limited":
        assert int(response.headers["Retry-After"]) > 1800


def test_a_run_that_is_cancelled_meanwhile_is_a_conflict(server: Server) -> None:
    begun = threading.Event()

    def script(_call: object) -> list[Any]:
        begun.set()
        return [60.0]

    server.part.script = script
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(server.post(INTERCEPTION, body_for(INTERCEPTION))))
    thread.start()
    assert begun.wait(30)
    newest = max(path.name for path in (server.engine.recorder.data / "runs").glob("*/*/*/*"))
    server.call(server.engine.runs.cancel(newest))
    thread.join()
    said = problem(answers[0], 409, "conflict")
    assert said["run_id"] == newest
