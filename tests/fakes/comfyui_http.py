"""What the fake ComfyUI answers over HTTP."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from tests.fakes.comfyui_validation import NotAccepted, validate

if TYPE_CHECKING:
    from tests.fakes.comfyui import FakeComfy

BROKEN = "500 Internal Server Error\n\nServer got itself in trouble"


class Views:
    """The routes of a server."""

    def __init__(self, server: FakeComfy) -> None:
        self.server = server

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
        prefixes = ("/api",) if self.server.only_api else ("", "/api")
        found: list[BaseRoute] = [Route(p + path, view, methods=m) for p in prefixes for path, view, m in plain]
        found += [WebSocketRoute(f"{prefix}/ws", self.server.websocket) for prefix in prefixes]
        if self.server.newer:
            found += [
                Route("/api/jobs", self._jobs, methods=["GET"]),
                Route("/api/jobs/{prompt_id}", self._jobs, methods=["GET"]),
                Route("/api/jobs/{prompt_id}/cancel", self._cancel_job, methods=["POST"]),
            ]
        return found

    async def _prompt(self, request: Request) -> Response:
        if self.server.faults.unauthorised:
            return Response("<html>log in</html>", 401, media_type="text/html")
        if request.method == "GET":
            return JSONResponse({"exec_info": {"queue_remaining": self.server.remaining()}})
        body = await self._body(request)
        await asyncio.sleep(self.server.post_delay)
        return self._not_taken(body) or await self._take(body)

    def _not_taken(self, body: Any) -> Response | None:
        if not isinstance(body, dict) or not isinstance(body.get("prompt", {}), dict):
            return PlainTextResponse(BROKEN, 500)
        if self.server.faults.take("post_html"):
            return Response("<html><title>Sign in</title></html>", media_type="text/html")
        if self.server.faults.take("post_500"):
            return PlainTextResponse(BROKEN, 500)
        return _Broken() if self.server.faults.take("post_vanishes") else None

    async def _take(self, body: dict[str, Any]) -> Response:
        try:
            outputs, node_errors = validate(
                body, self.server.catalogue, set(self.server.uploads), newer=self.server.newer
            )
        except NotAccepted as problem:
            return JSONResponse({"error": problem.error, "node_errors": problem.node_errors}, 400)
        extra = dict(body.get("extra_data") or {})
        if "client_id" in body:
            extra["client_id"] = body["client_id"]
        prompt_id = str(body.get("prompt_id") or uuid.uuid4())
        number = await self.server.enqueue(prompt_id, body["prompt"], extra, outputs, front=bool(body.get("front")))
        if self.server.faults.take("post_unanswered"):
            return _Broken()
        if self.server.faults.take("post_500_queued"):
            return PlainTextResponse(BROKEN, 500)
        answer = {"prompt_id": prompt_id, "number": number, "node_errors": node_errors}
        if self.server.faults.take("post_truncated"):
            return Response(json.dumps(answer)[:20], media_type="application/json")
        return JSONResponse(answer)

    async def _queue(self, request: Request) -> Response:
        if request.method == "GET":
            if self.server.faults.take("queue_garbage"):
                return Response("<html>502 Bad Gateway</html>", media_type="text/html")
            running = [self.server.running] if self.server.running else []
            return JSONResponse({"queue_running": running, "queue_pending": list(reversed(self.server.queue))})
        body = await self._body(request)
        if body.get("clear"):
            self.server.queue.clear()
        self.server.queue = [item for item in self.server.queue if item[1] not in body.get("delete", [])]
        await self.server.status()
        return Response()

    async def _interrupt(self, request: Request) -> Response:
        body = await self._body(request) or {}
        wanted = body.get("prompt_id")
        if (
            self.server.running
            and wanted in (None, self.server.running[1])
            and not self.server.faults.take("interrupts_lost")
        ):
            self.server.interrupt_flag = True
        return Response()

    async def _history(self, request: Request) -> Response:
        prompt_id = request.path_params.get("prompt_id")
        if request.method == "POST":
            self.server.history.clear()
            return Response()
        found = (
            self.server.history
            if prompt_id is None
            else {k: v for k, v in self.server.history.items() if k == prompt_id}
        )
        return Response(json.dumps(found), media_type="application/json")  # as there, NaN is written

    async def _view(self, request: Request) -> Response:
        query = request.query_params
        key = (query.get("type", "output"), query.get("subfolder", ""), query["filename"])
        data = self.server.files.get(key)
        if data is None or self.server.faults.take("view_missing"):
            return Response(status_code=404)
        if self.server.faults.take("view_empty"):
            return Response(b"")
        if self.server.faults.take("view_html"):
            return Response("<html>Sign in</html>", media_type="text/html")
        if self.server.faults.take("view_truncated"):
            return _Broken(data[: len(data) // 2], len(data))
        return Response(data, media_type="application/octet-stream")

    async def _upload(self, request: Request) -> Response:
        if self.server.faults.take("upload_vanishes"):
            return _Broken()
        async with request.form() as form:
            image = form.get("image")
            if image is None or isinstance(image, str) or not image.filename:
                return Response(status_code=400)
            name, data, subfolder = image.filename, await image.read(), str(form.get("subfolder", ""))
        self.server.requests.append(
            ("POST", "/upload/image", {"name": name, "subfolder": subfolder, "bytes": len(data)})
        )
        whole = f"{subfolder}/{name}" if subfolder else name
        if form.get("overwrite") not in ("true", "1") and self.server.uploads.get(whole, data) != data:
            stem, _, extension = name.rpartition(".")
            name = f"{stem} (1).{extension}"
            whole = f"{subfolder}/{name}" if subfolder else name
        self.server.uploads[whole] = data
        return JSONResponse({"name": name, "subfolder": subfolder, "type": "input"})

    async def _object_info(self, request: Request) -> Response:
        name = request.path_params.get("name")
        self.server.requests.append(("GET", "/object_info", None))
        found = self.server.catalogue if name is None else {k: v for k, v in self.server.catalogue.items() if k == name}
        return JSONResponse(found)

    async def _system_stats(self, _request: Request) -> Response:
        version = "0.38.1" if self.server.newer else "0.3.64"
        return JSONResponse({"system": {"os": "posix", "comfyui_version": version, "argv": ["main.py"]}, "devices": []})

    async def _features(self, _request: Request) -> Response:
        return JSONResponse({"supports_preview_metadata": True, "max_upload_size": 104857600})

    async def _free(self, request: Request) -> Response:
        body = await self._body(request)
        if body.get("free_memory"):
            self.server.cache, self.server.cached_outputs = set(), {}
        return Response()

    async def _jobs(self, request: Request) -> Response:
        prompt_id = request.path_params.get("prompt_id")
        if prompt_id is None:
            return JSONResponse({"jobs": [], "pagination": {"offset": 0, "limit": 1, "total": 0, "has_more": False}})
        known = prompt_id in self.server.history or self.server.where(prompt_id) is not None
        return JSONResponse({"id": prompt_id}) if known else Response(status_code=404)

    async def _cancel_job(self, request: Request) -> Response:
        prompt_id = request.path_params["prompt_id"]
        self.server.requests.append(("POST", "/api/jobs/cancel", prompt_id))
        where = self.server.where(prompt_id)
        if where == "running":
            self.server.interrupt_flag = True
        self.server.queue = [item for item in self.server.queue if item[1] != prompt_id]
        return JSONResponse({"cancelled": where is not None})

    async def _body(self, request: Request) -> Any:
        raw = await request.body()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        self.server.requests.append((request.method, request.url.path.removeprefix("/api"), body))
        return body


class _Broken(Response):
    """An answer that breaks off: promised bytes do not come."""

    def __init__(self, content: bytes = b"", promised: int = 1000) -> None:
        super().__init__(content, headers={"content-length": str(promised)})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.body:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
        raise ConnectionAbortedError("the connection is meant to break")
