from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.builder import (
    Model,
    Parts,
    declared_seed,
    media_call,
    resolve_model,
    resolve_parameters,
    text_call,
    texts_in,
    upper_keys,
)
from devserver.errors import InvalidInput, Unavailable, sentence
from devserver.models.calls import InputMedia, MediaCall, TextCall, call_hash
from devserver.models.declarations import Chunk, Config
from devserver.models.runs import MAX_SEED

TEMPLATE = "Task:\n{{TASK_INSTRUCTION}}\n\nContext:\n{{CONTEXT}}\n\nInput:\n{{INPUT_TEXT}}"
MODEL = Model("scripted", "writer")


def chunk(**fields: Any) -> Chunk:
    return Chunk.declared({"template": TEMPLATE, **fields}, "one")


def config(**fields: Any) -> Config:
    return Config.declared({"pipeline": "p", **fields}, "picked")


def written(parts: Parts, declared: Chunk | None = None, picked: Config | None = None, **more: Any) -> TextCall:
    return text_call(declared or chunk(), picked or config(), parts, MODEL, seed=1, language="en", **more)


def made(
    declared: Chunk, picked: Config | None = None, prompt: str = "A boat", seed: int = 5, **more: Any
) -> MediaCall:
    given = more.pop("given", {})
    about = {"media_type": "image", "model": None, "language": "en", **more}
    return media_call(declared, picked or config(), given, prompt=prompt, seed=seed, **about)


def test_a_prompt_has_exactly_three_parts() -> None:
    call = written(Parts("Do it.", "Be kind.", "A boat"))
    assert call.prompt.text == "Task:\nDo it.\n\nContext:\nBe kind.\n\nInput:\nA boat"
    assert (call.prompt.task, call.prompt.context, call.prompt.input) == ("Do it.", "Be kind.", "A boat")
    assert call.prompt.system is None


TEXTS = {
    "placeholders": "{{CONTEXT}} {{TASK_INSTRUCTION}} {{INPUT_TEXT}} {{MODEL}} {{PREVIOUS_OUTPUT}}",
    "one placeholder alone": "{{CONTEXT}}",
    "braces": "{ {} }} {{ {{{x}}} %s %(a)s $x \\1",
    "JSON": '{"context": "no", "CONTEXT": ["x"]}',
    "blank lines and headings": "a\n\nContext:\nb\n\n\n\nInput:\nc\n\nTask:\nd",
    "only line feeds": "\n\n\n",
    "carriage returns and tabs": "a\r\n\r\n\tb",
    "quotation marks and backslashes": '"\'\\n\\"</prompt>',
    "characters of other planes": "🛶\u2028\u0085\u202e\ufeff",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_a_person_wrote_is_neither_expanded_nor_taken_apart(text: str) -> None:
    call = written(Parts("Do it.", text, text))
    assert call.prompt.text == f"Task:\nDo it.\n\nContext:\n{text}\n\nInput:\n{text}"
    assert (call.prompt.context, call.prompt.input) == (text, text)


@given(st.text(), st.text(), st.text())
def test_every_text_arrives_as_it_is(task: str, context: str, text: str) -> None:
    call = written(Parts(task, context, text))
    assert call.prompt.text == f"Task:\n{task}\n\nContext:\n{context}\n\nInput:\n{text}"


def test_a_template_with_a_system_text_keeps_it_apart() -> None:
    declared = chunk(template={"system": "You are {{MODEL}}.", "user": "Say {{INPUT_TEXT}}"})
    call = written(Parts("", "", "{{MODEL}}"), declared)
    assert (call.prompt.system, call.prompt.text) == ("You are scripted/writer.", "Say {{MODEL}}")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        pytest.param(None, "A boat", id="no template sends the input"),
        pytest.param({"system": "S"}, "A boat", id="a system text alone leaves the input as the prompt"),
        pytest.param("{{PROMPT}}|{{USER_INPUT}}|{{PREVIOUS_OUTPUT}}", "A boat|A boat|A boat", id="names of the input"),
        pytest.param("{{INSTRUCTION}}|{{INSTRUCTIONS}}", "C|C", id="names of the context"),
        pytest.param("{{UNKNOWN}}", "{{UNKNOWN}}", id="an unknown name is left"),
    ],
)
def test_a_template_is_filled(template: Any, text: str) -> None:
    assert written(Parts("T", "C", "A boat"), chunk(template=template)).prompt.text == text


def test_a_later_step_sees_what_the_first_took_in_and_what_came_before_it() -> None:
    declared = chunk(template="{{INPUT_TEXT}}|{{PREVIOUS_OUTPUT}}")
    assert written(Parts("", "", "second", source="first"), declared).prompt.text == "first|second"


def test_values_of_a_step_never_take_the_place_of_the_three_parts() -> None:
    values = {"CONTEXT": "bad", "INPUT_TEXT": "bad", "TASK_INSTRUCTION": "bad", "SUBJECT": "good"}
    declared = chunk(template=TEMPLATE + " {{SUBJECT}}")
    call = written(Parts("T", "C", "I"), declared, values=values)
    assert call.prompt.text == "Task:\nT\n\nContext:\nC\n\nInput:\nI good"


def test_parameters_of_a_text_call_keep_their_types_and_lower_case_goes_through() -> None:
    declared = chunk(parameters={"temperature": 0.7, "top_k": "{{TOP_K}}", "stop": ["a"]})
    picked = config(parameters={"temperature": 0.1, "TOP_K": 40, "OUTPUT_CHUNK": "x"})
    call = written(Parts("", "", "I"), declared, picked)
    assert call.parameters == {"temperature": 0.1, "top_k": 40, "stop": ["a"]}
    assert isinstance(call.parameters["top_k"], int)


