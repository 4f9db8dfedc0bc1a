"""Downloads, bundles and exports of jobs: bytes on the event loop, in pieces, for a film may be large."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from devserver.engine import results
from devserver.engine.bundles.writing import open_bundle
from devserver.engine.engine import Engine
from devserver.engine.exporting import FORMATS, export
from devserver.engine.record import Record
from devserver.errors import Fault, InvalidInput
from devserver.routes.asgi import valid_run_id
from devserver.routes.asking import Query
from devserver.routes.media import Media
from devserver.routes.reading import read_query


class ExportQuery(Query):
    """In which format a job is wanted, and whether for who looks for a fault."""

    format: str = "json"
    debug: bool = False


@dataclass(frozen=True)
class JobFiles:
    """GET and HEAD of `/api/v2/jobs/<id>/download/<format>`, `…/export` and `/api/runs/<id>/bundle`."""

    engine: Engine
    media: Media

    async def download(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a job in a format: as JSON, as zip, or its newest medium of that format."""
        path = scope["path_params"]
        read_query(Query, scope)
        record = await results.finished(self.engine, valid_run_id(path["run_id"]))
        name = path["format"]
        if name == "json":
            await _stream(export(self.engine, record, name), results.WHOLE[name], record, name)(scope, receive, send)
        elif name == "zip":
            await self._bundle(record, scope, receive, send)
        else:
            await self.media.download(record, results.medium_in(record, name), scope, receive, send)

    async def bundle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the bundle of a run: all that there is of it, with a page that replays it, as a zip."""
        read_query(Query, scope)
        record = await results.finished(self.engine, valid_run_id(scope["path_params"]["run_id"]))
        await self._bundle(record, scope, receive, send)

    async def _bundle(self, record: Record, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(await open_bundle(self.engine, record)) as pieces:
            await _stream(pieces, results.WHOLE["zip"], record, "zip")(scope, receive, send)

    async def export(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the whole record of a job, as it stands now, as JSON, YAML or CSV."""
        wanted = _wanted(scope)
        record = await self.engine.recorder.load(valid_run_id(scope["path_params"]["run_id"]))
        pieces = export(self.engine, record, wanted.format, debug=wanted.debug)
        await _stream(pieces, FORMATS[wanted.format].mime, record, wanted.format)(scope, receive, send)


def _wanted(scope: Scope) -> ExportQuery:
    """Read what is asked for; raises InvalidInput."""
    wanted = read_query(ExportQuery, scope)
    if wanted.format not in FORMATS:
        params = {"format": wanted.format[:40], "known": list(FORMATS), "in": "query", "parameter": "format"}
        raise InvalidInput(Fault(pointer="", message="export_format_unknown", params=params))
    return wanted


def _stream(pieces: AsyncIterator[bytes], mime: str, record: Record, extension: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{record.run_id}.{extension}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, headers=headers, media_type=mime)
