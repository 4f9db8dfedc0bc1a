from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from devserver.models.runs import ENDED, IN_FLIGHT, SAFETY_LEVELS, RunState, SafetyLevel, iso, now


def test_every_state_is_ended_in_flight_or_waits_for_a_person() -> None:
    states = set(get_args(RunState))
    assert states - ENDED - IN_FLIGHT == {"waiting", "open"}
    assert not ENDED & IN_FLIGHT


def test_levels_go_from_the_strictest_to_the_loosest() -> None:
    assert get_args(SafetyLevel) == SAFETY_LEVELS == ("kids", "youth", "adult", "research")


def test_times_are_utc() -> None:
    assert now().tzinfo is UTC
    assert iso(datetime(2030, 1, 2, 3, 4, 5, 6789, UTC)) == "2030-01-02T03:04:05.006Z"
