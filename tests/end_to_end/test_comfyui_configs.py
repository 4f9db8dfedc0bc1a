"""Every shipped ComfyUI config, from a request over HTTP to media of its type that can be fetched and decoded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import av
import pytest
from PIL import Image

from devserver.backends import Backend
from devserver.backends.comfyui import open_comfyui
from devserver.backends.embedded import EmbeddedBackend
from devserver.backends.opening import Opening
from devserver.routes.flask_app import create_flask
from tests.backends.comfyui.working import until
from tests.fakes.comfyui import FakeComfy, open_fake
from tests.fakes.comfyui_nodes import png
from tests.fakes.comfyui_shipped import CHUNKS, CONFIGS, chunk_of, graph_of, install_all
from tests.fakes.site import Site, running

pytestmark = pytest.mark.anyio

PROMPT = "a lighthouse in fog"
IN_FLIGHT = {"pending", "running"}
MIMES = {"png": "image/png", "flac": "audio/flac", "mp3": "audio/mpeg", "mp4": "video/mp4"}


def quick(opening: Opening) -> list[Backend]:
    return [EmbeddedBackend(pool=opening.renderers), open_comfyui(opening)]


@dataclass(frozen=True)
class Place:
    """A server of ours before a ComfyUI with all the model files, and a picture that somebody uploaded."""

    site: Site
    fake: FakeComfy
    upload: str

    async def make(self, config: str, path: str = "/api/runs", **given: Any) -> dict[str, Any]:
        """Start a run over HTTP and return it at its end."""
        text = {"input_text": PROMPT, "config": "user_defined"} if path == "/api/runs" else {"prompt": PROMPT}
        answer = await self.site.client.post(path, json={"output_config": config, **text, **given})
        assert answer.status_code == 202, answer.text
        async with asyncio.timeout(30):
            while (await self.site.engine.recorder.load(answer.json()["run_id"])).row.state in IN_FLIGHT:
                await asyncio.sleep(0.02)
        return dict((await self.site.client.get(answer.headers["location"])).json())

    async def draw(self, config: str, **given: Any) -> dict[str, Any]:
        """Make media of exactly the prompt and return its run."""
        return await self.make(config, "/api/schema/pipeline/generation", **given)

    def inputs(self, config: str) -> dict[str, Any]:
        required = [
            k for k, m in chunk_of(config)["input_mappings"].items() if k == "input_image" and m.get("required")
        ]
        return {"inputs": {key: {"upload_id": self.upload} for key in required}} if required else {}

    @property
    def sent(self) -> dict[str, Any]:
        """Return the last graph that the ComfyUI was given."""
        return dict(self.fake.posted("/prompt")[-1]["prompt"])


@dataclass(frozen=True)
class Made:
    """What a config gave."""

    run: dict[str, Any]
    mime: str
    data: bytes


@pytest.fixture(scope="module", params=[False, True], ids=["at a server of 2025", "at a newer server"])
async def place(
    anyio_backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    async with open_fake(newer=request.param) as fake:
        install_all(fake)
        data = tmp_path_factory.mktemp("data")
        async with running(data, create_flask, quick, comfyui=fake.url) as site:
            await until(lambda: fake.sockets)
            given = await site.client.post("/api/media/upload", files={"file": ("x.png", png(64, 48), "image/png")})
            yield Place(site, fake, given.json()["upload_id"])


@pytest.fixture(scope="module")
async def made(place: Place) -> dict[str, Made]:
    """Run every config, a few at a time."""
    few = asyncio.Semaphore(4)

    async def one(config: str) -> tuple[str, Made]:
        async with few:
            return await done(config)

    async def done(config: str) -> tuple[str, Made]:
        run = await place.make(config, seed=11, **place.inputs(config))
        given = await place.site.client.get(f"/api/media/{chunk_of(config)['media_type']}/{run['run_id']}")
        return config, Made(run, given.headers["content-type"], given.content)

    return dict(await asyncio.gather(*map(one, CONFIGS)))


@pytest.mark.parametrize("config", sorted(CONFIGS))
async def test_a_shipped_config_makes_media_of_its_type(config: str, made: dict[str, Made]) -> None:
    extension = chunk_of(config)["output_mapping"]["format"]
    given = made[config]
    assert given.run["status"] == "completed", given.run.get("problem")
    assert given.mime == MIMES[extension]
    assert kind_of(given.data) == {"png": "png", "flac": "audio", "mp3": "audio", "mp4": "video"}[extension]


def kind_of(data: bytes) -> str:
    """Decode media, and return what they are: png, audio or video."""
    if data.startswith(b"\x89PNG"):
        Image.open(BytesIO(data)).load()
        return "png"
    with av.open(BytesIO(data), "r") as container:
        stream = container.streams[0]
        assert next(container.decode(stream)) is not None
        return stream.type


async def test_values_of_the_request_are_in_the_graph_at_every_place_that_they_have(place: Place) -> None:
    await place.draw("video_ltx", seed=5, parameters={"fps": 30, "frames": 49, "negative_prompt": "a cut"})
    sent = place.sent
    assert (sent["timing"]["inputs"]["frame_rate"], sent["film"]["inputs"]["fps"]) == (30, 30)
    assert (sent["canvas"]["inputs"]["length"], sent["sampler"]["inputs"]["noise_seed"]) == (49, 5)
    assert (sent["positive"]["inputs"]["text"], sent["negative"]["inputs"]["text"]) == (PROMPT, "a cut")


async def test_a_song_has_its_tags_and_its_lyrics(place: Place) -> None:
    await place.draw("music_ace_step", parameters={"lyrics": "[verse]\nFog on the pier"})
    song = place.sent["song"]["inputs"]
    assert (song["tags"], song["lyrics"]) == (PROMPT, "[verse]\nFog on the pier")


async def test_a_film_begins_with_a_picture_where_there_is_one_and_freely_where_there_is_none(place: Place) -> None:
    freely = await place.draw("video_wan22")
    assert "picture" not in place.sent and "start_image" not in place.sent["canvas"]["inputs"]
    begun = await place.draw("video_wan22", inputs={"input_image": {"upload_id": place.upload}})
    assert place.sent["canvas"]["inputs"]["start_image"] == ["picture", 0]
    assert place.sent["picture"]["inputs"]["image"] in place.fake.uploads
    assert (freely["status"], begun["status"]) == ("completed", "completed")


@pytest.mark.parametrize("config", ["image_from_image_sdxl", "image_upscale_4x"])
async def test_a_picture_that_is_needed_is_asked_for(config: str, place: Place) -> None:
    body = {"input_text": PROMPT, "config": "user_defined", "output_config": config}
    answer = await place.site.client.post("/api/runs", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/inputs/input_image"]


async def test_the_model_file_is_no_parameter(place: Place) -> None:
    body = {"input_text": PROMPT, "config": "user_defined", "output_config": "image_sdxl"}
    answer = await place.site.client.post("/api/runs", json={**body, "parameters": {"checkpoint": "other.safetensors"}})
    assert answer.status_code == 422


async def test_a_quick_config_has_its_lora_between_model_and_sampling(place: Place) -> None:
    await place.draw("image_qwen_lightning")
    (lora,) = [(id, node["inputs"]) for id, node in place.sent.items() if node["class_type"] == "LoraLoaderModelOnly"]
    assert lora[1] == {
        "model": ["model", 0],
        "lora_name": "Qwen-Image-Lightning-8steps-V1.0.safetensors",
        "strength_model": 1.0,
    }
    assert place.sent["sampling"]["inputs"]["model"] == [lora[0], 0]


def test_there_are_configs_for_every_chunk() -> None:
    assert {config["parameters"]["OUTPUT_CHUNK"] for config in CONFIGS.values()} == CHUNKS.keys()
    assert all("{{" not in str(graph_of(config)) for config in CONFIGS)
