"""Calls, and an open backend before a fake SwarmUI, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from devserver.backends.swarmui import COOKIE, SwarmBackend
from devserver.backends.swarmui.server import Pace, Server
from devserver.backends.wire import Wire
from devserver.keys import Keys
from devserver.models import servers
from devserver.models.calls import MediaCall
from tests.backends.contract import SECRET, read_picture
from tests.fakes.swarmui import MODEL, FakeSwarm

KEY = "DEVSERVER_KEY_SWARMUI"
TOKEN = {KEY: SECRET}
FAST = Pace(control=15.0, heed=0.5, looks=(0.0, 0.02, 0.05, 0.1, 0.2), patience=1.0, closing=0.5, no_socket=60.0)


def picture_call(*, call_model: str = MODEL, **request: Any) -> MediaCall:
    """Return a call for a picture; `request` are further parameters of SwarmUI, or others in the place of these."""
    body = {"prompt": "a ship", "model": call_model, "seed": 7, "steps": 3, "donotsave": True, **request}
    return MediaCall(
        chunk="output_image_probe",
        backend="swarmui",
        provider="swarmui",
        model=call_model,
        media_type="image",
        formats=("png",),
        prompt=str(body["prompt"]),
        parameters={"prompt": body["prompt"], "steps": body["steps"]},
        request={name: value for name, value in body.items() if value is not None},
        seed=7,
    )


def wire_to(url: str, environment: Mapping[str, str] | None = None, **settings: Any) -> Wire:
    """Return the way to a server, impatient."""
    given = {"url": url, "connect_seconds": 15.0, "read_seconds": 15.0, "total_seconds": 30.0, **settings}
    keys = Keys(Path("nowhere"), TOKEN if environment is None else environment)
    return Wire("swarmui", servers.SwarmServer(**given), keys, cookie=COOKIE)


@asynccontextmanager
async def open_at(
    url: str, environment: Mapping[str, str] | None = None, *, pace: Pace = FAST, **settings: Any
) -> AsyncIterator[SwarmBackend]:
    wire = wire_to(url, environment, **settings)
    server = Server(wire, pace)
    try:
        yield SwarmBackend(server, read_picture)
    finally:
        await server.close()
        await wire.close()


@asynccontextmanager
async def open_backend(
    fake: FakeSwarm, environment: Mapping[str, str] | None = None, **settings: Any
) -> AsyncIterator[SwarmBackend]:
    async with open_at(fake.url, environment, **settings) as backend:
        yield backend
