from __future__ import annotations

import pytest

from devserver.declarations.reports import CODES, Finding, Report, did_you_mean, nearest


def test_the_text_form_is_that_of_a_compiler() -> None:
    report = Report("configs/a.json", 3, 7, "/pipeline", "error", "unknown_pipeline", "there is no pipeline 'x'", "y?")
    assert str(report) == "configs/a.json:3:7: error: there is no pipeline 'x' (y?) [unknown_pipeline]"


def test_without_a_hint_there_are_no_brackets() -> None:
    report = Report("a.json", 1, 1, "", "warning", "no_media_type", "nothing says it")
    assert str(report) == "a.json:1:1: warning: nothing says it [no_media_type]"


def test_a_finding_is_as_grave_as_its_code_unless_told() -> None:
    assert Finding("replaced", "", "x").gravity == "notice"
    assert Finding("name_differs", "", "x", severity="error").gravity == "error"


def test_every_code_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for _, sentence in CODES.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("manipluate", "did you mean 'manipulate'?", id="two letters that changed places"),
        pytest.param("zzz", "", id="a name like none"),
    ],
)
def test_did_you_mean(name: str, expected: str) -> None:
    assert did_you_mean(name, ["manipulate", "translate"]) == expected


def test_nearest_names_come_best_first() -> None:
    assert nearest("image_larg", ["video", "image_large", "image"], limit=2) == ["image_large", "image"]
    assert nearest("a", []) == []
    assert nearest("WIDTH", ["height", "negative_prompt", "width"])[0] == "width", "capitals make no other name of it"
