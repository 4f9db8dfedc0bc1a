"""Reverberation."""

import numpy as np
import pytest

from devserver.embedded.sound.room import ROOMS, response, reverberate
from devserver.embedded.sound.signal import RATE, silence


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_dies_away_as_slowly_as_it_says(name: str) -> None:
    impulse = response(name)
    energy = np.cumsum(np.square(impulse.sum(axis=1))[::-1])[::-1]
    late = energy[int(len(energy) * 0.5)] / energy[0]
    assert 10 * np.log10(late) == pytest.approx(-33, abs=9)
    assert np.sum(np.square(impulse), axis=0) == pytest.approx([1, 1], rel=1e-3)


def test_the_two_sides_of_a_room_differ() -> None:
    assert abs(np.corrcoef(response("hall").T)[0, 1]) < 0.2


def test_a_click_rings_on() -> None:
    sound = silence(RATE * 2)
    sound[1000:1020] = 1
    heard = reverberate(sound, "church")
    assert heard.shape == sound.shape
    assert np.abs(heard[RATE:]).max() > 1e-5
    assert np.abs(heard[:1000]).max() < 0.02 * np.abs(heard).max()


def test_a_larger_amount_is_louder_in_proportion() -> None:
    sound = silence(20_000)
    sound[0] = 1
    assert np.allclose(reverberate(sound, "room", 2.0), 2 * reverberate(sound, "room"))


def test_blocks_leave_no_seam() -> None:
    whole = silence(200_000)
    whole[[10, 60_000, 150_000]] = 1
    parts = [silence(200_000) for _ in range(3)]
    for part, at in zip(parts, (10, 60_000, 150_000), strict=True):
        part[at] = 1
    apart = sum(reverberate(part, "hall") for part in parts)
    assert np.abs(apart - reverberate(whole, "hall")).max() < 1e-5
