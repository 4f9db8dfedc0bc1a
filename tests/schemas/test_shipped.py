from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import devserver
from devserver.declarations.paths import found_at
from devserver.media_types import MEDIA_TYPES

SCHEMAS = Path(devserver.__file__).parent / "schemas"
CHUNKS, PIPELINES = SCHEMAS / "chunks", SCHEMAS / "pipelines"
INTERCEPTION, OUTPUT, CHECKS = (SCHEMAS / "configs" / kind for kind in ("interception", "output", "checks"))
FOLDERS = (CHUNKS, PIPELINES, INTERCEPTION, OUTPUT, CHECKS)
ALIASES = {
    "STAGE1_TEXT_MODEL",
    "STAGE1_VISION_MODEL",
    "STAGE2_INTERCEPTION_MODEL",
    "STAGE2_OPTIMIZATION_MODEL",
    "STAGE3_MODEL",
    "TRANSLATION_MODEL",
    "VLM_SAFETY_MODEL",
}
RUN_VALUES = {"TASK_INSTRUCTION", "CONTEXT", "INPUT_TEXT", "PREVIOUS_OUTPUT", "TARGET_LANGUAGE"}
EMBEDDED = {"text", "image", "audio", "music", "midi", "video", "p5", "tonejs", "sonicpi"}
LANGUAGES = {"en", "de"}
Json = dict[str, Any]


def read(folder: Path) -> dict[str, Json]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.glob("*.json"))]


