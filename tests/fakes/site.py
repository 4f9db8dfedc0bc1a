"""A real server on a free port of loopback, in the event loop of the test, with clients for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
from flask import Flask, jsonify, request

from devserver.app import FlaskFactory, Parts, create_app, parts_of
from devserver.backends.shipped import MakeBackends
from devserver.engine.accepting import Asked
from devserver.engine.additions import Change, NewEntity
from devserver.engine.engine import Engine
from devserver.engine.record import Record
from devserver.models.runs import Request
from devserver.routes.front import WEB
from devserver.routes.handle import Handle
from devserver.server import Server, address_of, listen
from devserver.settings import Settings
from tests.fakes.holding import hold
from tests.fakes.scripted import Part, ScriptedBackend, Told


def stand_in(handle: Handle) -> Flask:
    """Make a Flask app that says what it was sent, and waits for a run as a JSON route does."""
    app = Flask("stand_in")

    @app.route("/api/echo", methods=["GET", "POST"])
    def echo() -> Any:
        return jsonify(
            owner=request.headers.get("X-DevServer-Owner"),
            bytes=len(request.get_data()),
            path=request.path,
            query=request.query_string.decode(),
        )

    @app.post("/api/schema/pipeline/<stage>")
    def stage(stage: str) -> Any:
        asked = Asked(Request(action="interception", input_text=request.json["input_text"], config="close_observer"))
        return jsonify(handle.call(_waited(handle.engine, asked)))

    @app.get("/api/runs/<run_id>/events")
    def events(run_id: str) -> Any:
        return jsonify(run_id=run_id)

    return app


async def _waited(engine: Engine, asked: Asked) -> dict[str, Any]:
    accepted = await engine.runs.start(asked)
    record = await engine.runs.ended(accepted)
    return {"run_id": record.run_id, "status": record.row.state}


@dataclass(frozen=True)
class Site:
    """A running server."""

    url: str
    port: int
    parts: Parts
    client: httpx.AsyncClient
    server: Server
    told: Told

    @property
    def engine(self) -> Engine:
        return self.parts.engine

    async def run(self, text: str = "hello", **more: Any) -> Record:
        """Do an interception and return its record."""
        asked = Asked(Request(action="interception", input_text=text, config="close_observer"), **more)
        return await self.engine.runs.ended(await self.engine.runs.start(asked))

    async def run_with(self, *entities: NewEntity) -> str:
        """Make a run that holds entities, and return its id."""
        record = await self.run()
        await hold(self.engine, record)
        await self.engine.recorder.commit(record, Change(entities=entities))
        return record.run_id

    async def raw(self, request: bytes) -> bytes:
        """Send bytes as they are and return all that comes until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        try:
            async with asyncio.timeout(30):
                return await reader.read()
        finally:
            writer.close()


def _client(url: str) -> httpx.AsyncClient:
    forgetful = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(base_url=url, timeout=20, cookies=forgetful)


@asynccontextmanager
async def running(
    data: Path, flask: FlaskFactory = stand_in, backends: MakeBackends | None = None, web: Path = WEB, **more: Any
) -> AsyncIterator[Site]:
    """Run a server, with a scripted backend unless there are others; closing it is the server's own orderly stop."""
    settings = Settings(data=data, port=0, **{"stop_grace_seconds": 0.2, **more})
    told = Told()
    backend = ScriptedBackend(Part(told), name="embedded", charges=False)
    app = create_app(settings, backends or (lambda _opening: [backend]), flask, web=web)
    ready = asyncio.Event()
    with listen(settings) as listening:
        url = address_of(listening).rstrip("/")
        port = listening.getsockname()[1]
        async with app.router.lifespan_context(app), _client(url) as client:
            server = Server(app, settings, ready.set)
            serving = asyncio.create_task(server.serve([listening]))
            await ready.wait()
            try:
                yield Site(url, port, parts_of(app), client, server, told)
            finally:
                told.release()
                server.should_exit = True
                await serving


def events_of(text: str) -> list[tuple[str | None, str, dict[str, Any]]]:
    """Take a stream of server-sent events apart: id, type and data of each."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if fields:
            found.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return found
