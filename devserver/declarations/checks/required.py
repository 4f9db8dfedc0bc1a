"""Which fields a chunk must have, by its type and backend."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.declarations.reports import Finding
from devserver.models.chunk import Chunk

_API = ("backend_type", "api_config", "input_mappings", "output_mapping")
_PASSTHROUGH = ("backend_type", "media_type")
_OLD_WORKFLOW = ("backend_type", "workflow")
_COMFYUI = ("backend_type", "workflow", "input_mappings", "output_mapping")
_DIRECT = ("backend_type", "input_mappings", "output_mapping")


def required_fields(chunk: Chunk) -> Iterator[Finding]:
    """Say which fields a chunk of this type lacks."""
    for name in _required(chunk):
        if chunk.__dict__[name] is None:
            reason = f"a chunk of type {chunk.type!r} with the backend {chunk.backend_type!r} needs {name!r}"
            yield Finding("missing_field", "", reason)


def _required(chunk: Chunk) -> tuple[str, ...]:
    if chunk.type == "api_output_chunk":
        return _API
    if chunk.type == "text_passthrough":
        return _PASSTHROUGH
    if chunk.type != "output_chunk":
        return ()
    if chunk.__dict__["execution_mode"] == "legacy_workflow":
        return _OLD_WORKFLOW
    return _COMFYUI if chunk.backend_type == "comfyui" else _DIRECT
