"""A folder of declarations for one test, written as JSON and loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devserver.declarations.layers import Layer
from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files
from devserver.declarations.reports import Report

ALIASES = ("STAGE2_INTERCEPTION_MODEL", "STAGE3_MODEL", "CODING_MODEL", "SAFETY_MODEL")
BACKENDS = ("comfyui", "ollama", "openai", "openrouter", "embedded")

WORKFLOW: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {"seed": 5, "steps": 20, "cfg": 7.5, "sampler_name": "euler", "positive": ["6", 0]},
    },
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}, "_meta": {"title": "Positive prompt"}},
    "115:9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
}
MAPPINGS: dict[str, Any] = {
    "prompt": {"node_id": "6", "field": "inputs.text", "source": "{{PREVIOUS_OUTPUT}}"},
    "seed": {"node_id": "3", "field": "inputs.seed", "default": "random"},
    "steps": {"node_id": "3", "field": "inputs.steps", "default": 20},
    "sampler_name": {"node_id": "3", "field": "inputs.sampler_name", "default": "euler"},
}
OUTPUT: dict[str, Any] = {
    "type": "output_chunk",
    "backend_type": "comfyui",
    "media_type": "image",
    "workflow": WORKFLOW,
    "input_mappings": MAPPINGS,
    "output_mapping": {"node_id": "115:9", "output_type": "image", "format": "png"},
}
TEXT: dict[str, Any] = {
    "type": "processing_chunk",
    "backend_type": "ollama",
    "model": "STAGE2_INTERCEPTION_MODEL",
    "template": "{{TASK_INSTRUCTION}} {{CONTEXT}} {{INPUT_TEXT}}",
}


class Declared:
    """Writes declarations below a folder and loads them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, value: Any) -> Path:
        """Write a value as JSON, or a text or bytes as they are; return the file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, bytes):
            file.write_bytes(value)
        else:
            text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
            file.write_text(text, encoding="utf-8")
        return file

    def media(self, chunk: dict[str, Any] | None = None, config: dict[str, Any] | None = None) -> Declared:
        """Write an output config `paint` with pipeline `media` and chunk `painter`; the arguments change fields."""
        self.write("chunks/painter.json", OUTPUT | (chunk or {}))
        self.write("pipelines/media.json", {"chunks": ["{{OUTPUT_CHUNK}}"]})
        base = {"pipeline": "media", "parameters": {"OUTPUT_CHUNK": "painter"}, "name": {"en": "Paint"}}
        self.write("configs/output/paint.json", base | (config or {}))
        return self

    def text(self, chunk: dict[str, Any] | None = None, config: dict[str, Any] | None = None) -> Declared:
        """Write an interception config `rain` with pipeline `rewrite` and chunk `manipulate`."""
        self.write("chunks/manipulate.json", TEXT | (chunk or {}))
        self.write("pipelines/rewrite.json", {"chunks": ["manipulate"]})
        self.write("configs/interception/rain.json", {"pipeline": "rewrite", "context": "Rain."} | (config or {}))
        return self

    def load(self, *others: Declared, shipped: bool = False, files: Files | None = None) -> Library:
        """Load this folder, with others laid over it."""
        layers = [Layer(self.root, shipped), *(Layer(other.root) for other in others)]
        return load(layers, aliases=ALIASES, backends=BACKENDS, files=files)

    def reports(self, *, shipped: bool = False) -> list[Report]:
        """Return all reports."""
        return list(self.load(shipped=shipped).reports)

    def codes(self, *, shipped: bool = False) -> list[str]:
        """Return each report as `severity code file pointer`."""
        found = self.reports(shipped=shipped)
        return [f"{r.severity} {r.code} {Path(r.path).name} {r.pointer}".rstrip() for r in found]
