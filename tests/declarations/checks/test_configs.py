from __future__ import annotations

from typing import Any

import pytest

from tests.declarations.declared import OUTPUT, WORKFLOW, Declared

PROXY = {"type": "proxy_chunk", "backend_type": "comfyui", "parameters": {"output_chunk": "{{OUTPUT_CHUNK}}"}}


def only(declared: Declared, file: str = "paint.json") -> list[str]:
    return [code.replace(f" {file}", "") for code in declared.codes() if file in code]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param({"pipeline": "medium"}, ["error unknown_pipeline /pipeline"], id="an unknown pipeline"),
        pytest.param({"parameters": {"OUTPUT_CHUNK": "paintr"}},
                     ["error unknown_output_chunk /parameters/OUTPUT_CHUNK"], id="an unknown output chunk"),
        pytest.param({"parameters": {"OUTPUT_CHUNK": 3}}, ["error wrong_type /parameters/OUTPUT_CHUNK"],
                     id="an output chunk that is a number"),
        pytest.param({"parameters": {"OUTPUT_CHUNK": "manipulate"}},
                     ["error wrong_output_chunk /parameters/OUTPUT_CHUNK"], id="an output chunk that processes text"),
        pytest.param({"parameters": {"OUTPUT_CHUNK": "proxy"}},
                     ["error wrong_output_chunk /parameters/OUTPUT_CHUNK"], id="an output chunk that is a proxy"),
        pytest.param({"parameters": {}}, ["error unresolved_placeholder /pipeline"], id="no output chunk"),
    ],
)  # fmt: skip
def test_what_a_config_names_in_vain(declared: Declared, config: dict[str, Any], expected: list[str]) -> None:
    declared.text().media(config=config)
    declared.write("chunks/proxy.json", PROXY)
    assert only(declared) == expected
    assert "paint" not in declared.load().configs
    assert "rain" in declared.load().configs


def test_the_nearest_names_are_told(declared: Declared) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "paintr"}})
    assert [r.hint for r in declared.reports()] == ["did you mean 'painter'?"]
    declared.media(config={"pipeline": "medja"})
    assert [r.hint for r in declared.reports()] == ["did you mean 'media'?"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param({"STEPS": 4}, [], id="a mapping takes it"),
        pytest.param({"SAMPLER": "euler"}, [], id="a mapping takes it under another name"),
        pytest.param({"steps": 4}, [], id="a mapping takes it in lower case"),
        pytest.param({"LYRICS": "la"}, ["warning unused_parameter /parameters/LYRICS"], id="nothing takes it"),
        pytest.param({"megapixels": 1}, ["warning unused_parameter /parameters/megapixels"],
                     id="a workflow takes nothing without a mapping"),
        pytest.param({"temperature": 0.7, "keep_alive": "10m"}, [], id="parameters of text models go along"),
        pytest.param({"STEPS": 4, "steps": 5}, ["warning same_key_twice /parameters/steps"], id="two names for one"),
    ],
)  # fmt: skip
def test_parameters(declared: Declared, parameters: dict[str, Any], expected: list[str]) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter"} | parameters})
    assert only(declared) == expected
    assert "paint" in declared.load().configs


def test_a_direct_backend_takes_lower_case_as_it_is(declared: Declared) -> None:
    direct = {"backend_type": "embedded", "workflow": None, "input_mappings": {"prompt": {}}, "output_mapping": {}}
    declared.media(chunk=direct, config={"parameters": {"OUTPUT_CHUNK": "painter", "topk": 3, "TOPK": 3}})
    assert only(declared) == ["warning unused_parameter /parameters/TOPK"]


def test_a_misspelt_parameter_gets_the_right_name(declared: Declared) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter", "STEP": 4}})
    assert [r.hint for r in declared.reports()] == ["did you mean 'steps'?"]


@pytest.mark.parametrize(
    ("template", "parameters", "expected"),
    [
        pytest.param("{{CONTEXT}} {{INPUT_TEXT}}", {}, [], id="the builder fills it"),
        pytest.param("{{MOOD}}", {"MOOD": "dark"}, [], id="the config fills it"),
        pytest.param("{{MOOD}}", {"mood": "dark"}, ["error unresolved_placeholder /parameters"],
                     id="names are case-sensitive"),
        pytest.param("{{MOOD}}", {}, ["error unresolved_placeholder /parameters"], id="nothing fills it"),
        pytest.param("{{CONTEX}}", {}, ["error unresolved_placeholder /parameters"], id="a misspelt one"),
        pytest.param("{{DURATION}}", {}, ["warning dead_placeholder /parameters"], id="one of an older version"),
        pytest.param("{{previous_output}}", {}, ["warning dead_placeholder /parameters"], id="one in lower case"),
        pytest.param("{{DURATION}}", {"DURATION": 3}, [], id="an old one that the config fills"),
        pytest.param("{input_text} { } {{ }}", {}, [], id="other braces"),
    ],
)  # fmt: skip
def test_placeholders(declared: Declared, template: str, parameters: dict[str, Any], expected: list[str]) -> None:
    declared.text(chunk={"template": template}, config={"parameters": parameters})
    assert only(declared, "rain.json") == expected


