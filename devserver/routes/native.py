"""The documentation of what is served natively: bytes, streams and uploads. `x-native` marks it in the document."""

from __future__ import annotations

from typing import Any

from devserver.engine.exporting import FORMATS
from devserver.engine.results import WHOLE
from devserver.engine.uploads import READ, Upload
from devserver.errors import (
    BadRequest,
    Conflict,
    DevServerError,
    InvalidInput,
    NotFound,
    TooLarge,
    UnsupportedMedia,
)
from devserver.ids import RUN_ID
from devserver.media_types import MEDIA_TYPES
from devserver.routes.documented import JOBS, MEDIA, RUNS, documented

STREAM = "text/event-stream"
STREAMED = ("interception", "stage2", "optimize", "generation")
"""Operations that stream the events of their run with `Accept: text/event-stream`."""

_RUN = {"name": "run_id", "in": "path", "required": True, "schema": {"type": "string", "pattern": RUN_ID}}
_TYPE = {"name": "type", "in": "path", "required": True, "schema": {"type": "string", "enum": list(MEDIA_TYPES)}}
_INDEX = {"name": "index", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
_FORMATS = sorted({name for kind in MEDIA_TYPES.values() for name in kind.formats})
_DOWNLOADS = [*WHOLE, *(name for name in _FORMATS if name not in WHOLE)]
_FORMAT = {
    "name": "format",
    "in": "query",
    "description": "Which encoding of the output; none is the preferred one.",
    "schema": {"type": "string", "enum": _FORMATS},
}


def paths() -> dict[str, dict[str, Any]]:
    """Return the native routes as paths of the document."""
    number = {"name": "n", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    newest = _bytes("get_media", "Return the newest output of a type.", MEDIA.name, [_TYPE, _RUN, _FORMAT])
    one = _bytes("get_media_at", "Return an output, counted from 0.", MEDIA.name, [_TYPE, _RUN, _INDEX, _FORMAT])
    entity = _bytes("get_entity", "Return the bytes of an entity.", RUNS.name, [_RUN, number])
    return {
        "/api/v2/jobs/{run_id}/download/{format}": {"get": _download()},
        "/api/v2/jobs/{run_id}/export": {"get": _export()},
        "/api/runs/{run_id}/bundle": {"get": _bundle()},
        "/api/runs/{run_id}/entities/{n}": {"get": entity},
        "/api/media/{type}/{run_id}": {"get": newest},
        "/api/media/{type}/{run_id}/{index}": {"get": one},
        "/api/media/upload": {"post": _upload()},
    }


def _problems(*kinds: type[DevServerError]) -> dict[str, Any]:
    return {str(status): told for status, told in documented((*kinds, DevServerError)).items()}


def _bytes(name: str, summary: str, tag: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "x-native": True,
        "parameters": parameters,
        "responses": {
            "200": {"description": "The bytes, of the MIME type of their format, with ETag.", "content": content},
            "206": {"description": "The part that Range asked for.", "content": content},
            "304": {"description": "Unchanged since the ETag of If-None-Match."},
            **_problems(NotFound),
            "416": {"description": "Range asks for bytes that there are not."},
        },
    }


def _download() -> dict[str, Any]:
    kind = {"name": "format", "in": "path", "required": True, "schema": {"type": "string", "enum": _DOWNLOADS}}
    made = _bytes(
        "download_job", "Fetch a job as json or zip, or its newest medium of a format.", JOBS.name, [_RUN, kind]
    )
    return {**made, "responses": {**made["responses"], **_problems(NotFound, Conflict, InvalidInput)}}


def _bundle() -> dict[str, Any]:
    return {
        "operationId": "get_bundle",
        "summary": "Return a run as one zip: record, files, declarations, and a page that replays it offline.",
        "tags": [RUNS.name],
        "x-native": True,
        "parameters": [_RUN],
        "responses": {
            "200": {
                "description": "The bundle.",
                "content": {WHOLE["zip"]: {"schema": {"type": "string", "format": "binary"}}},
            },
            **_problems(NotFound, Conflict, InvalidInput),
        },
    }


def _export() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        "operationId": "export_job",
        "summary": "Return the whole record of a job as one document, without secrets.",
        "tags": [JOBS.name],
        "x-native": True,
        "parameters": [
            _RUN,
            {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS), "default": "json"}},
            {
                "name": "debug",
                "in": "query",
                "description": "With answers of backends as they came, and what the server keeps for itself.",
                "schema": {"type": "boolean", "default": False},
            },
        ],
        "responses": {
            "200": {"description": "The record.", "content": {one.mime: binary for one in FORMATS.values()}},
            **_problems(NotFound, InvalidInput),
        },
    }


def _upload() -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": "A picture: PNG, JPEG, WebP or GIF."}
    pictures = {mime: {"schema": {"type": "string", "format": "binary"}} for mime in READ}
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {
        "operationId": "upload",
        "summary": "Bring a picture, to be used as an input of runs for 7 days.",
        "tags": [MEDIA.name],
        "x-native": True,
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}, **pictures}},
        "responses": {
            "201": {
                "description": "The picture is kept.",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{Upload.__name__}"}}},
            },
            **_problems(BadRequest, TooLarge, UnsupportedMedia, InvalidInput),
        },
    }
