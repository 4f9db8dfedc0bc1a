"""A fake ComfyUI with real HTTP and a real websocket, which behaves as recorded from a real one, races and all.

`open_fake` starts one on a free port of the loopback. What a test wants of it is set on the object: how long a step
takes, whether there are previews, how new the server is, and what goes wrong (`Faults`). What happened is read from it:
`requests`, `began`, `succeeded`, `history`. HTTP is answered by `tests/fakes/comfyui_http.py`, a prompt runs in
`comfyui_execution.py`, nodes are computed by `comfyui_nodes.py` and described by `comfyui_catalogue.py`.
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
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.fakes.comfyui_catalogue import described, install
from tests.fakes.comfyui_execution import Execution
from tests.fakes.comfyui_faults import Faults
from tests.fakes.comfyui_http import Views
from tests.fakes.relay import Relay

__all__ = ["FakeComfy", "Faults", "open_fake"]


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
    catalogue: dict[str, Any] = field(init=False)
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
    cache: set[str] = field(default_factory=set)
    cached_outputs: dict[str, Any] = field(default_factory=dict)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    _worker: asyncio.Task[None] | None = None
    _counter: int = 0

    def __post_init__(self) -> None:
        self.catalogue = described(newer=self.newer)

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
        self.cache, self.cached_outputs, self.resident = set(), {}, None
        self.files = {key: data for key, data in self.files.items() if key[0] != "temp"}
        self.sockets.clear()

    async def rise(self) -> None:
        """Be started."""
        self._worker = asyncio.create_task(self._work())
        await self.relay.listen()

    def install(self, folder: str, *names: str) -> None:
        """Put model files into a folder, as a person with a file manager does."""
        for name in names:
            install(self.catalogue, folder, name)

    def delete_outputs(self) -> None:
        """Delete every file that was made, as a person with a file manager does."""
        self.files.clear()

    async def post_foreign(self, workflow: dict[str, Any], client_id: str | None = None) -> str:
        """Queue a prompt of somebody else; without a client id its progress goes to every socket."""
        prompt_id = str(uuid.uuid4())
        await self.enqueue(prompt_id, workflow, {"client_id": client_id} if client_id else {}, ["2"])
        return prompt_id

    async def broadcast(self, kind: str, data: dict[str, Any]) -> None:
        """Send a message to every socket."""
        for sid in list(self.sockets):
            await self.send(sid, kind, data)

    async def finish(self) -> None:
        """Stop for good."""
        await self.die()
        await self.relay.close()

    # queue

    async def enqueue(
        self,
        prompt_id: str,
        workflow: dict[str, Any],
        extra: dict[str, Any],
        outputs: list[str],
        *,
        front: bool = False,
    ) -> int:
        """Queue a prompt; return its number."""
        number = -self.number if front else self.number
        self.number += 1
        self.queue.append([number, prompt_id, workflow, extra, outputs])
        self.more.set()
        await self.status()
        return number

    def where(self, prompt_id: str) -> str | None:
        """Tell whether a prompt runs or waits here, or None."""
        if self.running and self.running[1] == prompt_id:
            return "running"
        return "pending" if any(item[1] == prompt_id for item in self.queue) else None

    # websocket

    async def websocket(self, client: WebSocket) -> None:
        """Serve a websocket until it closes."""
        if self.faults.no_websocket:
            await client.close()
            return
        await client.accept()
        sid = client.query_params.get("clientId") or uuid.uuid4().hex
        self.sockets[sid] = client
        try:
            await self.send(sid, "status", {"status": {"exec_info": {"queue_remaining": self.remaining()}}, "sid": sid})
            while True:
                message = json.loads(await client.receive_text())
                if message["type"] == "feature_flags":
                    self.metadata.add(sid)
                    flags = {"supports_preview_metadata": True, "max_upload_size": 104857600}
                    await self.send(sid, "feature_flags", flags)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.sockets.pop(sid, None)  # as the real one does: also when a newer socket has this id by now

    async def send(self, sid: str | None, kind: str, data: Any) -> None:
        """Send a message or bytes to one socket, if it is there."""
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

    async def status(self) -> None:
        """Tell every socket how much there is to do."""
        await self.broadcast("status", {"status": {"exec_info": {"queue_remaining": self.remaining()}}})

    def remaining(self) -> int:
        """Count the prompts that run or wait."""
        return len(self.queue) + (self.running is not None)

    # execution

    async def _work(self) -> None:
        while True:
            while not self.queue:
                self.more.clear()
                await self.more.wait()
            self.queue.sort(key=lambda item: (item[0], item[1]))
            self.running = self.queue.pop(0)
            await self.status()
            await Execution(self, *self.running[1:]).run()

    def file_name(self, prefix: str, extension: str) -> tuple[str, str]:
        """Return the subfolder and the name of the next file of a saver."""
        self._counter += 1
        subfolder, _, stem = prefix.rpartition("/")
        return subfolder, f"{stem}_{self._counter:05}_.{extension}"


@asynccontextmanager
async def open_fake(**settings: Any) -> AsyncIterator[FakeComfy]:
    """Start a fake server; stop it at the end."""
    fake = FakeComfy(**settings)
    config = uvicorn.Config(
        Starlette(routes=Views(fake).routes()),
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
