from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver import ids


def test_ids_are_new_and_carry_their_time() -> None:
    before = datetime.now(UTC)
    made = [ids.new_run_id() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(ids.is_run_id(one) and not ids.is_upload_id(one) for one in made)
    assert abs((ids.made_at(made[0]) - before).total_seconds()) < 5
    upload = ids.new_upload_id()
    assert ids.is_upload_id(upload)
    assert not ids.is_run_id(upload)
    gate = ids.new_gate_id()
    assert (ids.is_gate_id(gate), ids.is_run_id(gate), ids.is_gate_id(upload)) == (True, False, False)


STEPS = {
    "time that passes": ([1, 2, 9], [1, 2, 9]),
    "a step back within a minute": ([100_000, 50_000, 99_999, 100_001], [100_000, 100_000, 100_000, 100_001]),
    "a step back of a year": ([40_000_000_000, 100, 200], [40_000_000_000, 100, 200]),
}


@pytest.mark.parametrize(("shown", "expected"), STEPS.values(), ids=STEPS.keys())
def test_a_clock_that_is_set_back_a_little_stands_still(shown: list[int], expected: list[int]) -> None:
    hands = iter(shown)
    rising = ids.Rising(lambda: next(hands))
    assert [rising() for _ in shown] == expected


def test_ids_rise() -> None:
    made = [ids.new_run_id() for _ in range(500)]
    assert made == sorted(made)


NO_IDS = {
    "nothing": "",
    "no ULID": "run_",
    "a space at the end": "run_01ARZ3NDEKTSV4RRFFQ69G5FAV ",
    "a line feed at the end": "run_01ARZ3NDEKTSV4RRFFQ69G5FAV\n",
    "capitals": "RUN_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "a letter that is not in the alphabet": "run_01ARZ3NDEKTSV4RRFFQ69G5FAI",
    "a time that is too large": "run_91ARZ3NDEKTSV4RRFFQ69G5FAV",
    "a way up": "run_../01ARZ3NDEKTSV4RRFFQ69G",
}


@pytest.mark.parametrize("text", NO_IDS.values(), ids=NO_IDS.keys())
def test_what_is_no_id(text: str) -> None:
    assert not ids.is_run_id(text)


@given(st.text())
def test_an_id_has_no_character_that_means_something_in_a_path(text: str) -> None:
    for candidate in (text, f"run_{text}", f"upload_{text}", f"gate_{text}"):
        if ids.is_run_id(candidate) or ids.is_upload_id(candidate) or ids.is_gate_id(candidate):
            assert candidate.replace("_", "").isalnum()
            assert candidate.isascii()
