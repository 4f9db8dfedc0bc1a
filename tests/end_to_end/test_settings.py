"""A server is connected, asked and taken away while the whole application runs, and nothing is started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from devserver.app import create_app
from devserver.settings import Settings
from tests.fakes import ollama
from tests.fakes.comfyui import open_fake
from tests.fakes.http_server import HttpServer, running

pytestmark = pytest.mark.anyio

STAGE = "/api/schema/pipeline/interception"
TEXT = {"input_text": "A red house by the sea", "config": "close_observer"}


@asynccontextmanager
async def opened(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(data=data, stop_grace_seconds=0.2))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=20) as client,
    ):
        yield client


async def test_an_ollama_is_connected_and_taken_away_while_the_server_runs(tmp_path: Path) -> None:
    async with running(HttpServer()) as server, opened(tmp_path / "data") as client:
        server.script = lambda asked: ollama.tags("qwen3") if asked.method == "GET" else ollama.answer("By the sea")
        before = (await client.post(STAGE, json=TEXT)).json()
        connected = {"ollama": {"url": server.url}, "stage2_interception_model": "ollama/qwen3"}
        assert (await client.patch("/api/settings", json=connected)).status_code == 200
        assert (await client.post("/api/settings/test", json={"provider": "ollama"})).json()["state"] == "ok"
        there = (await client.post(STAGE, json=TEXT)).json()
        assert (there["interception_result"], there["interception_result"] != before["interception_result"]) == (
            "By the sea",
            True,
        )
        taken = dict.fromkeys(connected)
        assert (await client.patch("/api/settings", json=taken)).status_code == 200
        after = await client.post(STAGE, json=TEXT)
        assert (after.status_code, after.json()["interception_result"] != "By the sea") == (200, True)
        assert len([one for one in server.asked if one.method == "POST"]) == 1


async def test_a_comfyui_comes_and_goes_while_the_server_runs(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path / "data") as client:

        async def named(name: str) -> list[str]:
            found = (await client.get("/api/system/backends")).json()["backends"]
            return [one["availability"]["state"] for one in found if one["name"] == name]

        assert await named("comfyui") == []
        body = {"comfyui": [{"name": "one", "url": fake.url}]}
        assert (await client.patch("/api/settings", json=body)).status_code == 200
        assert await named("comfyui") == ["ready"]
        assert (await client.post("/api/settings/test", json={"provider": "comfyui"})).json()["state"] == "ok"
        assert (await client.patch("/api/settings", json={"comfyui": None})).status_code == 200
        assert await named("comfyui") == []
        async with asyncio.timeout(30):
            while fake.sockets:
                await asyncio.sleep(0.01)
