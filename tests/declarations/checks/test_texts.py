from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.checks.texts import chunk_text, localised
from devserver.models.chunk import Chunk
from tests.declarations.declared import Declared


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"template": "{{A}} {{B}} {{A}}"}, {"A": "/template", "B": "/template"}, id="in a template"),
        pytest.param({"template": {"system": "{{A}}", "prompt": "{{B}}"}},
                     {"A": "/template/system", "B": "/template/prompt"}, id="in a template of two texts"),
        pytest.param({"parameters": {"x": ["{{A}}"]}}, {"A": "/parameters/x/0"}, id="in parameters"),
        pytest.param({"type": "proxy_chunk", "parameters": {"x": "{{A}}"}}, {}, id="not in those of a proxy"),
        pytest.param({"workflow": {"115:6": {"inputs": {"text": "{{A}}"}, "_meta": {"title": "{{B}}"}}}},
                     {"A": "/workflow/115:6/inputs/text"}, id="in the inputs of a workflow"),
        pytest.param({"api_config": {"request_body": {"prompt": "{{A}}"}, "headers": {"x": "{{B}}"}}},
                     {"A": "/api_config/request_body/prompt"}, id="in the body of a request"),
        pytest.param({"input_mappings": {"x": {"source": "{{A}}"}}}, {"A": "/input_mappings/x/source"},
                     id="in a source"),
        pytest.param({"input_mappings": {"x": {"source": "{{A}}", "default": 1}}}, {}, id="not beside a default"),
        pytest.param({"input_mappings": {"steps": {"source": "{{STEPS}}"}}}, {}, id="not the parameter's own name"),
        pytest.param({"template": "{single} {{ spaced }}"}, {}, id="not single braces"),
    ],
)  # fmt: skip
def test_chunk_text(fields: dict[str, Any], expected: dict[str, str]) -> None:
    assert chunk_text(Chunk.declared(fields, "a")) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("a", "a", id="a text"),
        pytest.param({"en": "a"}, "a", id="texts by language"),
        pytest.param({"en": 1}, None, id="numbers by language"),
        pytest.param(["a"], None, id="a list"),
        pytest.param(None, None, id="null"),
    ],
)
def test_localised(value: Any, text: str | None) -> None:
    found = localised(value)
    assert (found.text("en") if found else None) == text


def test_an_instruction_of_another_type_is_an_error(declared: Declared) -> None:
    declared.media(chunk={"meta": {"optimization_instruction": ["a"]}})
    assert declared.codes()[0] == "error wrong_type painter.json /meta/optimization_instruction"
