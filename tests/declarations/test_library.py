from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devserver.declarations.library import Library
from devserver.errors import NotFound
from devserver.media_types import MEDIA_TYPES
from devserver.models.declarations import Localised
from tests.declarations.declared import OUTPUT, TEXT, Declared

PROXY = {"type": "proxy_chunk", "parameters": {"output_chunk": "{{OUTPUT_CHUNK}}"}}


@pytest.fixture
def over(tmp_path: Path) -> Declared:
    """Return a second folder, to be laid over the first."""
    return Declared(tmp_path / "over")


class TestLayers:
    def test_a_later_folder_replaces_with_a_notice(self, declared: Declared, over: Declared) -> None:
        declared.text(config={"context": "Rain."})
        over.write("configs/interception/rain.json", {"pipeline": "rewrite", "context": "Snow."})
        library = declared.load(over)
        context = library.config("rain").context
        assert context is not None
        assert context.text("en") == "Snow."
        assert [(r.severity, r.code, Path(r.path).parts[-4]) for r in library.reports] == [
            ("notice", "replaced", "over")
        ]

    def test_a_broken_file_replaces_nothing(self, declared: Declared, over: Declared) -> None:
        declared.text()
        over.write("chunks/manipulate.json", {"colour": 1})
        library = declared.load(over)
        assert library.chunk("manipulate").template == TEXT["template"]
        assert [r.code for r in library.reports] == ["unknown_field"]

    def test_the_same_id_twice_in_one_folder_is_an_error_of_both(self, declared: Declared) -> None:
        declared.text()
        declared.write("configs/output/rain.json", {"pipeline": "rewrite"})
        library = declared.load()
        assert dict(library.configs) == {}
        found = [(r.code, Path(r.path).parent.name) for r in library.reports]
        assert found == [("duplicate_id", "interception"), ("duplicate_id", "output")]
        assert str(declared.root / "configs/output/rain.json") in library.reports[0].reason

    def test_an_earlier_folder_serves_what_a_later_one_says_twice(self, declared: Declared, over: Declared) -> None:
        declared.text()
        for folder in ("a", "b"):
            over.write(f"configs/{folder}/rain.json", {"pipeline": "rewrite", "context": folder})
        context = declared.load(over).config("rain").context
        assert context == Localised("Rain.")

    def test_the_same_id_of_different_kinds_is_fine(self, declared: Declared) -> None:
        declared.write("chunks/rain.json", TEXT)
        declared.write("pipelines/rain.json", {"chunks": ["rain"]})
        declared.write("configs/rain.json", {"pipeline": "rain"})
        assert declared.codes() == []

    def test_a_later_folder_uses_what_an_earlier_one_declares(self, declared: Declared, over: Declared) -> None:
        declared.text()
        over.write("configs/snow.json", {"pipeline": "rewrite", "context": "Snow."})
        assert set(declared.load(over).configs) == {"rain", "snow"}


@pytest.mark.parametrize(
    ("look_up", "id", "message", "nearest"),
    [
        pytest.param(Library.config, "rian", "config_not_found", "rain", id="a config"),
        pytest.param(Library.pipeline, "rewrit", "pipeline_not_found", "rewrite", id="a pipeline"),
        pytest.param(Library.chunk, "manipluate", "chunk_not_found", "manipulate", id="a chunk"),
    ],
)
def test_what_is_not_there_is_told_with_nearest_names(
    declared: Declared, look_up: Any, id: str, message: str, nearest: str
) -> None:
    library = declared.text().load()
    with pytest.raises(NotFound) as caught:
        look_up(library, id)
    assert caught.value.message == message
    assert caught.value.params == {"id": id, "nearest": [nearest]}
    assert nearest in str(caught.value)


class TestOutput:
    def test_by_the_parameter_of_the_config(self, declared: Declared) -> None:
        library = declared.media().load()
        assert library.output_chunk(library.config("paint")).id == "painter"
        assert library.media_type(library.config("paint")) is MEDIA_TYPES["image"]

    def test_behind_a_proxy(self, declared: Declared) -> None:
        declared.media()
        declared.write("chunks/proxy.json", PROXY)
        declared.write("pipelines/media.json", {"chunks": ["proxy"]})
        library = declared.load()
        assert [chunk.id for chunk in library.steps(library.config("paint"))] == ["painter"]

    def test_of_a_pipeline_without_chunks(self, declared: Declared) -> None:
        declared.media()
        declared.write("pipelines/media.json", {"chunks": [], "skip_stage2": True})
        library = declared.load()
        assert library.output_chunk(library.config("paint")).id == "painter"
        assert library.steps(library.config("paint")) == ()

    def test_named_by_the_pipeline_itself_after_a_text_chunk(self, declared: Declared) -> None:
        declared.text().media(config={"parameters": {}})
        declared.write("pipelines/media.json", {"chunks": ["manipulate", "painter"]})
        library = declared.load()
        assert [chunk.id for chunk in library.steps(library.config("paint"))] == ["manipulate", "painter"]
        assert library.output_chunk(library.config("paint")).id == "painter"

    def test_a_config_without_one(self, declared: Declared) -> None:
        library = declared.text().media().load()
        with pytest.raises(NotFound) as caught:
            library.output_chunk(library.config("rain"))
        assert caught.value.params == {"id": "rain", "nearest": ["paint"]}
        assert library.media_type(library.config("rain")) is None


