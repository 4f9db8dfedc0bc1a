"""The ComfyUI configs that are shipped, and the model files that their graphs name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import devserver
from devserver.declarations.templates import fill
from tests.fakes.comfyui import FakeComfy
from tests.fakes.comfyui_catalogue import FOLDERS

SCHEMAS = Path(devserver.__file__).parent / "schemas"
Json = dict[str, Any]


def _read(folder: Path) -> dict[str, Json]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


CHUNKS = {id: chunk for id, chunk in _read(SCHEMAS / "chunks").items() if chunk.get("backend_type") == "comfyui"}
CONFIGS = {
    id: config
    for id, config in _read(SCHEMAS / "configs" / "output").items()
    if config["parameters"]["OUTPUT_CHUNK"] in CHUNKS
}


def chunk_of(config: str) -> Json:
    """Return the chunk of a config."""
    return CHUNKS[CONFIGS[config]["parameters"]["OUTPUT_CHUNK"]]


def graph_of(config: str) -> Json:
    """Return the graph of a config with its model files in it."""
    return dict(fill(chunk_of(config)["workflow"], CONFIGS[config]["parameters"]))


def files_of(config: str) -> Iterator[tuple[str, str]]:
    """Yield folder and name of each model file that a config needs, its LoRAs last."""
    for node in graph_of(config).values():
        for name, value in node["inputs"].items():
            folder = FOLDERS.get(name.rstrip("0123456789"))
            if folder and isinstance(value, str):
                yield folder, value
    yield from (("loras", lora["name"]) for lora in CONFIGS[config]["meta"].get("loras", ()))


def install_all(fake: FakeComfy) -> None:
    """Put every model file that a shipped config needs where the fake looks for it."""
    for config in CONFIGS:
        for folder, name in files_of(config):
            fake.install(folder, name)
