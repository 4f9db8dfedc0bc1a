"""Pictures that SwarmUI made: out of a data URL, or from their path.

Bytes are looked at, not believed. A path is one below the server's own pictures, and nothing else is fetched.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

from devserver.backends.data_urls import decoded
from devserver.backends.swarmui.protocol import Made
from devserver.backends.swarmui.refusals import reply_outcome
from devserver.backends.threads import off_loop
from devserver.backends.wire import Ended, Wire, is_page, page_sentence
from devserver.media_types import MEDIA_TYPES, format_of, sniff
from devserver.models.calls import MediaCall
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed, MediaFile, Preview

FOLDERS = frozenset({"view", "output"})
"""Where SwarmUI has pictures, in lower case."""
LARGEST = 64_000_000
"""Bytes of a file that is fetched."""
LARGEST_PREVIEW = 4_000_000
"""Characters of a preview, above which it is passed over."""
FILE_SECONDS = 60.0
"""Seconds between two pieces of a file."""


async def taken(made: Made, call: MediaCall, wire: Wire, meta: dict[str, Json]) -> MediaFile:
    """Return a picture that SwarmUI made, in the format that its bytes show; raises Ended where they are of no use."""
    if made.where.startswith("data:"):
        data = await off_loop(wire.pool, len(made.where), data_of, made.where)
    else:
        data = await _fetched(made.where, wire)
    if data is None:
        raise Ended(Failed(reason=f"{wire.name} gave a picture whose data cannot be read"))
    found = format_of(call.media_type, data) if call.media_type in MEDIA_TYPES else None
    if found is None:
        what = sniff(data) or ("empty" if not data else "of a kind that nobody knows")
        raise Ended(Failed(reason=f"{wire.name} gave something that should be {call.media_type} and is {what}"))
    return MediaFile(data=data, format=found, meta=meta)


def without_grid(files: list[MediaFile]) -> list[MediaFile]:
    """Return pictures without the overview that SwarmUI puts behind several: it is the one of another size."""
    sizes = [_size(file.data) for file in files]
    return files[:-1] if len(files) > 1 and None not in sizes and sizes[-1] != sizes[0] else files


def _size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height in pixels that the head of a picture says, or None where it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def data_of(url: str) -> bytes | None:
    """Return the bytes that a data URL in base64 holds (RFC 2397), or None where it is none."""
    head, comma, _rest = url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return None
    try:
        return decoded(url)
    except ValueError:
        return None


def preview_of(url: str) -> Preview | None:
    """Return the preview that a data URL holds, or None where it holds no picture of a sensible size."""
    data = data_of(url) if url and len(url) <= LARGEST_PREVIEW else None
    mime = sniff(data) if data else None
    return Preview(mime=mime, data=data) if data and mime and mime.startswith("image/") else None


async def _fetched(path: str, wire: Wire) -> bytes:
    steps = path.replace("\\", "/").lstrip("/").split("/")
    if steps[0].lower() not in FOLDERS or len(steps) < 2 or {".", "..", ""} & set(steps):
        raise Ended(Failed(reason=f"{wire.name} named a picture outside its own: {wire.clean(path)}"))
    encoded = "/".join(quote(step, safe="") for step in steps)
    async with wire.request("GET", f"/{encoded}", read_seconds=FILE_SECONDS) as reply:
        if reply.status != 200:
            raise Ended(_gone(path, wire) if reply.status == 404 else reply_outcome(reply, await reply.error()))
        data = await reply.body(LARGEST)
        if is_page(reply.kind, data):
            raise Ended(Failed(reason=page_sentence(wire.name, wire.server.url)))
        return data


def _gone(path: str, wire: Wire) -> Failed:
    name: Any = path.rpartition("/")[2]
    return Failed(reason=f"{wire.name} made {wire.clean(name)} and does not have it any more")