def test_an_output_that_makes_nothing_is_not_offered(declared: Declared) -> None:
    declared.text().media()
    declared.write("configs/output/nothing.json", {"pipeline": "rewrite"})
    library = declared.load()
    assert library.kind(library.config("nothing")) == "other"
    assert library.kind(library.config("paint")) == "output"
    assert declared.codes() == ["warning no_output_chunk nothing.json"]


@pytest.mark.parametrize(
    ("of_config", "of_chunk", "text"),
    [
        pytest.param(None, None, None, id="there is none"),
        pytest.param(None, "Chunk.", "Chunk.", id="of the chunk"),
        pytest.param("Config.", "Chunk.", "Config.", id="the config before the chunk"),
        pytest.param({"de": "Konfiguration."}, "Chunk.", "Konfiguration.", id="texts by language"),
        pytest.param("", "Chunk.", None, id="an empty text turns it off"),
        pytest.param({"en": "", "de": ""}, "Chunk.", None, id="empty texts turn it off"),
    ],
)
def test_optimization_instruction(declared: Declared, of_config: Any, of_chunk: Any, text: str | None) -> None:
    def meta(instruction: Any) -> dict[str, Any]:
        return {"meta": {} if instruction is None else {"optimization_instruction": instruction}}

    library = declared.media(chunk=meta(of_chunk), config=meta(of_config)).load()
    found = library.optimization_instruction(library.config("paint"))
    assert library.instructions.get("paint") == found
    assert (found.text("de") if found else None) == text


@pytest.mark.parametrize(
    ("model", "id"),
    [
        pytest.param("ollama/llama2:7b", "manipulate_llama", id="a family in the name"),
        pytest.param("llama2:7b", "manipulate_llama", id="a name without a provider"),
        pytest.param("openrouter/Mistral/Large", "manipulate_mistral", id="case does not matter"),
        pytest.param("ollama/llama3.2:3b", "manipulate_llama3", id="the longest family wins"),
        pytest.param("ollama/gemma3", "manipulate", id="the provider is no part of the name"),
        pytest.param("ollama/qwen3", "manipulate", id="a chunk of another type is none of the family"),
    ],
)
def test_family_variant(declared: Declared, model: str, id: str) -> None:
    declared.text()
    for family in ("llama", "llama3", "mistral"):
        declared.write(f"chunks/manipulate_{family}.json", TEXT)
    declared.write("chunks/manipulate_qwen.json", OUTPUT)
    library = declared.load()
    assert library.family_variant(library.chunk("manipulate"), model).id == id


class TestSnapshot:
    def test_it_holds_just_what_is_used(self, declared: Declared) -> None:
        declared.text().media()
        declared.write("chunks/manipulate_llama.json", TEXT)
        declared.write("chunks/unused.json", TEXT)
        snapshot = declared.load().snapshot(["rain", "rain"])
        assert set(snapshot["chunks"]) == {"manipulate", "manipulate_llama"}
        assert set(snapshot["pipelines"]) == {"rewrite"}
        assert set(snapshot["configs"]) == {"rain"}

    def test_it_survives_being_stored(self, declared: Declared) -> None:
        declared.text(config={"context": {"en": "Rain.", "de": "Regen."}})
        declared.media(chunk={"meta": {"fallback_chunk": "manipulate"}})
        declared.write("chunks/proxy.json", PROXY)
        declared.write("pipelines/media.json", {"chunks": ["proxy"]})
        library = declared.load()
        again = Library.from_snapshot(json.loads(json.dumps(library.snapshot(["rain", "paint"]))))
        assert again.configs == dict(library.configs)
        assert again.chunks == dict(library.chunks)
        assert again.kind(again.config("paint")) == "output"
        assert again.output_chunk(again.config("paint")).id == "painter"
        assert again.snapshot(["rain", "paint"]) == library.snapshot(["rain", "paint"])

    def test_number_types_survive(self, declared: Declared) -> None:
        declared.media(config={"parameters": {"OUTPUT_CHUNK": "painter", "STEPS": 4, "cfg": 1.0, "SEED": None}})
        again = Library.from_snapshot(json.loads(json.dumps(declared.load().snapshot(["paint"]))))
        assert json.dumps(again.config("paint").parameters) == (
            '{"OUTPUT_CHUNK": "painter", "STEPS": 4, "cfg": 1.0, "SEED": null}'
        )

    def test_it_remembers_which_backends_are_missing(self, declared: Declared) -> None:
        library = declared.media(chunk={"backend_type": "diffusers"}).load()
        again = Library.from_snapshot(library.snapshot(["paint"]))
        assert again.missing_backend(again.config("paint")) == "diffusers"

    def test_an_unknown_config(self, declared: Declared) -> None:
        with pytest.raises(NotFound):
            declared.load().snapshot(["rain"])


def test_a_library_does_not_change(declared: Declared) -> None:
    library = declared.text().load()
    with pytest.raises(TypeError):
        library.configs["other"] = library.config("rain")  # type: ignore[index]


def test_reports_come_by_file_and_line(declared: Declared) -> None:
    declared.text(config={"instruction_type": "a", "model_preferences": {}, "context": "Rain."})
    declared.write("configs/interception/a.json", {"pipeline": "no", "instruction_type": "a"})
    found = [(Path(r.path).name, r.line) for r in declared.reports()]
    assert found == [("a.json", 2), ("a.json", 3), ("rain.json", 4), ("rain.json", 5)]
