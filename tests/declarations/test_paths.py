from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from devserver.declarations.paths import first_at, found_at
from devserver.models.mapping import AnswerPath

ANSWER: Any = {"data": [{"b": 1}, {"c": 2}, {"b": None}], "a.b": 3, "choices": [{"message": {"images": [4, 5]}}]}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("data[*].b", [1, None]),
        ("data[1].c", [2]),
        ("data[7].c", []),
        ("data[0]", [{"b": 1}]),
        ("choices[*].message.images[*]", [4, 5]),
        ("choices.message", []),
        ("nothing.at.all", []),
    ],
)
def test_what_stands_under_a_path(path: str, found: list[Any]) -> None:
    assert found_at(ANSWER, path) == found
    assert first_at(ANSWER, path) == (found[0] if found else None)


def test_an_answer_may_be_a_list() -> None:
    assert found_at([{"url": 1}, {"url": 2}], "[*].url") == [1, 2]


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("data[*].b64_json", True),
        ("choices[0].message.content", True),
        ("[0].url", True),
        ("a[0][*].b-c", True),
        ("", False),
        ("$.data", True),
        ("data[].x", False),
        ("data[-1]", False),
        ("data[x]", False),
        (".data", False),
        ("data.", False),
        ("data..x", False),
        ("the first picture", False),
        ("data[0]b", False),
    ],
)
def test_the_form_of_a_path(path: str, fits: bool) -> None:
    try:
        TypeAdapter(AnswerPath).validate_python(path)
    except ValidationError:
        assert not fits
    else:
        assert fits
