"""Where a mapping points: into a workflow of nodes, or into the body of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devserver.models.declaration import Json, JsonObject

Path = tuple[str | int, ...]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def node_by_title(workflow: dict[str, JsonObject], title: str) -> str | None:
    """Return the id of the first node whose title in `_meta` is this one."""
    return next((node_id for node_id, node in workflow.items() if node_title(node) == title), None)


def node_title(node: JsonObject) -> str | None:
    """Return the title of a node, or None where it has none."""
    meta = node.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) else None


def field_path(node: JsonObject, field: str) -> Path | None:
    """Return the keys from a node to a field, or None where the node has no such field.

    `inputs.text` and `text` both name the input `text`; a name of an input may itself hold dots.
    """
    whole = field.removeprefix("inputs.")
    inputs = node.get("inputs")
    if isinstance(inputs, dict):
        if whole in inputs:
            return ("inputs", whole)
        below = _descend(inputs, whole)
        if below:
            return ("inputs", *below)
    return _descend(node, field)


def body_path(field: str) -> Path:
    """Return the keys of a path into a request body: `request_body.messages[1].content`, prefix or not."""
    steps = _STEP.findall(field.removeprefix("request_body."))
    return tuple(int(index) if index else key for key, index in steps)


def _descend(value: Json, field: str) -> Path | None:
    keys = body_path(field)
    return keys if keys and reaches(value, keys) else None


def reaches(value: Json, path: Path) -> bool:
    """Tell whether a value has something under a path."""
    return _MISSING is not _get(value, path)


def get(value: Json, path: Path) -> Json:
    """Return what stands under a path, or None where nothing does."""
    found = _get(value, path)
    return None if found is _MISSING else found


_MISSING: Any = object()


def _get(value: Any, path: Path) -> Any:
    for key in path:
        in_object = isinstance(value, dict) and isinstance(key, str) and key in value
        if not in_object and not (isinstance(value, list) and isinstance(key, int) and key < len(value)):
            return _MISSING
        value = value[key]
    return value


def settable(body: Json, path: Path) -> bool:
    """Tell whether a path can be written in a body: all but a last key exist already."""
    return bool(path) and (
        reaches(body, path) or (isinstance(path[-1], str) and isinstance(get(body, path[:-1]), dict))
    )


def is_link(value: Json, workflow: Mapping[str, JsonObject]) -> bool:
    """Tell whether an input is a link to another node's output: `["4", 0]`."""
    match value:
        case [str() as node_id, int()]:
            return node_id in workflow
    return False
