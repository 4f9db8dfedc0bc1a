"""What a declaration says of the end of its model."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.declarations.reports import Finding
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.days import day_of
from devserver.models.declaration import Declaration, Json


def shutdown(declaration: Declaration, _: Json) -> Iterator[Finding]:
    """Say if `meta.shutdown_date` is no day or `meta.successor` no name: the model would be asked beyond its end."""
    if not isinstance(declaration, Chunk | Config):
        return
    day, successor = declaration.meta.get("shutdown_date"), declaration.meta.get("successor")
    if day is not None and day_of(day) is None:
        yield Finding("bad_value", "/meta/shutdown_date", "a shutdown date is a day (UTC) such as 2026-10-23")
    if successor is not None and not isinstance(successor, str):
        yield Finding("wrong_type", "/meta/successor", "a successor is the name of a model or config")
