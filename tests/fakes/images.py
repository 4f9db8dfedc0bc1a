"""APIs that make pictures, as their clients see them: images and edits, events, chats that draw, and jobs."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from typing import Any

from tests.fakes.http_server import END, Asked, Step, chunk, head, whole

KIND = "text/event-stream; charset=utf-8"
DONE = chunk(b"data: [DONE]\n\n")
USAGE = {
    "input_tokens": 14,
    "input_tokens_details": {"text_tokens": 14, "image_tokens": 0},
    "output_tokens": 1056,
    "total_tokens": 1070,
}
ROUTED = {"prompt_tokens": 0, "completion_tokens": 4175, "total_tokens": 4175, "cost": 0.04}


def png(shade: int = 90, side: int = 4) -> bytes:
    """Return a small picture of one grey."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([shade] * side)) * side
    sizes = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = part(b"IHDR", sizes) + part(b"IDAT", zlib.compress(rows, 0)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_url(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64_of(data)}"


def answer(body: Any, status: int = 200, **headers: str) -> list[Step]:
    return whole(status, json.dumps(body).encode(), **headers)


def images(*pictures: bytes, usage: dict[str, Any] | None = None, **more: Any) -> list[Step]:
    """Return the steps of an images API that answers at once."""
    data = [{"b64_json": base64_of(picture), **more} for picture in pictures]
    return answer({"created": 1, "data": data, "usage": USAGE if usage is None else usage})


def event(**fields: Any) -> bytes:
    """Return an event, in a chunk of its own, named as OpenAI names them."""
    named = f"event: {fields['type']}\n" if "type" in fields else ""
    return chunk(f"{named}data: {json.dumps(fields)}\n\n".encode())


def partial(picture: bytes, index: int = 0, of: str = "image_generation") -> bytes:
    return event(type=f"{of}.partial_image", partial_image_index=index, b64_json=base64_of(picture), size="4x4")


def completed(picture: bytes, of: str = "image_generation", **more: Any) -> bytes:
    return event(type=f"{of}.completed", b64_json=base64_of(picture), quality="low", **{"usage": USAGE, **more})


def streamed(*events: bytes) -> list[Step]:
    return [head(kind=KIND), *events, END]


def chat(*pictures: str, content: Any = "", finish: str = "stop", **message: Any) -> list[Step]:
    """Return the steps of a chat that answers at once, with pictures by their URLs."""
    told = {"role": "assistant", "content": content, **message}
    if pictures:
        told["images"] = [{"type": "image_url", "image_url": {"url": url}} for url in pictures]
    choice = {"index": 0, "message": told, "finish_reason": finish}
    return answer({"id": "gen-1", "model": "painter", "provider": "Studio", "choices": [choice], "usage": ROUTED})


def delta(finish: str | None = None, **fields: Any) -> bytes:
    choice = {"index": 0, "delta": fields, "finish_reason": finish}
    return event(id="gen-1", model="painter", choices=[choice])


def drawn(url: str) -> bytes:
    return delta(images=[{"type": "image_url", "index": 0, "image_url": {"url": url}}])


def used(**usage: Any) -> bytes:
    return event(choices=[], usage={**ROUTED, **usage})


def error(status: int, message: str, headers: dict[str, str] | None = None, **fields: Any) -> list[Step]:
    return answer({"error": {"message": message, **fields}}, status, **(headers or {}))


def form_of(asked: Asked) -> list[tuple[str, str | None, bytes]]:
    """Take a form apart: the name, file name and content of each field."""
    found = re.search(r"boundary=([\w-]+)", asked.headers["content-type"])
    assert found is not None
    parts = asked.body.split(b"--" + found[1].encode())[1:-1]
    fields = []
    for part in parts:
        lines, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(r'name="([^"]*)"', lines.decode())
        file_name = re.search(r'filename="([^"]*)"', lines.decode())
        assert name is not None
        fields.append((name[1], file_name[1] if file_name else None, content))
    return fields
