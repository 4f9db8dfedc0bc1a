"""A workflow is imported and run against a server that speaks the real protocol: what people set is on the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.catalogue import detail
from devserver.engine.engine import open_engine
from devserver.engine.importing.importer import Order, import_into, import_workflow
from devserver.errors import InvalidInput
from devserver.models.runs import InputRef, Request
from devserver.settings import Settings
from tests.backends.comfyui.working import node, painting, until
from tests.end_to_end.test_comfyui import quick, sent
from tests.fakes.comfyui import open_fake
from tests.fakes.comfyui_catalogue import SCHEDULERS
from tests.fakes.comfyui_nodes import png
from tests.fakes.engine_site import prepare

pytestmark = pytest.mark.anyio


def drawn() -> dict[str, Any]:
    """Return a workflow of nodes that the fake server has, with ids as of an expanded subgraph."""
    graph = painting(seed=11)
    graph["7:1"] = node("CLIPTextEncode", text="blurred", clip=["4", 1])
    graph["3"]["inputs"]["negative"] = ["7:1", 0]
    return graph


def settings_for(folder: Path, *urls: str) -> Settings:
    return Settings(data=prepare(folder / "data"), comfyui=",".join(urls), stop_grace_seconds=0.0)


async def test_an_imported_workflow_runs_with_prompt_seed_and_size_of_a_person(tmp_path: Path) -> None:
    async with open_fake() as fake, open_engine(settings_for(tmp_path, fake.url), quick) as engine:
        await until(lambda: fake.sockets)
        imported = await import_into(engine, Order("harbour", drawn()))
        config = engine.declared.library.config("harbour")
        told = await detail(engine.declared, engine.router, config, "en")
        request = Request(
            action="generation",
            prompt="a ship at night",
            output_config="harbour",
            parameters={"width": 96, "height": 128, "negative_prompt": "day", "sampler_name": "heun"},
            seed=42,
        )
        record = await engine.runs.ended(await engine.runs.start(Asked(request)))
    assert record.row.state == "completed"
    [workflow] = sent(fake)
    assert workflow["6"]["inputs"]["text"] == "a ship at night"
    assert workflow["7:1"]["inputs"]["text"] == "day"
    assert {k: workflow["5"]["inputs"][k] for k in ("width", "height")} == {"width": 96, "height": 128}
    assert (workflow["3"]["inputs"]["seed"], workflow["3"]["inputs"]["sampler_name"]) == (42, "heun")
    assert (workflow["3"]["inputs"]["steps"], workflow["3"]["inputs"]["cfg"]) == (1, 4.0)
    assert (imported.server, imported.undecided) == ("comfyui", ())
    width = told.parameters["properties"]["width"]
    assert (width["type"], width["minimum"], width["maximum"], width["default"]) == ("integer", 16, 16384, 64)
    assert told.parameters["properties"]["scheduler"]["enum"] == list(SCHEDULERS)
    assert told.availability.ready


async def test_an_imported_picture_to_picture_workflow_takes_a_picture_and_says_when_it_is_missing(
    tmp_path: Path,
) -> None:
    graph = {
        "1": node("LoadImage", image="example.png"),
        "2": node("ImageBlur", image=["1", 0], blur_radius=3, sigma=1.0),
        "3": node("SaveImage", images=["2", 0], filename_prefix="soft"),
    }
    async with open_fake() as fake, open_engine(settings_for(tmp_path, fake.url), quick) as engine:
        await until(lambda: fake.sockets)
        await import_into(engine, Order("soft", graph))
        upload = await engine.uploads.keep(png(), "local")
        request = Request(action="generation", prompt="x", output_config="soft")
        given = request.model_copy(update={"inputs": {"input_image": InputRef(upload_id=upload.upload_id)}})
        with_it = await engine.runs.ended(await engine.runs.start(Asked(given)))
        with pytest.raises(InvalidInput) as refused:
            await engine.runs.start(Asked(request))
    assert with_it.row.state == "completed"
    assert sent(fake)[0]["1"]["inputs"]["image"] in fake.uploads
    assert [fault.pointer for fault in refused.value.faults] == ["/inputs/input_image"]


async def test_what_the_server_lacks_is_said_and_the_config_says_so_too(tmp_path: Path) -> None:
    graph = drawn()
    graph["4"]["inputs"]["ckpt_name"] = "gone.safetensors"
    async with open_fake() as fake, open_engine(settings_for(tmp_path, fake.url), quick) as engine:
        await until(lambda: fake.sockets)
        imported = await import_into(engine, Order("harbour", graph, server="comfyui"))
        told = await detail(engine.declared, engine.router, engine.declared.library.config("harbour"), "en")
    assert [one.message for one in imported.undecided] == ["import_missing"]
    assert "gone.safetensors" in str(imported.undecided[0].params)
    assert (told.availability.state, told.availability.missing) == ("unavailable", ("gone.safetensors",))


async def test_a_running_server_takes_what_another_process_imported(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with open_engine(settings) as engine:
        assert not settings.imported.exists()
        await import_workflow(settings, Order("harbour", drawn()))
        await until(lambda: "harbour" in engine.declared.library.configs, 10)
        assert [r for r in engine.declared.library.reports if r.severity != "notice"] == []
