"""The application: which path is answered by what.

Native endpoints (media, uploads, event streams, the websocket) are ASGI on the engine's event loop; every other path
under `/api` is Flask, on threads. The engine is opened by the application's lifespan and closed with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from devserver.backends.shipped import MakeBackends, shipped_backends
from devserver.engine.engine import Engine, open_engine
from devserver.errors import MethodNotAllowed, NotFound
from devserver.routes.answers import stage_answer
from devserver.routes.asgi import problem_response
from devserver.routes.asking import YES
from devserver.routes.flask_app import create_flask
from devserver.routes.front import PAGES, WEB, Front
from devserver.routes.handle import Handle
from devserver.routes.jobfiles import JobFiles
from devserver.routes.limits import Bridge
from devserver.routes.media import Media
from devserver.routes.security import Guard
from devserver.routes.sessions import Sessions, load_secret
from devserver.routes.streams import STAGES, Answer, Streams, wants_stream
from devserver.routes.upload import Uploading
from devserver.routes.websocket import Socket
from devserver.settings import Settings

FlaskFactory = Callable[[Handle], Flask]


@dataclass(frozen=True)
class Parts:
    """What answers, once the engine is open."""

    engine: Engine
    sessions: Sessions
    media: Media
    uploading: Uploading
    files: JobFiles
    streams: Streams
    socket: Socket
    bridge: Bridge
    front: Front

    def run_events(self, scope: Scope) -> ASGIApp:
        """Return what answers for the events of a run: a stream where the client accepts one, else a list."""
        return self.streams.run if scope["method"] == "GET" and wants_stream(scope) else self.bridge

    def job_log(self, scope: Scope) -> ASGIApp:
        """Return what answers for the log of a job: a stream where it is followed, else a list."""
        followed = QueryParams(scope["query_string"]).get("follow", "").lower() in YES
        return self.streams.log if scope["method"] == "GET" and (followed or wants_stream(scope)) else self.bridge

    def stage(self, scope: Scope) -> ASGIApp:
        """Return what does a stage: a stream where the client accepts one, else one answer."""
        streamed = scope["path_params"]["stage"] in STAGES and scope["method"] == "POST" and wants_stream(scope)
        return self.streams.stage if streamed else self.bridge


class _To:
    """A route's endpoint: picks from the parts, which are there only while the application runs."""

    def __init__(self, pick: Callable[[Parts, Scope], ASGIApp]) -> None:
        self._pick = pick

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pick(parts_of(scope["app"]), scope)(scope, receive, send)


class _Native(Route):
    """A route whose path is its own: a method that it does not have is refused here and goes to no later route."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL else match), child


def parts_of(app: Any) -> Parts:
    """Return the parts of a running application."""
    parts: Parts = app.state.parts
    return parts


READ = ["GET", "HEAD"]

ROUTES: list[BaseRoute] = [
    WebSocketRoute("/api/events", _To(lambda parts, _: parts.socket)),
    _Native("/api/media/upload", _To(lambda parts, _: parts.uploading), methods=["POST"]),
    Route("/api/media/info/{run_id}", _To(lambda parts, _: parts.bridge)),
    _Native("/api/media/{media_type}/{run_id}", _To(lambda parts, _: parts.media.medium), methods=READ),
    _Native("/api/media/{media_type}/{run_id}/{index}", _To(lambda parts, _: parts.media.medium), methods=READ),
    _Native("/api/runs/{run_id}/entities/{n}", _To(lambda parts, _: parts.media.entity), methods=READ),
    Route("/api/runs/{run_id}/events", _To(Parts.run_events)),
    _Native("/api/runs/{run_id}/bundle", _To(lambda parts, _: parts.files.bundle), methods=READ),
    Route("/api/v2/jobs/{run_id}/logs", _To(Parts.job_log)),
    _Native("/api/v2/jobs/{run_id}/download/{format}", _To(lambda parts, _: parts.files.download), methods=READ),
    _Native("/api/v2/jobs/{run_id}/export", _To(lambda parts, _: parts.files.export), methods=READ),
    Route("/api/schema/pipeline/{stage}", _To(Parts.stage)),
    Route("/api/{rest:path}", _To(lambda parts, _: parts.bridge)),
    Route("/problems/{slug}", _To(lambda parts, _: parts.bridge)),
    *(_Native(path, _To(lambda parts, _: parts.front.page), methods=READ) for path in PAGES),
    _Native("/assets/{path:path}", _To(lambda parts, _: parts.front.asset), methods=READ),
    _Native("/frame/{path:path}", _To(lambda parts, _: parts.front.frame), methods=READ),
    _Native("/icon.svg", _To(lambda parts, _: parts.front.icon), methods=READ),
    _Native("/favicon.ico", _To(lambda parts, _: parts.front.icon), methods=READ),
]


def create_app(
    settings: Settings,
    backends: MakeBackends = shipped_backends,
    flask_factory: FlaskFactory = create_flask,
    answer: Answer = stage_answer,
    web: Path = WEB,
) -> Starlette:
    """Return the application; entering its lifespan opens the engine, and raises what keeps it from opening."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(open_engine(settings, backends))
            bridge = Bridge(flask_factory(Handle(engine, asyncio.get_running_loop())))
            stack.callback(bridge.close)
            media = Media(engine)
            app.state.parts = Parts(
                engine=engine,
                sessions=Sessions(load_secret(engine.recorder.data)),
                media=media,
                files=JobFiles(engine, media),
                uploading=Uploading(engine),
                streams=Streams(engine, answer),
                socket=Socket(engine),
                bridge=bridge,
                front=Front(web),
            )
            yield

    guard = Middleware(
        Guard,
        sessions=lambda scope: parts_of(scope["app"]).sessions,
        language=lambda scope: parts_of(scope["app"]).engine.settings.language,
    )
    app = Starlette(
        routes=ROUTES,
        middleware=[guard],
        exception_handlers={HTTPException: _http_problem},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _http_problem(request: Request, error: Exception) -> Response:
    """Render what routing itself refuses: no such path, or a method that it does not have."""
    if not isinstance(error, HTTPException) or error.status_code != 405:
        return problem_response(NotFound("path_not_found", path=request.url.path[:200]).problem(), request.scope)
    allowed = (error.headers or {}).get("Allow", "GET, HEAD")
    refused = MethodNotAllowed("method_not_allowed", method=request.method[:20], allowed=allowed)
    response = problem_response(refused.problem(), request.scope)
    response.headers["Allow"] = allowed
    return response
