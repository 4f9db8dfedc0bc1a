"""A model that failed several times in a row rests, is tried by one call, and is forgotten when it answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from devserver.engine.circuits import FAILURES, LONGEST, SHORTEST, Circuits, Resting
from devserver.models.outcomes import Failed, Invalid, Ok, Outcome, RateLimited, TimeoutUnknown, Unavailable

AWAY = Unavailable(reason="cannot be reached", retryable=True)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def failed(circuits: Circuits, times: int, outcome: Outcome = AWAY) -> None:
    for _ in range(times):
        circuits.note("lab", "m", outcome)


@pytest.mark.parametrize("outcome", [AWAY, Failed(reason="broke", before_first_byte=True)], ids=["away", "broken"])
def test_after_failures_in_a_row_it_rests_and_says_why(outcome: Outcome) -> None:
    circuits = Circuits(Clock())
    failed(circuits, FAILURES - 1, outcome)
    assert circuits.admit("lab", "m") is None
    failed(circuits, 1, outcome)
    refused, state = circuits.admit("lab", "m"), circuits.state("lab", "m")
    assert refused is not None and state is not None
    assert refused.reason == state.reason
    assert refused.reason.startswith("left alone for 5 s after 5 failures in a row: ")
    assert not refused.retryable
    assert circuits.admit("lab", "other") is None
    assert circuits.admit("other", "m") is None


def test_everybody_can_see_what_rests_and_for_how_long() -> None:
    clock = Clock()
    circuits = Circuits(clock)
    failed(circuits, FAILURES)
    circuits.note("lab", "still well", AWAY)
    clock.now += 1.5
    assert circuits.resting("lab") == (Resting(model="m", seconds=4, failures=5, reason="cannot be reached"),)
    assert circuits.resting("other") == ()
    clock.now += SHORTEST
    assert circuits.resting("lab") == ()


@pytest.mark.parametrize(
    "outcome",
    [Ok(text="x"), Invalid(reason="x"), RateLimited(), TimeoutUnknown(seconds=1), Unavailable(reason="no model")],
    ids=lambda outcome: outcome.type,
)
def test_anything_else_ends_the_row(outcome: Outcome) -> None:
    circuits = Circuits(Clock())
    failed(circuits, FAILURES - 1)
    circuits.note("lab", "m", outcome)
    failed(circuits, FAILURES - 1)
    assert circuits.admit("lab", "m") is None


def test_after_the_rest_one_call_goes_through() -> None:
    clock = Clock()
    circuits = Circuits(clock)
    failed(circuits, FAILURES)
    clock.now += SHORTEST
    assert circuits.state("lab", "m") is None
    assert [circuits.admit("lab", "m") is None for _ in range(3)] == [True, False, False]
    circuits.note("lab", "m", Ok(text="x"))
    assert [circuits.admit("lab", "m") is None for _ in range(3)] == [True, True, True]


def test_each_rest_is_longer_up_to_a_limit() -> None:
    clock = Clock()
    circuits = Circuits(clock)
    failed(circuits, FAILURES)
    rests = []
    for _ in range(6):
        began = clock.now
        while circuits.admit("lab", "m"):
            clock.now += 1
        rests.append(clock.now - began)
        failed(circuits, 1)
    assert rests == [5, 10, 20, 40, 80, 80]
    assert max(rests) == LONGEST


def test_a_trial_that_is_cancelled_is_tried_again() -> None:
    clock = Clock()
    circuits = Circuits(clock)
    failed(circuits, FAILURES)
    clock.now += SHORTEST
    assert circuits.admit("lab", "m") is None
    clock.now += SHORTEST
    assert circuits.admit("lab", "m") is None


def test_many_calls_that_fail_at_once_make_one_short_rest() -> None:
    clock = Clock()
    circuits = Circuits(clock)
    failed(circuits, 40)
    clock.now += SHORTEST
    assert circuits.admit("lab", "m") is None
