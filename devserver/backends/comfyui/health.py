"""Whether a server answers, by what our own requests meet. Pure; the time is given.

One failed request is none: a machine that is busy for a moment has them too. After `SUSPECT` in a row a server gets
nothing new. How long it has been silent is counted between failures, each pause for at most `step` seconds: a machine
of ours that slept does not take its sleep for the server's silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["unknown", "up", "suspect", "down"]

SUSPECT = 2
"""Failed requests in a row after which a server gets no new prompts."""


@dataclass
class Health:
    """Failures in a row, and the seconds that they span: `silent` of any kind, `refused` where nobody listened."""

    step: float
    failures: int = 0
    silent: float = 0.0
    refused: float = 0.0
    _last: float | None = None
    _refusing: bool = False

    def answered(self) -> None:
        """Note an answer; all failures before it are forgotten."""
        self.failures, self.silent, self.refused, self._last, self._refusing = 0, 0.0, 0.0, None, False

    def failed(self, moment: float, *, refused: bool) -> None:
        """Note a request that had no answer at a moment; `refused` where nobody listened."""
        passed = 0.0 if self._last is None else min(moment - self._last, self.step)
        self.failures += 1
        self.silent += passed
        self.refused = self.refused + passed if refused and self._refusing else 0.0
        self._last, self._refusing = moment, refused

    @property
    def suspect(self) -> bool:
        """Tell whether it failed too often to get more work."""
        return self.failures >= SUSPECT
