"""Runs over HTTP to APIs for media that speak their real protocols, up to the picture that can be fetched."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from devserver.app import create_app, parts_of
from devserver.engine.engine import Engine
from devserver.settings import Settings
from tests.fakes import images as fake
from tests.fakes.engine_crashes import photograph
from tests.fakes.engine_site import prepare
from tests.fakes.http_server import Asked, HttpServer, Step, running

pytestmark = pytest.mark.anyio

KEY = "sk-very-secret-0123456789"
BOX, OTHER = fake.png(10, side=40), fake.png(200, side=60)
ENDED = {"completed", "failed", "refused", "cancelled", "interrupted"}

STUDIO = {
    "type": "api_output_chunk",
    "backend_type": "studio",
    "media_type": "image",
    "api_config": {
        "endpoint": "/paint/{{STYLE}}",
        "headers": {"X-Room": "7"},
        "request_body": {"instruction": {"words": "", "at": [0, 0]}, "guide": [{"png": ""}]},
    },
    "input_mappings": {
        "prompt": {"field": "request_body.instruction.words", "source": "{{PREVIOUS_OUTPUT}}", "required": True},
        "style": {"default": "ink", "schema": {"type": "string"}},
        "width": {
            "field": "request_body.instruction.at[0]", "default": 64, "schema": {"type": "integer", "maximum": 512}
        },
        "input_image": {"field": "request_body.guide[0].png", "source": "{{INPUT_IMAGE}}", "default": None},
    },
    "output_mapping": {"extract_path": "result.frames[*].pixels", "format": "png"},
}  # fmt: skip
JOB = {
    **STUDIO,
    "api_config": {
        "endpoint": "/jobs",
        "request_body": {"instruction": {"words": "", "at": [0, 0]}, "guide": [{"png": ""}]},
        "async_polling": {
            "status_endpoint": "/jobs/{job_id}",
            "job_id_path": "ticket",
            "status_field": "state",
            "completed_status": "ready",
            "poll_interval_seconds": 0.05,
        },
    },
    "input_mappings": {name: target for name, target in STUDIO["input_mappings"].items() if name != "style"},  # type: ignore[attr-defined]
}


@dataclass
class Place:
    """An application with a client, and the server that all its providers are."""

    client: httpx.AsyncClient
    engine: Engine
    server: HttpServer
    data: Path

    async def run(self, output_config: str, **more: Any) -> dict[str, Any]:
        """Ask for a run over HTTP and return it when it has ended."""
        body = {"input_text": "a red boat", "config": "user_defined", "output_config": output_config, **more}
        response = await self.client.post("/api/runs", json=body)
        assert response.status_code == 202, response.text
        return await self.ended(response.json()["run_id"])

    async def faults(self, output_config: str, **more: Any) -> list[str]:
        """Ask for a run that cannot be, and return the pointers of what is wrong with it."""
        body = {"input_text": "a red boat", "config": "user_defined", "output_config": output_config, **more}
        response = await self.client.post("/api/runs", json=body)
        assert response.status_code == 422, response.text
        return [fault["pointer"] for fault in response.json()["faults"]]

    async def ended(self, run_id: str) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while True:
                run: dict[str, Any] = (await self.client.get(f"/api/runs/{run_id}")).json()
                if run["status"] in ENDED:
                    return run
                await asyncio.sleep(0.02)

    async def picture(self, run: dict[str, Any]) -> bytes:
        response = await self.client.get(f"/api/media/image/{run['run_id']}")
        assert response.status_code == 200, (run, response.text)
        assert response.headers["content-type"] == "image/png"
        return response.content

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(asked.body) for asked in self.server.asked if asked.method == "POST"]


def write_layer(folder: Path) -> Path:
    """Write two JSON files for each way in which an invented provider works."""
    for name, chunk in {"studio": STUDIO, "studio_job": JOB}.items():
        config = {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": f"output_{name}"}}
        for path, declared in ((f"chunks/output_{name}.json", chunk), (f"configs/output/{name}.json", config)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(json.dumps(declared), encoding="utf-8")
    return folder


@asynccontextmanager
async def opened(folder: Path, *keys: str) -> AsyncIterator[Place]:
    data = prepare(folder / "data")
    (data / "keys").mkdir()
    for name in keys:
        (data / "keys" / f"{name}.key").write_text(KEY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("OPENAI_API_KEY", "OPENROUTER_API_KEY"):
            environment.delenv(name, raising=False)
        async with running(HttpServer()) as server, _application(data, folder, server) as place:
            yield place


@asynccontextmanager
async def _application(data: Path, folder: Path, server: HttpServer) -> AsyncIterator[Place]:
    settings = Settings(
        data=data,
        schemas=(write_layer(folder / "mine"),),
        openai_url=f"{server.url}/v1",
        openrouter_url=f"{server.url}/api/v1",
        openai_servers=f"studio={server.url}/v2",
        stop_grace_seconds=0.2,
    )
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:17801", timeout=20) as client,
    ):
        yield Place(client, parts_of(app).engine, server, data)


@pytest.fixture(scope="module")
async def one_place(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with opened(tmp_path_factory.mktemp("place"), "openai", "openrouter", "studio") as place:
        yield place


@pytest.fixture
def place(one_place: Place) -> Place:
    """One application for all tests; its server forgets between two of them what it was asked."""
    one_place.server.asked.clear()
    return one_place


async def test_a_sentence_becomes_a_picture_by_openai_with_previews_on_the_way(place: Place) -> None:
    place.server.plays(fake.streamed(fake.partial(OTHER), 0.2, fake.completed(BOX)))  # type: ignore[arg-type]
    body = {"input_text": "a red boat", "config": "user_defined", "output_config": "image_openai"}
    run_id = (await place.client.post("/api/runs", json={**body, "parameters": {"size": "512x768"}})).json()["run_id"]
    heard = []
    async with asyncio.timeout(30), aclosing(place.engine.log.follow(run_id, 0)) as followed:
        async for event in followed:
            heard.append(event.type)
            if event.type == "generation_complete":
                break
    run = await place.ended(run_id)
    assert run["status"] == "completed"
    assert await place.picture(run) == BOX
    assert "preview" in heard
    [asked] = place.server.asked
    [sent] = place.bodies()
    assert (asked.path, asked.headers["authorization"]) == ("/v1/images/generations", f"Bearer {KEY}")
    record = await place.engine.recorder.load(run_id)
    text = record.entity("optimization")
    assert text is not None
    assert sent == {
        "model": "gpt-image-2", "prompt": await place.engine.recorder.text(record, text), "n": 1, "size": "512x768",
        "quality": "medium", "output_format": "png", "stream": True, "partial_images": 2,
    }  # fmt: skip
    [call] = [call for call in record.calls.values() if call.stage == "media"]
    known = (call.provider, call.model, call.cost_usd, call.cost_source)
    assert known == ("openai", "gpt-image-2", 0.03175, "estimated"), "14 tokens at 5 and 1056 at 30 USD a million"
    assert call.answer is not None
    assert call.usage == fake.USAGE
    assert record.media("image")[0].meta["served"]["quality"] == "low"


async def test_the_tiers_of_a_model_and_its_cheap_sister_are_configs(place: Place) -> None:
    place.server.plays(fake.images(BOX))
    for config in ("image_openai_draft", "image_openai_fine", "image_openai_mini"):
        assert (await place.run(config))["status"] == "completed"
    sent = [(body["model"], body["quality"]) for body in place.bodies()]
    assert sent == [("gpt-image-2", "low"), ("gpt-image-2", "high"), ("gpt-image-1-mini", "low")]


async def test_a_picture_of_a_person_is_changed(place: Place) -> None:
    place.server.plays(fake.streamed(fake.completed(BOX, of="image_edit")))
    upload = (await place.client.post("/api/media/upload", files={"file": ("me.png", OTHER)})).json()
    run = await place.run("image_openai_edit", inputs={"input_image": {"upload_id": upload["upload_id"]}})
    assert await place.picture(run) == BOX
    [asked] = place.server.asked
    assert asked.path == "/v1/images/edits"
    fields = {name: (file, content) for name, file, content in fake.form_of(asked)}
    assert fields["image[]"] == ("input_image.png", OTHER)
    assert fields["model"] == (None, b"gpt-image-2")
    assert "mask" not in fields


async def test_an_edit_without_its_picture_says_which_is_missing(place: Place) -> None:
    assert await place.faults("image_openai_edit") == ["/inputs/input_image"]
    assert place.server.asked == []


async def test_openrouter_makes_a_picture_and_says_what_it_cost(place: Place) -> None:
    place.server.plays(fake.images(BOX, usage=fake.ROUTED))
    run = await place.run("image_openrouter", seed=11)
    assert await place.picture(run) == BOX
    [sent] = place.bodies()
    assert (sent["model"], sent["seed"], "input_references" in sent) == ("bytedance-seed/seedream-4.5", 11, False)
    record = await place.engine.recorder.load(run["run_id"])
    [call] = [call for call in record.calls.values() if call.stage == "media"]
    assert (call.cost_usd, call.cost_source) == (0.04, "reported")


async def test_a_language_model_draws_in_a_chat(place: Place) -> None:
    place.server.plays(fake.streamed(fake.drawn(fake.data_url(BOX)), fake.delta("stop"), fake.used(), fake.DONE))
    run = await place.run("image_gemini")
    assert await place.picture(run) == BOX
    [sent] = place.bodies()
    assert place.server.asked[0].path == "/api/v1/chat/completions"
    assert (sent["modalities"], sent["image_config"]) == (
        ["image", "text"],
        {"aspect_ratio": "1:1", "image_size": "1K"},
    )
    assert [part["type"] for part in sent["messages"][0]["content"]] == ["text"]


async def test_words_instead_of_a_picture_are_told(place: Place) -> None:
    place.server.plays(fake.chat(content="I am only able to write."))
    run = await place.run("image_gemini")
    assert run["status"] == "failed"
    assert "answered with words and no image" in run["problem"]["detail"]
    assert "I am only able to write" in run["problem"]["detail"]
    assert (await place.client.get(f"/api/media/image/{run['run_id']}")).status_code == 404


async def test_moderation_is_a_refusal_that_is_shown(place: Place) -> None:
    place.server.plays(fake.error(400, "Rejected by the safety system.", code="moderation_blocked"))
    run = await place.run("image_openai")
    assert run["status"] == "refused"
    assert "Rejected by the safety system" in json.dumps(run)
    assert len(place.server.asked) == 1


async def test_a_busy_provider_is_asked_again_by_the_router_alone(place: Place) -> None:
    place.server.plays(fake.error(503, "busy"), fake.images(BOX))
    assert await place.picture(await place.run("image_openai")) == BOX
    assert len(place.server.asked) == 2


@pytest.mark.parametrize(
    ("config", "answers"),
    [
        pytest.param("studio", [{"result": {"frames": [{"pixels": fake.base64_of(BOX)}]}}], id="at once"),
        pytest.param(
            "studio_job",
            [{"ticket": 7, "state": "new"}, {"state": "busy"},
             {"state": "ready", "result": {"frames": [{"pixels": fake.data_url(BOX)}]}}],
            id="as a job",
        ),
    ],
)  # fmt: skip
async def test_a_provider_that_nobody_knows_needs_no_python(place: Place, config: str, answers: list[Any]) -> None:
    place.server.plays(*(fake.answer(answer) for answer in answers))
    listed = (await place.client.get("/api/configs/outputs")).json()["configs"]
    assert [one["availability"]["state"] for one in listed if one["id"] == config] == ["ready"]
    place.server.asked.clear()
    place.server.plays(*(fake.answer(answer) for answer in answers))
    run = await place.run(config, parameters={"width": 128})
    assert await place.picture(run) == BOX
    asked = [one.path for one in place.server.asked if one.path != "/v2/models"]
    assert asked == (["/v2/paint/ink"] if config == "studio" else ["/v2/jobs", "/v2/jobs/7", "/v2/jobs/7"])
    [sent] = place.bodies()
    assert sent["instruction"]["at"] == [128, 0]
    assert sent.keys() == {"instruction"}


async def test_a_value_that_the_form_does_not_allow_is_refused_before_anything_is_sent(place: Place) -> None:
    assert await place.faults("studio", parameters={"width": 4096, "height": 1}) == [
        "/parameters/width", "/parameters/height"
    ]  # fmt: skip
    assert place.server.asked == []


async def test_without_a_key_a_config_says_what_is_missing_before_and_after(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        listed = (await place.client.get("/api/configs/outputs")).json()["configs"]
        state = next(one["availability"] for one in listed if one["id"] == "image_openai")
        run = await place.run("image_openai")
    assert (state["state"], state["missing"]) == ("unavailable", ["OPENAI_API_KEY"])
    assert run["status"] == "failed"
    assert "set OPENAI_API_KEY" in run["problem"]["detail"]
    assert [asked.path for asked in place.server.asked if asked.method == "POST"] == []


async def test_no_key_is_written_anywhere(place: Place) -> None:
    place.server.plays(fake.error(401, f"wrong key {KEY}"))
    run = await place.run("image_openai")
    place.server.plays(fake.images(BOX))
    await place.run("image_openai")
    assert run["status"] == "failed"
    assert KEY not in json.dumps(run)
    written = [path for path in place.data.rglob("*") if path.is_file() and path.parent.name != "keys"]
    assert [path.name for path in written if KEY.encode() in path.read_bytes()] == []


async def test_after_a_crash_a_job_is_asked_for_by_its_id_and_not_made_again(tmp_path: Path) -> None:
    working, ready = fake.answer({"state": "working"}), asyncio.Event()
    done = fake.answer({"state": "ready", "result": {"frames": [{"pixels": fake.base64_of(BOX)}]}})

    def answer(asked: Asked) -> list[Step]:
        if asked.method == "POST":
            return fake.answer({"ticket": "job-7", "state": "queued"}, 202)
        return done if ready.is_set() else working

    async with opened(tmp_path, "studio") as place:
        place.server.script = answer
        body = {"prompt": "a red boat", "output_config": "studio_job"}
        run_id = (await place.client.post("/api/schema/pipeline/generation", json=body)).json()["run_id"]
        async with asyncio.timeout(30):
            while not [asked for asked in place.server.asked if asked.path == "/v2/jobs/job-7"]:
                await asyncio.sleep(0.01)
        photograph(place.data, tmp_path / "after" / "data")
        shutil.copytree(place.data / "keys", tmp_path / "after" / "data" / "keys")
        async with _application(tmp_path / "after" / "data", tmp_path / "after", place.server) as after:
            ready.set()
            await after.ended(run_id)
            record = await after.engine.recorder.load(run_id)
            assert await after.picture({"run_id": run_id}) == BOX
        await place.ended(run_id)
    assert record.row.state == "completed"
    assert [call.remote for call in record.calls.values() if call.chunk == "output_studio_job"] == [{"job": "job-7"}]
    assert len([asked for asked in place.server.asked if asked.method == "POST"]) == 1
