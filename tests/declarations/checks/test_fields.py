from __future__ import annotations

from typing import Any

import pytest

from tests.declarations.declared import MAPPINGS, Declared


@pytest.mark.parametrize(
    ("config", "pointer"),
    [
        pytest.param({"instruction_type": "x"}, "/instruction_type", id="instruction_type"),
        pytest.param({"chunks": ["translate"]}, "/chunks", id="chunks by name"),
        pytest.param({"chunks": [{"chunk_name": "a", "prompt": "{input_text}"}]}, "/chunks", id="chunks as objects"),
        pytest.param({"model_preferences": {"default": "a/b"}}, "/model_preferences", id="model_preferences"),
        pytest.param({"parameter_ranges": {"steps": {"min": 1}}}, "/parameter_ranges", id="parameter_ranges"),
        pytest.param({"ui_config": None}, "/ui_config", id="a field without effect that is null"),
        pytest.param({"meta": {"skip_stage2": True}}, "/meta/skip_stage2", id="skip_stage2 in meta"),
        pytest.param({"meta": {"hidden": True}}, "/meta/hidden", id="hidden in meta"),
    ],
)
def test_configs_with_fields_without_effect_are_served_with_a_warning(
    declared: Declared, config: dict[str, Any], pointer: str
) -> None:
    declared.text(config=config)
    assert declared.codes() == [f"warning ignored_field rain.json {pointer}"]
    assert "rain" in declared.load().configs


@pytest.mark.parametrize(
    ("chunk", "pointer"),
    [
        pytest.param({"execution_mode": "standard"}, "/execution_mode", id="execution_mode"),
        pytest.param({"prompt_injection": {"fallback_node": "26"}}, "/prompt_injection", id="prompt_injection on top"),
        pytest.param({"placeholders": {"A": "{{previous_output}}"}}, "/placeholders", id="placeholders"),
        pytest.param(
            {"output_mapping": {"node_id": "115:9", "field": "filename_prefix"}}, "/output_mapping/field",
            id="the field of the output",
        ),
        pytest.param(
            {"legacy_config": {"prompt_injection": {"target_title": "Positive prompt", "method": "title"}}},
            "/legacy_config/prompt_injection/method", id="a field two levels down",
        ),
    ],
)  # fmt: skip
def test_chunks_with_fields_without_effect(declared: Declared, chunk: dict[str, Any], pointer: str) -> None:
    declared.media(chunk=chunk)
    assert declared.codes() == [f"warning ignored_field painter.json {pointer}"]


@pytest.mark.parametrize("field", ["config_mappings", "required_configs"])
def test_pipelines_with_fields_without_effect(declared: Declared, field: str) -> None:
    declared.text()
    declared.write("pipelines/rewrite.json", {"chunks": ["manipulate"], field: {}})
    assert declared.codes() == [f"warning ignored_field rewrite.json /{field}"]


def test_the_warning_stands_at_the_key(declared: Declared) -> None:
    declared.text()
    declared.write("configs/interception/rain.json", '{\n  "pipeline": "rewrite",\n  "instruction_type": "x"\n}')
    assert [(r.line, r.column) for r in declared.reports()] == [(3, 3)]


@pytest.mark.parametrize(
    ("chunk", "pointer"),
    [
        pytest.param(
            {"estimated_duration_seconds": 60, "meta": {"estimated_duration_seconds": "12-20"}},
            "/meta/estimated_duration_seconds", id="a field at the top and in meta",
        ),
        pytest.param({"workflow_api": {"1": {}}}, "/workflow_api", id="a field under its older name too"),
    ],
)  # fmt: skip
def test_the_same_key_twice(declared: Declared, chunk: dict[str, Any], pointer: str) -> None:
    declared.media(chunk=chunk)
    assert declared.codes() == [f"warning same_key_twice painter.json {pointer}"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param("20", True, id="a whole number in quotes"),
        pytest.param(" -1.5e3 ", True, id="a fraction in quotes"),
        pytest.param(20, False, id="a number"),
        pytest.param("random", False, id="a word"),
        pytest.param("12-20", False, id="a range"),
        pytest.param("{{STEPS}}", False, id="a placeholder"),
    ],
)
def test_numbers_written_as_text(declared: Declared, value: object, told: bool) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter", "STEPS": value}})
    assert declared.codes() == ["warning number_as_text paint.json /parameters/STEPS"] * told


def test_other_parameters_may_be_text_that_looks_like_a_number(declared: Declared) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter", "PROMPT": "1984"}})
    assert "number_as_text" not in " ".join(declared.codes())


def test_defaults_of_mappings_are_looked_at_too(declared: Declared) -> None:
    steps = [{"node_id": "3", "field": "inputs.steps"}, {"node_id": "3", "field": "inputs.cfg", "default": "7"}]
    declared.media(chunk={"input_mappings": MAPPINGS | {"steps": steps}})
    assert declared.codes() == ["warning number_as_text painter.json /input_mappings/steps/1/default"]
