"""Whether the server is well, and what can run on it."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime

from devserver import __version__
from devserver.backends import Availability
from tests.routes.serving import Server, told


def test_health(server: Server) -> None:
    found = told(server.get("/api/system/health"))
    assert found == {"state": "ready", "version": __version__, "started_at": found["started_at"]}
    assert datetime.fromisoformat(found["started_at"]) < datetime.now().astimezone()


def test_health_waits_for_nothing(server: Server) -> None:
    release = threading.Event()
    server.loop.call_soon_threadsafe(release.wait, 5)
    assert told(server.get("/api/system/health"))["state"] == "ready"
    release.set()
    server.call(asyncio.sleep(0))


def test_backends_say_what_is_ready_and_why_not(server: Server) -> None:
    server.part.available = Availability(state="down", reason="it is off", missing=("x",))
    found = told(server.get("/api/system/backends"))
    assert [(one["name"], one["details"]) for one in found["backends"]] == [
        ("scripted", {"scripted": True}),
        ("embedded", {"scripted": True}),
    ]
    assert [(one["resting"], one["lifecycle"]) for one in found["backends"]] == [([], []), ([], [])]
    image = next(config for config in found["configs"] if config["id"] == "image_embedded")
    assert image["availability"] == {"state": "down", "reason": "it is off", "missing": ["x"]}
