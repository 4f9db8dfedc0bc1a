"""The JSON Schema of the values of settings, and which types they take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from devserver.engine.configuring import view_of
from devserver.engine.shapes import type_faults, value_schemas
from devserver.keys import Keys
from devserver.settings import Settings

URL = "http://localhost:8000"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_schema_of_a_value_is_one_and_fits_its_default(name: str) -> None:
    schema = value_schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert "$ref" not in json.dumps(schema)
    (one,) = [one for one in view_of(Settings(), Keys(Path("none"), {})).settings if one.name == name]
    Draft202012Validator(schema).validate(one.default)


def test_the_schema_of_servers_tells_which_values_are_secrets() -> None:
    (schema,) = value_schemas()["openai_servers"]["items"]["properties"]["headers"]["patternProperties"].values()
    assert (schema["format"], schema["writeOnly"]) == ("password", True)


TYPES: list[Any] = [
    pytest.param("text_limit", "20", "/text_limit", "integer", id="a text for a number"),
    pytest.param("text_limit", True, "/text_limit", "integer", id="a truth value for a number"),
    pytest.param("stage3_model", ["secret"], "/stage3_model", "string", id="a list for a text"),
    pytest.param("ollama", URL, "/ollama", "object", id="a text for a server"),
    pytest.param("ollama", {"url": URL, "limit": "4"}, "/ollama/limit", "integer", id="a text for a server's number"),
    pytest.param("ollama", {"headers": {"X-Key": 5}}, "/ollama/headers/X-Key", "string", id="a number for a header"),
    pytest.param("openai_servers", "", "/openai_servers", "array", id="a text for a list"),
    pytest.param(
        "openai_servers", [{"free": "yes"}], "/openai_servers/0/free", "boolean", id="a text for a truth value"
    ),
]


@pytest.mark.parametrize(("name", "value", "pointer", "wanted"), TYPES)
def test_a_value_of_another_type_is_told_and_not_repeated(name: str, value: Any, pointer: str, wanted: str) -> None:
    (fault,) = type_faults(name, value)
    assert (fault.pointer, fault.message, fault.params) == (pointer, "value_type", {"wanted": wanted})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("text_limit", 20, id="a number"),
        pytest.param("ollama", {"url": URL, "limit": 4, "headers": {"X-Key": "a"}}, id="a server"),
        pytest.param("openai_servers", [], id="no servers"),
        pytest.param("language", "fr", id="a value that does not fit, which the settings tell"),
    ],
)
def test_what_is_of_the_right_type_passes(name: str, value: Any) -> None:
    assert list(type_faults(name, value)) == []
