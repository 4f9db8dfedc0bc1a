"""Places at a backend, and who gets the next one: people take turns.

Of one person the call with the highest priority goes first, and of these the oldest; so it is in the line of ComfyUI
servers as well. A place that is free goes to whoever waits, never past them to somebody who has just come.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort
from collections import OrderedDict
from dataclasses import dataclass, field

Rank = tuple[int, int]
"""The priority turned about, and the order of coming: the least goes first."""


@dataclass(frozen=True, order=True)
class _Waiting:
    rank: Rank
    place: asyncio.Future[None] = field(compare=False)


class Turns:
    """So many places, and a line for each person before them. Lives on one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._came = 0
        self._lines: OrderedDict[str, list[_Waiting]] = OrderedDict()

    @property
    def taken(self) -> bool:
        """Tell whether there is no free place."""
        return self._free <= 0

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._lines.values()))

    def before(self, owner: str, priority: int) -> int:
        """Return how many of those who wait would go before a call that comes now."""
        line = self._lines.get(owner, [])
        own = bisect_left(line, (-priority, self._came + 1), key=lambda one: one.rank)
        found, passed = own, owner not in self._lines
        for other, theirs in self._lines.items():
            if other == owner:
                passed = True
                continue
            found += min(len(theirs), own if passed and owner in self._lines else own + 1)
        return found

    async def take(self, owner: str, priority: int) -> None:
        """Wait for a place; whoever is cancelled meanwhile has none, and leaves the line."""
        if self._free > 0:
            self._free -= 1
            return
        self._came += 1
        mine = _Waiting((-priority, self._came), asyncio.get_running_loop().create_future())
        insort(self._lines.setdefault(owner, []), mine)
        try:
            await mine.place
        except asyncio.CancelledError:
            if mine.place.cancelled():
                self._leave(owner, mine)
            else:  # the place came in this very moment
                self.give_back()
            raise

    def give_back(self) -> None:
        """Give a place to who is next, and their person's next turn comes after everybody else's."""
        while self._lines:
            owner, line = self._lines.popitem(last=False)
            first = line.pop(0)
            if line:
                self._lines[owner] = line
                if first.place.done():
                    self._lines.move_to_end(owner, last=False)
            if not first.place.done():
                first.place.set_result(None)
                return
        self._free += 1

    def _leave(self, owner: str, mine: _Waiting) -> None:
        """Leave the line, unless `give_back` has passed over a call that was cancelled."""
        line = self._lines.get(owner, [])
        if mine in line:
            line.remove(mine)
            if not line:
                del self._lines[owner]
