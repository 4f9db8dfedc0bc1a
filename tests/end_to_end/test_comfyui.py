"""Runs through an open engine to ComfyUI servers that speak the real protocol, up to a recorded picture."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from devserver.backends import Backend
from devserver.backends.comfyui import ComfyBackend, open_comfyui
from devserver.backends.embedded import EmbeddedBackend
from devserver.backends.opening import Opening
from devserver.commands.doctor import doctor
from devserver.engine import durable, tables
from devserver.engine.accepting import Accepted, Asked
from devserver.engine.catalogue import availability
from devserver.engine.engine import Engine, open_engine
from devserver.engine.record import Record
from devserver.errors import render
from devserver.models.runs import IN_FLIGHT, InputRef, Request
from devserver.settings import Settings
from tests.backends.comfyui.working import FAST, graph, node, painting, until
from tests.fakes.comfyui import FakeComfy, open_fake
from tests.fakes.comfyui_nodes import FILES, png
from tests.fakes.engine_crashes import photograph
from tests.fakes.engine_site import prepare

pytestmark = pytest.mark.anyio

PROMPT = {"node_id": "6", "field": "inputs.text", "source": "{{PREVIOUS_OUTPUT}}", "required": True}
SEED = {"node_id": "3", "field": "inputs.seed", "default": "random"}
STEPS = {"node_id": "3", "field": "inputs.steps", "default": 3}


def chunk(workflow: dict[str, Any], **mappings: Any) -> dict[str, Any]:
    return {
        "type": "output_chunk",
        "backend_type": "comfyui",
        "media_type": "image",
        "workflow": workflow,
        "input_mappings": mappings,
        "output_mapping": {"node_id": "9", "output_type": "image", "format": "png"},
    }


def pictured() -> dict[str, Any]:
    """Return a workflow that paints over a picture where there is one, and shows it beside."""
    shown = {
        "20": node("LoadImage", image="example.png"),
        "21": node("SaveImage", images=["20", 0], filename_prefix="y"),
    }
    return {**painting(), **shown}


CHUNKS = {
    "paint": chunk(painting(), prompt=PROMPT, seed=SEED, steps=STEPS),
    "paint_beside": chunk(pictured(), prompt=PROMPT, seed=SEED, input_image={"node_id": "20", "field": "inputs.image"}),
    "paint_slowly": {
        **chunk(painting(), prompt=PROMPT, seed=SEED, steps=STEPS),
        "meta": {"estimated_duration_seconds": "60-100"},
    },
    "paint_large": chunk(painting("gone.safetensors"), prompt=PROMPT, seed=SEED),
}
CONFIGS: dict[str, dict[str, Any]] = {
    "painting": {"parameters": {"OUTPUT_CHUNK": "paint"}},
    "ink": {
        "parameters": {"OUTPUT_CHUNK": "paint"},
        "meta": {"stage": "output", "loras": [{"name": "ink.safetensors", "strength": 0.5}]},
    },
    "beside": {"parameters": {"OUTPUT_CHUNK": "paint_beside"}},
    "declared": {"parameters": {"OUTPUT_CHUNK": "paint_slowly"}},
    "large": {"parameters": {"OUTPUT_CHUNK": "paint_large"}},
}


def write_layer(folder: Path) -> Path:
    configs = {
        f"configs/output/{name}": {"pipeline": "single_text_media_generation", **c} for name, c in CONFIGS.items()
    }
    chunks = {f"chunks/{name}": declared for name, declared in CHUNKS.items()}
    for name, declared in {**chunks, **configs}.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(declared), encoding="utf-8")
    return folder


def settings_for(folder: Path, *urls: str) -> Settings:
    data = prepare(folder / "data")
    return Settings(data=data, schemas=(write_layer(folder / "mine"),), comfyui=",".join(urls), stop_grace_seconds=0.0)


def quick(opening: Opening) -> list[Backend]:
    return [EmbeddedBackend(pool=opening.renderers), open_comfyui(opening, FAST)]


@asynccontextmanager
async def opened(folder: Path, *fakes: FakeComfy) -> AsyncIterator[Engine]:
    async with open_engine(settings_for(folder, *(fake.url for fake in fakes)), quick) as engine:
        yield engine


async def start(engine: Engine, config: str = "painting", **given: Any) -> Accepted:
    request = Request(action="generation", prompt="a ship", output_config=config, **given)
    return await engine.runs.start(Asked(request))


async def ended(engine: Engine, config: str = "painting", **given: Any) -> Record:
    async with asyncio.timeout(30):
        return await engine.runs.ended(await start(engine, config, **given))


def sentence(record: Record) -> str:
    assert record.row.problem is not None
    return str(render(record.row.problem)["detail"])


async def kinds(engine: Engine, run_id: str) -> set[str]:
    """Return the types of the events of a run, up to its picture."""
    heard: set[str] = set()
    async with aclosing(engine.log.follow(run_id, 0)) as followed:
        async for event in followed:
            heard.add(event.type)
            if event.type == "generation_complete":
                break
    return heard


def sent(fake: FakeComfy) -> list[dict[str, Any]]:
    return [body["prompt"] for body in fake.posted("/prompt")]


async def test_a_sentence_becomes_a_picture_in_the_record_and_everybody_sees_how_far_it_is(tmp_path: Path) -> None:
    async with open_fake(step=0.05, previews=True) as fake, opened(tmp_path, fake) as engine:
        await until(lambda: fake.sockets)
        accepted = await start(engine, seed=7, parameters={"steps": 8})
        following = asyncio.create_task(kinds(engine, accepted.run_id))
        record = await engine.runs.ended(accepted)
        heard = await following
        picture = record.media("image")[0]
        stored = engine.recorder.path(record.run_id, picture).read_bytes()
    assert record.row.state == "completed"
    assert stored == FILES["png"]
    assert (picture.seed, picture.mime) == (7, "image/png")
    workflow = sent(fake)[0]
    assert workflow["6"]["inputs"]["text"] == "a ship"
    assert (workflow["3"]["inputs"]["seed"], workflow["3"]["inputs"]["steps"]) == (7, 8)
    assert {"progress_update", "preview", "generation_complete"} <= heard


async def test_a_cancelled_run_leaves_the_server_and_nobody_elses_prompt_is_touched(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake, opened(tmp_path, fake) as engine:
        await until(lambda: fake.sockets)
        accepted = await start(engine, parameters={"steps": 5000})
        await until(lambda: fake.running)
        foreign = await fake.post_foreign(graph(steps=2, shade=9))
        await engine.runs.cancel(accepted.record.run_id)
        record = await engine.runs.ended(accepted)
        await until(lambda: foreign in fake.succeeded)
        (ours,) = [prompt for prompt in fake.began if prompt != foreign]
    assert record.row.state == "cancelled"
    assert fake.succeeded == [foreign]
    assert ours in fake.began


async def places(engine: Engine, run_id: str) -> list[dict[str, Any]]:
    """Return what the log of a run holds of its places in the line."""
    return [event.data for event in await engine.log.stored(run_id, 0) if event.type == "queued"]


async def test_a_run_waits_for_a_server_that_is_down_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as engine:
        await fake.die()
        backend = next(b for b in engine.router.backends if isinstance(b, ComfyBackend))
        await until(lambda: not backend.pool.servers[0].up)
        state = await availability(engine.declared, engine.router, engine.declared.library.config("painting"))
        first, second = await start(engine), await start(engine)
        await until(lambda: len(backend.pool.waiting) == 2 and all(job.told for job in backend.pool.waiting))
        await engine.runs.cancel(second.run_id)
        gone = await engine.runs.ended(second)
        await fake.rise()
        async with asyncio.timeout(30):
            record = await engine.runs.ended(first)
        heard = await places(engine, first.run_id)
    assert (state.state, state.missing) == ("down", ("comfyui",))
    assert (record.row.state, gone.row.state) == ("completed", "cancelled")
    assert len(sent(fake)) == 1
    assert (heard[0]["backend"], heard[0]["position"]) == ("comfyui", 0)
    assert heard[0]["reason"].startswith("no ComfyUI server answers: comfyui (http://127.0.0.1:")


async def test_a_run_whose_server_does_not_come_back_in_time_fails_and_names_it(tmp_path: Path) -> None:
    async with open_fake() as fake:
        await fake.die()
        settings = settings_for(tmp_path, fake.url).model_copy(update={"comfyui_wait_seconds": 0.0})
        async with open_engine(settings) as engine:
            record = await ended(engine)
    assert record.row.state == "failed"
    assert "no ComfyUI server answers: comfyui (http://127.0.0.1:" in sentence(record)


async def test_the_wait_is_estimated_from_what_the_chunk_declares_until_something_was_measured(tmp_path: Path) -> None:
    async with open_fake(step=0.01) as fake, opened(tmp_path, fake) as engine:
        await until(lambda: fake.sockets)
        runs = [await start(engine, "declared", parameters={"steps": 60}) for _ in range(4)]
        for run_ in runs:
            await engine.runs.ended(run_)
        last = await places(engine, runs[-1].run_id)
    assert 60 < max(place["estimated_seconds"] for place in last) <= 240, "two or three of the four, 80 s each"
    assert last[-1]["estimated_seconds"] < 60, "the first were faster than declared"
    assert [place["position"] for place in last] == sorted({place["position"] for place in last}, reverse=True)


async def test_without_a_server_the_setting_is_named_and_the_transport_is_not_imported(tmp_path: Path) -> None:
    async with open_engine(settings_for(tmp_path)) as engine:
        state = await availability(engine.declared, engine.router, engine.declared.library.config("painting"))
        record = await ended(engine)
        assert [report for report in engine.declarations.library.reports if report.severity == "error"] == []
    assert "set DEVSERVER_COMFYUI" in state.reason
    assert record.row.state == "failed"
    assert "set DEVSERVER_COMFYUI" in sentence(record)
    code = "import sys, devserver.engine.engine; sys.exit('devserver.backends.comfyui' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


async def test_the_shipped_list_opens_the_servers_that_are_set(tmp_path: Path) -> None:
    async with open_fake() as fake, open_engine(settings_for(tmp_path, fake.url)) as engine:
        assert "comfyui" in [backend.name for backend in engine.router.backends]
        assert (await ended(engine)).row.state == "completed"


async def test_the_doctor_says_of_each_server_whether_it_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_fake() as up, open_fake() as down:
        await down.die()
        await doctor(settings_for(tmp_path, up.url, down.url), as_json=True)
    said = capsys.readouterr().out
    found = {finding["subject"]: finding for finding in json.loads(said[said.index("[\n") :])}
    first, second = found["comfyui"], found["comfyui-2"]
    assert (first["state"], first["said"]) == ("ok", f"{up.url}, ready")
    assert second["state"] == "note"
    assert second["said"].startswith(f"{down.url}, ")
    assert found["output painting"]["state"] == "ok"


async def test_a_server_that_starts_anew_in_the_middle_gets_the_prompt_again(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake, opened(tmp_path, fake) as engine:
        await until(lambda: fake.sockets)
        accepted = await start(engine)
        await until(lambda: fake.running)
        await fake.restart(after=0.05)
        async with asyncio.timeout(30):
            record = await engine.runs.ended(accepted)
    assert record.row.state == "completed"
    assert len(record.media("image")) == len(fake.succeeded) == 1


async def test_a_model_that_no_server_has_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as engine:
        state = await availability(engine.declared, engine.router, engine.declared.library.config("large"))
        record = await ended(engine, "large")
    assert (state.state, state.missing) == ("unavailable", ("gone.safetensors",))
    assert record.row.state == "failed"
    assert "gone.safetensors" in sentence(record)
    assert sent(fake) == []


async def test_loras_of_the_config_are_in_the_workflow(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as engine:
        record = await ended(engine, "ink")
    assert record.row.state == "completed"
    loras = [n["inputs"] for n in sent(fake)[0].values() if n["class_type"] == "LoraLoader"]
    assert [(one["lora_name"], one["strength_model"]) for one in loras] == [("ink.safetensors", 0.5)]


async def test_a_picture_is_brought_to_the_server_and_without_one_its_nodes_are_left_out(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as engine:
        upload = await engine.uploads.keep(png(), "local")
        with_it = await ended(engine, "beside", inputs={"input_image": InputRef(upload_id=upload.upload_id)})
        without = await ended(engine, "beside")
    assert (with_it.row.state, without.row.state) == ("completed", "completed")
    first, second = sent(fake)
    assert first["20"]["inputs"]["image"] in fake.uploads
    assert set(second) == set(painting())


async def test_a_call_carries_its_owner_and_its_key_in_the_ledger(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake, opened(tmp_path, fake) as engine:
        backend = next(b for b in engine.router.backends if isinstance(b, ComfyBackend))
        await until(lambda: fake.sockets)
        asked = Asked(Request(action="generation", prompt="a ship", output_config="painting"), owner="anna")
        accepted = await engine.runs.start(asked)
        await until(lambda: backend.pool.at("comfyui"))
        (job,) = backend.pool.at("comfyui")
        record = await engine.runs.ended(accepted)
    assert job.ticket.owner == "anna"
    assert job.ticket.key in record.calls
    assert fake.posted("/prompt")[0]["extra_data"]["devserver"]["call"] == job.ticket.key
    assert not job.ticket.resumed


async def test_after_a_crash_the_prompt_that_a_server_has_is_followed_and_not_handed_in_again(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake, opened(tmp_path, fake) as engine:
        await until(lambda: fake.sockets)
        accepted = await start(engine, parameters={"steps": 60})
        await until(lambda: fake.running)
        photograph(engine.recorder.data, tmp_path / "after" / "data")
        async with opened(tmp_path / "after", fake) as next_engine:
            async with asyncio.timeout(60):
                while (record := await next_engine.recorder.load(accepted.run_id)).row.state in IN_FLIGHT:
                    await asyncio.sleep(0.01)
        await engine.runs.ended(accepted)
    assert record.row.state == "completed"
    assert len(record.media("image")) == 1
    assert len(sent(fake)) == len(fake.succeeded) == 1


async def handed_over(folder: Path, fake: FakeComfy) -> str:
    """Return a run that a stopped process left, whose prompt runs on."""
    async with opened(folder, fake) as engine:
        await until(lambda: fake.sockets)
        accepted = await start(engine, parameters={"steps": 5000})
        await until(lambda: fake.running)
    assert fake.running, "a stop leaves it to whoever goes on with the run"
    return accepted.run_id


async def test_a_run_that_nobody_works_on_is_cancelled_with_its_prompt(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake:
        run_id = await handed_over(tmp_path, fake)
        async with open_engine(settings_for(tmp_path, fake.url), quick, kind="command") as engine:
            assert (await engine.runs.cancel(run_id)).row.state == "cancelled"
        await until(lambda: not fake.running)
    assert (len(sent(fake)), fake.succeeded) == (1, [])


async def test_a_cancel_that_a_dead_process_did_not_come_to_stops_the_prompt_too(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake:
        run_id = await handed_over(tmp_path, fake)
        wanted = tables.runs.update().values(wanted=durable.CANCEL, process="process_gone")
        async with open_engine(settings_for(tmp_path, fake.url), quick, kind="command") as engine:
            await engine.database.write(lambda connection: connection.execute(wanted).rowcount)
        async with opened(tmp_path, fake) as engine:
            await until(lambda: not fake.running)
            assert (await engine.recorder.load(run_id)).row.state == "cancelled"
    assert (len(sent(fake)), fake.succeeded) == (1, [])


async def test_a_prompt_that_nobody_wants_is_looked_for_again(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake:
        run_id = await handed_over(tmp_path, fake)
        async with open_engine(settings_for(tmp_path, fake.url), quick, kind="command") as engine:
            fake.faults.interrupts_lost = 1
            await engine.runs.cancel(run_id)
            await until(lambda: not fake.running)
    assert fake.succeeded == []
