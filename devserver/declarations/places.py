"""Where the values and keys of a sound JSON text stand, by JSON pointer (RFC 6901).

Only the way to what is looked for is taken: what lies beside it is skipped by the decoder, at its speed.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from devserver.declarations.positions import Place, place_at

_SPACE = re.compile(r"[ \t\n\r]*")
_SKIP = json.JSONDecoder().raw_decode

Offsets = tuple[int, int]
"""Where a key and where its value start; the same for what has no key."""


class Places:
    """Line and column of the values and keys of a text; what was asked for is kept."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[str, bool], Place] = {}

    def place(self, where: str, *, key: bool = False) -> Place:
        """Return where a JSON pointer's value stands, or its key; of one that is not there, what it would stand in."""
        if (where, key) not in self._known:
            at_key, at_value = find(self._text, where)
            self._known[where, key] = place_at(self._text, at_key if key else at_value)
        return self._known[where, key]


def find(text: str, where: str) -> Offsets:
    """Return the offsets of a JSON pointer's key and value in a sound text; those of the nearest one above it."""
    at = _space(text, 0)
    found = (at, at)
    for token in where.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        inner = _in_object(text, found[1], name) if text.startswith("{", found[1]) else _in_list(text, found[1], name)
        if inner is None:
            return found[1], found[1]
        found = inner
    return found


def _space(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _next(text: str, at: int) -> int | None:
    """Return where the next member starts after a value, or None after the last."""
    at = _space(text, at)
    return _space(text, at + 1) if text.startswith(",", at) else None


def _in_object(text: str, at: int, name: str) -> Offsets | None:
    at_key: int | None = _space(text, at + 1)
    while at_key is not None and text.startswith('"', at_key):
        key, end = scanstring(text, at_key + 1, True)
        at_value = _space(text, _space(text, end) + 1)
        if key == name:
            return at_key, at_value
        at_key = _next(text, _SKIP(text, at_value)[1])
    return None


def _in_list(text: str, at: int, name: str) -> Offsets | None:
    if not text.startswith("[", at) or not name.isdecimal() or text.startswith("]", _space(text, at + 1)):
        return None
    item: int | None = _space(text, at + 1)
    for _ in range(int(name)):
        item = None if item is None else _next(text, _SKIP(text, item)[1])
    return None if item is None else (item, item)
