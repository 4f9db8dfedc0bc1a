"""Values that the four ways to ask for work do not take: each fault with its pointer, before any work."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.models.runs import MAX_SEED
from tests.routes.posting import GENERATION, INTERCEPTION, OPTIMIZE, POSTS, body_for
from tests.routes.serving import Server, problem, told

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
    pytest.param(INTERCEPTION, {"priority": 11}, "/priority", id="a priority above the most"),
    pytest.param(GENERATION, {"priority": -11}, "/priority", id="a priority below the least"),
    pytest.param(GENERATION, {"priority": None}, "/priority", id="no priority at all"),
    pytest.param(GENERATION, {"timeout_seconds": 0}, "/timeout_seconds", id="a limit of nothing"),
    pytest.param(GENERATION, {"timeout_seconds": 604_801}, "/timeout_seconds", id="a limit beyond a week"),
    pytest.param(GENERATION, {"timeout_seconds": True}, "/timeout_seconds", id="a truth value for a limit"),
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
