"""Keys have no place in a declaration: headers and values that hold one are found, and dropped in layered folders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devserver.declarations.positions import pointer
from devserver.declarations.reports import Finding
from devserver.models.declaration import Json

_HEADER = re.compile(r"authorization|cookie|api[-_]?key|subscription-key|token|secret|password|(^|[-_])key$", re.I)
_FIELD = re.compile(r"^(authorization|password|.*api[-_]?key|.*(access|auth|secret)[-_]?(token|key)|.*secret)$", re.I)
_VALUE = re.compile(r"\{\{[A-Za-z0-9_]*(KEY|TOKEN|SECRET)\}\}|^\s*(Bearer|Basic)\s", re.I)

_HINT = "keys come from the settings and are added to the call"


def names_key(name: str) -> bool:
    """Tell whether a field of this name holds a key or password."""
    return _FIELD.match(name) is not None


def secret_findings(data: Json, *, shipped: bool) -> Iterator[Finding]:
    """Yield the headers and values that name a key; they are errors in the built-in folder."""
    dropped = "" if shipped else "; it is dropped"
    for path in _secrets(data):
        reason = f"{path[-1]!r} names a key, which has no place in a declaration{dropped}"
        yield Finding("secret_header", pointer(*path), reason, _HINT, True, "error" if shipped else None)


def without_secrets(data: Json) -> Json:
    """Return the declaration without the headers and values that name a key."""
    for path in _secrets(data):
        data = _without(data, path)
    return data


def _secrets(data: Json) -> list[tuple[str, ...]]:
    if not isinstance(data, dict):
        return []
    api = data.get("api_config")
    return [*_fields(data, ("parameters",)), *(_api_secrets(api) if isinstance(api, dict) else ())]


def _api_secrets(api: dict[str, Json]) -> Iterator[tuple[str, ...]]:
    headers = api.get("headers")
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if _HEADER.search(name) or (isinstance(value, str) and _VALUE.search(value)):
            yield ("api_config", "headers", name)
    for found in _fields(api, ("request_body",)):
        yield ("api_config", *found)


def _fields(data: dict[str, Json], names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in names:
        values = data.get(name)
        for key in values if isinstance(values, dict) else ():
            if _FIELD.match(key):
                yield (name, key)


def _without(data: Json, path: tuple[str, ...]) -> Json:
    assert isinstance(data, dict)  # noqa: S101 - _secrets walked this path
    first, *rest = path
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {**data, first: _without(data[first], tuple(rest))}
