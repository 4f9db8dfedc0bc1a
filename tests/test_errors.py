from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver import errors
from devserver.errors import Conflict, DevServerError, Fault, InvalidInput, NotFound, Problem, render, sentence, spoken


def test_the_tree_has_one_slug_and_status_for_each_class() -> None:
    kinds = [DevServerError, *DevServerError.__subclasses__()]
    assert len({kind.slug for kind in kinds}) == len(kinds)
    assert len(kinds) <= 14
    assert all(400 <= kind.status <= 503 for kind in kinds)
    assert all(kind.slug in (errors.__doc__ or "") for kind in kinds)


@pytest.mark.parametrize(
    ("language", "start"),
    [("en", "There is no run"), ("de", "Es gibt keinen Lauf"), ("fr", "There is no run"), ("", "There is no run")],
)
def test_a_problem_is_rendered_in_the_language_of_its_reader(language: str, start: str) -> None:
    body = render(NotFound("run_not_found", run_id="run_x").problem(), language, "/api/runs/run_x")
    assert body["detail"].startswith(start)
    assert (body["type"], body["status"], body["instance"]) == ("/problems/not-found", 404, "/api/runs/run_x")
    assert body["params"] == {"run_id": "run_x"}


def test_each_fault_has_a_pointer_and_a_sentence() -> None:
    error = InvalidInput(
        Fault(pointer="/a", message="text_empty"),
        Fault(pointer="/b/0", message="value_wrong", params={"reason": "{x} is not {y!r}"}),
    )
    body = render(error.problem(), "en")
    assert (body["status"], body["params"]) == (422, {"count": 2})
    assert [fault["pointer"] for fault in body["faults"]] == ["/a", "/b/0"]
    assert "{x} is not {y!r}" in body["faults"][1]["detail"]
    assert str(error) == "2 values do not fit."
    assert str(InvalidInput(Fault(pointer="/a", message="text_empty"))) == "One value does not fit."


@given(st.text(), st.text())
def test_parameters_are_data_and_never_templates(reason: str, model: str) -> None:
    said = sentence("call_failed", {"reason": reason, "model": model, "stage": "media"}, "en")
    assert model in said
    assert reason in said


def test_a_parameter_that_an_older_version_did_not_store_leaves_a_mark() -> None:
    assert "(run_id?)" in sentence("run_not_found", {}, "en")
    assert sentence("config_not_found", {"nearest": ["a", "b"]}, "en").count("a, b") == 1


def test_a_list_that_is_empty_leaves_no_hole_in_a_sentence() -> None:
    params = {"name": "out", "nearest": []}
    assert sentence("field_unknown", params, "en") == "There is no field 'out'. Nearest names: none."
    assert sentence("field_unknown", params, "de") == "Es gibt kein Feld 'out'. Ähnliche Namen: keine."


def test_a_cause_is_told_in_the_language_of_the_whole_sentence() -> None:
    cause = {"message": "call_empty", "params": {"model": "m", "stage": "{s}"}}
    assert "m answered with nothing in stage {s}" in sentence("check_failed", {"stage": "x", "cause": cause}, "en")
    assert "m hat in der Stufe {s} nichts geantwortet" in sentence("check_failed", {"stage": "x", "cause": cause}, "de")


@pytest.mark.parametrize(
    ("stage", "en", "de"),
    [
        pytest.param("input_check", "input check", "Eingangsprüfung", id="a stage"),
        pytest.param("interception_2", "interception 2", "Interzeption 2", id="one of several steps"),
        pytest.param("4", "4", "4", id="a number alone"),
        pytest.param("of_another_version", "of_another_version", "of_another_version", id="one that nobody knows"),
        pytest.param(None, "none", "keine", id="none yet"),
    ],
)
def test_stages_are_called_by_their_names(stage: str | None, en: str, de: str) -> None:
    params = {"model": "m", "stage": stage}
    assert f"m answered with nothing in stage {en}." in sentence("call_empty", params, "en")
    assert f"m hat in der Stufe {de} nichts geantwortet." in sentence("call_empty", params, "de-AT")


def test_an_unknown_message_is_rendered_all_the_same() -> None:
    body = render(Problem(type="gone", status=500, message="gone", params={"error_id": "1"}))
    assert body["title"]
    assert "1" in body["detail"]


def test_a_problem_is_stored_and_read_back() -> None:
    problem = Conflict("run_busy", run_id="x", state="running").problem()
    assert Problem.model_validate(json.loads(problem.model_dump_json())) == problem


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("den", "en")],
)
def test_who_asks_for_another_language_is_told_in_ours(asked: str, expected: str) -> None:
    assert spoken(asked) == expected
    told = render(NotFound("path_not_found", path="/x").problem(), asked)
    assert told["title"] == {"en": "This does not exist", "de": "Das gibt es nicht"}[expected]
    assert told["detail"].startswith({"en": "There is nothing", "de": "Unter"}[expected])
