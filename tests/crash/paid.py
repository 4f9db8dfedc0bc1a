"""What the server under test pays for: a provider that counts what it is asked, and a ComfyUI, both on loopback.

Every text of a person holds a token of its own, which all models pass on. So a request is known by its token and its
model, however often a process was killed in between. It counts as paid as soon as it has come whole: that is what a
provider does, whoever waits for the answer.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.backends.comfyui.working import painting
from tests.fakes import images, openai
from tests.fakes.comfyui import FakeComfy, open_fake
from tests.fakes.http_server import Asked, HttpServer, Step, running, whole

TOKEN = re.compile(r"tok[0-9a-f]{12}")
LONGEST = 0.4
"""Seconds that an answer may take."""
JOB_LOOKS = 4
"""How often a job says that it is still at work."""

MODELS = {
    "STAGE1_TEXT_MODEL": "paid/guard",
    "STAGE2_INTERCEPTION_MODEL": "paid/writer",
    "STAGE2_OPTIMIZATION_MODEL": "paid/refiner",
    "STAGE3_MODEL": "paid/judge",
}
PRICES = {
    "paid/guard": {"call": 0.001},
    "paid/writer": {"call": 0.05},
    "paid/judge": {"call": 0.002},
    "paid/painter": {"image": 0.01},
    "paid/artist": {"image": 0.08},
}
"""USD; the refiner and the studio have none that anybody knows."""
CHEAP = frozenset({"guard", "judge", "painter"})
"""Models of which a call without an answer is made once more unasked."""


def picture_of(token: str) -> bytes:
    """Return the picture that belongs to a token."""
    return images.png(int(token[3:5], 16), side=4 + int(token[5], 16))


@dataclass
class Provider:
    """Answers, slowly and after chance; `asked` counts the requests that were paid, by token and model."""

    chance: random.Random
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    jobs: dict[str, str] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Asked) -> list[Step]:
        """Return the steps of an answer."""
        if request.method == "GET":
            return self._looked(request.path.rpartition("/")[2])
        body = json.loads(request.body)
        token, model = self._token(request.body), str(body["model"])
        self.asked[token, model] += 1
        return [self.chance.uniform(0.0, LONGEST), *self._made(request.path, body, token, model)]

    def _token(self, body: bytes) -> str:
        found = TOKEN.search(body.decode())
        assert found is not None, body
        return found[0]

    def _made(self, path: str, body: dict[str, Any], token: str, model: str) -> list[Step]:
        if path.endswith("/images"):
            return images.images(picture_of(token))
        if path.endswith("/jobs"):
            job = f"job-{len(self.jobs)}"
            self.jobs[job] = token
            return images.answer({"id": job, "state": "queued"}, 202)
        if "response_format" in body:
            return openai.answer('{"safe": true, "reason": "nothing"}')
        return openai.answer(f"The {model} ", f"writes of {token}.")

    def _looked(self, job: str) -> list[Step]:
        if job not in self.jobs:
            return whole(404, b"{}")
        self.looks[job] += 1
        if self.looks[job] <= JOB_LOOKS:
            return images.answer({"id": job, "state": "working"})
        frame = {"pixels": images.base64_of(picture_of(self.jobs[job]))}
        return images.answer({"id": job, "state": "ready", "frames": [frame]})


@dataclass(frozen=True)
class World:
    """All that is outside of the server under test."""

    provider: Provider
    server: HttpServer
    comfy: FakeComfy

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings that make a server use it."""
        named = {f"DEVSERVER_{name}": model for name, model in MODELS.items()}
        return {
            **named,
            "DEVSERVER_OPENAI_SERVERS": f"paid={self.server.url}/v1",
            "DEVSERVER_COMFYUI": self.comfy.url,
            "DEVSERVER_PRICES": json.dumps(PRICES),
            "DEVSERVER_KEY_PAID": "sk-only-for-loopback",
        }


@asynccontextmanager
async def opened(seed: int) -> AsyncIterator[World]:
    """Open the provider and the ComfyUI."""
    provider = Provider(random.Random(f"provider {seed}"))
    async with running(HttpServer(script=provider.answer)) as server, open_fake(step=0.01, previews=True) as comfy:
        yield World(provider, server, comfy)


PROMPT = {"source": "{{PREVIOUS_OUTPUT}}", "required": True}
OUTPUT = {"type": "api_output_chunk", "backend_type": "paid", "media_type": "image"}


def _pictures(model: str) -> dict[str, Any]:
    return {
        **OUTPUT,
        "api_config": {"endpoint": "/images", "request_body": {"model": model, "prompt": ""}},
        "input_mappings": {"prompt": {"field": "request_body.prompt", **PROMPT}},
        "output_mapping": {"extract_path": "data[*].b64_json", "format": "png"},
        "model": f"paid/{model}",
    }


CHUNKS: dict[str, dict[str, Any]] = {
    "crash_painter": _pictures("painter"),
    "crash_artist": _pictures("artist"),
    "crash_studio": {
        **_pictures("studio"),
        "api_config": {
            "endpoint": "/jobs",
            "request_body": {"model": "studio", "prompt": ""},
            "async_polling": {
                "status_endpoint": "/jobs/{job_id}",
                "status_field": "state",
                "completed_status": "ready",
                "poll_interval_seconds": 0.1,
            },
        },
        "output_mapping": {"extract_path": "frames[*].pixels", "format": "png"},
    },
    "crash_comfy": {
        "type": "output_chunk",
        "backend_type": "comfyui",
        "media_type": "image",
        "workflow": painting(),
        "input_mappings": {
            "prompt": {"node_id": "6", "field": "inputs.text", **PROMPT},
            "seed": {"node_id": "3", "field": "inputs.seed", "default": "random"},
            "steps": {"node_id": "3", "field": "inputs.steps", "default": 40},
        },
        "output_mapping": {"node_id": "9", "output_type": "image", "format": "png"},
    },
}
OUTPUTS = tuple(CHUNKS)


def declarations() -> dict[str, dict[str, Any]]:
    """Return the declarations that use it, by their paths."""
    files = {f"chunks/output_{name}.json": chunk for name, chunk in CHUNKS.items()}
    for name in CHUNKS:
        files[f"configs/output/{name}.json"] = {
            "pipeline": "single_text_media_generation",
            "parameters": {"OUTPUT_CHUNK": f"output_{name}"},
            "meta": {"optimization_instruction": "Write for a painter."},
        }
    return files