def mapping(**fields: Any) -> dict[str, Any]:
    return {"field": "x", **fields}


def resolved(
    chunk_value: Any = None, config_value: Any = None, request: Any = None, default: Any = 1, key: str = "steps"
) -> Any:
    parameters = {} if chunk_value is None else {key: chunk_value}
    declared = chunk(input_mappings={key: mapping(default=default)}, parameters=parameters)
    picked = config(parameters={} if config_value is None else {key.upper(): config_value})
    return resolve_parameters(declared, picked, {} if request is None else {key: request}, prompt="P", seed=9)[key]


ORDER = {
    "the default of the mapping": ({}, 1),
    "the chunk before the default": ({"chunk_value": 2}, 2),
    "the config before the chunk": ({"chunk_value": 2, "config_value": 3}, 3),
    "the request before all": ({"chunk_value": 2, "config_value": 3, "request": 4}, 4),
    "zero is a value": ({"chunk_value": 2, "config_value": 3, "request": 0}, 0),
    "false is a value": ({"config_value": 3, "request": False}, False),
    "an empty text is a value": ({"config_value": "x", "request": ""}, ""),
    "a declared placeholder is none": ({"config_value": "{{STEPS}}"}, 1),
    "a person's text that looks like a placeholder is one": (
        {"config_value": "x", "request": "{{STEPS}}"},
        "{{STEPS}}",
    ),
    "a float stays a float": ({"request": 2.0}, 2.0),
    "a list stays a list": ({"request": [1, {"a": "{{X}}"}]}, [1, {"a": "{{X}}"}]),
}


@pytest.mark.parametrize(("given", "value"), ORDER.values(), ids=ORDER.keys())
def test_which_value_counts(given: dict[str, Any], value: Any) -> None:
    found = resolved(**given)
    assert (found, type(found)) == (value, type(value))


FOLDED = {
    "the same in lower case": ("STEPS", "steps"),
    "SAMPLER means sampler_name": ("SAMPLER", "sampler_name"),
    "CFG means cfg_scale": ("CFG", "cfg_scale"),
    "FRAMES means length": ("FRAMES", "length"),
    "the very key": ("WIDTH", "WIDTH"),
}


@pytest.mark.parametrize(("name", "key"), FOLDED.values(), ids=FOLDED.keys())
def test_upper_case_folds_to_the_key_of_the_mapping(name: str, key: str) -> None:
    declared = chunk(input_mappings={key: mapping(default=1)})
    assert resolve_parameters(declared, config(parameters={name: 7}), {}, prompt="", seed=0) == {key: 7}


@pytest.mark.parametrize("key", ["seed", "noise_seed"])
@pytest.mark.parametrize("default", ["random", -1, None, 77])
def test_a_seed_is_that_of_the_attempt(key: str, default: Any) -> None:
    assert resolved(default=default, request=-1, key=key) == 9


SEEDS = {
    "fixed in the config": ({"SEED": 5}, "random", 5),
    "fixed in the mapping": ({}, 976480016588017, 976480016588017),
    "zero is a seed": ({"SEED": 0}, "random", 0),
    "the largest": ({"SEED": MAX_SEED}, "random", MAX_SEED),
    "one more is drawn": ({"SEED": MAX_SEED + 1}, "random", None),
    "minus one is drawn": ({"SEED": -1}, 5, None),
    "random is drawn": ({"SEED": "random"}, 5, None),
    "true is no seed": ({"SEED": True}, "random", None),
    "nothing is drawn": ({}, None, None),
}


@pytest.mark.parametrize(("parameters", "default", "seed"), SEEDS.values(), ids=SEEDS.keys())
def test_a_declared_seed(parameters: dict[str, Any], default: Any, seed: int | None) -> None:
    declared = chunk(input_mappings={"seed": mapping(default=default)})
    assert declared_seed(declared, config(parameters=parameters)) == seed


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


@pytest.mark.parametrize(
    ("name", "model"),
    [
        pytest.param("ALIAS", Model("ollama", "qwen3"), id="a setting"),
        pytest.param("EMPTY", None, id="a setting that is empty"),
        pytest.param("openrouter/vendor/model", Model("openrouter", "vendor/model"), id="a slash in the model's name"),
        pytest.param("tiny", Model("here", "tiny"), id="a model without a provider"),
        pytest.param("", None, id="no name"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_a_model_is_resolved(name: str | None, model: Model | None) -> None:
    assert resolve_model(name, {"ALIAS": "ollama/qwen3", "EMPTY": ""}, "here") == model


def test_texts_are_found_in_any_depth() -> None:
    assert texts_in({"a": ["x", 1, {"b": "y"}], "c": None, "d": "z"}) == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param('{"subject": "a", "N": 1}', {"SUBJECT": "a", "N": 1}, id="an object"),
        pytest.param('["a"]', {}, id="a list"),
        pytest.param("{not json", {}, id="something that only begins so"),
        pytest.param("plain", {}, id="text"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_an_answer_in_json_gives_values(text: str, values: dict[str, Any]) -> None:
    assert upper_keys(text) == values


def test_an_answer_that_is_nested_beyond_reason_is_only_a_text() -> None:
    assert upper_keys('{"a":' * 100_000) == {}
