"""What the nodes of the fake ComfyUI do, and how `GET /object_info` describes them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import struct
import zlib
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


JPEG = b"\xff\xd8\xff\xe0" + b"preview" * 4 + b"\xff\xd9"
FILES = {
    "png": png(),
    "mp4": b"\0\0\0\x18ftypisom" + b"\0" * 16,
    "webm": b"\x1aE\xdf\xa3" + b"\0" * 16,
    "flac": b"fLaC" + b"\0" * 16,
    "mp3": b"ID3" + b"\0" * 16,
    "opus": b"OggS" + b"\0" * 16,
    "glb": b"glTF" + b"\0" * 16,
}
SAVERS = {
    "SaveImage": ("images", "png"),
    "PreviewImage": ("images", "png"),
    "SaveVideo": ("images", "mp4"),
    "SaveWEBM": ("images", "webm"),
    "SaveAudio": ("audio", "flac"),
    "SaveAudioMP3": ("audio", "mp3"),
    "SaveAudioOpus": ("audio", "opus"),
    "SaveGLB": ("3d", "glb"),
}


def _node(required: dict[str, Any], optional: dict[str, Any] | None = None, *, output_node: bool = False) -> Any:
    inputs = {"required": required, **({"optional": optional} if optional else {})}
    return {"input": inputs, "output_node": output_node, "output": []}


_INT = ["INT", {"default": 512, "min": 1, "max": 16384}]
_PREFIX = ["STRING", {"default": "ComfyUI"}]
CATALOGUE: dict[str, Any] = {
    "EmptyImage": _node({"width": _INT, "height": _INT, "batch_size": _INT, "color": ["INT", {"min": 0}]}),
    "EmptyLatentImage": _node({"width": _INT, "height": _INT, "batch_size": _INT}),
    "CheckpointLoaderSimple": _node({"ckpt_name": [["small.safetensors", "large.safetensors"], {}]}),
    "UNETLoader": _node({"unet_name": ["COMBO", {"options": ["flux.safetensors"]}], "weight_dtype": [["default"], {}]}),
    "LoraLoader": _node({"model": ["MODEL"], "clip": ["CLIP"], "lora_name": [["ink.safetensors"], {}]}),
    "CLIPTextEncode": _node({"text": ["STRING", {"multiline": True}], "clip": ["CLIP"]}),
    "KSampler": _node(
        {
            "model": ["MODEL"],
            "positive": ["CONDITIONING"],
            "negative": ["CONDITIONING"],
            "latent_image": ["LATENT"],
            "seed": ["INT", {"min": 0, "max": 2**64 - 1}],
            "steps": ["INT", {"min": 1, "max": 10000}],
            "cfg": ["FLOAT", {"min": 0.0, "max": 100.0}],
            "sampler_name": [[f"sampler_{n}" for n in range(41)] + ["euler"], {}],
            "scheduler": [["normal", "simple"], {}],
            "denoise": ["FLOAT", {"min": 0.0, "max": 1.0}],
        }
    ),
    "ImageBlur": _node(
        {
            "image": ["IMAGE"],
            "blur_radius": ["INT", {"min": 1, "max": 31}],
            "sigma": ["FLOAT", {"min": 0.1, "max": 10.0}],
        }
    ),
    "VAEDecode": _node({"samples": ["LATENT"], "vae": ["VAE"]}),
    "LoadImage": _node({"image": [["example.png"], {"image_upload": True}]}),
    "PrimitiveString": _node({"value": ["STRING", {}]}),
    "PreviewAny": _node({"source": ["*", {}]}, output_node=True),
    "SaveImage": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "PreviewImage": _node({"images": ["IMAGE", {}]}, output_node=True),
    "SaveVideo": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveWEBM": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveAudio": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveAudioMP3": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveAudioOpus": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveGLB": _node({"images": ["IMAGE", {}], "filename_prefix": _PREFIX}, output_node=True),
    "SaveImageWebsocket": _node({"images": ["IMAGE", {}]}, output_node=True),
    "ProbeRaise": _node({"image": ["IMAGE", {}], "message": ["STRING", {}]}),
    "ProbeSteps": _node({"image": ["IMAGE", {}], "steps": ["INT", {"min": 1, "max": 10000}]}),
    "ProbeBusy": _node({"image": ["IMAGE", {}], "seconds": ["FLOAT", {}]}),
}


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
    if "Loader" in kind and kind != "LoraLoader":
        await _load(run, inputs)
    elif kind in {"KSampler", "ProbeSteps"}:
        await _steps(run, node, int(inputs["steps"]))
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
    elif kind in SAVERS and not isinstance(inputs["images"], list):
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
    key, extension = SAVERS[kind]
    passing = kind.startswith("Preview")
    prefix = "ComfyUI_temp_fake" if passing else str(inputs["filename_prefix"])
    subfolder, name = run.server.file_name(prefix, extension)
    item = {"filename": name, "subfolder": subfolder, "type": "temp" if passing else "output"}
    run.server.files[(item["type"], subfolder, name)] = FILES[extension]
    return {key: [item], **({"animated": [True]} if extension in {"mp4", "webm"} else {})}
