"""A ComfyUI that costs next to nothing, in a process of its own: `python -m benchmarks.comfyui_server COUNT`.

It speaks what the pool needs of the protocol, by hand: a prompt takes the seconds that its node `work` says, sends as
many previews as it says, and gives one small picture. `GET /spent` tells the seconds that all prompts took.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

KEPT = 100
"""Entries of the history that are kept."""
PREVIEW = b"\xff\xd8\xff\xe0" + bytes(20_000) + b"\xff\xd9"
PREFIX = ["STRING", {}]
INT = ["INT", {}]
CATALOGUE = {
    "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["a.safetensors"], {}]}}},
    "Work": {"input": {"required": {"model": ["MODEL"], "seconds": ["FLOAT", {}], "previews": INT, "text": PREFIX}}},
    "SaveImage": {"input": {"required": {"images": ["IMAGE"], "filename_prefix": PREFIX}}, "output_node": True},
}


def workflow(seconds: float, previews: int = 0, text: str = "") -> dict[str, Any]:
    """Return a prompt that takes so long."""
    work = {"model": ["load", 0], "seconds": seconds, "previews": previews, "text": text}
    return {
        "load": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
        "work": {"class_type": "Work", "inputs": work},
        "save": {"class_type": "SaveImage", "inputs": {"images": ["work", 0], "filename_prefix": "bench"}},
    }


@contextmanager
def comfy_servers(count: int = 1) -> Iterator[list[str]]:
    """Run servers for as long as the block lasts; return their addresses."""
    command = [sys.executable, "-m", "benchmarks.comfyui_server", str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()
    finally:
        process.terminate()
        process.wait(30)


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(72)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


PICTURE = _picture()


def _frame(kind: int, data: bytes) -> bytes:
    size = len(data)
    length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size)
    return bytes([0x80 | kind]) + length + data


@dataclass
class Comfy:
    """One server."""

    spent: float = 0.0
    running: list[Any] | None = None
    queue: list[list[Any]] = field(default_factory=list)
    history: dict[str, Any] = field(default_factory=dict)
    sockets: dict[str, asyncio.StreamWriter] = field(default_factory=dict)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = head.split("\r\n")
                method, path, _ = lines[0].split()
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                if "sec-websocket-key" in headers:
                    await self._socket(reader, writer, path, headers["sec-websocket-key"])
                    return
                status, answer = self._answer(method, path, body)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if (method, path) == ("POST", "/prompt"):
            return self._take(json.loads(body))
        if path.startswith("/history/"):
            entry = self.history.get(path.removeprefix("/history/"))
            return 200, json.dumps({entry["prompt"][1]: entry} if entry else {}).encode()
        if path.startswith("/view"):
            return 200, PICTURE
        answers: dict[str, Any] = {
            "/prompt": {"exec_info": {"queue_remaining": self._remaining}},
            "/queue": {"queue_running": [self.running] if self.running else [], "queue_pending": self.queue},
            "/object_info": CATALOGUE,
            "/spent": self.spent,
        }
        return (200, json.dumps(answers[path]).encode()) if path in answers else (404, b"")

    @property
    def _remaining(self) -> int:
        return len(self.queue) + bool(self.running)

    def _take(self, body: Any) -> tuple[int, bytes]:
        item = [0, body["prompt_id"], body["prompt"], {"client_id": body["client_id"]}, ["save"]]
        self.queue.append(item)
        self.more.set()
        return 200, json.dumps({"prompt_id": item[1], "number": 0, "node_errors": {}}).encode()

    async def _socket(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, key: str) -> None:
        accept = base64.b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())
        head = b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        writer.write(head + accept + b"\r\n\r\n")
        client = path.partition("clientId=")[2]
        self.sockets[client] = writer
        self._tell(client, "status", {"status": {"exec_info": {"queue_remaining": self._remaining}}, "sid": client})
        while True:
            first, length = await reader.readexactly(2)
            size = length & 0x7F
            size = int.from_bytes(await reader.readexactly(2), "big") if size == 126 else size
            mask = await reader.readexactly(4)
            data = bytes(byte ^ mask[n % 4] for n, byte in enumerate(await reader.readexactly(size)))
            if first & 0xF == 8:
                del self.sockets[client]
                writer.write(_frame(8, data))
                return
            if first & 0xF == 9:
                writer.write(_frame(10, data))

    def _tell(self, client: str, kind: str, data: Any) -> None:
        if client in self.sockets:
            self.sockets[client].write(_frame(1, json.dumps({"type": kind, "data": data}).encode()))

    async def work(self) -> None:
        """Do one prompt after the other."""
        while True:
            while not self.queue:
                self.more.clear()
                await self.more.wait()
            self.running = self.queue.pop(0)
            await self._run(*self.running[1:4])

    async def _run(self, prompt_id: str, prompt: Any, extra: Any) -> None:
        client, about, began = extra["client_id"], {"prompt_id": prompt_id}, time.monotonic()
        for kind in ("execution_start", "execution_cached"):
            self._tell(client, kind, {**about, "nodes": [], "timestamp": 1})
        inputs = prompt["work"]["inputs"]
        self._tell(client, "executing", {**about, "node": "work", "display_node": "work"})
        for number in range(inputs["previews"]):
            self._tell(client, "progress", {**about, "value": number + 1, "max": inputs["previews"], "node": "work"})
            head = json.dumps({**about, "node_id": "work"}).encode()
            if client in self.sockets:
                frame = struct.pack(">II", 4, len(head)) + head + PREVIEW
                self.sockets[client].write(_frame(2, frame))
        await asyncio.sleep(inputs["seconds"])
        output = {"images": [{"filename": "bench_00001_.png", "subfolder": "", "type": "output"}]}
        self._tell(client, "executed", {**about, "node": "save", "display_node": "save", "output": output})
        self._tell(client, "execution_success", {**about, "timestamp": 1})
        messages = [["execution_success", about]]
        status = {"status_str": "success", "completed": True, "messages": messages}
        self.history[prompt_id] = {"prompt": [0, prompt_id], "outputs": {"save": output}, "status": status}
        if len(self.history) > KEPT:
            del self.history[next(iter(self.history))]
        self.running = None
        self.spent += time.monotonic() - began
        self._tell(client, "status", {"status": {"exec_info": {"queue_remaining": self._remaining}}})
        self._tell(client, "executing", {**about, "node": None})


async def _main(count: int) -> None:
    servers, ports = [Comfy() for _ in range(count)], []
    for one in servers:
        listening = await asyncio.start_server(one.serve, "127.0.0.1", 0)
        ports.append(listening.sockets[0].getsockname()[1])
    print(*(f"http://127.0.0.1:{port}" for port in ports), flush=True)
    await asyncio.gather(*(one.work() for one in servers))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
