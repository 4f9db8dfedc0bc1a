"""Read limits: how many words, sentences, lines, characters, paragraphs or items a context allows or demands."""

from __future__ import annotations

import re
from functools import lru_cache

from devserver.embedded.text.vocabulary import rule_data

Span = tuple[int | None, int | None]
VAGUE = frozenset(["a", "an", "ein", "eine", "einen", "einem", "einer"])
SHAPE = (
    r"(?:\b(?P<most>MOST)\s+|\b(?P<fewer>FEWER)\s+|\b(?P<least>LEAST)\s+|\b(?P<exact>exactly|precisely|genau|in)\s+)?"
    r"(?:about |around |etwa |ungefähr |circa |ca\. )?\b(?P<low>\d{1,5}|NUMBER)"
    r"(?:\s*(?:-|–|to|and|bis|und|or|oder)\s*(?P<high>\d{1,5}|NUMBER))?[\s-]+"
    r"(?:(?!(?:UNIT)\b)[^\W\d_]+,?[\s-]+){0,2}(?P<unit>UNIT)\b"
    r"(?P<each>\s+(?:per|in each|each|je|pro|in jedem)\s+(?:sentence|line|satz|zeile)|[\s-]+(?:sentences|sätze))?"
    r"(?P<after>,?\s+(?:or less|or fewer|at most|maximum|max\b|oder weniger|höchstens))?"
)


@lru_cache(maxsize=1)
def numbers() -> dict[str, int]:
    """Return the number words of both languages."""
    return {word: int(value) for value, line in rule_data()["numbers"].items() for word in line.split()}


@lru_cache(maxsize=1)
def limit_pattern() -> re.Pattern[str]:
    """Return the expression that finds a limit in a text."""
    parts = {"NUMBER": sorted(numbers(), key=len, reverse=True), "UNIT": list(_units().values())}
    parts |= {name.upper(): wordings for name, wordings in rule_data()["limits"].items()}
    shape = SHAPE
    for name, alternatives in parts.items():
        shape = re.sub(rf"\b{name}\b", lambda _, a=alternatives: "|".join(a), shape)  # type: ignore[misc]
    return re.compile(shape, re.IGNORECASE)


def read_limits(text: str) -> tuple[dict[str, Span], int | None]:
    """Return the least and most of each unit, and the most words of one sentence."""
    limits: dict[str, Span] = {}
    each: int | None = None
    for match in limit_pattern().finditer(text):
        unit = next(name for name, wording in _units().items() if re.fullmatch(wording, match["unit"], re.IGNORECASE))
        low, high = _span(match, unit)
        if match["each"] and unit == "words":
            each = high or low
        elif (low, high) != (None, None):
            limits[unit] = _stricter(limits.get(unit, (None, None)), (low, high))
    return limits, each


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {name: "|".join(wordings) for name, wordings in rule_data()["units"].items()}


def _span(match: re.Match[str], unit: str) -> Span:
    first = _number(match["low"])
    second = _number(match["high"]) if match["high"] else None
    bounded = bool(match["most"] or match["after"] or match["fewer"])
    if match["low"].lower() in VAGUE and not (bounded or match["exact"] or match["least"] or unit == "paragraphs"):
        return None, None
    if match["least"]:
        return first, second
    if second:
        return min(first, second), max(first, second)
    if bounded:
        return None, max(1, first - 1) if match["fewer"] else first
    return _plain(first, unit, bool(match["exact"]))


def _plain(number: int, unit: str, exact: bool) -> Span:
    """Return what a bare number means: the most words (a few say nothing), exactly so many of other things."""
    if unit == "words":
        return None, number if exact or number >= 5 else None
    return (None, number) if unit == "characters" else (number, number)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdigit() else numbers()[text.lower()]


def _stricter(old: Span, new: Span) -> Span:
    low = max((n for n in (old[0], new[0]) if n is not None), default=None)
    high = min((n for n in (old[1], new[1]) if n is not None), default=None)
    return (min(low, high) if low and high else low), high
