from __future__ import annotations

from typing import Any

import pytest

from tests.declarations.declared import MAPPINGS, OUTPUT, WORKFLOW, Declared


@pytest.mark.parametrize(
    ("target", "expected", "hint"),
    [
        pytest.param({"node_id": "x", "field": "inputs.text"},
                     "error unknown_node painter.json /input_mappings/x/node_id", "", id="a node that is missing"),
        pytest.param({"node_id": "115:8", "field": "inputs.images"},
                     "error unknown_node painter.json /input_mappings/x/node_id", "did you mean '115:9'?",
                     id="a node with a misspelt id"),
        pytest.param({"node_id": "6", "field": "inputs.txt"}, "error unknown_node painter.json /input_mappings/x/field",
                     "did you mean 'inputs.text'?", id="a field that is missing"),
        pytest.param({"node_id": "6"}, "error missing_field painter.json /input_mappings/x", "",
                     id="a node without a field"),
        pytest.param([{"node_id": "6", "field": "text"}, {"node_id": "7", "field": "text"}],
                     "error unknown_node painter.json /input_mappings/x/1/node_id", "",
                     id="the second of two targets"),
        pytest.param({"node_id": "3", "field": "inputs.positive"},
                     "warning link_overwritten painter.json /input_mappings/x/field", "", id="a link that is replaced"),
        pytest.param({"node_id": "6", "field": "text", "schema": {"type": "txt"}},
                     "error invalid_schema painter.json /input_mappings/x/schema", "", id="a schema that is none"),
        pytest.param({"node_id": "6", "field": "text", "schema": {"type": "string"}, "default": 4},
                     "warning disagreement painter.json /input_mappings/x/default", "",
                     id="a default that does not fit"),
    ],
)  # fmt: skip
def test_targets(declared: Declared, target: Any, expected: str, hint: str) -> None:
    declared.media(chunk={"input_mappings": MAPPINGS | {"x": target}})
    found = [code for code in declared.codes() if "painter.json" in code]
    assert found == [expected]
    assert [r.hint for r in declared.reports() if "painter.json" in r.path] == [hint]


@pytest.mark.parametrize(
    "target",
    [
        pytest.param({"node_id": "3", "field": "seed", "default": -1, "schema": {"minimum": 0}}, id="a seed of -1"),
        pytest.param({"node_id": "3", "field": "seed", "default": None, "schema": {"minimum": 0}}, id="a seed of null"),
        pytest.param(
            {"node_id": "3", "field": "seed", "default": "random", "schema": {"type": "integer"}}, id="random"
        ),
        pytest.param({"default": 3}, id="a value that goes to the backend directly"),
        pytest.param([], id="no target"),
    ],
)
def test_what_is_fine(declared: Declared, target: Any) -> None:
    declared.media(chunk={"input_mappings": MAPPINGS | {"seed": target}})
    assert declared.codes() == []


def test_an_output_node_that_is_missing(declared: Declared) -> None:
    declared.media(chunk={"output_mapping": {"node_id": "115:6", "output_type": "image"}})
    assert declared.codes()[0] == "error unknown_output_node painter.json /output_mapping/node_id"


@pytest.mark.parametrize(
    ("field", "fits"),
    [
        pytest.param("request_body.prompt", True, id="a key that is there"),
        pytest.param("request_body.quality", True, id="a new key"),
        pytest.param("request_body.messages[0].content", True, id="a place in a list"),
        pytest.param("request_body.messages[3].content", False, id="a place that the list does not have"),
        pytest.param("request_body.a.b", False, id="an object that is missing"),
    ],
)
def test_request_bodies(declared: Declared, field: str, fits: bool) -> None:
    body = {"prompt": "", "messages": [{"role": "user", "content": ""}]}
    declared.write(
        "chunks/api.json",
        {
            "type": "api_output_chunk",
            "backend_type": "openai",
            "media_type": "image",
            "api_config": {"endpoint": "/images", "request_body": body},
            "input_mappings": {"x": {"field": field}},
            "output_mapping": {"type": "images_api_base64"},
        },
    )
    assert declared.codes() == ["error unknown_node api.json /input_mappings/x/field"] * (not fits)


@pytest.mark.parametrize(
    ("injection", "found"),
    [
        pytest.param({"target_title": "Positive prompt"}, True, id="by title"),
        pytest.param({"target_title": "Other", "fallback_node_id": "6", "fallback_field": "text"}, True, id="by id"),
        pytest.param({"target_node_id": "6"}, True, id="by the id of the target"),
        pytest.param({"target_title": "Other", "fallback_node_id": "7"}, False, id="by nothing that is there"),
    ],
)
def test_prompt_injection(declared: Declared, injection: dict[str, str], found: bool) -> None:
    fields = {name: OUTPUT[name] for name in ("type", "backend_type", "media_type")}
    legacy = {"workflow": WORKFLOW, "legacy_config": {"prompt_injection": injection}}
    declared.write("chunks/old.json", fields | legacy | {"execution_mode": "legacy_workflow"})
    errors = [code for code in declared.codes() if code.startswith("error")]
    assert errors == ["error unknown_node old.json /legacy_config/prompt_injection"] * (not found)
