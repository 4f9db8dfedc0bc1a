"""The HTTP side of one server: each method one request, with failures in two kinds.

`Unreachable` says whether the request may have arrived. `Refused` is an answer that is no success, or no JSON where
JSON was due. Nothing is sent again here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from devserver.backends.comfyui.catalogue import Catalogue, read_catalogue
from devserver.backends.comfyui.outputs import OutputFile
from devserver.backends.comfyui.settings import Pace
from devserver.backends.comfyui.tracking import Look
from devserver.backends.network import direct, trusted
from devserver.backends.threads import LARGE, off_loop
from devserver.backends.unpacking import WHAT_WE_UNPACK, body_of
from devserver.models.servers import ComfyServer

LARGEST = 2 * 1024**3
"""The most bytes of a file that is fetched."""
LONGEST = 128 * 1024**2
"""The most bytes of an answer in JSON."""
PIECES = 6.0
"""How many times as long a whole answer in JSON may take as one piece of it."""


class Unreachable(Exception):
    """No answer came. `sent` tells that the request may have arrived, `refused` that nobody listens there."""

    def __init__(self, reason: str, *, sent: bool, refused: bool = False) -> None:
        super().__init__(reason)
        self.sent = sent
        self.refused = refused


class Refused(Exception):
    """An answer that is of no use: its status, and its body as JSON, as text, or as bytes that are neither."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"answered {status}")
        self.status = status
        self.body = body


def open_http(server: ComfyServer, pace: Pace) -> httpx.AsyncClient:
    """Return a client for a server."""
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=4)
    timeout = httpx.Timeout(pace.control, connect=pace.connect)
    return httpx.AsyncClient(
        base_url=server.url,
        headers={"accept-encoding": WHAT_WE_UNPACK, **server.sent_headers},
        limits=limits,
        timeout=timeout,
        mounts=direct(),
        verify=trusted(),
    )


