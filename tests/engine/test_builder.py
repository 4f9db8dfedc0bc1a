"""Text calls: prompts and templates; and of every call its parameters, seed and model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.builder import (
    Model,
    Parts,
    declared_seed,
    resolve_model,
    resolve_parameters,
    text_call,
    texts_in,
    upper_keys,
)
from devserver.models.calls import TextCall
from devserver.models.declarations import Chunk, Config
from devserver.models.runs import MAX_SEED
from tests.engine.declaring import MODEL, TEMPLATE, chunk, config, mapping


def written(parts: Parts, declared: Chunk | None = None, picked: Config | None = None, **more: Any) -> TextCall:
    return text_call(declared or chunk(), picked or config(), parts, MODEL, seed=1, language="en", **more)


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


LIMITS: dict[str, tuple[Any, int]] = {
    "no schema": (None, 2**52 + 3),
    "a limit": ({"type": "integer", "maximum": 2**31 - 1}, 3),
    "one of several kinds": ({"anyOf": [{"type": "integer", "maximum": 2**32 - 1}, {"const": "random"}]}, 3),
    "a limit above ours": ({"type": "integer", "maximum": 2**64 - 1}, 2**52 + 3),
    "a limit that allows nothing": ({"type": "integer", "maximum": -1}, 2**52 + 3),
    "a schema without sense": ({"anyOf": 5, "maximum": "x"}, 2**52 + 3),
    "true": (True, 2**52 + 3),
}


@pytest.mark.parametrize(("schema", "sent"), LIMITS.values(), ids=LIMITS.keys())
def test_a_seed_is_brought_within_what_its_schema_allows(schema: Any, sent: int) -> None:
    more = {} if schema is None else {"schema": schema}
    declared = chunk(input_mappings={"seed": mapping(default="random", **more)})
    assert resolve_parameters(declared, config(), {}, prompt="", seed=2**52 + 3) == {"seed": sent}


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
