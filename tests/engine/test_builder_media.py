"""Media calls: values in workflows and request bodies, pictures that come in, LoRAs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.errors import InvalidInput, Unavailable, sentence
from devserver.models.calls import InputMedia, MediaCall, call_hash
from devserver.models.declarations import Chunk, Config
from tests.engine.declaring import config, made

WORKFLOW = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "cfg": 8.0, "model": ["4", 0]}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{PROMPT}}"}, "_meta": {"title": "Positive"}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "no {{NEGATIVE_PROMPT}}"}, "_meta": {"title": "Negative"}},
    "115:111": {"class_type": "Value", "inputs": {"value": 0, "a.b": 1}},
}


def graph(**fields: Any) -> Chunk:
    shape = {"type": "output_chunk", "backend_type": "comfyui", "media_type": "image", "workflow": WORKFLOW}
    return Chunk.declared({**shape, **fields}, "graph")


def filled(declared: Chunk, picked: Config | None = None, **more: Any) -> dict[str, Any]:
    workflow = made(declared, picked, **more).workflow
    assert workflow is not None
    return workflow


def test_values_reach_their_nodes_with_their_types() -> None:
    declared = graph(
        input_mappings={
            "prompt": {"node_id": "6", "field": "inputs.text"},
            "negative_prompt": {"node_id": "7", "field": "text", "default": ""},
            "seed": {"node_id": "3", "field": "inputs.seed", "default": "random"},
            "steps": {"node_id": "3", "field": "inputs.steps", "default": 20},
            "cfg": [
                {"node_id": "3", "field": "inputs.cfg", "default": 7.5},
                {"node_id": "115:111", "field": "value"},
            ],
        }
    )
    workflow = filled(declared, given={"steps": 4, "negative_prompt": "{{PROMPT}} [1]"})
    assert workflow["6"]["inputs"]["text"] == "A boat"
    assert workflow["7"]["inputs"]["text"] == "{{PROMPT}} [1]"
    assert workflow["3"]["inputs"] == {"seed": 5, "steps": 4, "cfg": 7.5, "model": ["4", 0]}
    assert workflow["115:111"]["inputs"] == {"value": 7.5, "a.b": 1}
    assert {type(workflow["3"]["inputs"][name]) for name in ("seed", "steps")} == {int}


def test_a_placeholder_in_a_workflow_takes_the_value_and_its_type() -> None:
    workflow = {"1": {"inputs": {"n": "{{STEPS}}", "text": "{{PROMPT}}, {{STEPS}} steps"}}}
    declared = graph(workflow=workflow, input_mappings={"steps": {"node_id": "1", "field": "n", "default": 3}})
    assert filled(declared, prompt='"}, {{STEPS}}')["1"]["inputs"] == {"n": 3, "text": '"}, {{STEPS}}, 3 steps'}


def test_a_name_of_an_input_may_hold_dots() -> None:
    declared = graph(input_mappings={"alpha": {"node_id": "115:111", "field": "inputs.a.b", "default": 4}})
    assert filled(declared)["115:111"]["inputs"] == {"value": 0, "a.b": 4}


@pytest.mark.parametrize(
    ("injection", "node"),
    [
        pytest.param({"target_title": "Positive", "target_node_id": "7"}, "6", id="the title comes first"),
        pytest.param({"target_title": "Gone", "target_node_id": "7"}, "7", id="else the node by id"),
        pytest.param(
            {"fallback_node_id": "7", "fallback_field": "inputs.text"}, "7", id="else the one to fall back on"
        ),
    ],
)
def test_a_prompt_is_injected_where_no_mapping_says_where(injection: dict[str, Any], node: str) -> None:
    declared = graph(legacy_config={"prompt_injection": injection})
    workflow = filled(declared, prompt="{{PROMPT}}!")
    assert workflow[node]["inputs"]["text"] == "{{PROMPT}}!"


def test_a_mapping_wins_over_injection() -> None:
    declared = graph(
        input_mappings={"prompt": {"node_id": "7", "field": "text"}},
        legacy_config={"prompt_injection": {"target_title": "Positive"}},
        workflow={**WORKFLOW, "6": {"inputs": {"text": "kept"}, "_meta": {"title": "Positive"}}},
    )
    workflow = filled(declared)
    assert (workflow["6"]["inputs"]["text"], workflow["7"]["inputs"]["text"]) == ("kept", "A boat")


def test_a_request_body_is_filled_along_its_paths() -> None:
    body = {"model": "m", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": ""}], "n": 1}
    declared = Chunk.declared(
        {
            "type": "api_output_chunk",
            "backend_type": "openai",
            "media_type": "image",
            "api_config": {"request_body": body},
            "input_mappings": {
                "prompt": {"field": "request_body.messages[1].content", "required": True},
                "n": {"field": "n", "default": 2},
                "size": {"field": "request_body.size", "default": "1024x1024"},
            },
        },
        "api",
    )
    request = made(declared, prompt='{"a": 1}').request
    assert request is not None
    assert request["messages"] == [{"role": "system", "content": "s"}, {"role": "user", "content": '{"a": 1}'}]
    assert (request["n"], request["size"], request["model"]) == (2, "1024x1024", "m")


@pytest.mark.parametrize(
    ("values", "model"),
    [
        pytest.param({}, "one/large", id="that of the chunk"),
        pytest.param({"model": "two"}, "two", id="that of the request"),
        pytest.param({"model": 5}, "", id="none where it is no text"),
    ],
)
def test_the_model_of_a_request_is_that_of_its_body(values: dict[str, Any], model: str) -> None:
    declared = Chunk.declared(
        {
            "type": "api_output_chunk",
            "backend_type": "swarmui",
            "media_type": "image",
            "api_config": {"request_body": {}},
            "input_mappings": {"model": {"field": "request_body.model", "default": "one/large"}},
        },
        "api",
    )
    call = made(declared, given=values)
    assert (call.provider, call.model) == ("swarmui", model)


def test_a_backend_without_a_graph_gets_its_arguments_by_their_field() -> None:
    declared = Chunk.declared(
        {
            "type": "output_chunk",
            "backend_type": "embedded",
            "media_type": "audio",
            "input_mappings": {"duration": {"field": "seconds", "default": 8}, "prompt": {"field": "prompt"}},
            "output_mapping": {"output_type": "audio", "format": "mp3", "formats": ["flac", "mp3", "png"]},
        },
        "sound",
    )
    call = made(declared, config(parameters={"DURATION": 3}), media_type="audio")
    assert call.parameters == {"seconds": 3, "prompt": "A boat"}
    assert call.formats == ("flac", "mp3")


def test_an_input_picture_takes_the_place_of_its_parameter() -> None:
    declared = graph(input_mappings={"input_image": {"node_id": "115:111", "field": "value", "default": None}})
    image = InputMedia(parameter="input_image", path="02_input_media.png", mime="image/png", sha256="ab" * 32)
    call = made(declared, images=(image,))
    assert call.images == (image,)
    assert call.workflow is not None
    assert call.workflow["115:111"]["inputs"]["value"] == "ab" * 32


PICTURE = {"node_id": "1", "field": "inputs.image", "source": "{{INPUT_IMAGE}}"}
BESIDE = {
    "1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
    "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a"}},
    "4": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["3", 2]}},
    "5": {"class_type": "SaveImage", "inputs": {"images": ["4", 0]}},
}


def test_without_a_picture_its_nodes_are_left_out() -> None:
    declared = graph(workflow=BESIDE, input_mappings={"input_image": PICTURE})
    assert set(filled(declared)) == {"3", "4", "5"}


def test_a_picture_that_the_config_names_stays() -> None:
    declared = graph(workflow=BESIDE, input_mappings={"input_image": PICTURE})
    workflow = filled(declared, config(parameters={"INPUT_IMAGE": "logo.png"}))
    assert workflow["1"]["inputs"]["image"] == "logo.png"


@pytest.mark.parametrize(
    ("nodes", "required"),
    [
        pytest.param("12", False, id="where nothing would be left"),
        pytest.param("12345", True, id="where the chunk requires it"),
    ],
)
def test_a_picture_that_is_needed_is_asked_for(nodes: str, required: bool) -> None:
    workflow = {node: BESIDE[node] for node in nodes}
    declared = graph(workflow=workflow, input_mappings={"input_image": {**PICTURE, "required": required}})
    with pytest.raises(InvalidInput) as caught:
        made(declared)
    assert [(fault.pointer, fault.message) for fault in caught.value.faults] == [
        ("/inputs/input_image", "input_needed")
    ]


def test_loras_of_the_config_stand_after_the_model() -> None:
    picked = config(meta={"loras": [{"name": "ink.safetensors", "strength": 0.5}]})
    workflow = filled(graph(workflow=BESIDE), picked)
    (lora,) = [node for node in workflow.values() if "Lora" in node["class_type"]]
    assert (lora["inputs"]["lora_name"], lora["inputs"]["strength_model"]) == ("ink.safetensors", 0.5)
    assert workflow["4"]["inputs"]["samples"] != ["3", 0]


@pytest.mark.parametrize(
    ("loras", "nodes", "words"),
    [
        pytest.param([{"name": "ink"}], "12", "loads no model", id="a workflow without a model"),
        pytest.param(["ink"], "12345", "not a list of objects", id="a name alone"),
        pytest.param([{"strength": 1}], "12345", "needs a name", id="no name"),
    ],
)
def test_loras_that_cannot_be_put_in_are_told(loras: list[Any], nodes: str, words: str) -> None:
    declared = graph(workflow={node: BESIDE[node] for node in nodes})
    with pytest.raises(Unavailable, match=words) as caught:
        made(declared, config(meta={"loras": loras}))
    assert "'picked'" in sentence(caught.value.message, caught.value.params, "de")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON_VALUES.filter(lambda value: value is not None), prompt=st.text(min_size=1))
def test_any_value_arrives_unchanged_and_leaves_the_declaration_alone(value: Any, prompt: str) -> None:
    declared = graph(
        input_mappings={
            "prompt": {"node_id": "6", "field": "text"},
            "thing": {"node_id": "3", "field": "inputs.steps", "default": 1},
        }
    )
    before = json.dumps(declared.json_data(), sort_keys=True)
    call = made(declared, prompt=prompt, given={"thing": value})
    assert call.workflow is not None
    assert call.workflow["3"]["inputs"]["steps"] == value
    assert call.workflow["6"]["inputs"]["text"] == prompt
    assert json.dumps(declared.json_data(), sort_keys=True) == before


def test_the_hash_of_a_call_changes_with_every_part_of_it() -> None:
    call = made(graph())
    changes: list[dict[str, Any]] = [
        {"prompt": "x"}, {"seed": 6}, {"model": "m"}, {"parameters": {"a": 1}}, {"workflow": {}}, {"language": "de"}
    ]  # fmt: skip
    assert len({call_hash(call.model_copy(update=change)) for change in [{}, *changes]}) == len(changes) + 1
    assert call_hash(call) == call_hash(MediaCall.model_validate_json(call.model_dump_json()))
