"""What people bring: pictures, looked at before they are kept.

A picture is decoded once, whole, within limits of bytes and pixels: what is no picture, is too large or unfolds into
too much is refused. Its bytes are kept as they came under a name of our own, `uploads/<name>`, for `KEPT_FOR`.
A run that uses one keeps a copy of its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import struct
from concurrent.futures import Executor
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from devserver import ids, media_types
from devserver.engine import tables
from devserver.engine.database import Database
from devserver.engine.store.shelf import Shelf
from devserver.errors import Fault, InvalidInput, NotFound, TooLarge
from devserver.models.frozen import Frozen
from devserver.models.runs import now

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
KEPT_FOR = timedelta(days=7)
READ = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
_EXTENSION = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}

_DECODER_FAULTS = (OSError, ValueError, SyntaxError, LookupError, ArithmeticError, TypeError, EOFError, struct.error)
"""What Pillow raises for damaged bytes, as seen with mutated pictures of each format."""
_AT_ONCE = 2
"""Pictures that are decoded at the same time: one may take 160 MB for its pixels."""


class Upload(Frozen):
    """A picture that a person brought; sizes in bytes and pixels."""

    upload_id: str
    mime: str
    bytes: int
    sha256: str
    width: int
    height: int


def measure(data: bytes) -> tuple[str, int, int]:
    """Return MIME type, width and height of a picture; raises what is wrong with it."""
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise TooLarge("upload_too_large", limit=MOST_BYTES, bytes=len(data))
    mime = media_types.sniff(data)
    if mime not in READ:
        raise InvalidInput(Fault(pointer="/file", message="upload_no_picture", params={"types": list(READ)}))
    try:
        with Image.open(io.BytesIO(data), formats=[READ[mime]]) as picture:
            width, height = picture.size
            if width * height * getattr(picture, "n_frames", 1) > MOST_PIXELS:
                raise TooLarge("upload_too_many_pixels", limit=MOST_PIXELS, width=width, height=height)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge("upload_bomb", limit=MOST_PIXELS) from error
    except _DECODER_FAULTS as error:
        fault = Fault(pointer="/file", message="upload_broken", params={"reason": str(error)[:200]})
        raise InvalidInput(fault) from error
    return mime, width, height


class Uploads:
    """Keeps uploads and finds them again."""

    def __init__(self, shelf: Shelf, database: Database, pool: Executor) -> None:
        self._shelf = shelf
        self._database = database
        self._pool = pool
        self._decoding = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, data: bytes, owner: str) -> Upload:
        """Look at a picture and keep it; raises what is wrong with it."""
        loop = asyncio.get_running_loop()
        async with self._decoding:
            mime, width, height = await loop.run_in_executor(self._pool, measure, data)
        upload_id = ids.new_upload_id()
        name = f"{upload_id}.{_EXTENSION[mime]}"
        await self._shelf.off_loop(partial(self._shelf.put, _key(name), data))
        values = {
            "id": upload_id,
            "owner": owner,
            "mime": mime,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "width": width,
            "height": height,
            "file": name,
            "created_at": now(),
        }
        await self._database.write(lambda connection: connection.execute(tables.uploads.insert(), values))
        return _upload(values)

    async def read(self, upload_id: str) -> tuple[Upload, bytes]:
        """Return an upload with its bytes; raises NotFound."""
        if not ids.is_upload_id(upload_id):
            raise NotFound("upload_not_found", upload_id=upload_id)
        query = sa.select(tables.uploads).where(tables.uploads.c.id == upload_id)
        row = await self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        if row is None:
            raise NotFound("upload_not_found", upload_id=upload_id)
        try:
            content = await self._shelf.off_loop(partial(self._shelf.read, _key(row["file"])))
        except FileNotFoundError:
            raise NotFound("upload_not_found", upload_id=upload_id) from None
        return _upload(dict(row)), content

    async def forget_old(self) -> int:
        """Delete what is older than `KEPT_FOR`, and return how many there were."""
        old = tables.uploads.c.created_at < now() - KEPT_FOR
        delete = tables.uploads.delete().where(old).returning(tables.uploads.c.file)
        names = await self._database.write(lambda connection: list(connection.execute(delete).scalars()))
        for name in names:
            await self._shelf.off_loop(partial(self._shelf.remove, _key(name)))
        return len(names)


def _key(name: str) -> str:
    return f"uploads/{name}"


def _upload(values: dict[str, object]) -> Upload:
    kept = {name: values[name] for name in ("mime", "bytes", "sha256", "width", "height")}
    return Upload.model_validate({"upload_id": values["id"], **kept})
