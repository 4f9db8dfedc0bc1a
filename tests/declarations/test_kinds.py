from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.kinds import Kind, kind_of
from devserver.models.config import Config
from devserver.models.pipeline import Pipeline


@pytest.mark.parametrize(
    ("folder", "fields", "kind"),
    [
        pytest.param("interception", {}, "interception", id="by the folder"),
        pytest.param("output", {}, "output", id="outputs by the folder"),
        pytest.param("interception/deep", {}, "interception", id="by the first folder"),
        pytest.param("checks", {"meta": {"stage": "safety_check"}}, "safety_check", id="by the stage"),
        pytest.param("output", {"meta": {"stage": "interception"}}, "interception", id="the stage before the folder"),
        pytest.param("pre_output", {"meta": {"stage": "pre_output"}, "pipeline": "safety_check"}, "safety_check",
                     id="a check before the output, by its pipeline"),
        pytest.param("pre_interception", {"pipeline": "translation"}, "translation", id="a translation"),
        pytest.param("user_configs/anna", {}, "interception", id="a user's config"),
        pytest.param("user_configs/anna", {"parameters": {"OUTPUT_CHUNK": "x"}}, "output", id="a user's output"),
        pytest.param("optimization", {}, "other", id="anything else"),
        pytest.param("", {"meta": {"stage": 4}}, "other", id="a stage that is a number"),
    ],
)  # fmt: skip
def test_kind_of(folder: str, fields: dict[str, Any], kind: Kind) -> None:
    config = Config.declared({"pipeline": "some"} | fields, "a", folder)
    assert kind_of(config, Pipeline.declared({}, config.pipeline)) == kind


def test_the_type_of_the_pipeline_tells_too() -> None:
    config = Config.declared({"pipeline": "ask"}, "a", "pre_output")
    assert kind_of(config, Pipeline.declared({"pipeline_type": "safety_check"}, "ask")) == "safety_check"
    assert kind_of(config, None) == "other"
