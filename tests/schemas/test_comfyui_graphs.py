"""The graphs that are shipped, held against the node classes of ComfyUI: inputs, links, limits, files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from devserver.backends.comfyui.fetching import renamed
from devserver.engine.graphs import insert_loras, without_inputs
from tests.fakes.comfyui_catalogue import described, install
from tests.fakes.comfyui_nodes import SAVERS
from tests.fakes.comfyui_shipped import CHUNKS, CONFIGS, chunk_of, files_of, graph_of
from tests.fakes.comfyui_validation import validate

DOCS = Path(__file__).parent.parent.parent / "docs"
OLDER, NEWER = described(), described(newer=True)
WITH_MODEL = sorted(id for id in CONFIGS if chunk_of(id)["input_mappings"].keys() >= {"prompt"})
each_chunk = pytest.mark.parametrize("id", sorted(CHUNKS))
each_config = pytest.mark.parametrize("id", sorted(CONFIGS))
each_server = pytest.mark.parametrize("newer", [False, True], ids=["at a server of 2025", "at a newer server"])


def inputs(catalogue: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the inputs of a node class by their names."""
    found = catalogue[kind]["input"]
    return {**found["required"], **found["optional"]}


def faults(graph: dict[str, Any], config: str, *, newer: bool, loras: tuple[str, ...] = ()) -> Any:
    """Return what a server with the right model files would not accept of a graph."""
    catalogue = described(newer=newer)
    for folder, name in (*files_of(config), *(("loras", lora) for lora in loras)):
        install(catalogue, folder, name)
    _outputs, errors = validate({"prompt": graph}, catalogue, {""}, newer=newer)
    return errors


@each_server
@each_config
def test_a_graph_is_accepted_with_its_links_and_values(id: str, newer: bool) -> None:
    assert faults(graph_of(id), id, newer=newer) == {}


@each_chunk
def test_every_class_and_input_is_one_that_comfyui_has(id: str) -> None:
    for node_id, node in CHUNKS[id]["workflow"].items():
        known = {**inputs(OLDER, node["class_type"]), **inputs(NEWER, node["class_type"])}
        assert node["inputs"].keys() <= known.keys(), node_id


@pytest.mark.parametrize(
    ("node", "name", "value"),
    [
        pytest.param("decode", "samples", ["positive", 0], id="a link to another type"),
        pytest.param("decode", "vae", ["checkpoint", 3], id="a link to an output that is none"),
        pytest.param("sampler", "model", ["nowhere", 0], id="a link to no node"),
        pytest.param("sampler", "sampler_name", "eulr", id="a choice that is none"),
        pytest.param("sampler", "steps", 0, id="a number below its limit"),
        pytest.param("save", "filename_prefix", None, id="an input that is not there"),
    ],
)
def test_what_is_wrong_with_a_graph_is_found(node: str, name: str, value: Any) -> None:
    graph = graph_of("image_sdxl")
    wrong = {**graph, node: {**graph[node], "inputs": {**graph[node]["inputs"], name: value}}}
    with pytest.raises(Exception, match="Prompt outputs failed validation"):
        faults(wrong, "image_sdxl", newer=False)


@each_chunk
def test_no_node_stands_about_and_one_saves_what_is_declared(id: str) -> None:
    chunk = CHUNKS[id]
    graph, output = chunk["workflow"], chunk["output_mapping"]
    used = {value[0] for node in graph.values() for value in node["inputs"].values() if isinstance(value, list)}
    assert graph.keys() - used == {output["node_id"]}
    assert SAVERS[graph[output["node_id"]]["class_type"]][2] == output["format"]


@each_chunk
def test_limits_and_choices_of_a_parameter_are_within_those_of_its_node(id: str) -> None:
    chunk = CHUNKS[id]
    for key, given in chunk["input_mappings"].items():
        schema = (given[0] if isinstance(given, list) else given).get("schema", {})
        for target in given if isinstance(given, list) else [given]:
            kind = chunk["workflow"][target["node_id"]]["class_type"]
            name = target["field"].removeprefix("inputs.")
            for catalogue in (OLDER, NEWER):
                spec = inputs(catalogue, kind)[name]
                assert fit(schema, spec), (key, catalogue is NEWER)


def fit(schema: dict[str, Any], spec: list[Any]) -> bool:
    """Tell whether every value of a schema is one that a node takes."""
    limits = spec[1]
    choices = spec[0] if isinstance(spec[0], list) else limits.get("options")
    if choices is not None:
        return set(schema.get("enum", ())) <= set(choices)
    if spec[0] not in {"INT", "FLOAT"} or "anyOf" in schema:
        return True
    values = schema.get("enum") or [schema["minimum"], schema["maximum"]]
    return bool(limits["min"] <= min(values) and max(values) <= limits["max"])


