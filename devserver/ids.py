"""Ids are made here, by the server, and only here; one that does not match its pattern does not exist.

`run_`, `upload_` or `gate_` and a ULID: 26 characters of Crockford's base 32, the first ten of which are the time of
making.
Ids of one process rise, also where its clock is set back by up to a minute; where it is set back by more they go by it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ulid import ULIDGenerator

RUN_ID = r"^run_[0-7][0-9A-HJKMNP-TV-Z]{25}$"
UPLOAD_ID = r"^upload_[0-7][0-9A-HJKMNP-TV-Z]{25}$"
GATE_ID = r"^gate_[0-7][0-9A-HJKMNP-TV-Z]{25}$"
DECLARED_ID = r"^[a-z0-9]+(_[a-z0-9]+)*$"
"""The id of a declaration that is made here: snake_case, so that it can be a file name."""
TIME_LETTERS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RUN = re.compile(RUN_ID, re.ASCII)
_UPLOAD = re.compile(UPLOAD_ID, re.ASCII)
_GATE = re.compile(GATE_ID, re.ASCII)


class Rising:
    """A clock (milliseconds) that stands still where the one below it is set back, by a minute at most."""

    MOST = 60_000

    def __init__(self, clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._clock = clock
        self._latest = 0

    def __call__(self) -> int:
        """Return the time."""
        present = self._clock()
        if not 0 < self._latest - present <= self.MOST:
            self._latest = present
        return self._latest


_MAKE = ULIDGenerator(clock=Rising())


def new_run_id() -> str:
    """Make a run id; later ones sort behind earlier ones."""
    return f"run_{_MAKE.generate()}"


def new_upload_id() -> str:
    """Make an upload id."""
    return f"upload_{_MAKE.generate()}"


def new_gate_id() -> str:
    """Make the id of a gate."""
    return f"gate_{_MAKE.generate()}"


def is_run_id(text: str) -> bool:
    """Tell whether a text has the form of a run id, to the last byte (a trailing line feed is none)."""
    return _RUN.fullmatch(text) is not None


def is_upload_id(text: str) -> bool:
    """Tell whether a text has the form of an upload id."""
    return _UPLOAD.fullmatch(text) is not None


def is_gate_id(text: str) -> bool:
    """Tell whether a text has the form of the id of a gate."""
    return _GATE.fullmatch(text) is not None


def made_at(identifier: str) -> datetime:
    """Return the UTC time that a valid id carries."""
    milliseconds = 0
    for letter in identifier.rpartition("_")[2][:TIME_LETTERS]:
        milliseconds = milliseconds * 32 + _CROCKFORD.index(letter)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def earliest_run_id(moment: datetime) -> str:
    """Return the least id that a run made at a time (UTC, from 1970) or later can have; ids count milliseconds."""
    milliseconds = max(0, -(-(moment - _EPOCH) // timedelta(milliseconds=1)))
    letters = [_CROCKFORD[milliseconds >> 5 * place & 31] for place in reversed(range(TIME_LETTERS))]
    return f"run_{''.join(letters)}{'0' * 16}"


def ordinal(run_id: str) -> int:
    """Return a number below 2⁶³ that grows as valid run ids do: milliseconds, then the first 21 bits of chance.

    Two runs of the same millisecond may share it, which happens once in two million.
    """
    letters = run_id.rpartition("_")[2]
    value = 0
    for letter in letters[: TIME_LETTERS + 5]:
        value = value * 32 + _CROCKFORD.index(letter)
    return min(value >> 4, 2**63 - 1)
