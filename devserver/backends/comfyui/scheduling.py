"""Who goes next, and where: a line of calls before several servers. Pure; the time is given.

People take turns; of one person the call with the highest priority goes first, and of these the oldest. A server takes
what it can do, and of that first what needs the model it holds, because loading one takes long. Two bounds: a person,
or a model that no server holds, is passed over for no longer than `fairness` seconds; and a server that is idle takes
whatever fits it rather than wait for its model. A second call goes to a busy server (so that it need not wait for us
between two) only where it holds the model and the line is long enough to keep the others busy meanwhile.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from devserver.backends import Ticket

Model = tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A call in the line: `able` are the servers that can do it, `avoid` those that better do not."""

    key: int
    ticket: Ticket
    since: float
    model: Model
    able: frozenset[str]
    avoid: frozenset[str] = frozenset()

    def suits(self, server: str) -> bool:
        """Tell whether a server should do it: it can, and is not avoided while another could."""
        return server in self.able and (server not in self.avoid or self.able <= self.avoid)


@dataclass(frozen=True)
class Seat:
    """A server that is up: what it holds, how many of our calls it has, and how many of others."""

    name: str
    model: Model | None = None
    ours: int = 0
    others: int = 0
    limit: int = 2

    @property
    def idle(self) -> bool:
        """Tell whether we gave it nothing."""
        return self.ours == 0


@dataclass
class Line:
    """Remembers whose turn it is."""

    fairness: float = 30.0
    _served: dict[str, float] = field(default_factory=dict)
    _turns: dict[str, int] = field(default_factory=dict)
    _turn: int = 0

    def order(self, waiting: Iterable[Waiting]) -> list[Waiting]:
        """Return the line as people take turns, beginning with whoever was served longest ago."""
        lines: dict[str, deque[Waiting]] = {}
        for one in sorted(waiting, key=lambda one: (-one.ticket.priority, one.since, one.key)):
            lines.setdefault(one.ticket.owner, deque()).append(one)
        owners = sorted(lines, key=lambda owner: (self._turns.get(owner, 0), lines[owner][0].since, owner))
        found = []
        while owners:
            found += [lines[owner].popleft() for owner in owners]
            owners = [owner for owner in owners if lines[owner]]
        return found

    def served(self, one: Waiting, now: float) -> None:
        """Note that a call went to a server; the next turn is another person's."""
        self._turn += 1
        self._turns[one.ticket.owner] = self._turn
        self._served[one.ticket.owner] = now
        if len(self._turns) > 10_000:
            self._turns, self._served = {}, {}

    def assign(self, waiting: Collection[Waiting], seats: Sequence[Seat], now: float) -> tuple[Waiting, Seat] | None:
        """Return the next call and the server that takes it, or None where nothing fits now."""
        if not waiting or all(seat.ours >= seat.limit for seat in seats):
            return None
        order = self.order(waiting)
        found = [(one, seat) for seat in seats if seat.idle and (one := self.pick(seat, order, seats, now))]
        if found:
            return min(found, key=lambda pair: (pair[0].model != pair[1].model, pair[1].others, order.index(pair[0])))
        if len(order) > len(seats):
            for seat in sorted((s for s in seats if 0 < s.ours < s.limit and not s.others), key=lambda s: s.ours):
                one = self.pick(seat, order, seats, now)
                if one is not None and one.model == seat.model:
                    return one, seat
        return None

    def pick(self, seat: Seat, order: Sequence[Waiting], seats: Sequence[Seat], now: float) -> Waiting | None:
        """Return which call of the line a server should take."""
        fitting = [one for one in order if one.suits(seat.name)]
        if not fitting:
            return None
        first = _most_urgent(fitting)
        held = {other.model for other in seats}
        due = [one for one in first if self._due(one, held, now)]
        if due:
            return due[0]
        return next((one for one in first if one.model == seat.model), None) or _worth_loading(first, seats)

    def _due(self, one: Waiting, held: set[Model | None], now: float) -> bool:
        owner = max(one.since, self._served.get(one.ticket.owner, 0.0))
        return now - owner > self.fairness or (one.model not in held and now - one.since > self.fairness)


def _most_urgent(fitting: Sequence[Waiting]) -> list[Waiting]:
    """Return, of each person, the calls with that person's highest priority."""
    highest: dict[str, int] = {}
    for one in fitting:
        highest.setdefault(one.ticket.owner, one.ticket.priority)
    return [one for one in fitting if one.ticket.priority == highest[one.ticket.owner]]


def _worth_loading(first: Sequence[Waiting], seats: Sequence[Seat]) -> Waiting:
    """Return the call whose model is worth loading: of whose turn it is, that with most calls for each holder."""
    turn = [one for one in first if one.ticket.owner == first[0].ticket.owner]
    wanted = Counter(one.model for one in turn)
    holders = Counter(seat.model for seat in seats)
    return max(turn, key=lambda one: wanted[one.model] / (holders[one.model] + 1))


def to_move(waiting_there: Mapping[str, frozenset[str]], seats: Sequence[Seat]) -> str | None:
    """Return a server from which a call that only waits there is better taken back, because an able one is idle.

    `waiting_there` names, by server, the servers that could do its waiting call.
    """
    idle = {seat.name for seat in seats if seat.idle and not seat.others}
    return next((server for server, able in waiting_there.items() if able & (idle - {server})), None)
