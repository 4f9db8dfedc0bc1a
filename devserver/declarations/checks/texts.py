"""The texts of a chunk that hold placeholders, and the texts that `meta` may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devserver.declarations.checks.mappings import targets
from devserver.declarations.reports import Finding
from devserver.declarations.templates import names, texts
from devserver.models.chunk import Chunk
from devserver.models.declaration import Declaration, Json
from devserver.models.localised import Localised

OPTIMIZATION = "optimization_instruction"


def chunk_text(chunk: Chunk) -> dict[str, str]:
    """Return the placeholders that a chunk must have filled, each with the JSON pointer of its first place.

    A mapping's `source` counts where it has no default and does not just name the mapping's own parameter; a proxy's
    parameters do not count, because the chunk behind it is called with the values themselves.
    """
    found: dict[str, str] = {}
    for where, text in _texts(chunk):
        for name in names(text):
            found.setdefault(name, where)
    return {name: where for name, where in found.items() if not _own(name, chunk)}


def _own(name: str, chunk: Chunk) -> bool:
    return name.lower() in (chunk.input_mappings or ())


def _texts(chunk: Chunk) -> Iterator[tuple[str, str]]:
    yield from texts(_template(chunk), "/template")
    if chunk.type != "proxy_chunk":
        yield from texts(chunk.parameters, "/parameters")
    for node_id, node in (chunk.workflow or {}).items():
        yield from texts(node.get("inputs"), f"/workflow/{node_id}/inputs")
    if chunk.api_config:
        yield from texts(chunk.api_config.endpoint, "/api_config/endpoint")
        yield from texts(chunk.api_config.request_body, "/api_config/request_body")
    for _, target, where in targets(chunk):
        yield from texts(target.default, f"{where}/default")
        if target.source and not target.has_default:
            yield f"{where}/source", target.source


def _template(chunk: Chunk) -> Json:
    template = chunk.template
    return template if template is None or isinstance(template, str) else template.model_dump(exclude_none=True)


def open_texts(declaration: Declaration, _: Json) -> Iterator[Finding]:
    """Say if the instruction in `meta` is neither a text nor texts by language."""
    meta: dict[str, Any] = getattr(declaration, "meta", {})
    if OPTIMIZATION in meta and localised(meta[OPTIMIZATION]) is None:
        reason = "must be text or an object of texts by language"
        yield Finding("wrong_type", f"/meta/{OPTIMIZATION}", reason)


def localised(value: Json) -> Localised | None:
    """Return a value of `meta` as text, or None where it is none."""
    if isinstance(value, str):
        return Localised(value)
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return Localised({tag: str(text) for tag, text in value.items()})
    return None
