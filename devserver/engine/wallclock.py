"""The clock of the machine, watched: setting it back changes no order here, and is said.

Events are ordered by their number, calls wait by a clock that cannot be set, and a key of a request counts while its
time lies ahead. But times that are shown, the day of a budget and the folders of new runs go by the clock as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LEAST = 1.0
"""Seconds below which a step back is not worth a word: what keeps clocks in time makes such steps."""


class WallClock:
    """Compares the clock that people set with one that only goes on; both in seconds."""

    def __init__(self, shown: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._shown, self._steady = shown, steady
        self._ahead = shown() - steady()

    def set_back(self) -> float:
        """Return by how many seconds the clock was set back since the last look, 0.0 where it was not."""
        before, self._ahead = self._ahead, self._shown() - self._steady()
        back = before - self._ahead
        return round(back, 1) if back >= LEAST else 0.0
