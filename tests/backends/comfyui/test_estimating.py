"""How long calls take, and how long others wait."""

from __future__ import annotations

import random
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends import Ticket
from devserver.backends.comfyui.estimating import KEPT, MOST_KINDS, Durations, Place, waits, worth_telling
from devserver.backends.comfyui.scheduling import Waiting


def call(key: int, *able: str) -> Waiting:
    return Waiting(key, Ticket(), float(key), (), frozenset(able))


def test_a_duration_is_the_median_of_the_last_ones_there() -> None:
    durations = Durations()
    for seconds in (1.0, 50.0, 2.0):
        durations.note("x", "s1", seconds)
    assert durations.expected("x", "s1") == 2.0
    for seconds in range(100, 100 + KEPT):
        durations.note("x", "s1", seconds)
    assert durations.expected("x", "s1") == 100 + KEPT // 2


def test_without_a_measurement_there_that_of_elsewhere_counts_and_else_what_is_declared() -> None:
    durations = Durations()
    assert durations.expected("x", "s1") is None
    assert durations.expected("x", "s1", 30.0) == 30.0
    durations.note("x", "s2", 4.0)
    assert durations.expected("x", "s1", 30.0) == 4.0
    durations.note("x", "s1", 9.0)
    assert durations.expected("x", "s1", 30.0) == 9.0


def test_only_so_many_kinds_are_remembered() -> None:
    durations = Durations()
    for n in range(MOST_KINDS + 5):
        durations.note(f"kind {n}", "s1", 1.0)
    assert durations.expected("kind 0") is None
    assert durations.expected(f"kind {MOST_KINDS}") == 1.0
    assert len(durations._known) == 2 * MOST_KINDS


CASES = [
    pytest.param({"s1": 0.0}, [call(0, "s1")], [0.0], id="a server with nothing to do takes it at once"),
    pytest.param({"s1": 7.0}, [call(0, "s1"), call(1, "s1")], [7.0, 17.0], id="one after the other"),
    pytest.param(
        {"s1": 7.0, "s2": 1.0}, [call(n, "s1", "s2") for n in range(3)], [1.0, 7.0, 11.0], id="at two servers"
    ),
    pytest.param({"s1": 7.0, "s2": 1.0}, [call(0, "s1"), call(1, "s2")], [7.0, 1.0], id="each where it can be done"),
    pytest.param({"s1": None, "s2": 3.0}, [call(0, "s1", "s2")], [3.0], id="one server is at work for nobody knows"),
    pytest.param({"s1": None}, [call(0, "s1")], [None], id="nobody knows"),
    pytest.param({"s1": 1.0}, [call(0, "s2"), call(1, "s1")], [None, 1.0], id="its server is down"),
]


@pytest.mark.parametrize(("free", "order", "seconds"), CASES)
def test_waits(free: dict[str, float | None], order: list[Waiting], seconds: list[float | None]) -> None:
    found = list(waits(order, free, lambda _one, _server: 10.0))
    assert [(position, wait) for _, position, wait in found] == list(enumerate(seconds))


def test_after_a_call_of_which_nothing_is_known_nothing_is_known() -> None:
    order = [call(0, "s1"), call(1, "s1")]
    assert [wait for *_, wait in waits(order, {"s1": 0.0}, lambda _one, _server: None)] == [0.0, None]


@given(st.lists(st.floats(0.1, 50.0), max_size=30), st.integers(1, 4))
def test_the_estimate_is_right_where_the_durations_are(seconds: list[float], servers: int) -> None:
    """Compare it with what happens on servers that take the line in its order."""
    names = [f"s{n}" for n in range(servers)]
    order = [call(n, *names) for n in range(len(seconds))]
    estimated = [wait for *_, wait in waits(order, dict.fromkeys(names, 0.0), lambda one, _server: seconds[one.key])]
    until, began = [0.0] * servers, []
    for duration in seconds:
        until.sort()
        began.append(until[0])
        until[0] += duration
    assert all(wait is not None and isclose(wait, real) for wait, real in zip(estimated, began, strict=True))


@given(st.integers(0, 2000), st.randoms())
def test_a_call_hears_of_its_way_to_the_front_and_is_not_flooded(length: int, chance: random.Random) -> None:
    told, heard, position = None, [], length
    while position >= 0:
        place = Place(position)
        if worth_telling(told, place):
            told = place
            heard.append(position)
        assert told is not None
        assert told.position - position <= max(0.1 * told.position, 0)
        position -= chance.choice([1, 1, 1, 2, 5])
    assert len(heard) <= 70


def test_what_is_waited_for_is_told_whenever_it_changes() -> None:
    assert worth_telling(Place(500, reason="s1 is down"), Place(500))
    assert not worth_telling(Place(500, 10.0), Place(499, 9.0))
    assert worth_telling(Place(3), Place(4))
