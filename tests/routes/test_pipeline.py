"""The four ways to ask for work: what they answer, what falls back to what, and what is refused before any work."""

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
    Refused,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.runs import MAX_SEED, now
from devserver.settings import SHIPPED
from tests.routes.serving import STAGES, Server, problem, serve, told

INTERCEPTION = f"{STAGES}/interception"
OPTIMIZE = f"{STAGES}/optimize"
GENERATION = f"{STAGES}/generation"
POSTS = (INTERCEPTION, f"{STAGES}/stage2", OPTIMIZE, GENERATION, "/api/runs")

STOPPED = "a naked child"


def body_for(path: str, **more: Any) -> dict[str, Any]:
    """Return a body that a route takes."""
    return {
        INTERCEPTION: {"input_text": "a house", "config": "close_observer"},
        f"{STAGES}/stage2": {"input_text": "a house", "config": "close_observer"},
        OPTIMIZE: {"input_text": "a house", "output_config": "image_embedded"},
        GENERATION: {"prompt": "a house", "output_config": "image_embedded"},
        "/api/runs": {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded"},
    }[path] | more


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
    assert begun.wait(5)
    newest = max(path.name for path in (server.engine.recorder.data / "runs").glob("*/*/*/*"))
    server.call(server.engine.runs.cancel(newest))
    thread.join()
    said = problem(answers[0], 409, "conflict")
    assert said["run_id"] == newest


# Safety --------------------------------------------------------------------------------------------------------------


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


# Idempotency ---------------------------------------------------------------------------------------------------------


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


# Bad input -----------------------------------------------------------------------------------------------------------


MISSPELT = {"config": ("close_obsever", "close_observer"), "output_config": ("image_embeded", "image_embedded")}


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path in POSTS for name in MISSPELT if name in body_for(path)]
)
def test_an_unknown_config_names_the_nearest(server: Server, path: str, name: str) -> None:
    wrong, right = MISSPELT[name]
    said = problem(server.post(path, body_for(path, **{name: wrong})), 404, "not-found")
    assert said["params"]["nearest"][0] == right


def test_a_config_of_another_kind_is_not_taken(server: Server) -> None:
    said = problem(server.post(INTERCEPTION, body_for(INTERCEPTION, config="image_embedded")), 404, "not-found")
    assert said["params"]["wanted"] == "interception"


