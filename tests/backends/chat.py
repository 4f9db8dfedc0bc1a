"""A backend for chat completions with the fake server that it talks to, for every test file about it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from devserver.backends.listing import Listing
from devserver.backends.openai_chat import ChatBackend
from devserver.backends.wire import Wire
from devserver.models.calls import TextCall
from devserver.models.servers import Server
from tests.backends.contract import SECRET, keys, read_picture, text_call
from tests.backends.remote_contract import RemoteRig
from tests.fakes import openai as fake
from tests.fakes.http_server import END, HttpServer, Step, head

SCHEMA = {
    "type": "object",
    "properties": {"safe": {"type": "boolean"}},
    "required": ["safe"],
    "additionalProperties": False,
}


class ChatRig(RemoteRig):
    def says(self, *pieces: str) -> list[Step]:
        return fake.answer(*pieces)

    def begins(self, piece: str) -> list[Step]:
        return [head(kind=fake.KIND), fake.says(piece)]

    def only_thinks(self) -> list[Step]:
        return [head(kind=fake.KIND), fake.says(reasoning="hmmm"), fake.says(finish="stop"), fake.DONE, END]

    def fails(self, status: int, message: str, **headers: str) -> list[Step]:
        return fake.error(status, message, headers, type="some_error", code=None)


@asynccontextmanager
async def rigged(server: HttpServer, folder: Path, name: str = "openai", **more: Any) -> AsyncIterator[ChatRig]:
    where = Server(url=f"{server.url}/v1", read_seconds=1.0, connect_seconds=5.0)
    given = keys(folder, OPENAI_API_KEY=SECRET, OPENROUTER_API_KEY=SECRET, DEVSERVER_KEY_LAB=SECRET)
    wire = Wire(name, where, given, charges=more.get("charges", True))
    try:
        yield ChatRig(ChatBackend(wire, read_picture, **more), server=server)
    finally:
        await wire.close()


def bodies(rig: RemoteRig) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in rig.server.asked]


def shaped() -> TextCall:
    """Return a call whose answer has a declared shape."""
    return text_call(response_schema=SCHEMA)


def list_at(wire: Wire, clock: Callable[[], float] = time.monotonic) -> Listing:
    """Return the list of models of a provider."""
    models = ChatBackend(wire, read_picture, needs_key=True).listing
    models.clock = clock
    return models
