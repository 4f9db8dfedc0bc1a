"""Uploads: one picture, as the field `file` of a form or as the body itself, within a limit while it comes in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from devserver.engine.engine import Engine
from devserver.engine.uploads import MOST_BYTES, READ
from devserver.errors import Fault, InvalidInput, TooLarge, UnsupportedMedia
from devserver.routes.asgi import owner_of
from devserver.routes.forms import field
from devserver.routes.limits import Left, read_body, refuse_body

_AROUND = 64 * 1024
"""Bytes that a form may have around its file."""


@dataclass(frozen=True)
class Uploading:
    """POST of `/api/media/upload`."""

    engine: Engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a picture and answer 201 with its id, type, size and measures."""
        try:
            data = await self._picture(scope, receive)
        except Left:
            return
        except TooLarge as error:
            await refuse_body(error, scope, receive, send)
            return
        kept = await self.engine.uploads.keep(data, owner_of(scope))
        response = Response(kept.model_dump_json(), 201, {"Cache-Control": "no-store"}, media_type="application/json")
        await response(scope, receive, send)

    async def _picture(self, scope: Scope, receive: Receive) -> bytes:
        content_type = Headers(scope=scope).get("content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        data: bytes | None
        if kind == "multipart/form-data":
            body = await read_body(scope, receive, MOST_BYTES + _AROUND)
            pool = self.engine.recorder.pool
            data = await asyncio.get_running_loop().run_in_executor(pool, field, body, content_type, "file")
        elif kind in READ:
            data = await read_body(scope, receive, MOST_BYTES)
        else:
            raise UnsupportedMedia("upload_type_wrong", types=["multipart/form-data", *READ], type=kind[:100])
        if not data:
            raise InvalidInput(Fault(pointer="/file", message="upload_missing"))
        return data