def spoken(node: Any, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every object that has a text for a language, with its JSON pointer."""
    if isinstance(node, dict):
        if LANGUAGES & node.keys():
            yield pointer, node
        for key, value in node.items():
            yield from spoken(value, f"{pointer}/{key}")


def first(targets: Any) -> Json:
    """Return the first target of a mapping, which has its schema and description."""
    found: Json = targets[0] if isinstance(targets, list) else targets
    return found


each_file = pytest.mark.parametrize("path", files(), ids=[f"{path.parent.name}/{path.stem}" for path in files()])
each_attitude = pytest.mark.parametrize("id", sorted(read(INTERCEPTION)))
GENERATORS = {id: c for id, c in read(CHUNKS).items() if "media_type" in c and c["backend_type"] == "embedded"}
each_embedded_chunk = pytest.mark.parametrize("id", list(GENERATORS))
HOSTED = {id: c for id, c in read(CHUNKS).items() if "api_config" in c and c["backend_type"] != "swarmui"}
each_api_chunk = pytest.mark.parametrize("id", list(HOSTED))
each_output_chunk = pytest.mark.parametrize("id", [id for id, chunk in read(CHUNKS).items() if "media_type" in chunk])


@each_file
def test_a_file_is_written_as_we_write_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", path.stem)


@each_file
def test_a_file_fits_the_schema_that_editors_use(path: Path) -> None:
    """At start these files are read without it: that takes half of the time."""
    kind = {"chunks": "chunk", "pipelines": "pipeline"}.get(path.parent.name, "config")
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))


@each_file
def test_whatever_is_said_is_said_in_english_and_german(path: Path) -> None:
    for pointer, texts in spoken(json.loads(path.read_text(encoding="utf-8"))):
        assert texts.keys() == LANGUAGES, pointer
        if not (path.stem == "user_defined" and pointer == "/context"):
            assert all(texts.values()), pointer
            assert texts["en"] != texts["de"] or len(str(texts["en"])) < 40, f"{pointer} is not translated"


@each_file
def test_the_tone_is_calm(path: Path) -> None:
    for pointer, texts in spoken(json.loads(path.read_text(encoding="utf-8"))):
        said = json.dumps(texts, ensure_ascii=False)
        assert "!" not in said, pointer
        assert not re.search(r"  | \\n|TODO|lorem|\w(ae|oe)nn|fuer |ueber", said, re.IGNORECASE), pointer


@pytest.mark.parametrize("folder", [CHUNKS, PIPELINES], ids=["chunks", "pipelines"])
def test_a_name_is_the_stem_of_its_file(folder: Path) -> None:
    assert {id: data["name"] for id, data in read(folder).items()} == {id: id for id in read(folder)}


def test_configs_have_different_ids() -> None:
    ids = Counter(id for folder in (INTERCEPTION, OUTPUT, CHECKS) for id in read(folder))
    assert [id for id, count in ids.items() if count > 1] == []


def test_every_config_names_a_pipeline_and_chunks_that_exist() -> None:
    chunks, pipelines = read(CHUNKS), read(PIPELINES)
    for folder in (INTERCEPTION, OUTPUT, CHECKS):
        for id, config in read(folder).items():
            for chunk in pipelines[config["pipeline"]]["chunks"]:
                named = re.fullmatch(r"{{(\w+)}}", chunk)
                assert (config["parameters"][named[1]] if named else chunk) in chunks, id


def test_the_pipelines_we_ship_are_used_or_used_by_the_engine() -> None:
    used = {config["pipeline"] for folder in (INTERCEPTION, OUTPUT, CHECKS) for config in read(folder).values()}
    assert read(PIPELINES).keys() - used <= {"text_optimization"}


def test_there_are_many_attitudes_of_every_kind() -> None:
    kinds = Counter(config["display"]["category"] for config in read(INTERCEPTION).values())
    assert kinds.total() >= 12
    assert {kind: count for kind, count in kinds.items() if count >= 3}.keys() == {
        "artistic",
        "pedagogical",
        "playful",
        "critical",
        "linguistic",
    }
    assert kinds["own"] == 1


@each_attitude
def test_an_attitude_says_enough_and_not_too_much(id: str) -> None:
    config = read(INTERCEPTION)[id]
    for language in LANGUAGES:
        words = len(config["context"][language].split())
        assert words == 0 if id == "user_defined" else 60 <= words <= 160
        assert len(config["description"][language].split()) <= 16
        assert config["description"][language].count(".") == 1


@each_attitude
def test_an_attitude_can_be_shown_and_found(id: str) -> None:
    config = read(INTERCEPTION)[id]
    preferred = config["media_preferences"]
    assert preferred["default_output"] in preferred["supported_types"]
    assert set(preferred["supported_types"]) <= set(MEDIA_TYPES)
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", config["display"]["icon"])
    assert 1 <= config["display"]["difficulty"] <= 5
    assert config["audience"]["complexity"] in {"beginner", "intermediate", "advanced"}
    assert 8 <= config["audience"]["min_age"] <= 14
    assert config["parameters"].keys() == {"temperature", "top_p"}


def test_every_limit_of_an_answer_leaves_room_for_thoughts() -> None:
    limits = {id: chunk["parameters"]["max_tokens"] for id, chunk in read(CHUNKS).items() if "template" in chunk}
    assert {id for id, limit in limits.items() if limit < 4000} == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_attitudes_are_alike(language: str) -> None:
    contexts = {id: c["context"][language] for id, c in read(INTERCEPTION).items() if c["context"][language]}
    for (one, first), (other, second) in itertools.combinations(contexts.items(), 2):
        alike = SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()
        assert alike < 0.35, f"{one} and {other}"


@pytest.mark.parametrize("field", ["name", "description"])
def test_no_two_configs_look_the_same_in_a_list(field: str) -> None:
    for language in LANGUAGES:
        shown = Counter(c[field][language] for d in (INTERCEPTION, OUTPUT, CHECKS) for c in read(d).values())
        assert [text for text, count in shown.items() if count > 1] == []


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("folder", [INTERCEPTION, OUTPUT, CHECKS], ids=["interception", "output", "checks"])
def test_colours_can_be_read_on_paper(folder: Path) -> None:
    for id, config in read(folder).items():
        contrast = (luminance("#f5f6f3") + 0.05) / (luminance(config["display"]["color"]) + 0.05)
        assert contrast >= 4.5, f"{id}: {contrast:.2f}"


@pytest.mark.parametrize("folder", [INTERCEPTION, OUTPUT, CHECKS], ids=["interception", "output", "checks"])
def test_configs_have_an_order_of_their_own(folder: Path) -> None:
    orders = [config["display"]["order"] for config in read(folder).values()]
    assert len(set(orders)) == len(orders)


def test_a_chunk_that_asks_a_model_has_exactly_three_parts_and_a_known_model() -> None:
    asking = {id: chunk for id, chunk in read(CHUNKS).items() if chunk["type"] == "processing_chunk"}
    assert {chunk["model"] for chunk in asking.values()} == ALIASES
    for id, chunk in asking.items():
        assert re.findall(r"^(\w+):$", chunk["template"], re.MULTILINE) == ["Task", "Context", "Input"], id
        assert set(re.findall(r"{{(\w+)}}", chunk["template"])) <= RUN_VALUES, id
        assert chunk["meta"]["task_instruction"].keys() == LANGUAGES, id
        assert "{{" not in json.dumps(chunk["meta"]), id


def test_every_embedded_generator_has_a_chunk_and_a_config_of_its_own() -> None:
    assert {chunk["media_type"] for chunk in GENERATORS.values()} == EMBEDDED
    for medium in EMBEDDED:
        assert read(OUTPUT)[f"{medium}_embedded"]["parameters"]["OUTPUT_CHUNK"] == f"output_{medium}_embedded"


@each_output_chunk
def test_an_output_chunk_makes_formats_that_its_medium_has(id: str) -> None:
    chunk = read(CHUNKS)[id]
    mapping = chunk["output_mapping"]
    formats = mapping.get("formats", [mapping["format"]])
    assert mapping["output_type"] == chunk["media_type"]
    assert mapping["format"] == formats[0]
    assert set(formats) <= set(MEDIA_TYPES[chunk["media_type"]].formats)


@each_embedded_chunk
def test_an_embedded_chunk_says_that_it_is_no_ai_model_and_how_to_write_for_it(id: str) -> None:
    meta = read(CHUNKS)[id]["meta"]
    assert "No AI model" in meta["notes"]["en"]
    assert "Kein KI-Modell" in meta["notes"]["de"]
    assert meta["requires_gpu"] is False
    for instruction in meta.get("optimization_instruction", {}).values():
        assert 25 <= len(instruction.split()) <= 130


def test_every_medium_but_text_has_an_instruction_of_its_own() -> None:
    said = {c["media_type"]: c["meta"].get("optimization_instruction") for c in GENERATORS.values()}
    assert {medium for medium, instruction in said.items() if instruction is None} == {"text"}
    assert len({instruction["en"] for instruction in said.values() if instruction}) == len(EMBEDDED) - 1


@each_api_chunk
def test_an_api_chunk_says_who_is_asked_what_it_costs_and_how_to_write_for_it(id: str) -> None:
    chunk = read(CHUNKS)[id]
    assert "costs money" in chunk["meta"]["notes"]["en"]
    assert "kostet Geld" in chunk["meta"]["notes"]["de"]
    assert chunk["api_config"]["endpoint"].startswith("/")
    for instruction in chunk["meta"]["optimization_instruction"].values():
        assert 60 <= len(instruction.split()) <= 130


def test_the_swarmui_chunk_says_where_it_is_made_and_that_no_server_confirmed_it() -> None:
    meta = read(CHUNKS)["output_image_swarmui"]["meta"]
    assert meta["verified"] is False
    assert "your own SwarmUI server" in meta["notes"]["en"]
    assert "auf dem eigenen SwarmUI-Server" in meta["notes"]["de"]
    for instruction in meta["optimization_instruction"].values():
        assert 60 <= len(instruction.split()) <= 130


@each_api_chunk
def test_an_api_chunk_sends_what_its_form_shows(id: str) -> None:
    chunk = read(CHUNKS)[id]
    body = chunk["api_config"]["request_body"]
    for key, mapping in chunk["input_mappings"].items():
        if "default" in mapping and key not in {"seed", "mask"} and not key.startswith("input_image"):
            assert found_at({"request_body": body}, mapping["field"]) == [mapping["default"]], key


def test_what_a_size_or_quality_may_be_is_left_to_the_provider() -> None:
    for id, chunk in read(CHUNKS).items():
        if "api_config" in chunk:
            assert not [key for key, mapping in chunk["input_mappings"].items() if "enum" in mapping["schema"]], id


@each_output_chunk
def test_defaults_fit_their_schemas(id: str) -> None:
    for key, targets in read(CHUNKS)[id]["input_mappings"].items():
        mapping = first(targets)
        jsonschema.Draft202012Validator.check_schema(mapping["schema"])
        if "default" in mapping:
            jsonschema.validate(mapping["default"], mapping["schema"])
        elif key.startswith("input_image"):
            assert (mapping["required"], mapping["source"]) == (True, "{{INPUT_IMAGE}}")
        else:
            assert (key, mapping["required"], mapping["source"]) == ("prompt", True, "{{PREVIOUS_OUTPUT}}")


@pytest.mark.parametrize("id", sorted(read(OUTPUT)))
def test_the_values_of_an_output_reach_its_chunk_and_fit(id: str) -> None:
    config = read(OUTPUT)[id]
    chunk = read(CHUNKS)[config["parameters"]["OUTPUT_CHUNK"]]
    assert config["media_preferences"] == {
        "default_output": chunk["media_type"],
        "supported_types": [chunk["media_type"]],
    }
    for name, value in config["parameters"].items():
        if f"{{{{{name}}}}}" in json.dumps(chunk.get("workflow")):
            assert re.fullmatch(r"[\w.-]+\.safetensors", value)
        elif name != "OUTPUT_CHUNK":
            mapping = first(chunk["input_mappings"][name.lower()])
            jsonschema.validate(value, mapping["schema"])
            assert value != mapping["default"], f"{name} says what the chunk says already"


@pytest.mark.parametrize("id", ["input_check", "output_check"])
def test_a_check_has_rules_for_every_level_and_no_context(id: str) -> None:
    check = read(CHECKS)[id]
    assert "context" not in check
    assert list(check["meta"]["levels"]) == ["kids", "youth", "adult", "research"]
    for rules in check["meta"]["levels"].values():
        assert all(40 <= len(text.split()) <= 105 for text in rules.values())
    verdict = read(CHUNKS)[check["parameters"]["SAFETY_CHUNK"]]["meta"]
    assert verdict["expects_json_output"] is True
    jsonschema.validate({"safe": False, "reason": "x"}, verdict["json_schema"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"safe": "no", "reason": "x"}, verdict["json_schema"])
