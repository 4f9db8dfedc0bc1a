"""Recorded refusals as sentences that a person can act on."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.catalogue import Catalogue
from devserver.backends.comfyui.refusals import UI_FORMAT, dropped, explain, is_ui_format
from tests.backends.comfyui.recorded import posts

RECORDED = {note: (request, status, answer) for note, request, status, answer in posts("prompt_validation_errors")}
NO_OUTPUT = "the workflow has no output node: it needs one that saves or shows what it makes, such as SaveImage"
NO_CLASS = "Node ID '#1': every node of a workflow needs a class_type"
SENTENCES = [
    ("missing_node_class", "missing", "the node NoSuchNodeFromCustomPack: install the extension that has it"),
    ("missing_class_type_key", "invalid", NO_CLASS),
    ("node_not_a_dict", "invalid", NO_CLASS),
    ("missing_inputs_key", "invalid", "node 1 (EmptyImage): a link or a value is not sound ('inputs')"),
    ("bad_int", "invalid", "node 1 (EmptyImage): width is 'abc', which is no INT"),
    ("int_too_small", "invalid", "node 1 (EmptyImage): width is 0, the least is 1"),
    ("int_too_big", "invalid", "node 1 (EmptyImage): width is 999999, the most is 16384"),
    (
        "ckpt_not_in_list",
        "missing",
        "attic does not have the model file models/checkpoints/sd_xl_base_1.0.safetensors: install it there; nearest"
        " there: tiny_random_sd15.safetensors",
    ),
    ("sampler_not_in_long_list", "missing", "the choice 'nope' for KSampler.sampler_name"),
    ("required_input_missing", "invalid", "node 1 (EmptyImage): width is missing; give it a value or link it"),
    ("required_link_missing", "invalid", "node 2 (SaveImage): images is missing"),
    ("no_outputs", "invalid", NO_OUTPUT),
    ("empty_prompt_dict", "invalid", NO_OUTPUT),
    ("no_prompt_key", "invalid", "No prompt provided"),
    ("link_to_missing_node", "invalid", "node 2 (SaveImage): a link or a value is not sound ('99')"),
    ("link_to_missing_slot", "invalid", "a link or a value is not sound (tuple index out of range)"),
    ("bad_linked_input_len1", "invalid", "the link of images must be a node and the number of its output, not ['1']"),
    ("link_node_id_as_int", "invalid", "node 2 (SaveImage): a link or a value is not sound (1)"),
    ("return_type_mismatch", "invalid", "node 9 (SaveImage): images takes IMAGE and is linked to MODEL"),
    ("loadimage_missing_file", "invalid", "node 1 (LoadImage): image: Invalid image file: does_not_exist.png"),
    ("static_cycle", "invalid", "look for nodes that are linked in a circle"),
    ("ui_format_workflow_instead_of_api", "invalid", UI_FORMAT),
    ("malformed_json", "unclear", "attic failed to take the workflow (500)"),
    ("origin_mismatch_403", "proxy", "attic refuses us (403)"),
    ("huge_body_413", "invalid", "attic does not take a workflow that large (413)"),
]


@pytest.mark.parametrize(("name", "kind", "words"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_a_recorded_refusal(name: str, kind: str, words: str) -> None:
    request, status, answer = RECORDED[name]
    graph = request.get("prompt") if isinstance(request, dict) else None
    rejection = explain(status, answer, graph if isinstance(graph, dict) else {}, "attic")
    assert rejection.kind == kind
    assert words in rejection.reason


def test_every_recorded_refusal_has_a_row_or_is_like_one() -> None:
    alike = {"prompt_null", "prompt_list", "empty_body", "json_array_body", "number_garbage", "extra_data_string"}
    refused = {name for name, (_, status, _) in RECORDED.items() if status != 200}
    assert refused - {row[0] for row in SENTENCES} - alike == {"partial_execution_targets_unknown"}


def test_a_long_list_that_the_answer_leaves_out_is_known_to_the_catalogue() -> None:
    request, status, answer = RECORDED["sampler_not_in_long_list"]
    known = Catalogue({"KSampler": {"sampler_name": ("euler", "note", "heun", "lcm")}})
    rejection = explain(status, answer, request["prompt"], "attic", known)
    assert rejection.reason.endswith("for KSampler.sampler_name; nearest there: note")
    assert rejection.missing.names == ("nope",)


def test_a_node_is_named_by_its_title_and_class() -> None:
    request, status, answer = RECORDED["int_too_small"]
    graph = {**request["prompt"], "1": {**request["prompt"]["1"], "_meta": {"title": "Canvas"}}}
    assert explain(status, answer, graph, "attic").reason == ("node 1 (Canvas, EmptyImage): width is 0, the least is 1")


def test_outputs_that_are_left_out_of_an_accepted_prompt_are_named() -> None:
    request, status, answer = RECORDED["one_good_one_bad_output__200_with_node_errors"]
    assert status == 200
    assert dropped(answer["node_errors"], request["prompt"]) == {
        "3": "node 3 (SaveImage): images is missing; give it a value or link it to a node"
    }


NEWER_MISSING = {
    "error": {
        "type": "missing_node_type",
        "message": "Node 'RareNode' not found.",
        "details": "Node ID '#7'",
        "extra_info": {"node_id": "7", "class_type": "RareNode", "node_title": "Rare"},
    },
    "node_errors": {},
}


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        pytest.param(400, NEWER_MISSING, "missing", "the node RareNode", id="a missing node, as newer servers say it"),
        pytest.param(
            400,
            {"error": {"type": "invalid_prompt_id", "message": "prompt_id must be a canonical UUID"}},
            "invalid",
            "canonical UUID",
            id="an id that is no UUID",
        ),
        pytest.param(
            400,
            {
                "error": {"type": "prompt_outputs_failed_validation", "details": ""},
                "node_errors": {"3": {"class_type": "KSampler", "errors": [{"type": "dependency_cycle"}]}},
            },
            "invalid",
            "node 3 (3, KSampler): it is linked in a circle",
            id="a circle, as newer servers say it",
        ),
        pytest.param(
            400,
            {"error": {"type": "x"}, "node_errors": {"1": {"errors": [{"type": "new_kind", "message": "Odd"}]}}},
            "invalid",
            "Odd",
            id="an error of a kind that nobody knows",
        ),
        pytest.param(
            400,
            {"error": {"type": "x"}, "node_errors": {"1": {"errors": [{"type": "value_bigger_than_max"}]}}},
            "invalid",
            "node 1",
            id="an error without its values",
        ),
        pytest.param(401, "<html>", "proxy", "set its headers", id="a proxy that asks who we are"),
        pytest.param(302, "", "proxy", "set the address that it means", id="a server that sends one elsewhere"),
        pytest.param(200, {"hello": 1}, "proxy", "look whether its address is right", id="another server"),
        pytest.param(200, "<html>", "proxy", "a proxy may stand before it", id="a page"),
        pytest.param(404, "not found", "proxy", "there is no ComfyUI", id="another program"),
        pytest.param(405, "", "proxy", "answered 405", id="something else"),
        pytest.param(502, "<html>", "unclear", "failed to take", id="a proxy without its server"),
    ],
)
def test_answers_that_were_not_recorded(status: int, body: Any, kind: str, words: str) -> None:
    rejection = explain(status, body, {}, "attic")
    assert rejection.kind == kind
    assert words in rejection.reason


def test_the_format_of_the_page_is_recognised() -> None:
    assert is_ui_format({"nodes": [], "links": [], "version": 0.4})
    assert not is_ui_format({"nodes": {"class_type": "X", "inputs": {}}})
