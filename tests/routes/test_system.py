"""Whether the server is well, and what can run on it."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from devserver import __version__
from devserver.backends import Availability, ModelFile, Reason, lacking
from tests.routes.serving import Server, problem, serve, told


def until(server: Server, status: int) -> TestResponse:
    """Return what health answers once it has a status."""
    before = time.monotonic() + 60
    while (answer := server.get("/api/system/health")).status_code != status and time.monotonic() < before:
        time.sleep(0.02)
    return answer


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


def test_health_says_what_is_wrong_with_the_database_until_it_is_back(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as own:
        file, away = own.engine.recorder.data / "devserver.db", tmp_path / "away.db"
        file.rename(away)
        answer = until(own, 503)
        assert problem(answer, 503, "unavailable")["params"] == {"file": "devserver.db"}
        assert int(answer.headers["Retry-After"]) > 0
        away.rename(file)
        assert told(until(own, 200))["state"] == "ready"


def test_backends_say_what_is_ready_and_why_not(server: Server) -> None:
    server.part.available = Availability(state="down", reason="it is off", missing=("x",))
    found = told(server.get("/api/system/backends"))
    assert [(one["name"], one["details"]) for one in found["backends"]] == [
        ("scripted", {"scripted": True}),
        ("embedded", {"scripted": True}),
    ]
    assert [(one["resting"], one["lifecycle"]) for one in found["backends"]] == [([], []), ([], [])]
    image = next(config for config in found["configs"] if config["id"] == "image_embedded")
    nothing: dict[str, Any] = {"cause": "", "files": []}
    assert image["availability"] == {"state": "down", "reason": "it is off", "missing": ["x"], **nothing}


def test_backends_say_in_the_readers_language_what_is_missing_and_where_it_goes(server: Server) -> None:
    params = {"server": "attic", "files": ["models/vae/ae.safetensors"]}
    file = ModelFile(name="ae.safetensors", folder="models/vae")
    reason = Reason(message="comfyui_file_missing", params=params)
    server.part.available = lacking("missing_file", reason, missing=("ae.safetensors",), files=(file,))
    for language, said in (
        ("en", "attic does not have the model file models/vae/ae.safetensors: install it there"),
        ("de", "attic hat die Modelldatei models/vae/ae.safetensors nicht: Lege sie dorthin"),
    ):
        for path, part in (("/api/system/backends", "configs"), ("/api/configs", "configs")):
            listed = told(server.get(f"{path}?language={language}"))[part]
            found = next(config for config in listed if config["id"] == "image_embedded")["availability"]
            assert found == {
                "state": "unavailable",
                "reason": said,
                "cause": "missing_file",
                "missing": ["ae.safetensors"],
                "files": [{"name": "ae.safetensors", "folder": "models/vae"}],
            }


def test_what_was_never_seen_to_run_says_so(server: Server) -> None:
    for path in ("/api/system/backends", "/api/configs"):
        found = {config["id"]: config["verified"] for config in told(server.get(path))["configs"]}
        assert (found["image_embedded"], found["image_sdxl"]) == (True, False)
