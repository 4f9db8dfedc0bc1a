from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Declaration
from devserver.models.pipeline import Pipeline


@pytest.mark.parametrize(
    ("model", "data"),
    [
        pytest.param(Config, {"pipeline": "a", "_comment": 1, "_comment_2": [], "$schema": "x"}, id="comments"),
        pytest.param(Config, {"workflow_type": "a"}, id="the older name of pipeline"),
        pytest.param(Chunk, {"workflow_api": {"1": {}}}, id="the older name of workflow"),
        pytest.param(Chunk, {"format": 1, "template": {"system": "a", "user": "b"}}, id="a template of two texts"),
        pytest.param(Pipeline, {"pipeline_stage": "2"}, id="a stage as text"),
        pytest.param(Pipeline, {"pipeline_stage": 2}, id="a stage as number"),
        pytest.param(Config, {"pipeline": "a", "meta": {"anything": [1, {"b": None}]}}, id="an open meta"),
    ],
)
def test_what_is_accepted(model: type[Declaration], data: dict[str, Any]) -> None:
    assert model.declared(data, "an_id").id == "an_id"


@pytest.mark.parametrize(
    ("model", "data"),
    [
        pytest.param(Config, {}, id="a config without a pipeline"),
        pytest.param(Config, {"pipeline": "a", "colour": "red"}, id="an unknown field"),
        pytest.param(Config, {"pipeline": "a", "display": {"colour": "red"}}, id="an unknown field further down"),
        pytest.param(Pipeline, {"skip_stage2": 1}, id="a number for true"),
        pytest.param(Config, {"pipeline": "a", "display": {"order": True}}, id="true for a number"),
        pytest.param(Chunk, {"input_mappings": {"a": {"node_id": 6}}}, id="a number for a node"),
        pytest.param(Chunk, {"media_type": "hologram"}, id="an unknown media type"),
        pytest.param(Chunk, {"type": "chunk"}, id="an unknown type"),
        pytest.param(Chunk, {"format": 2}, id="a format of the future"),
    ],
)
def test_what_is_refused(model: type[Declaration], data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.declared(data, "an_id")


def test_the_present_name_wins_over_the_older_one() -> None:
    assert Config.declared({"workflow_type": "old", "pipeline": "new"}, "a").pipeline == "new"
    assert Config.declared({"pipeline": "new", "workflow_type": "old"}, "a").pipeline == "new"


def test_numbers_keep_their_type() -> None:
    parameters = {"steps": 20, "cfg": 1.0, "seed": None, "flag": True, "big": 976480016588017}
    chunk = Chunk.declared({"parameters": parameters, "input_mappings": {"n": {"default": 4}}}, "a")
    assert json.dumps(chunk.parameters) == json.dumps(parameters)
    assert json.dumps(chunk.default("n")) == "4"


def test_json_data_is_what_the_file_said() -> None:
    data = {
        "type": "output_chunk",
        "input_mappings": {"a": {"schema": {"type": "integer"}, "default": None}, "b": [{"node_id": "1"}]},
        "execution_mode": "legacy_workflow",
        "description": {"en": "a"},
    }
    assert Chunk.declared({**data, "_comment": "x"}, "a").json_data() == data


def test_a_declaration_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Chunk.declared({}, "a").name = "b"  # type: ignore[misc]


def test_fields_without_effect_say_what_to_do() -> None:
    assert Config.dead_fields().keys() >= {"instruction_type", "chunks", "model_preferences", "ui_config"}
    assert all(len(reason) > 20 for model in (Chunk, Pipeline, Config) for reason in model.dead_fields().values())
