"""Fields without effect, things said twice, and numbers written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from devserver.declarations.folding import NUMERIC, fold
from devserver.declarations.positions import pointer, token
from devserver.declarations.reports import Finding
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Declaration, Json, JsonObject, Part, is_comment

_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")

_DEAD_META = {
    "skip_stage2": "`meta.skip_stage2` has no effect: write `skip_stage2` at the top of the pipeline.",
    "hidden": "`meta.hidden` has no effect: use `display.hidden`.",
}


def ignored_fields(declaration: Declaration, data: Json) -> Iterator[Finding]:
    """Warn of the fields that have no effect."""
    yield from _dead(declaration, "")
    meta = data.get("meta") if isinstance(data, dict) and not isinstance(declaration, Chunk) else None
    given = meta if isinstance(meta, dict) else {}
    for key in _DEAD_META.keys() & given.keys():
        yield Finding("ignored_field", f"/meta/{key}", _DEAD_META[key], at_key=True)


def _dead(part: Part, where: str) -> Iterator[Finding]:
    dead = part.dead_fields()
    for name in type(part).model_fields:
        if name in part.model_fields_set:
            written = type(part).model_fields[name].alias or name
            below = f"{where}/{token(written)}"
            if written in dead:
                yield Finding("ignored_field", below, dead[written], at_key=True)
            else:
                yield from _inner(part.__dict__[name], below)


def _inner(value: Any, where: str) -> Iterator[Finding]:
    if isinstance(value, Part):
        yield from _dead(value, where)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, Part | list):
                yield from _inner(item, f"{where}/{token(key)}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, Part):
                yield from _dead(item, f"{where}/{index}")


def same_key_twice(declaration: Declaration, data: Json) -> Iterator[Finding]:
    """Warn of a key at the top that stands in `meta` too, and of a field under its older and its present name."""
    if not isinstance(data, dict):
        return
    meta = data.get("meta")
    for key in data:
        if isinstance(meta, dict) and key in meta and not is_comment(key):
            reason = f"{key!r} stands at the top and in `meta`; they are two different things"
            yield Finding("same_key_twice", f"/meta/{token(key)}", reason, "keep one of them", True)
    for older, name in declaration.older_names.items():
        if older in data and name in data:
            reason = f"{older!r} is an older name of {name!r}, which is taken"
            yield Finding("same_key_twice", f"/{older}", reason, f"remove {older!r}", True)


def numbers_as_text(declaration: Declaration, _: Json) -> Iterator[Finding]:
    """Warn of numeric parameters and defaults that are written as text: they stay text."""
    if isinstance(declaration, Chunk | Config):
        yield from _text_numbers(declaration.parameters)
    if isinstance(declaration, Chunk):
        for key, targets in declaration.mappings.items():
            listed = isinstance((declaration.input_mappings or {})[key], list)
            for index, target in enumerate(targets):
                where = ("input_mappings", key, index, "default") if listed else ("input_mappings", key, "default")
                yield from _text_number(key, target.default, pointer(*where))


def _text_numbers(parameters: JsonObject) -> Iterator[Finding]:
    for key, value in parameters.items():
        yield from _text_number(key, value, pointer("parameters", key))


def _text_number(key: str, value: Json, where: str) -> Iterator[Finding]:
    if isinstance(value, str) and _NUMBER.fullmatch(value) and fold(key, NUMERIC):
        yield Finding("number_as_text", where, f"the number {value.strip()} is written as text", "leave out the quotes")
