"""An OpenAI-compatible server as its clients see it: chat completions as server-sent events, and errors."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.http_server import END, Step, chunk, head, whole

KIND = "text/event-stream; charset=utf-8"
DONE = chunk(b"data: [DONE]\n\n")
USAGE = {"prompt_tokens": 26, "completion_tokens": 9, "total_tokens": 35}


def event(**fields: Any) -> bytes:
    """Return an event, in a chunk of its own."""
    stamp = {"id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "some-model-2026"}
    return chunk(f"data: {json.dumps({**stamp, **fields}, ensure_ascii=False)}\n\n".encode())


def says(content: str | None = None, *, finish: str | None = None, **delta: Any) -> bytes:
    told = {**({"content": content} if content is not None else {}), **delta}
    return event(choices=[{"index": 0, "delta": told, "finish_reason": finish}])


def usage(**more: Any) -> bytes:
    return event(choices=[], usage={**USAGE, **more})


def answer(*pieces: str, finish: str = "stop", cost: float | None = None, **last: Any) -> list[Step]:
    """Return the steps of a whole answer."""
    used = usage(**({"cost": cost} if cost is not None else {}))
    start = says("", role="assistant")
    return [head(kind=KIND), start, *map(says, pieces), says(finish=finish, **last), used, DONE, END]


def error(status: int, message: str, headers: dict[str, str] | None = None, **fields: Any) -> list[Step]:
    body = {"error": {"message": message, **fields}}
    return whole(status, json.dumps(body).encode(), **(headers or {}))


def unstreamed(content: str, **more: Any) -> list[Step]:
    """Return the steps of an answer of a server that does not stream."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return whole(200, json.dumps({"id": "x", "choices": [choice], "usage": USAGE, **more}).encode())


def models(*listed: dict[str, Any]) -> list[Step]:
    """Return the steps of OpenRouter's list of models."""
    return whole(200, json.dumps({"data": list(listed)}).encode())


def endpoints(model: str, *servers: list[dict[str, Any]], wrapped: bool = False) -> list[Step]:
    """Return the steps of OpenRouter's list of who makes pictures with a model, each with lines of prices."""
    each = [{"provider_name": f"Provider {n}", "pricing": lines} for n, lines in enumerate(servers)]
    found: dict[str, Any] = {"id": model, "endpoints": each}
    return whole(200, json.dumps({"data": found} if wrapped else found).encode())
