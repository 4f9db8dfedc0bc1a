"""Media and entities of runs, as bytes: ranges, conditional requests, and never as code of this origin.

What a run made came from a model or a person. It is shown and played, but an answer carries a sandbox of its own, and
a browser that wants to load it as script, style or frame is refused.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive, Scope, Send

from devserver.engine.engine import Engine
from devserver.engine.inputs import find_media
from devserver.engine.record import Record
from devserver.engine.store.shelf import key_of
from devserver.errors import Forbidden, NotFound
from devserver.media_types import MEDIA_TYPES
from devserver.models.runs import Entity
from devserver.routes.asgi import valid_run_id
from devserver.routes.sending import Kept, open_kept, send_file

_NOTHING = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
SANDBOX = f"sandbox; {_NOTHING}"
PLAYED = f"sandbox allow-same-origin; {_NOTHING}"
"""For films and sounds: in a tab of its own a browser's player fetches them anew, which an opaque origin may not."""
_SHOWN_AS = frozenset({"", "empty", "document", "image", "audio", "video", "track"})
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Media:
    """GET and HEAD of `/api/media/<type>/<run_id>[/<index>]` and `/api/runs/<run_id>/entities/<n>`."""

    engine: Engine

    async def medium(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send an output of a run: the newest without an index; `?format=` chooses an encoding."""
        path, query = scope["path_params"], QueryParams(scope["query_string"])
        media_type, index = path["media_type"], path.get("index")
        if media_type not in MEDIA_TYPES:
            raise NotFound("media_type_not_found", type=media_type[:100], known=list(MEDIA_TYPES))
        record = await self.engine.recorder.load(valid_run_id(path["run_id"]))
        extension = query.get("format")
        place = None if index is None else _number(index)
        if place == -1:
            raise NotFound("media_not_found", run_id=record.run_id, type=media_type, index=index, format=extension)
        entity = find_media(record, media_type, place, extension)
        name = f"{entity.media_type}_{record.run_id}_{entity.index}.{entity.format}"
        cache = "private, no-cache" if index is None else "private, max-age=31536000, immutable"
        extra = {**_shown(query, name, entity), "Cache-Control": cache}
        await self._send(record.run_id, entity, extra, scope=scope, receive=receive, send=send)

    async def entity(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send an entity of a run; what a check blocked counts as none."""
        path, query = scope["path_params"], QueryParams(scope["query_string"])
        record = await self.engine.recorder.load(valid_run_id(path["run_id"]))
        n = _number(path["n"])
        entity = next((one for one in record.entities if one.n == n and not one.blocked), None)
        if entity is None:
            raise NotFound("entity_not_found", run_id=record.run_id, n=path["n"][:100])
        name = f"{record.run_id}_{entity.file}"
        extra = {**_shown(query, name, entity), "Cache-Control": "private, max-age=31536000, immutable"}
        await self._send(record.run_id, entity, extra, scope=scope, receive=receive, send=send)

    async def download(self, record: Record, entity: Entity, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a medium of a run as a file to be kept."""
        name = f"{entity.media_type}_{record.run_id}_{entity.index}.{entity.format}"
        extra = {**_shown(QueryParams("download=1"), name, entity), "Cache-Control": "private, no-cache"}
        await self._send(record.run_id, entity, extra, scope=scope, receive=receive, send=send)

    async def _send(
        self, run_id: str, entity: Entity, extra: dict[str, str], *, scope: Scope, receive: Receive, send: Send
    ) -> None:
        _refuse_code(Headers(scope=scope))
        shelf = self.engine.recorder.shelf
        kept = Kept(key_of(run_id, entity), entity.bytes, _mime(entity), entity.sha256, entity.created_at)
        opened = await open_kept(kept, shelf)
        if opened is None:
            raise NotFound("entity_missing", run_id=run_id, n=entity.n)
        with closing(opened):
            if opened.size != kept.size:
                raise NotFound("entity_altered", run_id=run_id, n=entity.n)
            await send_file(kept, opened, shelf, extra, scope=scope, receive=receive, send=send)


def _number(text: str) -> int:
    """Return a count from a path, or -1 for a text that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


def _mime(entity: Entity) -> str:
    if entity.media_type is None and (entity.mime.startswith("text/") or entity.mime == "application/json"):
        return _TEXT
    return f"{entity.mime}; charset=utf-8" if entity.mime.startswith("text/") else entity.mime


def _shown(query: QueryParams, name: str, entity: Entity) -> dict[str, str]:
    how = "attachment" if query.get("download") == "1" else "inline"
    policy = PLAYED if entity.mime.startswith(("video/", "audio/")) else SANDBOX
    return {"Content-Disposition": f'{how}; filename="{name}"', "Content-Security-Policy": policy}


def _refuse_code(headers: Headers) -> None:
    destination = headers.get("sec-fetch-dest", "")
    if destination not in _SHOWN_AS or "service-worker" in headers:
        raise Forbidden("media_as_code", destination=destination[:40] or "service worker")
