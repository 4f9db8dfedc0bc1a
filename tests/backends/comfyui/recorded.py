"""Recordings of a real server, as tests read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "comfyui"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def recording(name: str) -> Any:
    """Return a recording."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def frame(name: str) -> bytes:
    """Return a raw binary message."""
    return (FOLDER / f"{name}.bin").read_bytes()


def received(name: str, who: str | None = None) -> Iterator[Any]:
    """Yield the messages that a websocket received, in order; binary ones are described."""
    for event in recording(name)["events"]:
        if event["kind"] == "ws_recv" and who in (None, event["who"]):
            yield event["msg"]


def histories(name: str) -> dict[str, Any]:
    """Return the whole entries of the history, by prompt."""
    found: dict[str, Any] = {}
    for event in recording(name)["events"]:
        if (
            event["kind"] == "http_response"
            and event["path"].startswith("/history/")
            and isinstance(event["body"], dict)
        ):
            found |= {key: entry for key, entry in event["body"].items() if "status" in entry}
    return found


def posts(name: str) -> Iterator[tuple[str, Any, int, Any]]:
    """Yield, of each prompt that was posted: the note before it, the request, the status and the answer."""
    note, request = "", None
    for event in recording(name)["events"]:
        if event["kind"] == "note":
            note = event["text"]
        elif event["kind"] == "http_request" and event["path"] == "/prompt" and event["method"] == "POST":
            request = event.get("json")
        elif event["kind"] == "http_response" and event["path"] == "/prompt" and event["method"] == "POST":
            yield note, request, event["status"], event["body"]
