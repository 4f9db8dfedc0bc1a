"""What the nodes of the fake ComfyUI do; which there are stands in `comfyui_catalogue.py`."""

from __future__ import annotations

import asyncio
import hashlib
import json
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.comfyui import Execution


def png(width: int = 8, height: int = 8, shade: int = 128) -> bytes:
    """Return a whole PNG of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


MEDIA = Path(__file__).parent.parent / "fixtures" / "media"
JPEG = b"\xff\xd8\xff\xe0" + b"preview" * 4 + b"\xff\xd9"
FILES = {
    "png": png(),
    **{path.suffix[1:]: path.read_bytes() for path in sorted(MEDIA.iterdir())},
    "glb": b"glTF" + b"\0" * 16,
}
"""What savers write: real files, but for the last."""
SAVERS = {
    "SaveImage": ("images", "images", "png"),
    "PreviewImage": ("images", "images", "png"),
    "SaveVideo": ("video", "images", "mp4"),
    "SaveWEBM": ("images", "images", "webm"),
    "SaveAudio": ("audio", "audio", "flac"),
    "SaveAudioMP3": ("audio", "audio", "mp3"),
    "SaveAudioOpus": ("audio", "audio", "opus"),
    "SaveGLB": ("mesh", "3d", "glb"),
}
"""Of each saver the input that it saves, the key of its outputs and the extension of its files."""


class Interrupted(Exception):
    """The prompt was stopped at a node."""

    def __init__(self, node: str) -> None:
        super().__init__(node)
        self.node = node


class NodeFailed(Exception):
    """A node raised."""

    def __init__(self, node: str, node_class: str, error: str, message: str) -> None:
        super().__init__(message)
        self.node, self.node_class, self.error, self.message = node, node_class, error, message

    def told(self, executed: list[str]) -> dict[str, Any]:
        """Return what `execution_error` tells, as recorded."""
        return {
            "node_id": self.node,
            "node_type": self.node_class,
            "executed": executed,
            "exception_message": self.message + "\n",
            "exception_type": self.error,
            "traceback": ['  File "/opt/comfyui/execution.py", line 1, in execute\n'],
            "current_inputs": {"image": ["tensor([[[[0.0000"]},
            "current_outputs": [],
            "timestamp": 1,
        }


def links(node: Any) -> list[str]:
    """Return the nodes that a node is linked to."""
    return [str(value[0]) for value in node["inputs"].values() if isinstance(value, list) and len(value) == 2]


def order(workflow: dict[str, Any], outputs: list[str]) -> list[str]:
    """Return the nodes that the outputs need, each after those that it is linked to."""

    def visit(node: str, found: dict[str, None]) -> dict[str, None]:
        if node not in found and node in workflow:
            for before in links(workflow[node]):
                visit(before, found)
            found[node] = None
        return found

    found: dict[str, None] = {}
    for output in sorted(outputs, key=lambda output: len(visit(output, {}))):  # outputs come as early as they can
        visit(output, found)
    return list(found)


def signature(workflow: dict[str, Any], node: str) -> str:
    """Return what the cache knows a node by: its class and inputs, and those before it, without node ids."""
    inputs = {
        key: signature(workflow, str(value[0])) if isinstance(value, list) and len(value) == 2 else value
        for key, value in workflow[node]["inputs"].items()
    }
    whole = json.dumps([workflow[node]["class_type"], inputs], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


async def compute(run: Execution, node: str, described: Any) -> Any:
    """Do what a node does; return its output for people, or None."""
    server, inputs, kind = run.server, described["inputs"], described["class_type"]
    if "ckpt_name" in inputs or "unet_name" in inputs:
        await _load(run, inputs)
    elif kind in {"KSampler", "ProbeSteps", "SamplerCustom"}:
        counted = run.workflow[str(inputs["sigmas"][0])]["inputs"] if "sigmas" in inputs else inputs
        await _steps(run, node, int(counted["steps"]))
    elif kind == "ProbeBusy":
        await asyncio.sleep(float(inputs["seconds"]))
    elif kind == "ProbeRaise":
        oom = inputs["message"] == "oom"
        error = "torch.OutOfMemoryError" if oom else "ValueError"
        raise NodeFailed(node, kind, error, "CUDA out of memory." if oom else inputs["message"])
    elif kind == "PreviewAny":
        source = run.workflow[str(inputs["source"][0])]["inputs"]
        return {"text": [source["value"]]}
    elif kind == "SaveImageWebsocket":
        await run.preview(node, FILES["png"])
    elif kind in SAVERS and not isinstance(inputs[SAVERS[kind][0]], list):
        raise NodeFailed(node, kind, "AttributeError", "'str' object has no attribute 'shape'")
    elif kind in SAVERS:
        return _save(run, inputs, kind)
    await asyncio.sleep(server.step)
    return None


async def _load(run: Execution, inputs: dict[str, Any]) -> None:
    name = str(inputs.get("ckpt_name") or inputs.get("unet_name"))
    if run.server.resident != name:
        await asyncio.sleep(run.server.load)
    run.server.resident = name


async def _steps(run: Execution, node: str, steps: int) -> None:
    for step in range(1, steps + 1):
        await asyncio.sleep(run.server.step)
        run.check(node)
        await run.progress(node, step, steps)
        if run.server.previews:
            await run.preview(node, JPEG)


def _save(run: Execution, inputs: dict[str, Any], kind: str) -> dict[str, Any]:
    _source, key, extension = SAVERS[kind]
    passing = kind.startswith("Preview")
    prefix = "ComfyUI_temp_fake" if passing else str(inputs["filename_prefix"])
    subfolder, name = run.server.file_name(prefix, extension)
    item = {"filename": name, "subfolder": subfolder, "type": "temp" if passing else "output"}
    run.server.files[(item["type"], subfolder, name)] = FILES[extension]
    return {key: [item], **({"animated": [True]} if extension in {"mp4", "webm"} else {})}
