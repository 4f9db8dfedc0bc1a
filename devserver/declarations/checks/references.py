"""Whether what a declaration names exists: models, backends, chunks, pipelines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from devserver.declarations.positions import pointer
from devserver.declarations.reports import Finding, did_you_mean
from devserver.declarations.templates import names
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Json
from devserver.models.pipeline import Pipeline

PYTHON = "python"
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_UNSET = {"", "{{MODEL}}", "DEFAULT"}


@dataclass(frozen=True)
class Known:
    """All that a declaration can name; the broken ones are those whose files have errors."""

    chunks: Mapping[str, Chunk]
    pipelines: Mapping[str, Pipeline]
    aliases: Collection[str]
    backends: Collection[str]
    broken_chunks: Collection[str] = ()
    broken_pipelines: Collection[str] = ()


def missing_chunk(name: str, known: Known, where: str, code: str = "unknown_chunk") -> Finding:
    """Return what to say of a chunk that is not there: it has an error itself, or there is none."""
    if name in known.broken_chunks:
        return Finding("broken_reference", where, f"the chunk {name!r} has an error itself")
    return Finding(code, where, f"there is no chunk {name!r}", did_you_mean(name, known.chunks))


def check_chunk(chunk: Chunk, known: Known) -> Iterator[Finding]:
    """Say which model, backend or chunk a chunk names in vain."""
    yield from _alias(chunk.model, "/model", known, f"the backend {chunk.backend_type!r}" if chunk.backend_type else "")
    if chunk.backend_type and chunk.backend_type not in known.backends and chunk.type != "proxy_chunk":
        reason = f"no such backend: {chunk.backend_type!r}; what uses this chunk is unavailable"
        if chunk.backend_type == PYTHON:
            reason = "chunks in Python do not run here; what uses this chunk is unavailable"
        yield Finding("no_such_backend", "/backend_type", reason, did_you_mean(chunk.backend_type, known.backends))
    target = chunk.parameters.get("output_chunk") if chunk.type == "proxy_chunk" else None
    if isinstance(target, str) and not names(target) and target not in known.chunks:
        yield missing_chunk(target, known, "/parameters/output_chunk", "unknown_output_chunk")


def check_pipeline(pipeline: Pipeline, known: Known) -> Iterator[Finding]:
    """Say which chunks a pipeline names in vain."""
    for index, name in enumerate(pipeline.chunks):
        if not names(name) and name not in known.chunks:
            yield missing_chunk(name, known, pointer("chunks", index))


def check_models(config: Config, known: Known) -> Iterator[Finding]:
    """Say which model settings a config names in vain."""
    for key in ("model_override", "optimization_model"):
        yield from _alias(config.meta.get(key), f"/meta/{key}", known, "the chunk")


def _alias(value: Json, where: str, known: Known, backend: str) -> Iterator[Finding]:
    if value is None:
        return
    if not isinstance(value, str):
        yield Finding("wrong_type", where, "a model is named by text")
    elif value not in _UNSET and "/" not in value and value not in known.aliases:
        yield _unknown_model(value, where, known, backend)


def _unknown_model(value: str, where: str, known: Known, backend: str) -> Finding:
    """Tell the name of a setting that does not exist from that of a model which leaves out its provider."""
    if _SETTING.fullmatch(value) or value.upper() in known.aliases or not backend:
        hint = did_you_mean(value, known.aliases) or f"a model itself is written provider/{value}"
        return Finding("unknown_alias", where, f"there is no model setting {value!r}", hint)
    reason = f"the model {value!r} names no provider: that of {backend} is taken"
    return Finding("no_provider", where, reason, f"write provider/{value}")
