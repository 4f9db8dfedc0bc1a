"""How long calls take, and so how long others wait: measured durations, places in the line. Pure.

A duration is the median of the last `KEPT` measured ones of a kind of call on a server, else of that kind anywhere,
else what its chunk declares. The wait of a call is what the servers that can do it still have before it, each call
before it taken by the server that is free first. Models that have to be loaded are in the medians, not reckoned apart.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, isfinite
from statistics import median

from devserver.backends.comfyui.scheduling import Waiting

KEPT = 21
"""Durations that are kept of a kind of call on a server."""
MOST_KINDS = 1000
"""Kinds of calls that are remembered, those that were done last."""
EXACT = 10
"""Places from which on only a noticeable change is worth an event."""

ANYWHERE = ""


@dataclass(frozen=True)
class Place:
    """A place in the line: how many stand before, seconds to wait where they are known, what is waited for."""

    position: int
    seconds: float | None = None
    reason: str = ""


@dataclass
class _Measured:
    last: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    middle: float = 0.0

    def note(self, seconds: float) -> None:
        self.last.append(seconds)
        self.middle = median(self.last)


@dataclass
class Durations:
    """How long calls of a kind take on a server, in seconds."""

    _known: OrderedDict[tuple[str, str], _Measured] = field(default_factory=OrderedDict)

    def note(self, kind: str, server: str, seconds: float) -> None:
        """Take a measured duration."""
        for key in ((kind, server), (kind, ANYWHERE)):
            self._known.setdefault(key, _Measured()).note(seconds)
            self._known.move_to_end(key)
        while len(self._known) > 2 * MOST_KINDS:
            self._known.popitem(last=False)

    def expected(self, kind: str, server: str = ANYWHERE, declared: float | None = None) -> float | None:
        """Return the seconds that a call of a kind may take, or None where nobody knows."""
        found = self._known.get((kind, server)) or self._known.get((kind, ANYWHERE))
        return declared if found is None else found.middle


def waits(
    order: Iterable[Waiting],
    free: Mapping[str, float | None],
    expected: Callable[[Waiting, str], float | None],
) -> Iterator[tuple[Waiting, int, float | None]]:
    """Yield each call of a line with its position and the seconds it waits, None where that is unknown.

    `free` says of each server that is up in how many seconds it is rid of what it has, None where nobody knows.
    """
    until = {server: inf if seconds is None else seconds for server, seconds in free.items()}
    for position, one in enumerate(order):
        able = [server for server in until if one.suits(server)]
        if not able:
            yield one, position, None
            continue
        server = min(able, key=until.__getitem__)
        wait = until[server]
        yield one, position, wait if isfinite(wait) else None
        seconds = expected(one, server)
        until[server] = inf if seconds is None else wait + seconds


def worth_telling(told: Place | None, place: Place) -> bool:
    """Tell whether a call should hear of its place: near the front of every change, far back of each tenth less.

    A call at place 1,000 hears of about fifty places until it is served.
    """
    if told is None or told.reason != place.reason:
        return True
    moved = abs(told.position - place.position)
    return moved > 0 and (min(told.position, place.position) < EXACT or moved >= told.position / 10)