@each_chunk
def test_a_default_is_what_the_graph_has(id: str) -> None:
    chunk = CHUNKS[id]
    for key, given in chunk["input_mappings"].items():
        for target in given if isinstance(given, list) else [given]:
            written = chunk["workflow"][target["node_id"]]["inputs"][target["field"].removeprefix("inputs.")]
            assert isinstance(written, list) is False, "a link is no value"
            if key not in {"prompt", "negative_prompt", "seed", "input_image"}:
                assert target["default"] == written, key


@each_server
@pytest.mark.parametrize("id", WITH_MODEL)
def test_loras_can_be_put_after_the_model(id: str, newer: bool) -> None:
    loras: list[dict[str, Any]] = [{"name": "ink.safetensors", "strength": 0.5}, {"name": "wash.safetensors"}]
    graph = insert_loras(graph_of(id), loras)
    added = [node for name, node in graph.items() if name.startswith("lora_")]
    loader = next(name for name, node in graph_of(id).items() if {"ckpt_name", "unet_name"} & node["inputs"].keys())
    assert added[0]["inputs"]["model"] == [loader, 0]
    models = [v for node in graph.values() for v in node["inputs"].values() if v == [loader, 0]]
    assert len(models) == 1, "everything else goes through the LoRAs"
    assert faults(graph, id, newer=newer, loras=("ink.safetensors", "wash.safetensors")) == {}


def test_a_checkpoint_that_brings_its_text_encoder_has_it_changed_as_well() -> None:
    kinds = {id: insert_loras(graph_of(id), [{"name": "a.safetensors"}])["lora_1"]["class_type"] for id in WITH_MODEL}
    assert kinds["image_sdxl"] == kinds["image_from_image_sd15"] == "LoraLoader"
    assert kinds["image_flux_dev"] == kinds["image_sd35_large"] == kinds["video_wan21"] == "LoraLoaderModelOnly"


@each_server
def test_a_film_without_a_first_picture_is_a_whole_graph(newer: bool) -> None:
    graph = without_inputs(graph_of("video_wan22"), ["picture"])
    assert graph_of("video_wan22").keys() - graph.keys() == {"picture"}
    assert faults(graph, "video_wan22", newer=newer) == {}


@each_config
def test_files_are_written_below_a_folder_of_ours_under_a_name_that_can_be_changed(id: str) -> None:
    (node,) = [node for node in graph_of(id).values() if "filename_prefix" in node["inputs"]]
    prefix = node["inputs"]["filename_prefix"]
    assert re.fullmatch(r"devserver/[a-z]+", prefix)
    assert f"{prefix}_mark" in str(renamed(graph_of(id), "mark"))


@each_chunk
def test_nobody_claims_to_have_seen_a_graph_run_that_nobody_has(id: str) -> None:
    meta = CHUNKS[id]["meta"]
    assert meta["verified"] is False
    assert meta["requires_gpu"] is True
    assert re.fullmatch(r"\d+-\d+", meta["estimated_duration_seconds"])
    assert all(meta["notes"].values())


def test_every_model_has_an_instruction_for_its_own_way_of_reading() -> None:
    said = [
        instruction
        for declared in (*CHUNKS.values(), *CONFIGS.values())
        if (instruction := declared["meta"].get("optimization_instruction"))
    ]
    assert {id for id, c in CHUNKS.items() if "optimization_instruction" not in c["meta"]} == {"output_image_upscale"}
    for instruction in said:
        assert all(50 <= len(text.split()) <= 130 for text in instruction.values())
        assert "English" in instruction["en"] and "Englisch" in instruction["de"]
    assert max(Counter(text["en"] for text in said).values()) <= 2, "two sizes of one model may share theirs"


@each_config
def test_lists_of_choices_have_their_default(id: str) -> None:
    for key, given in chunk_of(id)["input_mappings"].items():
        target = given[0] if isinstance(given, list) else given
        if "default" in target:
            value = CONFIGS[id]["parameters"].get(key.upper(), target["default"])
            jsonschema.validate(value, target["schema"])


def test_the_guide_names_every_model_file_and_its_folder() -> None:
    guide = (DOCS / "how-to" / "connect-comfyui.md").read_text(encoding="utf-8")
    wanted = {(folder, name) for id in CONFIGS for folder, name in files_of(id)}
    assert [name for _folder, name in wanted if f"`{name}`" not in guide] == []
    assert [folder for folder, _name in wanted if f"`models/{folder}`" not in guide] == []
    assert [id for id in CONFIGS if f"`{id}`" not in guide] == []
