"""Workflows, calls and an open backend before fake servers, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from devserver.backends import NOBODY, Ticket
from devserver.backends.comfyui import ComfyBackend, Pace, open_pool
from devserver.backends.opening import Read
from devserver.models.calls import InputMedia, MediaCall
from devserver.models.outcomes import OUTCOMES, Outcome, Signal
from devserver.models.servers import ComfyServer
from tests.fakes.comfyui import FakeComfy
from tests.fakes.comfyui_nodes import png

# What is waited for is short; what is given up after a time is given up late, so that no test races against a machine.
FAST = Pace(
    connect=15.0,
    control=3.0,
    catalogue=15.0,
    transfer=15.0,
    ping=1.0,
    quiet=1.0,
    poll=0.05,
    confirm=0.05,
    word=0.3,
    health=0.1,
    again_first=0.02,
    again_most=0.1,
    gone=0.6,
    frozen=60.0,
    patience=60.0,
    closing=1.0,
)


async def a_picture(_image: InputMedia) -> bytes:
    return png()


async def its_path(image: InputMedia) -> bytes:
    return image.path.encode()


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


FILM = {"4": node("CreateVideo", images=["3", 0], fps=8.0)}
SOUND = {"4": node("EmptyAudio", duration=1.0, sample_rate=44100, channels=1)}
MESH = {"4": node("ProbeMesh")}
SAVED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "SaveVideo": (FILM, {"video": ["4", 0], "format": "auto", "codec": "auto"}),
    "SaveWEBM": ({}, {"images": ["3", 0], "codec": "vp9", "fps": 8.0, "crf": 32.0}),
    "SaveAudio": (SOUND, {"audio": ["4", 0]}),
    "SaveAudioMP3": (SOUND, {"audio": ["4", 0], "quality": "V0"}),
    "SaveAudioOpus": (SOUND, {"audio": ["4", 0], "quality": "128k"}),
    "SaveGLB": (MESH, {"mesh": ["4", 0]}),
}
"""What stands between the picture and a saver that saves something else, and the saver's inputs."""


def graph(*, steps: int = 3, shade: int = 0, saver: str = "SaveImage", **more: Any) -> dict[str, Any]:
    """Return a workflow that makes one file; another shade is another prompt to the cache."""
    prefix = {} if saver.startswith("Preview") or saver == "SaveImageWebsocket" else {"filename_prefix": "probe/x"}
    between, saved = SAVED.get(saver, ({}, {"images": ["3", 0]}))
    return {
        "1": node("EmptyImage", width=64, height=64, batch_size=1, color=shade),
        "3": node("ProbeSteps", image=["1", 0], steps=steps),
        **between,
        "2": node(saver, **saved, **prefix),
        **more,
    }


def painting(model: str = "small.safetensors", *, steps: int = 1, seed: int = 0) -> dict[str, Any]:
    """Return a workflow that loads a checkpoint and samples."""
    return {
        "4": node("CheckpointLoaderSimple", ckpt_name=model),
        "5": node("EmptyLatentImage", width=64, height=64, batch_size=1),
        "6": node("CLIPTextEncode", text="a ship", clip=["4", 1]),
        "3": node(
            "KSampler",
            model=["4", 0],
            positive=["6", 0],
            negative=["6", 0],
            latent_image=["5", 0],
            seed=seed,
            steps=steps,
            cfg=4.0,
            sampler_name="euler",
            scheduler="normal",
            denoise=1.0,
        ),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": node("SaveImage", images=["8", 0], filename_prefix="probe/paint"),
    }


def media_call(
    workflow: dict[str, Any] | None,
    media_type: str = "image",
    output_node: str | None = None,
    images: tuple[InputMedia, ...] = (),
) -> MediaCall:
    output = {} if output_node is None else {"node_id": output_node}
    return MediaCall(
        chunk="output_image_probe",
        backend="comfyui",
        provider="comfyui",
        media_type=media_type,
        formats=("png",),
        prompt="a ship",
        workflow=workflow,
        output=output,
        images=images,
    )


@asynccontextmanager
async def open_backend(
    *fakes: FakeComfy,
    pace: Pace = FAST,
    read: Read = its_path,
    limit: int = 2,
) -> AsyncIterator[ComfyBackend]:
    servers = [ComfyServer(name=f"s{n}", url=fake.url, limit=limit) for n, fake in enumerate(fakes, 1)]
    async with open_pool(servers, read, pace) as pool:
        for server in pool.servers:
            await asyncio.wait_for(server.known.wait(), 30)
        yield ComfyBackend(pool)


async def done(
    backend: ComfyBackend, call: MediaCall, signals: list[Signal] | None = None, ticket: Ticket = NOBODY
) -> Outcome:
    """Do a call and return its outcome; fails where there is none, or more than one."""
    outcomes: list[Outcome] = []
    async with asyncio.timeout(60):
        async for item in backend.execute(call, ticket):
            if isinstance(item, OUTCOMES):
                outcomes.append(item)
            elif signals is not None:
                signals.append(item)
    assert len(outcomes) == 1
    return outcomes[0]


async def until(holds: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)
