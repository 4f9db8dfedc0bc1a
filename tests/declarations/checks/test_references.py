from __future__ import annotations

import pytest

from tests.declarations.declared import Declared


@pytest.mark.parametrize(
    ("model", "known"),
    [
        pytest.param("STAGE3_MODEL", True, id="a setting"),
        pytest.param("STAGE9_MODEL", False, id="a setting that does not exist"),
        pytest.param("stage3_model", False, id="settings are in upper case"),
        pytest.param("ollama/qwen3", True, id="a model of a provider"),
        pytest.param("openrouter/vendor/model", True, id="a model of a vendor"),
        pytest.param("", True, id="nothing"),
        pytest.param("{{MODEL}}", True, id="the placeholder for the model"),
        pytest.param("DEFAULT", True, id="the default"),
    ],
)
def test_models(declared: Declared, model: str, known: bool) -> None:
    declared.text(chunk={"model": model})
    errors = ["error unknown_alias manipulate.json /model"] * (not known)
    assert declared.codes()[: len(errors) or None] == errors
    assert ("manipulate" in declared.load().chunks) is known


@pytest.mark.parametrize(
    ("model", "hint"),
    [
        pytest.param("STAGE3_MODELL", "did you mean 'STAGE3_MODEL'?", id="a misspelt setting"),
        pytest.param("QWEN3", "a model itself is written provider/QWEN3", id="a setting like none"),
    ],
)
def test_hints_for_models(declared: Declared, model: str, hint: str) -> None:
    declared.text(chunk={"model": model})
    assert [r.hint for r in declared.reports() if r.code == "unknown_alias"] == [hint]


def test_a_model_without_a_provider_is_that_of_the_backend(declared: Declared) -> None:
    declared.text(chunk={"model": "qwen3:8b"}, config={"meta": {"model_override": "guard3:1b"}})
    assert declared.codes() == [
        "warning no_provider manipulate.json /model",
        "warning no_provider rain.json /meta/model_override",
    ]
    assert "rain" in declared.load().configs
    declared.text(chunk={"model": "qwen3:8b", "backend_type": None})
    assert "error unknown_alias manipulate.json /model" in declared.codes()


@pytest.mark.parametrize("key", ["model_override", "optimization_model"])
def test_models_of_configs(declared: Declared, key: str) -> None:
    declared.text(config={"meta": {key: "NO_MODEL"}})
    assert declared.codes() == [f"error unknown_alias rain.json /meta/{key}"]
    declared.text(config={"meta": {key: 3}})
    assert declared.codes() == [f"error wrong_type rain.json /meta/{key}"]
    declared.text(config={"meta": {key: "CODING_MODEL"}})
    assert declared.codes() == []


def test_meta_model_is_a_word_for_people(declared: Declared) -> None:
    declared.text(config={"meta": {"model": "some-model-4.5"}})
    assert declared.codes() == []


@pytest.mark.parametrize("backend", ["diffusers", "heartmula", "triton", "stable_audio", "vue_p5js"])
def test_a_backend_that_does_not_exist_makes_unavailable(declared: Declared, backend: str) -> None:
    declared.media(chunk={"backend_type": backend, "diffusers_config": {"model_id": "a"}})
    library = declared.load()
    assert declared.codes() == ["warning no_such_backend painter.json /backend_type"]
    assert library.missing_backend(library.config("paint")) == backend


def test_a_pipeline_that_names_no_chunk(declared: Declared) -> None:
    declared.text()
    declared.write("pipelines/rewrite.json", {"chunks": ["translate", "manipulat"]})
    assert declared.codes() == [
        "error broken_reference rain.json /pipeline",
        "error unknown_chunk rewrite.json /chunks/0",
        "error unknown_chunk rewrite.json /chunks/1",
    ]
    assert [r.hint for r in declared.reports()] == ["", "", "did you mean 'manipulate'?"]


def test_a_proxy_that_names_no_chunk(declared: Declared) -> None:
    declared.write("chunks/proxy.json", {"type": "proxy_chunk", "parameters": {"output_chunk": "painter"}})
    assert declared.codes() == ["error unknown_output_chunk proxy.json /parameters/output_chunk"]


def test_what_uses_a_broken_chunk_is_reported_itself(declared: Declared) -> None:
    declared.media(chunk={"colour": "red"})
    declared.text(chunk={"model": "NO_MODEL"})
    assert declared.codes() == [
        "error unknown_alias manipulate.json /model",
        "error unknown_field painter.json /colour",
        "error broken_reference rain.json /pipeline",
        "error broken_reference paint.json /parameters/OUTPUT_CHUNK",
        "error broken_reference rewrite.json /chunks/0",
    ]
    assert dict(declared.load().configs) == {}
