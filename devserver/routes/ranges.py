"""Conditional and range requests (RFC 9110, 13 and 14), as pure functions of headers and a file's size.

A Range of another unit or a wrong form is ignored, as the specification says; one that lies wholly behind the end is
unsatisfiable. More ranges than `MOST`, or ranges that overlap, are ignored too: they would make an answer larger
than the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers

MOST = 16
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Bytes of a file, from `start` up to and without `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.end - self.start

    def content_range(self, size: int) -> str:
        """Return the value of Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def matches(header: str, etag: str) -> bool:
    """Tell whether If-None-Match names an ETag (or `*`); weak ones compare as strong ones."""
    return any(one.strip().removeprefix("W/") in {etag, "*"} for one in header.split(","))


def not_modified(headers: Headers, etag: str, changed: datetime) -> bool:
    """Tell whether the client has this version: by If-None-Match, else by If-Modified-Since."""
    known = headers.get("if-none-match")
    if known is not None:
        return matches(known, etag)
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and changed.replace(microsecond=0) <= since


def wanted(headers: Headers, size: int, etag: str, changed: datetime) -> list[Span] | None:
    """Return the spans that a request asks for: None for the whole file, an empty list for unsatisfiable ones."""
    header = headers.get("range", "")
    unit, _, ranges = header.partition("=")
    if unit.strip().lower() != "bytes" or not _still_valid(headers.get("if-range"), etag, changed):
        return None
    parts = [_RANGE.fullmatch(part.strip()) for part in ranges.split(",")]
    if len(parts) > MOST or any(part is None or part[0] == "-" for part in parts):
        return None
    asked = [(part[1], part[2]) for part in parts if part is not None]
    if any(first and last and int(first) > int(last) for first, last in asked):
        return None
    spans = [span for first, last in asked if (span := _span(first, last, size)) is not None]
    return None if _overlap(spans) else spans


def _span(first: str, last: str, size: int) -> Span | None:
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
    else:
        start, end = max(0, size - int(last)), size
    return Span(start, end) if start < end else None


def _overlap(spans: list[Span]) -> bool:
    ordered = sorted(spans, key=lambda span: span.start)
    return any(later.start < earlier.end for earlier, later in zip(ordered, ordered[1:], strict=False))


def _still_valid(if_range: str | None, etag: str, changed: datetime) -> bool:
    if if_range is None:
        return True
    return if_range.strip() == etag or _date(if_range) == changed.replace(microsecond=0)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
