"""Stored events as lines for a person or a log viewer: a level, and words of one line.

A problem is told as its sentence, everything else as its fields. Prompts and pictures are in no stored event.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from devserver.errors import Problem, sentence
from devserver.events import Event
from devserver.models.frozen import Frozen, Json

Level = Literal["info", "warning", "error"]
_LEVELS: dict[str, Level] = {"error": "error", "blocked": "warning"}


class LogLine(Frozen):
    """One stored event of a job; `seq` is its place, and `text` has no line break."""

    seq: int
    at: datetime
    level: Level
    type: str
    text: str


class LogPage(Frozen):
    """Lines of a job after a place; `more` tells that there are further ones, `last_seq` is the newest."""

    job_id: str
    lines: tuple[LogLine, ...]
    last_seq: int
    more: bool


def line_of(event: Event, language: str = "en") -> LogLine:
    """Return an event as a line, problems as sentences in a language."""
    return LogLine(
        seq=event.seq or 0,
        at=event.at,
        level=_LEVELS.get(event.type, "info"),
        type=event.type,
        text=" ".join(_words(event.data, language)),
    )


def _words(data: dict[str, Json], language: str) -> list[str]:
    words = [f"{name}={_value(value)}" for name, value in data.items() if name != "problem"]
    if isinstance(data.get("problem"), dict):
        problem = Problem.model_validate(data["problem"])
        words.append(" ".join(sentence(problem.message, problem.params, language).split()))
    return words


def _value(value: Json) -> str:
    """Write a value on one line; a text of several words stands in quotes."""
    if isinstance(value, str) and value.isprintable() and not set(' "') & set(value):
        return value or '""'
    return json.dumps(value, ensure_ascii=not (isinstance(value, str) and value.isprintable()))
