"""A real engine on a loop in a thread of its own, and the Flask app in front of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from werkzeug.test import TestResponse

from devserver.engine.engine import Engine, open_engine
from devserver.models.outcomes import TimeoutUnknown
from devserver.models.runs import IN_FLIGHT
from devserver.routes.flask_app import create_flask
from devserver.routes.handle import Handle
from devserver.settings import Settings
from tests.fakes.scripted import Part, ScriptedBackend, echo

T = TypeVar("T")

PATIENCE = 10.0
STAGES = "/api/schema/pipeline"


@dataclass(frozen=True)
class Server:
    """An open engine, its app, and the part that its only backend plays."""

    engine: Engine
    app: OpenAPI
    part: Part
    loop: asyncio.AbstractEventLoop

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, body: Any, **more: Any) -> TestResponse:
        return self.client.post(path, json=body, **more)

    def intercept(self, text: str = "a red house", **more: Any) -> dict[str, Any]:
        """Rewrite a text and return the answer."""
        body = {"input_text": text, "config": "close_observer", **more}
        return told(self.post(f"{STAGES}/interception", body))

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop of the engine."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    def wait_for(self, run_id: str) -> dict[str, Any]:
        """Return a run once nothing works on it any more."""
        return self.wait_until(run_id, lambda run: run["status"] not in IN_FLIGHT)

    def wait_until(self, run_id: str, condition: Any) -> dict[str, Any]:
        """Return a run as soon as a condition holds."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            run = told(self.get(f"/api/runs/{run_id}"))
            if condition(run):
                return run
            time.sleep(0.005)
        raise AssertionError(f"still waiting: {run}")

    def entities(self, run_id: str) -> list[dict[str, Any]]:
        return list(told(self.get(f"/api/runs/{run_id}/entities"))["entities"])

    def count(self) -> int:
        """Return how many runs there are in the data folder, to see that nothing was half recorded."""
        return sum(1 for _ in (self.engine.recorder.data / "runs").glob("*/*/*/*"))


def told(response: TestResponse, status: int = 200) -> dict[str, Any]:
    """Return the JSON of an answer of the status that is expected."""
    assert response.status_code == status, response.get_data(as_text=True)
    value = response.get_json()
    assert isinstance(value, dict)
    return value


def problem(response: TestResponse, status: int, slug: str) -> dict[str, Any]:
    """Return a problem of the status and type that are expected."""
    assert response.mimetype == "application/problem+json", response.get_data(as_text=True)
    body = told(response, status)
    assert (body["type"], body["status"]) == (f"/problems/{slug}", status)
    assert body["title"] and body["detail"] and "?)" not in body["detail"]
    return body


@contextmanager
def serve(data: Path, *, charges: bool = False, **settings: Any) -> Iterator[Server]:
    """Open an engine on a thread and serve it; its backends may charge."""
    opened: Future[tuple[Engine, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    part = Part(echo)

    async def run() -> None:
        stop = asyncio.Event()
        scripted = [ScriptedBackend(part, name=name, charges=charges) for name in ("scripted", "embedded")]
        async with open_engine(Settings(data=data, **{**MODELS, **settings}), lambda _pool: scripted) as engine:
            opened.set_result((engine, asyncio.get_running_loop(), stop))
            await stop.wait()

    def main() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            if opened.done():
                raise
            opened.set_exception(error)

    thread = threading.Thread(target=main)
    thread.start()
    engine, loop, stop = opened.result(PATIENCE)
    try:
        yield Server(engine, create_flask(Handle(engine, loop)), part, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
    assert not thread.is_alive()


def waiting(server: Server, **more: Any) -> dict[str, Any]:
    """Return a run that waits at a gate, on a server whose backends charge."""
    server.part.script = lambda _call: [TimeoutUnknown(seconds=3)]
    body = {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded"}
    run_id = told(server.post("/api/runs", body, **more), 202)["run_id"]
    run = server.wait_for(run_id)
    assert run["status"] == "waiting", run
    server.part.reset()
    return run


MODELS = {"stage2_interception_model": "scripted/poet", "stage2_optimization_model": "scripted/editor"}