def test_a_placeholder_tells_where_it_stands(declared: Declared) -> None:
    declared.text(chunk={"template": {"system": "", "user": "{{CONTEX}}"}})
    report = next(r for r in declared.reports() if r.code == "unresolved_placeholder")
    assert report.reason == "nothing fills {{CONTEX}} in the chunk 'manipulate' at /template/user"
    assert report.hint == "did you mean 'CONTEXT'?"


@pytest.mark.parametrize(
    "meta",
    [
        pytest.param({"json_schema": {"type": "object", "properties": {"mood": {}}}}, id="by a JSON Schema"),
        pytest.param({"json_schema": {"mood": "a word"}}, id="by a description of each key"),
        pytest.param({"extracts": ["mood"]}, id="by a list of keys"),
    ],
)
def test_an_answer_in_json_fills_placeholders(declared: Declared, meta: dict[str, Any]) -> None:
    declared.text(chunk={"meta": meta})
    declared.write("chunks/then.json", {"template": "{{MOOD}}"})
    declared.write("pipelines/rewrite.json", {"chunks": ["manipulate", "then"]})
    assert declared.codes() == []


def test_a_pipeline_gives_defaults(declared: Declared) -> None:
    declared.media(config={"parameters": {}})
    defaults = {"defaults": {"parameters": {"OUTPUT_CHUNK": "painter"}}}
    declared.write("pipelines/media.json", {"chunks": ["{{OUTPUT_CHUNK}}"]} | defaults)
    assert declared.codes() == []
    declared.write(
        "pipelines/media.json", {"chunks": ["{{OUTPUT_CHUNK}}"], "defaults": {"parameters": {"OUTPUT_CHUNK": "x"}}}
    )
    assert only(declared) == ["error unknown_output_chunk /pipeline"]


def test_literals_of_a_proxy_do_not_count(declared: Declared) -> None:
    proxy = PROXY | {"parameters": {"output_chunk": "{{OUTPUT_CHUNK}}", "negative_prompt": "{{NEGATIVE_PROMPT}}"}}
    declared.media()
    declared.write("chunks/proxy.json", proxy)
    declared.write("pipelines/media.json", {"chunks": ["proxy"]})
    assert declared.codes() == []


def test_what_a_proxy_would_lose_reaches_the_chunk_behind_it(declared: Declared) -> None:
    declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter", "SAMPLER": "euler", "LYRICS": "la"}})
    declared.write("chunks/proxy.json", PROXY)
    declared.write("pipelines/media.json", {"chunks": ["proxy"]})
    assert only(declared) == ["warning unused_parameter /parameters/LYRICS"]


@pytest.mark.parametrize(
    ("chunk", "config", "expected"),
    [
        pytest.param({}, {"media_preferences": {"default_output": "video"}},
                     ["warning disagreement /media_preferences/default_output"], id="another medium is preferred"),
        pytest.param({}, {"media_preferences": {"default_output": "image"}}, [], id="the same medium is preferred"),
        pytest.param({"media_type": "music"}, {"media_preferences": {"default_output": "audio"}}, [],
                     id="music is audio"),
        pytest.param({"meta": {"gpu_vram_mb": 28000}}, {"meta": {"gpu_vram_mb": 8000}},
                     ["warning disagreement /meta/gpu_vram_mb"], id="another size of memory"),
        pytest.param({}, {"meta": {"backend_type": "openai"}}, ["warning disagreement /meta/backend_type"],
                     id="another backend"),
        pytest.param({}, {"meta": {"backend_type": "comfyui_legacy"}}, [], id="an older name of the backend"),
        pytest.param({"media_type": None, "output_mapping": {}}, {}, ["warning no_media_type"], id="no medium at all"),
        pytest.param({"media_type": None, "output_mapping": {}}, {"media_preferences": {"default_output": "3D"}}, [],
                     id="the medium is that of the config"),
        pytest.param({"media_type": "code"}, {}, ["warning no_media_type"], id="code of an unknown kind"),
    ],
)  # fmt: skip
def test_config_and_chunk(
    declared: Declared, chunk: dict[str, Any], config: dict[str, Any], expected: list[str]
) -> None:
    declared.media(chunk=chunk, config=config)
    assert only(declared) == expected


def test_a_workflow_with_a_placeholder_of_its_own(declared: Declared) -> None:
    workflow = WORKFLOW | {"6": {"class_type": "A", "inputs": {"text": "{{CLIP_PROMPT}}, {{STEPS}}, {{STYLE}}"}}}
    declared.media(chunk={"workflow": workflow})
    found = [r.reason for r in declared.reports() if r.severity == "error"]
    assert found == ["nothing fills {{STYLE}} in the chunk 'painter' at /workflow/6/inputs/text"]


def test_the_mappings_of_the_example_are_sound(declared: Declared) -> None:
    assert OUTPUT["input_mappings"]
    declared.media().text()
    assert declared.codes() == []
