"""What a schema says of a value is told in sentences of ours."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from devserver.engine.misfits import misfit
from devserver.errors import sentence


@pytest.mark.parametrize(
    ("schema", "value", "english", "german"),
    [
        pytest.param(
            {"type": "integer"},
            None,
            "This value is of the wrong type; a JSON integer is needed.",
            "Dieser Wert hat den falschen Typ; gebraucht wird in JSON: integer.",
            id="null is no number, and nobody reads None",
        ),
        pytest.param(
            {"type": ["string", "null"]},
            5,
            "This value is of the wrong type; a JSON string / null is needed.",
            "Dieser Wert hat den falschen Typ; gebraucht wird in JSON: string / null.",
            id="of several types each is named",
        ),
        pytest.param({"minimum": 64}, 3, "This number is below 64.", "Diese Zahl liegt unter 64.", id="too small"),
        pytest.param({"maximum": 9}, 10, "This number is above 9.", "Diese Zahl liegt über 9.", id="too large"),
        pytest.param(
            {"multipleOf": 8},
            12,
            "This number is no multiple of 8.",
            "Diese Zahl ist kein Vielfaches von 8.",
            id="step",
        ),
        pytest.param(
            {"enum": ["ink", "oil"]},
            "pen",
            "This value is none of those that there are: ink, oil.",
            "Diesen Wert gibt es nicht. Möglich sind: ink, oil.",
            id="a choice that there is not",
        ),
        pytest.param(
            {"minLength": 2},
            "a",
            "This value is shorter than 2 character(s).",
            "Dieser Wert ist kürzer als 2 Zeichen.",
            id="too short",
        ),
        pytest.param(
            {"pattern": "^a$"},
            "b",
            "This value does not have the form ^a$",
            "Dieser Wert hat nicht die Form ^a$",
            id="another form",
        ),
        pytest.param(
            {"uniqueItems": True},
            [1, 1],
            "This value does not fit: [1, 1] has non-unique elements",
            "Dieser Wert passt nicht: [1, 1] has non-unique elements",
            id="what we have no sentence for",
        ),
    ],
)
def test_it_is_told_in_both_languages(schema: dict[str, Any], value: Any, english: str, german: str) -> None:
    [error] = Draft202012Validator(schema).iter_errors(value)
    message, params = misfit(error)
    assert [sentence(message, params, language) for language in ("en", "de")] == [english, german]
