"""What safety says to the four ways to ask for work: refusals, and levels that a request asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devserver.models.outcomes import Refused
from tests.routes.posting import GENERATION, OPTIMIZE, POSTS, STOPPED, body_for
from tests.routes.serving import Server, problem, serve, told


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Children and sexuality"), ("de", "Kinder und Sexualität")],
    ids=["English", "German"],
)
def test_a_refusal_is_a_result_that_says_why_and_where(server: Server, language: str, label: str) -> None:
    answer = server.intercept(f"Look: {STOPPED}", language=language)
    assert (answer["status"], answer["interception_result"]) == ("refused", None)
    refusal = answer["refusal"]
    assert (refusal["stage"], refusal["level"], refusal["source"]) == ("input_check", "youth", "word_list")
    assert refusal["hits"] == [{"start": 8, "end": 19}]
    category = refusal["categories"][0]
    assert (category["id"], category["label"]) == ("sexualised_minors", label)
    assert category["reason"] == refusal["reason"]
    assert category["hint"]
    assert server.part.calls == []
    shown = told(server.get(f"/api/runs/{answer['run_id']}?language={language}"))
    assert shown["refusal"] == refusal
    assert shown["problem"] is None


def test_a_refusal_by_a_model_is_a_result_too(server: Server) -> None:
    server.part.script = lambda _call: [Refused(reason="I would rather not")]
    answer = server.intercept()
    assert answer["status"] == "refused"
    assert answer["refusal"]["reason"] == "I would rather not"
    assert (answer["refusal"]["source"], answer["refusal"]["categories"]) == ("backend", [])


def test_an_edit_is_checked_before_it_is_optimized(server: Server) -> None:
    run_id = server.intercept()["run_id"]
    answer = told(server.post(OPTIMIZE, body_for(OPTIMIZE, run_id=run_id, input_text=STOPPED)))
    assert (answer["status"], answer["optimized_prompt"], answer["optimization_applied"]) == ("refused", None, False)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"prompt": STOPPED}, id="the prompt"),
        pytest.param({"parameters": {"negative_prompt": STOPPED}}, id="a text parameter"),
    ],
)
def test_a_job_that_is_refused_says_so_in_its_run(server: Server, more: dict[str, Any]) -> None:
    begun = told(server.post(GENERATION, body_for(GENERATION, **more)), 202)
    run = server.wait_for(begun["run_id"])
    assert (run["status"], run["media"]) == ("refused", [])
    assert run["refusal"]["stage"] == "output_check"
    assert server.part.calls == []


@pytest.mark.parametrize("path", POSTS)
def test_a_request_may_tighten_the_level(server: Server, path: str) -> None:
    response = server.post(path, body_for(path, safety_level="kids"))
    assert response.status_code in {200, 202}
    assert server.wait_for(response.get_json()["run_id"])["safety_level"] == "kids"


@pytest.mark.parametrize("path", POSTS)
def test_a_request_may_not_loosen_the_level(server: Server, path: str) -> None:
    before = server.count()
    said = problem(server.post(path, body_for(path, safety_level="adult")), 403, "forbidden")
    assert said["params"] == {"asked": "adult", "server": "youth"}
    assert server.count() == before


def test_a_run_stays_as_strict_as_it_began(server: Server) -> None:
    run_id = server.intercept(safety_level="kids")["run_id"]
    assert server.intercept("again", run_id=run_id)["safety_level"] == "kids"


def test_a_server_without_lists_takes_any_level(tmp_path: Path) -> None:
    with serve(tmp_path, safety_level="research") as server:
        assert server.intercept(safety_level="adult")["safety_level"] == "adult"
        assert server.intercept(STOPPED)["status"] == "open"
