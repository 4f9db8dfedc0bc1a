"""Who goes next, and where."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devserver.backends import Ticket
from devserver.backends.comfyui.scheduling import Line, Seat, Waiting, to_move

A, B, C = ("a.safetensors",), ("b.safetensors",), ("c.safetensors",)
ALL = frozenset({"s1", "s2", "s3", "s4"})


def call(
    key: int,
    model: tuple[str, ...] = A,
    *,
    owner: str = "",
    priority: int = 0,
    since: float | None = None,
    able: frozenset[str] = ALL,
    avoid: frozenset[str] = frozenset(),
) -> Waiting:
    return Waiting(key, Ticket(owner, priority), float(key) if since is None else since, model, able, avoid)


def keys(waiting: list[Waiting]) -> list[int]:
    return [one.key for one in waiting]


def test_people_take_turns_whatever_they_bring() -> None:
    line = [call(n, owner="ada") for n in range(4)] + [call(4, owner="ben"), call(5, owner="ben")]
    assert keys(Line().order(line)) == [0, 4, 1, 5, 2, 3]


def test_of_one_person_priority_goes_before_age() -> None:
    line = [call(0), call(1, priority=5), call(2, priority=5), call(3, priority=-1)]
    assert keys(Line().order(line)) == [1, 2, 0, 3]


def test_who_was_just_served_comes_after_the_others() -> None:
    line = Line()
    line.served(call(0, owner="ada"), 1.0)
    assert keys(line.order([call(1, owner="ada"), call(2, owner="ben")])) == [2, 1]


def assigned(line: list[Waiting], seats: list[Seat], now: float = 10.0) -> tuple[int, str] | None:
    found = Line().assign(line, seats, now)
    return None if found is None else (found[0].key, found[1].name)


def test_only_a_server_that_can_do_it_gets_it() -> None:
    assert assigned([call(0, able=frozenset({"s2"}))], [Seat("s1"), Seat("s2")]) == (0, "s2")
    assert assigned([call(0, able=frozenset({"s2"}))], [Seat("s1")]) is None


def test_of_idle_servers_that_which_holds_the_model_gets_it() -> None:
    assert assigned([call(0, B)], [Seat("s1", A), Seat("s2", B), Seat("s3")]) == (0, "s2")


def test_a_server_takes_a_later_call_for_its_model_first() -> None:
    assert assigned([call(0, B), call(1, A)], [Seat("s1", A), Seat("s2", B, ours=2)]) == (1, "s1")


def test_an_idle_server_loads_another_model_rather_than_wait() -> None:
    assert assigned([call(0, B)], [Seat("s1", A), Seat("s2", B, ours=1)]) == (0, "s1")


def test_a_call_for_a_model_that_nobody_holds_is_not_passed_over_for_ever() -> None:
    line = [call(0, C, since=0.0), call(1, A, since=1.0)]
    assert assigned(line, [Seat("s1", A)], now=20.0) == (1, "s1")
    assert assigned(line, [Seat("s1", A)], now=31.0) == (0, "s1")


def test_a_person_is_not_passed_over_for_ever_for_a_model() -> None:
    scheduler, line = Line(), [call(0, B, owner="ada", since=0.0), call(1, A, owner="ben", since=40.0)]
    seats = [Seat("s1", A), Seat("s2", B, ours=2)]
    early, late = scheduler.assign(line, seats, 29.0), scheduler.assign(line, seats, 41.0)
    assert early is not None
    assert late is not None
    assert (early[0].key, late[0].key) == (1, 0)


def test_a_higher_priority_is_never_passed_over_for_a_model() -> None:
    assert assigned([call(0, B, priority=1), call(1, A)], [Seat("s1", A)]) == (0, "s1")


def test_a_server_that_others_use_comes_last() -> None:
    assert assigned([call(0)], [Seat("s1", others=3), Seat("s2")]) == (0, "s2")


def test_a_second_call_waits_at_a_server_only_in_a_long_line_and_for_its_model() -> None:
    seats = [Seat("s1", A, ours=1), Seat("s2", B, ours=1)]
    assert assigned([call(n, A) for n in range(3)], seats) == (0, "s1")
    assert assigned([call(n, C) for n in range(3)], seats) is None
    assert assigned([call(0, A), call(1, A)], seats) is None
    full = [Seat("s1", A, ours=2), Seat("s2", B, ours=2)]
    assert assigned([call(n, A) for n in range(9)], full) is None


def test_a_server_is_avoided_only_while_there_is_another() -> None:
    line = [call(0, able=frozenset({"s1", "s2"}), avoid=frozenset({"s1"}))]
    assert assigned(line, [Seat("s1"), Seat("s2", ours=2)]) is None
    alone = [call(0, able=frozenset({"s1"}), avoid=frozenset({"s1"}))]
    assert assigned(alone, [Seat("s1")]) == (0, "s1")


def test_a_call_that_only_waits_is_taken_back_for_an_idle_server() -> None:
    there = {"s1": frozenset({"s1", "s2"})}
    assert to_move(there, [Seat("s1", ours=2), Seat("s2")]) == "s1"
    assert to_move(there, [Seat("s1", ours=2), Seat("s2", others=1)]) is None
    assert to_move(there, [Seat("s1", ours=2), Seat("s3")]) is None


CALLS = st.lists(
    st.builds(
        call,
        st.integers(0, 10_000),
        st.sampled_from([A, B, C]),
        owner=st.sampled_from(["", "ada", "ben"]),
        priority=st.integers(-1, 1),
        able=st.frozensets(st.sampled_from(sorted(ALL)), min_size=1),
        avoid=st.frozensets(st.sampled_from(sorted(ALL)), max_size=2),
    ),
    unique_by=lambda one: one.key,
    max_size=20,
)
SEATS = st.lists(
    st.builds(
        Seat,
        st.sampled_from(sorted(ALL)),
        st.sampled_from([None, A, B, C]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    unique_by=lambda seat: seat.name,
    min_size=1,
)


@given(CALLS, SEATS, st.floats(0, 20_000))
def test_no_server_idles_while_work_fits_it(line: list[Waiting], seats: list[Seat], now: float) -> None:
    found = Line().assign(line, seats, now)
    idle = [seat for seat in seats if seat.idle]
    if any(one.suits(seat.name) for one in line for seat in idle):
        assert found is not None
        assert found[1].idle
    if found is not None:
        assert found[0].suits(found[1].name)
        assert found[1].ours < found[1].limit


@given(CALLS)
def test_the_order_loses_nobody(line: list[Waiting]) -> None:
    assert sorted(keys(Line().order(line))) == sorted(keys(line))


@dataclass
class Day:
    """Calls that come over a time to servers that do them, through the line; what happened is noted."""

    arrivals: list[tuple[float, str, int, tuple[str, ...], frozenset[str]]]
    line: Line = field(default_factory=lambda: Line(fairness=30.0))
    waiting: dict[int, Waiting] = field(default_factory=dict)
    at: dict[str, list[Waiting]] = field(default_factory=lambda: {name: [] for name in sorted(ALL)})
    held: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    ends: list[tuple[float, str]] = field(default_factory=list)
    given: list[tuple[float, Waiting, str]] = field(default_factory=list)

    def seats(self) -> list[Seat]:
        return [Seat(name, self.held.get(name), len(ours)) for name, ours in self.at.items()]

    def give(self, now: float) -> None:
        """Give what can be given, and check that what is left could not be."""
        while found := self.line.assign(self.waiting.values(), self.seats(), now):
            one, seat = self.waiting.pop(found[0].key), found[1]
            assert seat.name in one.able
            assert len(self.at[seat.name]) < 2, "one runs and one waits"
            self.line.served(one, now)
            self.given.append((now, one, seat.name))
            self.held[seat.name] = one.model
            self.at[seat.name].append(one)
            if len(self.at[seat.name]) == 1:
                heapq.heappush(self.ends, (now + 7.0, seat.name))
        idle = {name for name, ours in self.at.items() if not ours}
        assert not any(one.able & idle for one in self.waiting.values()), "a server idles while work fits it"

    def end(self) -> float:
        """Let the next call end; return when."""
        now, name = heapq.heappop(self.ends)
        self.at[name].pop(0)
        if self.at[name]:
            heapq.heappush(self.ends, (now + 7.0, name))
        return now

    def pass_by(self) -> None:
        """Let the day pass until everything is done."""
        coming = deque(sorted(enumerate(self.arrivals), key=lambda pair: pair[1][0]))
        while coming or self.ends:
            if coming and (not self.ends or coming[0][1][0] <= self.ends[0][0]):
                key, (now, owner, priority, model, able) = coming.popleft()
                self.waiting[key] = call(key, model, owner=owner, priority=priority, since=now, able=able)
            else:
                now = self.end()
            self.give(now)


ARRIVALS = st.tuples(
    st.floats(0, 100),
    st.sampled_from(["ada", "ben", "cem"]),
    st.integers(0, 2),
    st.sampled_from([A, B, C]),
    st.frozensets(st.sampled_from(sorted(ALL)), min_size=1),
)


@given(st.lists(ARRIVALS, max_size=40))
def test_through_a_day_everybody_is_served_once_and_no_server_idles(arrivals: list[Any]) -> None:
    day = Day(arrivals)
    day.pass_by()
    assert not day.waiting
    assert sorted(one.key for _, one, _ in day.given) == list(range(len(arrivals)))


@given(st.lists(ARRIVALS, max_size=40))
def test_of_one_person_a_higher_priority_is_never_passed_over_where_it_could_be_done(arrivals: list[Any]) -> None:
    day = Day(arrivals)
    day.pass_by()
    began = {one.key: now for now, one, _ in day.given}
    for now, one, server in day.given:
        for other in (other for _, other, _ in day.given if other.ticket.owner == one.ticket.owner):
            waited = other.since < now < began[other.key]
            assert not (waited and server in other.able and other.ticket.priority > one.ticket.priority)


@given(st.lists(st.sampled_from([A, B, C]), min_size=30, max_size=60), st.sampled_from([A, B, C]))
def test_somebody_who_brings_one_call_does_not_stand_behind_all_of_somebody_else(
    many: list[tuple[str, ...]], model: tuple[str, ...]
) -> None:
    """At 7 s a call the turn comes within the time of fairness and what a server has by then: one runs, one waits."""
    arrivals = [(0.0, "ada", 0, one, ALL) for one in many] + [(1.0, "ben", 0, model, ALL)]
    day = Day(arrivals)
    day.pass_by()
    began = next(now for now, one, _ in day.given if one.ticket.owner == "ben")
    assert began <= 1.0 + 30.0 + 2 * 7.0


Choose = Callable[[list[Waiting], list[Seat], float], tuple[Waiting, Seat] | None]


def makespan(jobs: list[tuple[tuple[str, ...], float]], servers: int, switch: float, choose: Choose) -> float:
    """Return when the last of the jobs ends, on servers that load models for `switch` seconds."""
    line = [call(n, model, since=0.0) for n, (model, _) in enumerate(jobs)]
    held: dict[str, tuple[str, ...] | None] = {f"s{n}": None for n in range(1, servers + 1)}
    busy: list[tuple[float, str]] = []
    now = 0.0
    while line or busy:
        working = {name for _, name in busy}
        seats = [Seat(name, model, ours=2 if name in working else 0) for name, model in held.items()]
        found = choose(line, seats, now)
        if found is not None:
            one, seat = found
            line.remove(one)
            load = 0.0 if held[seat.name] == one.model else switch
            held[seat.name] = one.model
            heapq.heappush(busy, (now + load + jobs[one.key][1], seat.name))
        else:
            now, _ = heapq.heappop(busy)
    return now


def test_much_work_on_few_servers_is_done_in_nearly_the_least_time() -> None:
    chance = random.Random(7)
    jobs = [(chance.choice([A, B, C]), chance.uniform(1.0, 8.0)) for _ in range(1000)]
    bound = (sum(seconds for _, seconds in jobs) + 4 * 10.0) / 4
    scheduler = Line(fairness=30.0)

    def choose(line: list[Waiting], seats: list[Seat], now: float) -> tuple[Waiting, Seat] | None:
        found = scheduler.assign(line, seats, now)
        if found is not None:
            scheduler.served(found[0], now)
        return found

    ours = makespan(jobs, 4, 10.0, choose)

    def first_come(line: list[Waiting], seats: list[Seat], _now: float) -> tuple[Waiting, Seat] | None:
        idle = [seat for seat in seats if seat.idle]
        return (line[0], idle[0]) if line and idle else None

    naive = makespan(jobs, 4, 10.0, first_come)
    print(f"bound {bound:.0f} s, ours {ours:.0f} s, first come first served {naive:.0f} s")
    assert ours <= 1.10 * bound
    assert naive > 1.5 * bound
