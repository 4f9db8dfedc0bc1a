"""Strict JSON: what RFC 8259 and RFC 7493 allow, with a line and a column for what they do not.

`parse` is json.loads at its usual speed, with duplicate keys, NaN, infinities, numbers beyond a double, half surrogate
pairs, NUL characters and deep nesting as faults. What a fault is and where it stands is only looked for in a text that
has one; `places.py` finds the values of a sound text. Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NoReturn

from devserver.models.declaration import Json

MAX_DEPTH = 64
MAX_DIGITS = 308

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z]+")
_WORDS = {"true", "false", "null"}
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_SUSPECT = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


@dataclass(frozen=True)
class Place:
    """A line and a column, both from 1."""

    line: int
    column: int


START = Place(1, 1)


class JsonFault(ValueError):
    """A text that is no strict JSON; `code` is a report's code."""

    def __init__(self, code: str, reason: str, place: Place, pointer: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.place, self.pointer = code, reason, place, pointer


def token(key: str) -> str:
    """Escape a key as a token of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def pointer(*keys: str | int) -> str:
    """Join keys and indices to a JSON pointer."""
    return "".join(f"/{token(str(key))}" for key in keys)


def place_at(text: str, offset: int) -> Place:
    """Return line and column of an offset."""
    start = text.rfind("\n", 0, offset) + 1
    return Place(text.count("\n", 0, offset) + 1, offset - start + 1)


class _Scanner:
    """Walk a text until its first fault; `where` is the JSON pointer of what is being read."""

    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, code: str, reason: str, at: int, where: str) -> NoReturn:
        raise JsonFault(code, reason, place_at(self.text, at), where)

    def space(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]

    def document(self) -> None:
        end = self.space(self.value(self.space(0), "", 1))
        if end < len(self.text):
            self.fail("not_json", "there is more after the end of the JSON value", end, "")

    def value(self, at: int, where: str, depth: int) -> int:
        mark = self.text[at : at + 1]
        if mark in {"{", "["}:
            if depth > MAX_DEPTH:
                self.fail("too_deep", f"values are nested more than {MAX_DEPTH} deep", at, where)
            return self.object(at, where, depth) if mark == "{" else self.list(at, where, depth)
        return self.string(at, where)[1] if mark == '"' else self.scalar(at, where)

    def object(self, at: int, where: str, depth: int) -> int:
        seen: set[str] = set()
        at = self.space(at + 1)
        while self.text[at : at + 1] != "}":
            if seen:
                at = self.separator(at, where, "}")
            at = self.member(at, where, depth, seen)
        return at + 1

    def member(self, at: int, where: str, depth: int, seen: set[str]) -> int:
        if self.text[at : at + 1] != '"':
            self.fail("not_json", 'here a key in double quotes or "}" must stand', at, where)
        key, end = self.string(at, where)
        below = f"{where}/{token(key)}"
        if key in seen:
            self.fail("duplicate_key", f"the key {key!r} stands twice in one object", at, below)
        seen.add(key)
        end = self.space(end)
        if self.text[end : end + 1] != ":":
            self.fail("not_json", 'here ":" must stand', end, below)
        return self.space(self.value(self.space(end + 1), below, depth + 1))

    def list(self, at: int, where: str, depth: int) -> int:
        count = 0
        at = self.space(at + 1)
        while self.text[at : at + 1] != "]":
            if count:
                at = self.separator(at, where, "]")
            at = self.space(self.value(at, f"{where}/{count}", depth + 1))
            count += 1
        return at + 1

    def separator(self, at: int, where: str, closing: str) -> int:
        if self.text[at : at + 1] != ",":
            self.fail("not_json", f'here "," or "{closing}" must stand', at, where)
        following = self.space(at + 1)
        if self.text[following : following + 1] == closing:
            self.fail("not_json", f'there is a "," too many before "{closing}"', at, where)
        return following

    def string(self, at: int, where: str) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except json.JSONDecodeError as fault:
            self.fail("not_json", _told(fault), min(fault.pos, len(self.text)), where)
        if _HALF_PAIR.search(text) or "\0" in text:
            self.fail("bad_text", "this text holds half a surrogate pair or a NUL character", at, where)
        return text, end

    def scalar(self, at: int, where: str) -> int:
        if word := _WORD.match(self.text, at):
            return self.word(word.group(), at, where)
        number = _NUMBER.match(self.text, at)
        if not number:
            self.fail("not_json", "here a JSON value must stand", at, where)
        if not _is_finite(number.group()):
            self.fail("not_a_number", "this number is too large", at, where)
        return number.end()

    def word(self, word: str, at: int, where: str) -> int:
        if word in {"NaN", "Infinity", "-Infinity"}:
            self.fail("not_a_number", f"{word} is no JSON number", at, where)
        if word not in _WORDS:
            self.fail("not_json", f"{word} is no JSON value; a text needs double quotes", at, where)
        return at + len(word)


def _told(fault: json.JSONDecodeError) -> str:
    return fault.msg[:1].lower() + fault.msg[1:]


def _is_finite(number: str) -> bool:
    return abs(float(number)) != float("inf") if re.search("[.eE]", number) else len(number) <= MAX_DIGITS


def _find_fault(text: str) -> None:
    """Raise `JsonFault` at the first place where a text is no strict JSON."""
    _Scanner(text).document()


class _Suspicious(ValueError):
    """Raised by the fast path; the scanner then finds what and where."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Suspicious
    return made


def _refuse(word: str) -> NoReturn:
    raise _Suspicious(word)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _Suspicious
    return value


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Suspicious
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse, parse_float=_float, parse_int=_int)


def _depth(value: Json) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = [item for item in below if isinstance(item, dict | list)]
    return depth


def decode(data: bytes) -> str:
    """Return the text of a file; raise `JsonFault` at the first byte that is no UTF-8, or at a byte order mark."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8")
        raise JsonFault("not_utf8", "this is no UTF-8", place_at(before, len(before))) from None
    if text.startswith("\ufeff"):
        raise JsonFault("byte_order_mark", "the file starts with a byte order mark; save it without", START)
    return text


def parse(text: str) -> Json:
    """Return the value of a strict JSON text; raise `JsonFault` with its line and column where it is none."""
    try:
        value: Json = _DECODER.decode(text)
    except (ValueError, RecursionError):
        _find_fault(text)
        raise JsonFault("not_json", "this is no JSON", START) from None
    if _SUSPECT.search(text) or text.count("{") + text.count("[") > MAX_DEPTH < _depth(value):
        _find_fault(text)
    return value
