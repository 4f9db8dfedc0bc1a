"""An Ollama server as its clients see it: the list of models, and a chat as one JSON object per line."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.http_server import END, Step, chunk, head, whole

KIND = "application/x-ndjson"
COUNTS = {
    "total_duration": 5_000_000,
    "load_duration": 1_000_000,
    "prompt_eval_count": 26,
    "prompt_eval_duration": 2_000_000,
    "eval_count": 9,
    "eval_duration": 2_000_000,
}


def line(**fields: Any) -> bytes:
    """Return a line of an answer, in a chunk of its own."""
    stamp = {"model": "llama3.2", "created_at": "2026-01-01T00:00:00Z"}
    return chunk(json.dumps({**stamp, **fields}, ensure_ascii=False).encode() + b"\n")


def says(content: str, thinking: str | None = None) -> bytes:
    message = {"role": "assistant", "content": content, **({"thinking": thinking} if thinking else {})}
    return line(message=message, done=False)


def ends(**fields: Any) -> bytes:
    message = {"role": "assistant", "content": ""}
    return line(**{"message": message, "done": True, "done_reason": "stop", **COUNTS, **fields})


def answer(*pieces: str, thoughts: tuple[str, ...] = ()) -> list[Step]:
    """Return the steps of a whole answer."""
    written = [*(says("", thought) for thought in thoughts), *map(says, pieces)]
    return [head(kind=KIND), *written, ends(), END]


def error(status: int, text: str, **headers: str) -> list[Step]:
    return whole(status, json.dumps({"error": text}).encode(), **headers)


def tags(*names: str) -> list[Step]:
    models = [{"name": name, "model": name, "size": 1} for name in names]
    return whole(200, json.dumps({"models": models}).encode())
