"""How a prompt runs on the fake ComfyUI: the order of its nodes, what is told of them, what the history keeps."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tests.fakes.comfyui_nodes import Interrupted, NodeFailed, compute, order, signature

if TYPE_CHECKING:
    from tests.fakes.comfyui import FakeComfy


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
        cached = [node for node, sign in signatures.items() if sign in server.cache]
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
        await server.status()
        await server.send(self.sid, "executing", {"node": None, "prompt_id": self.prompt_id})

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
        server.cache = set(signatures.values())
        server.cached_outputs = {sign: self.given[n] for n, sign in signatures.items() if n in self.given}
        server.succeeded.append(self.prompt_id)
        await self.message("execution_success", {"prompt_id": self.prompt_id, "timestamp": 1})
        return True

    async def _from_cache(self, node: str, sign: str) -> None:
        output = self.server.cached_outputs.get(sign)
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
            await self.server.send(sid, "", head + picture)

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
            await self.server.send(self.sid, kind, data)
