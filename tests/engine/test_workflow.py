"""Where a value lands in a workflow or in the body of a request, and that nothing else changes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from devserver.declarations.graph import get
from devserver.engine.workflow import inject_prompt, place
from devserver.models.declarations import Chunk

WORKFLOW: dict[str, Any] = {
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "old"}, "_meta": {"title": "Positive prompt"}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "old"}, "_meta": {"title": "Negative prompt"}},
    "115:111": {"class_type": "KSampler", "inputs": {"seed": 1, "a.b": 2, "deep": {"list": [{"x": 3}]}}},
    "9": {"class_type": "Bare"},
}
BODY: dict[str, Any] = {"prompt": "old", "messages": [{"role": "system"}, {"role": "user", "content": "old"}]}


def chunk(**fields: Any) -> Chunk:
    return Chunk.declared({"type": "output_chunk", **fields}, "painter")


def placed(declared: Chunk, value: Any = "new") -> dict[str, Any]:
    """Return the workflow or body after every target of the mapping `it` got a value."""
    given = declared.workflow if declared.workflow is not None else BODY
    filled = deepcopy(given)
    for target in declared.mappings["it"]:
        place(declared, filled, target, value)
    assert declared.workflow in (None, WORKFLOW), "the declaration is never changed"
    return filled


def changes(before: Any, after: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    """Return every leaf that is new or different, by its path."""
    if isinstance(after, dict):
        return {k: v for key in after for k, v in changes(get(before, (key,)), after[key], (*path, key)).items()}
    if isinstance(after, list):
        return {k: v for n, one in enumerate(after) for k, v in changes(get(before, (n,)), one, (*path, n)).items()}
    return {} if before == after else {path: after}


@pytest.mark.parametrize(
    ("target", "paths"),
    [
        pytest.param({"node_id": "6", "field": "inputs.text"}, [("6", "inputs", "text")], id="a dotted field"),
        pytest.param({"node_id": "6", "field": "text"}, [("6", "inputs", "text")], id="an input by its name"),
        pytest.param(
            {"node_id": "115:111", "field": "seed"}, [("115:111", "inputs", "seed")], id="a node with a colon"
        ),
        pytest.param({"node_id": "115:111", "field": "a.b"}, [("115:111", "inputs", "a.b")], id="an input with a dot"),
        pytest.param(
            {"node_id": "115:111", "field": "inputs.deep.list[0].x"},
            [("115:111", "inputs", "deep", "list", 0, "x")],
            id="an entry of a list deep below",
        ),
        pytest.param({"node_id": "6", "field": "_meta.title"}, [("6", "_meta", "title")], id="beside the inputs"),
        pytest.param({"node_id": "6", "field": "inputs.extra"}, [("6", "inputs", "extra")], id="an input to be made"),
        pytest.param({"node_id": "9", "field": "inputs.text"}, [("9", "inputs", "text")], id="a node without inputs"),
        pytest.param({"node_id": "9"}, [("9", "inputs", "value")], id="no field means the value"),
        pytest.param(
            [{"node_id": "6", "field": "text"}, {"node_id": "7", "field": "inputs.text"}],
            [("6", "inputs", "text"), ("7", "inputs", "text")],
            id="a list of targets",
        ),
        pytest.param({"field": "prompt"}, [], id="a field without a node has no place in a workflow"),
        pytest.param({"default": 1}, [], id="a mapping without a target has no place"),
    ],
)
def test_where_a_value_lands_in_a_workflow(target: Any, paths: list[tuple[str | int, ...]]) -> None:
    filled = placed(chunk(workflow=WORKFLOW, input_mappings={"it": target}))
    assert changes(WORKFLOW, filled) == dict.fromkeys(paths, "new")


@pytest.mark.parametrize(
    ("target", "paths"),
    [
        pytest.param({"field": "prompt"}, [("prompt",)], id="a key"),
        pytest.param({"field": "request_body.prompt"}, [("prompt",)], id="with the prefix"),
        pytest.param(
            {"field": "request_body.messages[1].content"}, [("messages", 1, "content")], id="an entry of a list"
        ),
        pytest.param({"field": "messages[0].content"}, [("messages", 0, "content")], id="a key to be made in an entry"),
        pytest.param({"field": "extra_body.cfg.scale"}, [("extra_body", "cfg", "scale")], id="objects to be made"),
        pytest.param({"node_id": "6"}, [], id="a node without a field has no place in a body"),
        pytest.param(
            [{"field": "prompt"}, {"field": "messages[1].content"}],
            [("prompt",), ("messages", 1, "content")],
            id="a list of targets",
        ),
    ],
)
def test_where_a_value_lands_in_a_request_body(target: Any, paths: list[tuple[str | int, ...]]) -> None:
    filled = placed(chunk(api_config={"request_body": BODY}, input_mappings={"it": target}))
    assert changes(BODY, filled) == dict.fromkeys(paths, "new")


@pytest.mark.parametrize("value", [0, 1.5, True, None, "{{PROMPT}}", ["6", 0], {"a": "b"}], ids=repr)
def test_a_value_keeps_its_type(value: Any) -> None:
    declared = chunk(workflow=WORKFLOW, input_mappings={"it": {"node_id": "115:111", "field": "seed"}})
    found = placed(declared, value)["115:111"]["inputs"]["seed"]
    assert (found, type(found)) == (value, type(value))


def test_a_chunk_with_neither_workflow_nor_body_has_no_place() -> None:
    filled: dict[str, Any] = {}
    declared = chunk(input_mappings={"it": {"field": "prompt"}})
    place(declared, filled, declared.mappings["it"][0], "new")
    assert filled == {}


INJECTIONS: dict[str, tuple[dict[str, Any], list[tuple[str, ...]]]] = {
    "the node with the title": ({"target_title": "Negative prompt"}, [("7", "inputs", "text")]),
    "the title before the node id": (
        {"target_title": "Negative prompt", "target_node_id": "6"},
        [("7", "inputs", "text")],
    ),
    "the node id where no node has the title": (
        {"target_title": "Gone", "target_node_id": "6"},
        [("6", "inputs", "text")],
    ),
    "the fallback where there is no other": (
        {"target_title": "Gone", "fallback_node_id": "7"},
        [("7", "inputs", "text")],
    ),
    "the node id before the fallback": (
        {"target_node_id": "6", "fallback_node_id": "7"},
        [("6", "inputs", "text")],
    ),
    "the field that is named": (
        {"target_node_id": "115:111", "fallback_field": "wildcard_text"},
        [("115:111", "inputs", "wildcard_text")],
    ),
    "the field with its prefix": (
        {"target_node_id": "115:111", "fallback_field": "inputs.deep.text"},
        [("115:111", "inputs", "deep", "text")],
    ),
    "a node without inputs": ({"target_node_id": "9"}, [("9", "inputs", "text")]),
    "nowhere where the node is missing": ({"target_title": "Gone", "target_node_id": "12"}, []),
    "nowhere where no node is named": ({}, []),
}


@pytest.mark.parametrize(("injection", "paths"), INJECTIONS.values(), ids=INJECTIONS.keys())
def test_where_a_prompt_is_injected(injection: dict[str, Any], paths: list[tuple[str, ...]]) -> None:
    filled = deepcopy(WORKFLOW)
    inject_prompt(chunk(workflow=WORKFLOW, legacy_config={"prompt_injection": injection}), filled, "A boat")
    assert changes(WORKFLOW, filled) == dict.fromkeys(paths, "A boat")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="no injection"),
        pytest.param({"legacy_config": {}}, id="an older config without one"),
        pytest.param(
            {
                "legacy_config": {"prompt_injection": {"target_node_id": "6"}},
                "input_mappings": {"prompt": {"node_id": "7", "field": "text"}},
            },
            id="a mapping goes before it",
        ),
    ],
)
def test_where_no_prompt_is_injected(fields: dict[str, Any]) -> None:
    filled = deepcopy(WORKFLOW)
    inject_prompt(chunk(workflow=WORKFLOW, **fields), filled, "A boat")
    assert filled == WORKFLOW
