"""Declarations of a test, and the calls that are made of them."""

from __future__ import annotations

from typing import Any

from devserver.engine.builder import Model, media_call
from devserver.models.calls import MediaCall
from devserver.models.declarations import Chunk, Config

TEMPLATE = "Task:\n{{TASK_INSTRUCTION}}\n\nContext:\n{{CONTEXT}}\n\nInput:\n{{INPUT_TEXT}}"
MODEL = Model("scripted", "writer")


def chunk(**fields: Any) -> Chunk:
    return Chunk.declared({"template": TEMPLATE, **fields}, "one")


def config(**fields: Any) -> Config:
    return Config.declared({"pipeline": "p", **fields}, "picked")


def made(
    declared: Chunk, picked: Config | None = None, prompt: str = "A boat", seed: int = 5, **more: Any
) -> MediaCall:
    given = more.pop("given", {})
    about = {"media_type": "image", "model": None, "language": "en", **more}
    return media_call(declared, picked or config(), given, prompt=prompt, seed=seed, **about)


def mapping(**fields: Any) -> dict[str, Any]:
    return {"field": "x", **fields}
