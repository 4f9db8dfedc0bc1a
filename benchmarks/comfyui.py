"""Runs on ComfyUI: what we add to the server's own time, and what ten thousand prompts leave in memory."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import websockets

from benchmarks.client import connected
from benchmarks.comfyui_server import comfy_servers, workflow
from benchmarks.figures import Figure, percentile
from benchmarks.server import Served
from devserver import logs
from devserver.backends.comfyui import ComfyBackend, open_pool
from devserver.models.calls import InputMedia, MediaCall
from devserver.models.outcomes import Ok
from devserver.models.servers import ComfyServer

PROMPTS = 100
SECONDS = 0.1
EARLY, LATE = 1000, 10_000
AT_ONCE = 32
CHUNK = {
    "type": "output_chunk",
    "backend_type": "comfyui",
    "media_type": "image",
    "input_mappings": {"prompt": {"node_id": "work", "field": "inputs.text", "source": "{{PREVIOUS_OUTPUT}}"}},
    "output_mapping": {"node_id": "save", "output_type": "image", "format": "png"},
    "workflow": workflow(SECONDS, previews=4),
}
CONFIG = {
    "name": {"en": "Bench"},
    "pipeline": "single_text_media_generation",
    "parameters": {"OUTPUT_CHUNK": "output_bench"},
    "meta": {"stage": "output"},
}


def figures() -> Iterator[Figure]:
    """Measure a whole run, from the request to the event that its picture is stored; then the pool alone."""
    with comfy_servers() as urls, _devserver(urls[0]) as served:
        times = asyncio.run(_runs(served))
        own = float(json.loads(urlopen(f"{urls[0]}/spent").read())) / (PROMPTS + 1)
    ours = [(seconds - own) * 1000 for seconds in times]
    yield Figure("our time per prompt on ComfyUI, mean", sum(ours) / len(ours), "ms", most=50)
    yield Figure("our time per prompt on ComfyUI, median", percentile(ours, 0.5), "ms", most=50)
    with comfy_servers(4) as urls:
        command = [sys.executable, "-m", "benchmarks.comfyui", *urls]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    early, late = map(float, told)
    yield Figure(f"memory after {LATE:,} prompts / after {EARLY:,}", late / early, "ratio", most=1.05)


@contextmanager
def _devserver(comfyui: str) -> Iterator[Served]:
    with tempfile.TemporaryDirectory() as folder:
        for kind, name, content in (("chunks", "output_bench", CHUNK), ("configs/output", "bench", CONFIG)):
            path = Path(folder) / "declarations" / kind / f"{name}.json"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(content))
        command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", f"{folder}/data"]
        more = {"DEVSERVER_COMFYUI": comfyui, "DEVSERVER_SCHEMAS": f"{folder}/declarations"}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, **more, "DEVSERVER_LOG_LEVEL": "warning"}
        )
        try:
            assert process.stdout is not None
            url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
            yield Served(url.rstrip("/"), process.pid, Path(folder) / "data")
        finally:
            process.terminate()
            process.wait(30)


async def _runs(served: Served) -> list[float]:
    """Return the seconds of runs one after the other; the first, which opens everything, is left out."""
    times = []
    address = served.url.replace("http", "ws") + "/api/events"
    async with websockets.connect(address, max_size=None) as events, connected(served) as connection:
        for number in range(PROMPTS + 1):
            began = time.monotonic()
            body = {"prompt": f"Boat {number}", "output_config": "bench"}
            run_id = json.loads(await connection.ask("POST", "/api/schema/pipeline/generation", body))["run_id"]
            await _stored(events, run_id)
            times.append(time.monotonic() - began)
    return times[1:]


async def _stored(events: websockets.ClientConnection, run_id: str) -> None:
    async for message in events:
        event = json.loads(message)
        if event.get("run_id") == run_id and event["type"] == "generation_complete":
            return
        if event.get("run_id") == run_id and event["type"] == "error":
            raise RuntimeError(str(event["data"]))


async def _no_input(_image: InputMedia) -> bytes:
    raise FileNotFoundError


async def _many(urls: list[str]) -> None:
    """Do many prompts through a pool; print the memory early and late."""
    numbers = iter(range(LATE))
    memory: list[float] = []
    own = Served("", os.getpid(), Path())
    async with open_pool([ComfyServer(name=f"s{n}", url=url) for n, url in enumerate(urls)], _no_input) as pool:
        backend = ComfyBackend(pool)

        async def some() -> None:
            for number in numbers:
                if number == EARLY:
                    memory.append(own.memory)
                call = MediaCall(
                    chunk="bench",
                    backend="comfyui",
                    provider="comfyui",
                    media_type="image",
                    formats=("png",),
                    prompt="a boat",
                    workflow=workflow(0.0, previews=4, text=str(number)),
                )
                outcome = [item async for item in backend.execute(call)][-1]
                if not isinstance(outcome, Ok):
                    raise RuntimeError(str(outcome))

        logs.configure("warning")
        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        print(memory[0], own.memory)


if __name__ == "__main__":
    asyncio.run(_many(sys.argv[1:]))
