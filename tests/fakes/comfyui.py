"""A fake ComfyUI with real HTTP and a real websocket, which behaves as recorded from a real one, races and all.

`open_fake` starts one on a free port of the loopback. What a test wants of it is set on the object: how long a step
takes, whether there are previews, how new the server is, and what goes wrong (`Faults`). What happened is read from it:
`requests`, `began`, `succeeded`, `history`. Nodes are computed by `tests/fakes/comfyui_nodes.py`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.fakes.comfyui_nodes import CATALOGUE, Interrupted, NodeFailed, compute, order, signature
from tests.fakes.comfyui_validation import NotAccepted, validate
from tests.fakes.relay import Relay

BROKEN = "500 Internal Server Error\n\nServer got itself in trouble"


@dataclass
class Faults:
    """What goes wrong. A number counts down: so many times it does."""

    post_vanishes: int = 0
    """The prompt is not queued and the connection ends without an answer."""
    post_unanswered: int = 0
    """The prompt is queued and the connection ends without an answer."""
    post_500_queued: int = 0
    post_500: int = 0
    post_html: int = 0
    """A page of a proxy, with 200; nothing is queued."""
    post_truncated: int = 0
    """The prompt is queued; the answer breaks off in the middle of its JSON."""
    interrupts_lost: int = 0
    queue_garbage: int = 0
    view_missing: int = 0
    view_empty: int = 0
    view_truncated: int = 0
    view_html: int = 0
    no_websocket: bool = False
    no_history: int = 0
    """The history stays empty although the prompt ended."""
    unauthorised: bool = False

    def take(self, name: str) -> bool:
        """Tell whether it goes wrong this time."""
        left = int(getattr(self, name))
        if left:
            setattr(self, name, left - 1)
        return left > 0


@dataclass
class FakeComfy:
    """The state of a server and what is set about it."""

    step: float = 0.0
    """Seconds of each step of a node."""
    load: float = 0.0
    """Seconds that loading a model takes that is not the last one."""
    newer: bool = False
    previews: bool = False
    history_race: float = 0.0
    """Seconds between `execution_success` and the entry in the history."""
    post_delay: float = 0.0
    only_api: bool = False
    faults: Faults = field(default_factory=Faults)
    catalogue: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(CATALOGUE)))
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    succeeded: list[str] = field(default_factory=list)
    queue: list[list[Any]] = field(default_factory=list)
    running: list[Any] | None = None
    history: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    files: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    sockets: dict[str, WebSocket] = field(default_factory=dict)
    metadata: set[str] = field(default_factory=set)
    interrupt_flag: bool = False
    resident: str | None = None
    number: int = 0
    relay: Relay = field(init=False)
    _cache: set[str] = field(default_factory=set)
    _cached_outputs: dict[str, Any] = field(default_factory=dict)
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _worker: asyncio.Task[None] | None = None
    _counter: int = 0

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.relay.port}"

    def posted(self, path: str) -> list[Any]:
        """Return the bodies of the requests to a path."""
        return [body for method, where, body in self.requests if method == "POST" and where == path]

    async def restart(self, after: float = 0.0) -> None:
        """Die with all that is in memory, and be there again after some seconds."""
        await self.die()
        await asyncio.sleep(after)
        await self.rise()

    async def die(self) -> None:
        """Be killed: connections break, and queue, history, cache and temporary files are lost."""
        await self.relay.die()
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None
        self.queue, self.running, self.history, self.number = [], None, {}, 0
        self._cache, self._cached_outputs, self.resident = set(), {}, None
        self.files = {key: data for key, data in self.files.items() if key[0] != "temp"}
        self.sockets.clear()

    async def rise(self) -> None:
        """Be started."""
        self._worker = asyncio.create_task(self._work())
        await self.relay.listen()

    def delete_outputs(self) -> None:
        """Delete every file that was made, as a person with a file manager does."""
        self.files.clear()

    async def post_foreign(self, workflow: dict[str, Any], client_id: str | None = None) -> str:
        """Queue a prompt of somebody else; without a client id its progress goes to every socket."""
        prompt_id = str(uuid.uuid4())
        await self._enqueue(prompt_id, workflow, {"client_id": client_id} if client_id else {}, ["2"])
        return prompt_id

    async def broadcast(self, kind: str, data: dict[str, Any]) -> None:
        """Send a message to every socket."""
        for sid in list(self.sockets):
            await self._send(sid, kind, data)

    async def finish(self) -> None:
        """Stop for good."""
        await self.die()
        await self.relay.close()

    # HTTP

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each also below /api."""
        plain: list[tuple[str, Any, list[str]]] = [
            ("/prompt", self._prompt, ["GET", "POST"]),
            ("/queue", self._queue, ["GET", "POST"]),
            ("/interrupt", self._interrupt, ["POST"]),
            ("/history", self._history, ["GET", "POST"]),
            ("/history/{prompt_id}", self._history, ["GET"]),
            ("/view", self._view, ["GET"]),
            ("/upload/image", self._upload, ["POST"]),
            ("/object_info", self._object_info, ["GET"]),
            ("/object_info/{name}", self._object_info, ["GET"]),
            ("/system_stats", self._system_stats, ["GET"]),
            ("/features", self._features, ["GET"]),
            ("/free", self._free, ["POST"]),
        ]
        prefixes = ("/api",) if self.only_api else ("", "/api")
        found: list[BaseRoute] = [Route(p + path, view, methods=m) for p in prefixes for path, view, m in plain]
        found += [WebSocketRoute(f"{prefix}/ws", self._websocket) for prefix in prefixes]
        if self.newer:
            found += [
                Route("/api/jobs", self._jobs, methods=["GET"]),
                Route("/api/jobs/{prompt_id}", self._jobs, methods=["GET"]),
                Route("/api/jobs/{prompt_id}/cancel", self._cancel_job, methods=["POST"]),
            ]
        return found

    async def _prompt(self, request: Request) -> Response:
        if self.faults.unauthorised:
            return Response("<html>log in</html>", 401, media_type="text/html")
        if request.method == "GET":
            return JSONResponse({"exec_info": {"queue_remaining": self._remaining()}})
        body = await self._body(request)
        await asyncio.sleep(self.post_delay)
        return self._not_taken(body) or await self._take(body)

    def _not_taken(self, body: Any) -> Response | None:
        if not isinstance(body, dict) or not isinstance(body.get("prompt", {}), dict):
            return PlainTextResponse(BROKEN, 500)
        if self.faults.take("post_html"):
            return Response("<html><title>Sign in</title></html>", media_type="text/html")
        if self.faults.take("post_500"):
            return PlainTextResponse(BROKEN, 500)
        return _Broken() if self.faults.take("post_vanishes") else None

    async def _take(self, body: dict[str, Any]) -> Response:
        try:
            outputs, node_errors = validate(body, self.catalogue, set(self.uploads), newer=self.newer)
        except NotAccepted as problem:
            return JSONResponse({"error": problem.error, "node_errors": problem.node_errors}, 400)
        extra = dict(body.get("extra_data") or {})
        if "client_id" in body:
            extra["client_id"] = body["client_id"]
        prompt_id = str(body.get("prompt_id") or uuid.uuid4())
        number = await self._enqueue(prompt_id, body["prompt"], extra, outputs, front=bool(body.get("front")))
        if self.faults.take("post_unanswered"):
            return _Broken()
        if self.faults.take("post_500_queued"):
            return PlainTextResponse(BROKEN, 500)
        answer = {"prompt_id": prompt_id, "number": number, "node_errors": node_errors}
        if self.faults.take("post_truncated"):
            return Response(json.dumps(answer)[:20], media_type="application/json")
        return JSONResponse(answer)

    async def _enqueue(
        self,
        prompt_id: str,
        workflow: dict[str, Any],
        extra: dict[str, Any],
        outputs: list[str],
        *,
        front: bool = False,
    ) -> int:
        number = -self.number if front else self.number
        self.number += 1
        self.queue.append([number, prompt_id, workflow, extra, outputs])
        self._more.set()
        await self._status()
        return number

    async def _queue(self, request: Request) -> Response:
        if request.method == "GET":
            if self.faults.take("queue_garbage"):
                return Response("<html>502 Bad Gateway</html>", media_type="text/html")
            running = [self.running] if self.running else []
            return JSONResponse({"queue_running": running, "queue_pending": list(reversed(self.queue))})
        body = await self._body(request)
        if body.get("clear"):
            self.queue.clear()
        self.queue = [item for item in self.queue if item[1] not in body.get("delete", [])]
        await self._status()
        return Response()

    async def _interrupt(self, request: Request) -> Response:
        body = await self._body(request) or {}
        wanted = body.get("prompt_id")
        if self.running and wanted in (None, self.running[1]) and not self.faults.take("interrupts_lost"):
            self.interrupt_flag = True
        return Response()

    async def _history(self, request: Request) -> Response:
        prompt_id = request.path_params.get("prompt_id")
        if request.method == "POST":
            self.history.clear()
            return Response()
        found = self.history if prompt_id is None else {k: v for k, v in self.history.items() if k == prompt_id}
        return Response(json.dumps(found), media_type="application/json")  # as there, NaN is written

    async def _view(self, request: Request) -> Response:
        query = request.query_params
        key = (query.get("type", "output"), query.get("subfolder", ""), query["filename"])
        data = self.files.get(key)
        if data is None or self.faults.take("view_missing"):
            return Response(status_code=404)
        if self.faults.take("view_empty"):
            return Response(b"")
        if self.faults.take("view_html"):
            return Response("<html>Sign in</html>", media_type="text/html")
        if self.faults.take("view_truncated"):
            return _Broken(data[: len(data) // 2], len(data))
        return Response(data, media_type="application/octet-stream")

    async def _upload(self, request: Request) -> Response:
        async with request.form() as form:
            image = form.get("image")
            if image is None or isinstance(image, str) or not image.filename:
                return Response(status_code=400)
            name, data, subfolder = image.filename, await image.read(), str(form.get("subfolder", ""))
        self.requests.append(("POST", "/upload/image", {"name": name, "subfolder": subfolder, "bytes": len(data)}))
        whole = f"{subfolder}/{name}" if subfolder else name
        if form.get("overwrite") not in ("true", "1") and self.uploads.get(whole, data) != data:
            stem, _, extension = name.rpartition(".")
            name = f"{stem} (1).{extension}"
            whole = f"{subfolder}/{name}" if subfolder else name
        self.uploads[whole] = data
        return JSONResponse({"name": name, "subfolder": subfolder, "type": "input"})

    async def _object_info(self, request: Request) -> Response:
        name = request.path_params.get("name")
        self.requests.append(("GET", "/object_info", None))
        found = self.catalogue if name is None else {k: v for k, v in self.catalogue.items() if k == name}
        return JSONResponse(found)

    async def _system_stats(self, _request: Request) -> Response:
        version = "0.38.1" if self.newer else "0.3.64"
        return JSONResponse({"system": {"os": "posix", "comfyui_version": version, "argv": ["main.py"]}, "devices": []})

    async def _features(self, _request: Request) -> Response:
        return JSONResponse({"supports_preview_metadata": True, "max_upload_size": 104857600})

    async def _free(self, request: Request) -> Response:
        body = await self._body(request)
        if body.get("free_memory"):
            self._cache, self._cached_outputs = set(), {}
        return Response()

    async def _jobs(self, request: Request) -> Response:
        prompt_id = request.path_params.get("prompt_id")
        if prompt_id is None:
            return JSONResponse({"jobs": [], "pagination": {"offset": 0, "limit": 1, "total": 0, "has_more": False}})
        known = prompt_id in self.history or self._where(prompt_id) is not None
        return JSONResponse({"id": prompt_id}) if known else Response(status_code=404)

    async def _cancel_job(self, request: Request) -> Response:
        prompt_id = request.path_params["prompt_id"]
        self.requests.append(("POST", "/api/jobs/cancel", prompt_id))
        where = self._where(prompt_id)
        if where == "running":
            self.interrupt_flag = True
        self.queue = [item for item in self.queue if item[1] != prompt_id]
        return JSONResponse({"cancelled": where is not None})

    def _where(self, prompt_id: str) -> str | None:
        if self.running and self.running[1] == prompt_id:
            return "running"
        return "pending" if any(item[1] == prompt_id for item in self.queue) else None

    async def _body(self, request: Request) -> Any:
        raw = await request.body()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        self.requests.append((request.method, request.url.path.removeprefix("/api"), body))
        return body

    # websocket

    async def _websocket(self, client: WebSocket) -> None:
        if self.faults.no_websocket:
            await client.close()
            return
        await client.accept()
        sid = client.query_params.get("clientId") or uuid.uuid4().hex
        self.sockets[sid] = client
        try:
            await self._send(
                sid, "status", {"status": {"exec_info": {"queue_remaining": self._remaining()}}, "sid": sid}
            )
            while True:
                message = json.loads(await client.receive_text())
                if message["type"] == "feature_flags":
                    self.metadata.add(sid)
                    flags = {"supports_preview_metadata": True, "max_upload_size": 104857600}
                    await self._send(sid, "feature_flags", flags)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.sockets.pop(sid, None)  # as the real one does: also when a newer socket has this id by now

    async def _send(self, sid: str | None, kind: str, data: Any) -> None:
        client = self.sockets.get(sid or "")
        if client is None:
            return
        try:
            if isinstance(data, bytes):
                await client.send_bytes(data)
            else:
                await client.send_text(json.dumps({"type": kind, "data": data}))
        except (RuntimeError, WebSocketDisconnect):
            pass

    async def _status(self) -> None:
        await self.broadcast("status", {"status": {"exec_info": {"queue_remaining": self._remaining()}}})

    def _remaining(self) -> int:
        return len(self.queue) + (self.running is not None)

    # execution

    async def _work(self) -> None:
        while True:
            while not self.queue:
                self._more.clear()
                await self._more.wait()
            self.queue.sort(key=lambda item: (item[0], item[1]))
            self.running = self.queue.pop(0)
            await self._status()
            await Execution(self, *self.running[1:]).run()

    def file_name(self, prefix: str, extension: str) -> tuple[str, str]:
        """Return the subfolder and the name of the next file of a saver."""
        self._counter += 1
        subfolder, _, stem = prefix.rpartition("/")
        return subfolder, f"{stem}_{self._counter:05}_.{extension}"


class _Broken(Response):
    """An answer that breaks off: promised bytes do not come."""

    def __init__(self, content: bytes = b"", promised: int = 1000) -> None:
        super().__init__(content, headers={"content-length": str(promised)})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.body:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
        raise ConnectionAbortedError("the connection is meant to break")


class Execution:
    """One prompt that runs."""

    def __init__(
        self, server: FakeComfy, prompt_id: str, workflow: dict[str, Any], extra: dict[str, Any], outputs: list[str]
    ) -> None:
        self.server, self.prompt_id, self.workflow, self.extra, self.outputs = (
            server,
            prompt_id,
            workflow,
            extra,
            outputs,
        )
        self.sid: str | None = extra.get("client_id")
        self.states: dict[str, Any] = {}
        self.given: dict[str, Any] = {}
        self.messages: list[list[Any]] = []
        self.executed: list[str] = []

    async def run(self) -> None:
        """Run the nodes and put the entry into the history."""
        server = self.server
        server.began.append(self.prompt_id)
        server.interrupt_flag = False
        signatures = {node: signature(self.workflow, node) for node in order(self.workflow, self.outputs)}
        cached = [node for node, sign in signatures.items() if sign in server._cache]
        await self.message("execution_start", {"prompt_id": self.prompt_id, "timestamp": 1})
        await self.message("execution_cached", {"nodes": cached, "prompt_id": self.prompt_id, "timestamp": 1})
        completed = await self._nodes(signatures, cached)
        await asyncio.sleep(server.history_race)
        entry = {
            "prompt": [0, self.prompt_id, self.workflow, self.extra, self.outputs],
            "outputs": self.given,
            "status": {
                "status_str": "success" if completed else "error",
                "completed": completed,
                "messages": self.messages,
            },
            "meta": {},
        }
        if not server.faults.take("no_history"):
            server.history[self.prompt_id] = entry
        server.running = None
        await server._status()
        await server._send(self.sid, "executing", {"node": None, "prompt_id": self.prompt_id})

    async def _nodes(self, signatures: dict[str, str], cached: list[str]) -> bool:
        server = self.server
        try:
            for node, sign in signatures.items():
                if node in cached:
                    await self._from_cache(node, sign)
                    continue
                await self._node(node, sign)
        except Interrupted as stopped:
            told = {"prompt_id": self.prompt_id, "node_id": stopped.node, "node_type": "", "executed": self.executed}
            await self.message("execution_interrupted", told, broadcast=self.sid is None)
            return False
        except NodeFailed as failed:
            await self.message("execution_error", {"prompt_id": self.prompt_id, **failed.told(self.executed)})
            return False
        server._cache = set(signatures.values())
        server._cached_outputs = {sign: self.given[n] for n, sign in signatures.items() if n in self.given}
        server.succeeded.append(self.prompt_id)
        await self.message("execution_success", {"prompt_id": self.prompt_id, "timestamp": 1})
        return True

    async def _from_cache(self, node: str, sign: str) -> None:
        output = self.server._cached_outputs.get(sign)
        if output is not None:
            self.given[node] = output
            await self._executed(node, output)

    async def _node(self, node: str, sign: str) -> None:
        self.check(node)
        await self.progress(node, 0, 1, bare=True)
        await self._tell("executing", {"node": node, "display_node": node, "prompt_id": self.prompt_id})
        output = await compute(self, node, self.workflow[node])
        if output is not None:
            self.given[node] = output
            await self._executed(node, output)
        self.executed.append(node)
        self.states[node] = {**self.states[node], "value": 1.0, "max": 1.0, "state": "finished"}
        await self._state()

    async def _executed(self, node: str, output: Any) -> None:
        told = {"node": node, "display_node": node, "output": output, "prompt_id": self.prompt_id}
        await self._tell("executed", told)

    def check(self, node: str) -> None:
        """Stop here if somebody asked for it."""
        if self.server.interrupt_flag:
            self.server.interrupt_flag = False
            raise Interrupted(node)

    async def progress(self, node: str, value: float, most: float, *, bare: bool = False) -> None:
        """Tell how far a node is."""
        names = dict.fromkeys(("node_id", "display_node_id", "real_node_id"), node)
        self.states[node] = {
            "value": value,
            "max": most,
            "state": "running",
            "prompt_id": self.prompt_id,
            "parent_node_id": None,
            **names,
        }
        await self._state()
        if not bare:
            told = {"value": value, "max": most, "prompt_id": self.prompt_id, "node": node}
            await self._tell("progress", told, broadcast=self.sid is None)

    async def preview(self, node: str, picture: bytes) -> None:
        """Send a picture, with metadata to a client that asked for them."""
        if self.sid in self.server.metadata:
            names = dict.fromkeys(("node_id", "display_node_id", "real_node_id"), node)
            about = json.dumps({**names, "prompt_id": self.prompt_id, "image_type": "image/jpeg"}).encode()
            head = (4).to_bytes(4, "big") + len(about).to_bytes(4, "big") + about
        else:
            head = (1).to_bytes(4, "big") + (1).to_bytes(4, "big")
        for sid in list(self.server.sockets) if self.sid is None else [self.sid]:
            await self.server._send(sid, "", head + picture)

    async def message(self, kind: str, data: dict[str, Any], *, broadcast: bool = False) -> None:
        """Send a message that also stands in the history."""
        self.messages.append([kind, data])
        await self._tell(kind, data, broadcast=broadcast)

    async def _state(self) -> None:
        await self._tell(
            "progress_state", {"prompt_id": self.prompt_id, "nodes": dict(self.states)}, broadcast=self.sid is None
        )

    async def _tell(self, kind: str, data: dict[str, Any], *, broadcast: bool = False) -> None:
        if broadcast:
            await self.server.broadcast(kind, data)
        else:
            await self.server._send(self.sid, kind, data)


@asynccontextmanager
async def open_fake(**settings: Any) -> AsyncIterator[FakeComfy]:
    """Start a fake server; stop it at the end."""
    fake = FakeComfy(**settings)
    config = uvicorn.Config(
        Starlette(routes=fake.routes()),
        port=0,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
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
    await fake.rise()
    try:
        yield fake
    finally:
        await fake.finish()
        for one in server.servers:
            one.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()  # uvicorn's own way waits for a tenth of a second
        await asyncio.sleep(0)
        await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
        listening.close()
