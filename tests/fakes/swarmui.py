"""A fake SwarmUI with real HTTP and a real websocket, in the shapes of SwarmUI's own source (August 2026).

`open_fake` starts one on a free port of the loopback. What a test wants of it is set on the object: how long a step
takes, how many backends there are, what goes wrong. What happened is read from it: `asked`, `began`, `ended`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.fakes.relay import Relay
from tests.fakes.swarmui_generation import Generation

PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"
NO_SESSION = {"error": "Invalid session ID. You may need to refresh the page.", "error_id": "invalid_session_id"}
MODEL = "OfficialStableDiffusion/sd_xl_base_1.0"
PARAMETERS = (
    *("prompt", "negativeprompt", "images", "seed", "steps", "cfgscale", "width", "height", "model", "batchsize"),
    *("loras", "loraweights", "initimage", "initimagecreativity", "sampler", "scheduler", "donotsave", "nopreviews"),
)


@dataclass(eq=False)
class Session:
    """A session: whose it is, what it does now, and what stops that."""

    id: str
    user: str
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("waiting_gens", "loading_models", "waiting_backends", "live_gens"), 0)
    )
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def status(self) -> dict[str, Any]:
        """Return the status as SwarmUI gives it."""
        running = {"status": "running", "class": "", "message": "", "any_loading": False}
        return {"status": dict(self.counts), "backend_status": running, "supported_features": ["comfyui"]}

    def interrupt(self) -> None:
        """Stop what is being done; what is begun later is not."""
        self.stop.set()
        self.stop = asyncio.Event()


@dataclass
class FakeSwarm:
    """The state of a server and what is set about it."""

    step: float = 0.0
    """Seconds of each step."""
    load: float = 0.0
    """Seconds that a model takes to load."""
    backends: int = 1
    alive: float = 30.0
    """Seconds after which it says that it is alive."""
    grace: float = 0.02
    """Seconds that it waits for another request before it closes a socket."""
    read_delay: float = 0.0
    """Seconds before it reads a request that came over a websocket."""
    previews: bool = True
    nested: bool = False
    grid: bool = True
    discards: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()
    models: list[str] = field(default_factory=lambda: [MODEL, "ink/thin_lines.safetensors"])
    loras: list[str] = field(default_factory=lambda: ["fine_lines.safetensors"])
    parameters: list[dict[str, Any]] = field(default_factory=lambda: [{"id": id, "name": id} for id in PARAMETERS])
    token: str = ""
    """The token that it asks for, where it asks for accounts."""
    forbidden: frozenset[str] = frozenset()
    """Routes, in lower case, that the account must not use."""
    generation_error: str = ""
    picture: bytes | None = None
    where: str = ""
    """Where it says that each picture is."""
    answers: dict[str, list[Response]] = field(default_factory=dict)
    """Answers to the next requests to a route, in lower case, whatever is asked."""
    says: list[str | bytes] | None = None
    """What it sends over a websocket in the place of everything else."""
    websockets: bool = True
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    used_models: list[str] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    """The codes with which websockets were closed by whoever asked; 1006 is no word at all."""
    sessions: dict[str, Session] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    resident: str = ""
    free: asyncio.Semaphore = field(init=False)
    relay: Relay = field(init=False)
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.free = asyncio.Semaphore(self.backends)

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.relay.port}"

    def bodies(self, route: str) -> list[dict[str, Any]]:
        """Return the bodies of the requests to a route."""
        return [body for name, body, _headers in self.asked if name == route.lower()]

    @property
    def idle(self) -> bool:
        """Tell whether no session does anything."""
        return not any(any(session.counts.values()) for session in self.sessions.values())

    def forget_sessions(self) -> None:
        """Forget who asks, as after a new start; what is being made goes on."""
        self.sessions.clear()

    async def restart(self, after: float = 0.0) -> None:
        """Die with all that is in memory, and be there again after some seconds."""
        await self.die()
        await asyncio.sleep(after)
        await self.relay.listen()

    async def die(self) -> None:
        """Be killed: connections break, sessions and work are lost."""
        await self.relay.die()
        for task in list(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        self.free = asyncio.Semaphore(self.backends)
        self.sessions.clear()

    async def somebody_elses(self, steps: int) -> str:
        """Begin a picture of somebody else, and return their session."""
        session = self._session("guest")
        body = {"images": 1, "prompt": "a boat", "model": MODEL, "steps": steps, "donotsave": True}
        self._begin(session, body, lambda _message: None, is_ws=False)
        return session.id

    def _session(self, user: str) -> Session:
        session = Session(secrets.token_hex(20).upper(), user)
        self.sessions[session.id] = session
        return session

    def _begin(self, session: Session, body: dict[str, Any], output: Any, *, is_ws: bool) -> asyncio.Task[None]:
        task = asyncio.create_task(Generation(self, session, body, output, is_ws=is_ws).run())
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return task

    # HTTP

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/API/{route}", self._api, methods=["GET", "POST"]),
            Route("/View/{path:path}", self._view, methods=["GET"]),
            WebSocketRoute("/API/{route}", self._websocket),
        ]

    async def _api(self, request: Request) -> Response:
        route = request.path_params["route"].lower()
        raw = await request.body()
        body = json.loads(raw) if raw else {}
        self.asked.append((route, body, dict(request.headers)))
        if waiting := self.answers.get(route):
            return waiting.pop(0)
        if request.method == "GET":
            return RedirectResponse("/Error/NoGetAPI", 302)
        if request.headers.get("content-type") != "application/json" or not request.headers.get("content-length"):
            return JSONResponse({"error_id": "basic_api", "error": "Wrong content type"}, 400)
        if route == "getnewsession":
            return self._new_session(request)
        if "session_id" not in body:
            return JSONResponse({"error_id": "basic_api", "error": "missing session id"}, 400)
        session = self.sessions.get(body["session_id"])
        if session is None:
            return JSONResponse(NO_SESSION, 401)
        if route in self.forbidden:
            return JSONResponse({"error_id": "bad_permissions", "error": "You lack permissions for this route."}, 400)
        return await self._called(route, session, body)

    def _allowed(self, cookies: dict[str, str]) -> bool:
        return not self.token or cookies.get("swarm_token") == self.token

    def _new_session(self, request: Request) -> Response:
        if not self._allowed(request.cookies):
            return JSONResponse({"error": "Invalid or unauthorized."})
        session = self._session("local")
        told = {"output_append_user": True, "version": "0.9.9.GIT-0a1b2c3d", "server_id": "1", "permissions": []}
        return JSONResponse({"session_id": session.id, "user_id": session.user, **told})

    async def _called(self, route: str, session: Session, body: dict[str, Any]) -> Response:
        if route == "interruptall":
            everybody = [one for one in self.sessions.values() if one.user == session.user]
            for one in everybody if body.get("other_sessions") else [session]:
                one.interrupt()
            return JSONResponse({"success": True})
        if route == "getcurrentstatus":
            return JSONResponse(session.status())
        if route == "listmodels":
            names = {"Stable-Diffusion": self.models, "LoRA": self.loras}[body["subtype"]]
            return JSONResponse({"folders": [], "files": [{"name": name, "local": True} for name in names]})
        if route == "listt2iparams":
            return JSONResponse({"list": self.parameters, "models": {}, "wildcards": [], "param_edits": None})
        if route == "generatetext2image":
            return await self._plain(session, body)
        wrong = "bad_request_method" if route == "generatetext2imagews" else "bad_route"
        return JSONResponse({"error_id": wrong, "error": "Unknown API route"}, 400)

    async def _plain(self, session: Session, body: dict[str, Any]) -> Response:
        said: list[dict[str, Any]] = []
        await asyncio.shield(self._begin(session, body, said.append, is_ws=False))
        if error := next((message for message in said if "error" in message), None):
            return JSONResponse(error)
        images = {int(m["batch_index"]): m["image"] for m in said if "image" in m}
        dropped = {index for message in said for index in message.get("discard_indices", ())}
        return JSONResponse({"images": [where for index, where in images.items() if index not in dropped]})

    async def _view(self, request: Request) -> Response:
        path = unquote(request.scope["raw_path"].decode()).lstrip("/")
        self.asked.append(("view", {"path": request.scope["raw_path"].decode()}, dict(request.headers)))
        if waiting := self.answers.get("view"):
            return waiting.pop(0)
        if not self._allowed(request.cookies):
            return JSONResponse({"error": "invalid or unauthorized", "error_id": "invalid_user"}, 400)
        if path not in self.files:
            return JSONResponse({"error": "404, file not found", "error_id": "file_not_found"}, 404)
        return Response(self.files[path], media_type="image/png")

    # websocket

    async def _websocket(self, client: WebSocket) -> None:
        if not self.websockets:
            await client.close()
            return
        await client.accept()
        with suppress(WebSocketDisconnect, RuntimeError):
            await asyncio.sleep(self.read_delay)
            body = json.loads(await client.receive_text())
            self.asked.append((client.path_params["route"].lower(), body, dict(client.headers)))
            await self._answered(client, body)
            await client.close(1000)

    async def _answered(self, client: WebSocket, body: dict[str, Any]) -> None:
        session = self.sessions.get(body.get("session_id", ""))
        if self.says is not None:
            for message in self.says:
                await (client.send_text(message) if isinstance(message, str) else client.send_bytes(message))
            return
        if session is None:
            await client.send_json(NO_SESSION)
            return
        outgoing: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        work = self._begin(session, body, outgoing.put_nowait, is_ws=True)
        work.add_done_callback(lambda _task: outgoing.put_nowait(None))
        while (message := await outgoing.get()) is not None:
            await client.send_json(message)
        await client.send_json({"socket_intention": "close"})
        more = asyncio.create_task(client.receive())
        await asyncio.wait({more}, timeout=self.grace)
        if more.done():
            self.closed.append(more.result().get("code", 0))
            return
        more.cancel()
        await client.send_json(session.status())


@asynccontextmanager
async def open_fake(**settings: Any) -> AsyncIterator[FakeSwarm]:
    """Start a fake server; stop it at the end."""
    fake = FakeSwarm(**settings)
    config = uvicorn.Config(
        Starlette(routes=fake.routes()),
        port=0,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=100_000_000,
        timeout_graceful_shutdown=0,
    )
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else asyncio leaves Nagle on
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listening])
    fake.relay = Relay(listening.getsockname()[1])
    await fake.relay.listen()
    try:
        yield fake
    finally:
        await fake.die()
        await fake.relay.close()
        for one in server.servers:
            one.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()  # uvicorn's own way waits for a tenth of a second
        await asyncio.sleep(0)
        await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
        listening.close()
