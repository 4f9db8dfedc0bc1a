"""Circuits: a model that failed several times in a row is left alone for a while, and everybody can see that.

Counted is what says that a server is away or broken, after the router's own repeats: a passing `unavailable`, and an
error before the first byte. While a model rests, its calls are `unavailable` at once, so that another model is asked
without waiting. When the rest is over one call goes through; if it fails too, the next rest is twice as long.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from devserver.backends import Availability, Reason, lacking
from devserver.models.frozen import Frozen
from devserver.models.outcomes import Failed, Outcome, Unavailable, reason_of

FAILURES = 5
"""Failures in a row after which a model rests."""
SHORTEST, LONGEST = 5.0, 80.0
"""Seconds of the first rest, and of one that is not made longer."""

Clock = Callable[[], float]


class Resting(Frozen):
    """A model that is left alone: for how many seconds yet, after how many failures in a row, and why."""

    model: str
    seconds: int
    failures: int
    reason: str


@dataclass
class _Circuit:
    failures: int = 0
    until: float = 0.0
    rest: float = SHORTEST
    reason: str = ""
    tried: bool = False


class Circuits:
    """Remembers which models failed last; one that answers is forgotten."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], _Circuit] = {}

    def state(self, backend: str, model: str) -> Availability | None:
        """Tell that a model rests, why and for how long; None where it does not."""
        resting = self._resting(backend, model)
        if resting is None:
            return None
        params = {"seconds": resting.seconds, "failures": resting.failures, "why": resting.reason}
        return lacking("resting", Reason(message="model_resting", params=params), missing=(backend,))

    def resting(self, backend: str) -> tuple[Resting, ...]:
        """Return the models of a backend that rest, by name."""
        models = sorted(model for name, model in self._known if name == backend)
        return tuple(filter(None, (self._resting(backend, model) for model in models)))

    def _resting(self, backend: str, model: str) -> Resting | None:
        circuit = self._known.get((backend, model))
        left = circuit.until - self._clock() if circuit else 0.0
        if circuit is None or left <= 0:
            return None
        return Resting(model=model, seconds=math.ceil(left), failures=circuit.failures, reason=circuit.reason)

    def admit(self, backend: str, model: str) -> Unavailable | None:
        """Let a call through, or return its outcome; one at a time goes through to see whether a rest helped."""
        if resting := self.state(backend, model):
            return resting.outcome()
        circuit = self._known.get((backend, model))
        if circuit is not None and circuit.failures >= FAILURES:
            circuit.until, circuit.tried = self._clock() + circuit.rest, True
        return None

    def note(self, backend: str, model: str, outcome: Outcome) -> None:
        """Count a failure; forget all of them after anything else."""
        away = isinstance(outcome, Unavailable) and outcome.retryable
        if not away and not (isinstance(outcome, Failed) and outcome.before_first_byte):
            self._known.pop((backend, model), None)
            return
        circuit = self._known.setdefault((backend, model), _Circuit())
        circuit.failures += 1
        circuit.reason = reason_of(outcome)
        if circuit.tried:
            circuit.rest = min(LONGEST, 2 * circuit.rest)
        if circuit.tried or circuit.failures == FAILURES:
            circuit.until, circuit.tried = self._clock() + circuit.rest, False
