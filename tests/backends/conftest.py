"""Backends for chat completions, each with its server: as OpenAI, as OpenRouter, and a free one of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.backends.chat import rigged
from tests.backends.remote_contract import RemoteRig
from tests.fakes.http_server import HttpServer, running


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    more = {"needs_key": True, "max_tokens_name": "max_completion_tokens"}
    async with running(HttpServer()) as server, rigged(server, tmp_path, **more) as rig:
        yield rig


@pytest.fixture
async def openrouter(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    more = {"needs_key": True, "reports_cost": True}
    async with running(HttpServer()) as server, rigged(server, tmp_path, "openrouter", **more) as rig:
        yield rig


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[RemoteRig]:
    async with running(HttpServer()) as server, rigged(server, tmp_path, "lab", charges=False) as rig:
        yield rig
