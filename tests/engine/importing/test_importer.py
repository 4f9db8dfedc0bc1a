"""A workflow becomes two declarations that pass the checks, in the folder where they belong, or nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devserver.backends.providers import PROVIDERS
from devserver.declarations.command import validate
from devserver.engine.importing.importer import Order, import_workflow
from devserver.errors import Conflict, DevServerError, InvalidInput, Unavailable
from devserver.models.imports import Imported
from devserver.settings import Settings
from tests.backends.comfyui.working import FAST, node
from tests.engine.importing.drawn import DRAWN, page_format, sd15
from tests.fakes.comfyui import open_fake
from tests.fakes.comfyui_catalogue import SCHEDULERS

pytestmark = pytest.mark.anyio


def settings_for(folder: Path, *urls: str, **given: Any) -> Settings:
    return Settings(data=folder / "data", comfyui=",".join(urls), **given)


async def imported(settings: Settings, workflow: Any = None, name: str = "harbour", **given: Any) -> Imported:
    return await import_workflow(settings, Order(name, workflow or sd15(), **given), FAST)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


CHUNK, CONFIG = "chunks/output_image_harbour.json", "configs/output/harbour.json"


@pytest.mark.parametrize("drawn", DRAWN)
async def test_what_is_written_passes_the_checks_without_a_word(tmp_path: Path, drawn: str) -> None:
    settings = settings_for(tmp_path)
    done = await imported(settings, DRAWN[drawn]())
    assert files(tmp_path) == {f"data/schemas/{one.path}" for one in (done.chunk, done.config)}
    assert validate([settings.imported], aliases=settings.models, backends=PROVIDERS) == ()
    assert done.config.declaration["parameters"]["OUTPUT_CHUNK"] == done.chunk.id
    assert set(done.config.declaration["name"]) == set(done.config.declaration["description"]) == {"en", "de"}
    assert "optimization_instruction" not in str(done.chunk.declaration)
    assert done.undecided[0].message == "import_no_server"


async def test_the_last_layer_gets_the_files_and_another_folder_where_it_is_named(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, schemas=(tmp_path / "one", tmp_path / "two"))
    for name in ("one", "two"):
        (tmp_path / name / "chunks").mkdir(parents=True)
    await imported(settings)
    await imported(settings, name="sea", out=tmp_path / "three")
    assert files(tmp_path) == {
        *(f"two/{path}" for path in (CHUNK, CONFIG)),
        *(f"three/{path.replace('harbour', 'sea')}" for path in (CHUNK, CONFIG)),
    }


async def test_a_name_that_is_taken_stays_and_force_replaces(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    await imported(settings)
    before = (settings.imported / CHUNK).read_bytes()
    with pytest.raises(Conflict, match="config 'harbour'"):
        await imported(settings, DRAWN["flux"]())
    assert (settings.imported / CHUNK).read_bytes() == before
    await imported(settings, DRAWN["flux"](), force=True)
    assert b"SamplerCustomAdvanced" in (settings.imported / CHUNK).read_bytes()


async def test_a_shipped_config_is_not_hidden_unasked(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with pytest.raises(Conflict, match="image_embedded"):
        await imported(settings, name="image_embedded")
    await imported(settings, name="image_embedded", force=True)
    assert (settings.imported / "configs/output/image_embedded.json").exists()


async def test_an_id_in_another_file_of_the_folder_is_named_by_its_path(tmp_path: Path) -> None:
    other = tmp_path / "data" / "schemas" / "configs" / "interception" / "mine" / "harbour.json"
    other.parent.mkdir(parents=True)
    other.write_text('{"pipeline": "text_transformation", "context": {"en": "Be short."}}')
    with pytest.raises(Conflict, match=r"configs/interception/mine/harbour\.json"):
        await imported(settings_for(tmp_path), force=True)


def unfilled() -> dict[str, Any]:
    graph = sd15()
    graph["no"]["inputs"]["text"] = "in the style of {{SOMEBODY}}"
    return graph


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        pytest.param({"name": "../x"}, InvalidInput, "import_name", id="a name that is a path"),
        pytest.param({"workflow": page_format()}, InvalidInput, "import_page_format", id="the page's own format"),
        pytest.param({"workflow": {"1": 2}}, InvalidInput, "import_no_graph", id="no graph"),
        pytest.param({"workflow": unfilled()}, InvalidInput, "import_unsound", id="a placeholder that nothing fills"),
        pytest.param({"server": "atic"}, InvalidInput, "import_server_unknown", id="a server that is not set"),
    ],
)
async def test_what_does_not_do_is_refused_and_nothing_is_written(
    tmp_path: Path, given: dict[str, Any], error: type[DevServerError], message: str
) -> None:
    with pytest.raises(error) as refused:
        await imported(settings_for(tmp_path), **given)
    assert [fault.message for fault in refused.value.problem().faults] == [message]
    assert files(tmp_path) == set()


async def test_a_named_server_must_answer_and_unnamed_ones_may_be_down(tmp_path: Path) -> None:
    async with open_fake() as fake:
        await fake.die()
        settings = settings_for(tmp_path, fake.url)
        with pytest.raises(Unavailable, match="comfyui could not be asked: no connection"):
            await imported(settings, server="comfyui")
        assert files(tmp_path) == set()
        done = await imported(settings)
    assert (done.server, done.undecided[0].message) == (None, "import_no_server")


async def test_a_server_gives_schemas_and_says_what_it_lacks(tmp_path: Path) -> None:
    graph = sd15()
    graph["lora"]["inputs"]["lora_name"] = "gone.safetensors"
    async with open_fake() as fake:
        done = await imported(settings_for(tmp_path, fake.url), graph, server="comfyui")
    mappings = done.chunk.declaration["input_mappings"]
    assert mappings["steps"]["schema"] == {"title": "Steps", "type": "integer", "minimum": 1, "maximum": 10000}
    assert mappings["scheduler"]["schema"]["enum"] == list(SCHEDULERS)
    assert mappings["width"]["default"] == 512
    assert [one.message for one in done.undecided] == ["import_missing"]


async def test_of_several_servers_the_one_that_lacks_least_is_believed(tmp_path: Path) -> None:
    async with open_fake() as bare, open_fake() as full:
        full.install("checkpoints", "small.safetensors")
        full.install("loras", "ink.safetensors")
        bare.catalogue["LoraLoader"]["input"]["required"]["lora_name"] = [["other.safetensors"], {}]
        done = await imported(settings_for(tmp_path, f"{bare.url},{full.url}"))
    assert (done.server, done.undecided) == ("comfyui-2", ())


async def test_a_seed_keeps_to_the_limit_of_its_node(tmp_path: Path) -> None:
    async with open_fake() as fake:
        fake.catalogue["KSampler"]["input"]["required"]["seed"] = ["INT", {"min": 0, "max": 2**32 - 1}]
        done = await imported(settings_for(tmp_path, fake.url))
    seed = done.chunk.declaration["input_mappings"]["seed"]
    assert seed["schema"]["anyOf"][0] == {"type": "integer", "minimum": -1, "maximum": 2**32 - 1}


async def test_what_an_author_tried_last_is_no_part_of_the_chunk(tmp_path: Path) -> None:
    done = await imported(settings_for(tmp_path))
    assert "a lighthouse" not in str(done.chunk.declaration)
    assert done.chunk.declaration["workflow"]["no"] == node("CLIPTextEncode", text="blurred", clip=["lora", 1])


async def test_places_that_said_different_things_keep_them_until_somebody_sets_them(tmp_path: Path) -> None:
    done = await imported(settings_for(tmp_path), DRAWN["sdxl_refiner"]())
    first, *others = done.chunk.declaration["input_mappings"]["negative_prompt"]
    assert "default" not in first
    assert len(others) == 2