@dataclass
class Api:
    """Speaks to one server. `prefix` is `/api` where the server has its routes only there."""

    http: httpx.AsyncClient
    pace: Pace
    prefix: str = ""
    cancels_jobs: bool = False
    pool: Executor | None = field(default=None, repr=False)

    async def negotiate(self) -> None:
        """Find out how the server is spoken to; raises Unreachable or Refused where no ComfyUI answers."""
        try:
            self.prefix = ""
            await self.queue_length()
        except Refused as refused:
            if refused.status != 404:
                raise
            self.prefix = "/api"
            await self.queue_length()
        try:
            self.cancels_jobs = isinstance(await self._json("GET", "/api/jobs?limit=1", prefix=""), dict)
        except Refused:
            self.cancels_jobs = False

    async def queue_length(self) -> int:
        """Return how many prompts of everybody run or wait; the cheapest sign of life."""
        answer = await self._json("GET", "/prompt")
        try:
            return int(answer["exec_info"]["queue_remaining"])
        except (KeyError, TypeError, ValueError):
            raise Refused(200, answer) from None

    async def post_prompt(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Hand in a prompt; return the answer, whose `node_errors` name outputs that were left out."""
        answer = await self._json("POST", "/prompt", json=body, timeout=self.pace.catalogue)
        if not isinstance(answer, dict) or "prompt_id" not in answer:
            raise Refused(200, answer)
        return answer

    async def look(self, prompt_id: str, *, ended: bool = False) -> Look:
        """Look for a prompt in the queue and then in the history; first there where it is known to have ended."""
        if ended and (entry := await self._entry(prompt_id)) is not None:
            return Look(entry=entry)
        queue = await self._json("GET", "/queue")
        try:
            if prompt_id in _ids(queue["queue_running"]):
                return Look("running")
            if prompt_id in _ids(queue["queue_pending"]):
                return Look("waiting")
        except (KeyError, TypeError, IndexError):
            raise Refused(200, queue) from None
        return Look(entry=await self._entry(prompt_id))

    async def _entry(self, prompt_id: str) -> dict[str, Any] | None:
        history = await self._json("GET", f"/history/{quote(prompt_id, safe='')}")
        if not isinstance(history, dict):
            raise Refused(200, history)
        entry = history.get(prompt_id)
        return entry if isinstance(entry, dict) else None

    async def remove(self, prompt_id: str) -> None:
        """Take a prompt out of the queue, if it waits there; nothing else is touched."""
        await self._send("POST", "/queue", json={"delete": [prompt_id]})

    async def interrupt(self, prompt_id: str) -> None:
        """Stop a prompt, if it is the one that runs; nothing else is touched."""
        if self.cancels_jobs:
            try:
                await self._send("POST", f"/api/jobs/{quote(prompt_id, safe='')}/cancel", prefix="")
            except Refused:
                self.cancels_jobs = False
            else:
                return
        await self._send("POST", "/interrupt", json={"prompt_id": prompt_id})

    async def free(self) -> None:
        """Have the server forget what it keeps of earlier prompts, before the next one."""
        await self._send("POST", "/free", json={"unload_models": False, "free_memory": True})

    async def object_info(self) -> Any:
        """Return the node classes as the server describes them."""
        return await self._json("GET", "/object_info", timeout=self.pace.catalogue)

    async def catalogue(self) -> Catalogue:
        """Return what the server can do; its description has megabytes, and is read on a thread."""
        return await off_loop(self.pool, LARGE, read_catalogue, await self.object_info())

    async def upload(self, name: str, subfolder: str, data: bytes, mime: str) -> str:
        """Store an input on the server; return how a workflow names it, which the server decides."""
        answer = await self._json(
            "POST",
            "/upload/image",
            files={"image": (name, data, mime)},
            data={"subfolder": subfolder, "type": "input", "overwrite": "true"},
            timeout=self.pace.transfer,
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("name"), str):
            raise Refused(200, answer)
        return "/".join(part for part in (answer.get("subfolder"), answer["name"]) if part)

    async def fetch(self, file: OutputFile) -> bytes:
        """Return the bytes of an output; raises Refused(404) where it is gone."""
        parts, size = [], 0
        async with self._stream("GET", "/view", params=file.query, timeout=self.pace.transfer) as answer:
            if answer.status_code != 200:
                raise Refused(answer.status_code, "")
            async for part in body_of(answer):
                size += len(part)
                if size > LARGEST:
                    raise Refused(413, f"{file.filename} is larger than {LARGEST} bytes")
                parts.append(part)
        return b"".join(parts)

    async def _json(self, method: str, path: str, **options: Any) -> Any:
        body = await self._send(method, path, **options)
        try:
            return await off_loop(self.pool, len(body), json.loads, body)  # takes NaN, which ComfyUI writes
        except (ValueError, RecursionError):
            raise Refused(200, body[:2000].decode(errors="replace")) from None

    async def _send(self, method: str, path: str, **options: Any) -> bytes:
        seconds = None if "files" in options else PIECES * (options.get("timeout") or self.pace.control)
        try:
            async with asyncio.timeout(seconds), self._stream(method, path, **options) as answer:
                return await _body(answer)
        except TimeoutError:
            raise Unreachable("an answer that does not end", sent=True) from None

    @asynccontextmanager
    async def _stream(
        self, method: str, path: str, *, prefix: str | None = None, timeout: float | None = None, **options: Any
    ) -> AsyncIterator[httpx.Response]:
        reading = httpx.Timeout(timeout or self.pace.control, connect=self.pace.connect)
        url = (self.prefix if prefix is None else prefix) + path
        try:
            async with self.http.stream(method, url, timeout=reading, **options) as answer:
                yield answer
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(_why(error), sent=False, refused=isinstance(error, httpx.ConnectError)) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unreachable(_why(error), sent=True) from error


async def _body(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for part in body_of(answer):
        body += part
        if len(body) > LONGEST:
            raise Refused(answer.status_code, "the answer is far too long")
    if not answer.is_success:
        raise Refused(answer.status_code, _readable(bytes(body)))
    return bytes(body)


def _ids(items: Iterable[Any]) -> set[str]:
    return {item[1] for item in items}


def _readable(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body[:2000].decode(errors="replace")


def _why(error: Exception) -> str:
    match error:
        case httpx.ConnectTimeout() | httpx.TimeoutException():
            return "no answer in time"
        case httpx.ConnectError():
            return "no connection"
    return "the connection broke"