BAD = [
    pytest.param(INTERCEPTION, {"input_text": ""}, "/input_text", id="an empty text"),
    pytest.param(INTERCEPTION, {"input_text": " \n\t"}, "/input_text", id="a text of spaces"),
    pytest.param(INTERCEPTION, {"input_text": "x" * 20_001}, "/input_text", id="a text that is too long"),
    pytest.param(INTERCEPTION, {"input_text": "a\0b"}, "/input_text", id="a text with NUL"),
    pytest.param(INTERCEPTION, {"input_text": "a\ud800b"}, "/input_text", id="a text with half a surrogate pair"),
    pytest.param(INTERCEPTION, {"input_text": 7}, "/input_text", id="a number for a text"),
    pytest.param(INTERCEPTION, {"input_text": None}, "/input_text", id="no text and no run"),
    pytest.param(INTERCEPTION, {"context_prompt": "y" * 20_001}, "/context_prompt", id="an attitude that is too long"),
    pytest.param(INTERCEPTION, {"config": ""}, "/config", id="an empty config"),
    pytest.param(INTERCEPTION, {"config": None}, "/config", id="no config"),
    pytest.param(INTERCEPTION, {"seed": -2}, "/seed", id="a seed below -1"),
    pytest.param(INTERCEPTION, {"seed": MAX_SEED + 1}, "/seed", id="a seed above the largest"),
    pytest.param(INTERCEPTION, {"seed": 1.5}, "/seed", id="a seed with a fraction"),
    pytest.param(INTERCEPTION, {"seed": True}, "/seed", id="a truth value for a seed"),
    pytest.param(INTERCEPTION, {"seed": "7"}, "/seed", id="a text for a seed"),
    pytest.param(INTERCEPTION, {"seed": 10**300}, "/seed", id="an absurd seed"),
    pytest.param(INTERCEPTION, {"inputtext": "a"}, "/inputtext", id="a field that there is not"),
    pytest.param(INTERCEPTION, {"run_id": "run_1"}, "/run_id", id="a run id of another form"),
    pytest.param(INTERCEPTION, {"language": "?"}, "/language", id="a language that is none"),
    pytest.param(INTERCEPTION, {"safety_level": "wild"}, "/safety_level", id="a level that there is not"),
    pytest.param(OPTIMIZE, {"output_config": None}, "/output_config", id="no output"),
    pytest.param(GENERATION, {"prompt": ""}, "/prompt", id="an empty prompt"),
    pytest.param(GENERATION, {"parameters": {"width": -1}}, "/parameters/width", id="a negative size"),
    pytest.param(GENERATION, {"parameters": {"width": 10**9}}, "/parameters/width", id="an absurd size"),
    pytest.param(GENERATION, {"parameters": {"width": 10**300}}, "/parameters/width", id="a size with 300 digits"),
    pytest.param(GENERATION, {"parameters": {"width": 1e300}}, "/parameters/width", id="a size as a huge fraction"),
    pytest.param(GENERATION, {"parameters": {"width": "wide"}}, "/parameters/width", id="a text for a size"),
    pytest.param(GENERATION, {"parameters": {"seed": -7}}, "/parameters/seed", id="a seed parameter below -1"),
    pytest.param(GENERATION, {"parameters": {"witdh": 5}}, "/parameters/witdh", id="a parameter that there is not"),
    pytest.param(GENERATION, {"parameters": {"a/b~c": 5}}, "/parameters/a~1b~0c", id="a parameter to be escaped"),
    pytest.param(GENERATION, {"parameters": {"\ud800": 5}}, "/parameters", id="a name with half a surrogate pair"),
    pytest.param(GENERATION, {"parameters": []}, "/parameters", id="a list of parameters"),
    pytest.param(GENERATION, {"inputs": {"a": {}}}, "/inputs/a", id="an input that there is not"),
    pytest.param(GENERATION, {"inputs": {"a": {"index": -1}}}, "/inputs/a/index", id="a negative index"),
    pytest.param(
        GENERATION, {"inputs": {"a": {"type": "smell"}}}, "/inputs/a/type", id="a media type that there is not"
    ),
    pytest.param("/api/runs", {"parameters": {"prompt": "x"}}, "/parameters/prompt", id="the prompt as a parameter"),
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("path", "more", "pointer"), BAD)
def test_a_wrong_value_is_a_fault_with_its_pointer(
    server: Server, path: str, more: dict[str, Any], pointer: str, language: str
) -> None:
    before = server.count()
    response = server.post(f"{path}?language={language}", body_for(path, **more))
    said = problem(response, 422, "invalid-input")
    assert any(fault["pointer"].startswith(pointer) for fault in said["faults"]), said
    assert said["title"] == {"en": "Some values do not fit", "de": "Einige Werte passen nicht"}[language]
    assert "?)" not in str(said["faults"])
    assert server.count() == before
    assert server.part.calls == []


def test_every_fault_is_told_at_once(server: Server) -> None:
    body = body_for(GENERATION, prompt="", parameters={"width": -1, "nothing": 1})
    said = problem(server.post(GENERATION, body), 422, "invalid-input")
    assert {fault["pointer"] for fault in said["faults"]} == {"/prompt", "/parameters/width", "/parameters/nothing"}


def test_marks_for_reading_from_the_right_are_kept(server: Server) -> None:
    text = "\u200fبيت أحمر\u200e and \u202ehouse\u202c 🏠"
    run_id = server.intercept(text)["run_id"]
    assert server.entities(run_id)[0]["text"] == text


@pytest.mark.parametrize("path", POSTS[:-1])
def test_a_run_that_there_is_not(server: Server, path: str) -> None:
    body = body_for(path, run_id="run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E")
    problem(server.post(path, body), 404, "not-found")


def test_an_input_that_the_output_does_not_take(server: Server) -> None:
    inputs = {"input_image": {"upload_id": "upload_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"}}
    said = problem(server.post(GENERATION, body_for(GENERATION, inputs=inputs)), 422, "invalid-input")
    assert said["faults"][0]["pointer"] == "/inputs/input_image"


def test_an_output_whose_backend_is_not_ready_is_taken_and_fails(server: Server) -> None:
    server.part.available = server.part.available.model_copy(update={"state": "unavailable", "reason": "it is off"})
    run_id = told(server.post(GENERATION, body_for(GENERATION)), 202)["run_id"]
    run = server.wait_for(run_id)
    assert (run["status"], run["problem"]["type"]) == ("failed", "/problems/unavailable")
    assert "it is off" in run["problem"]["detail"]
