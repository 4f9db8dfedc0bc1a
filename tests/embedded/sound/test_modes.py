"""Sums of dying sines."""

import numpy as np
import pytest

from devserver.embedded.sound.modes import ring
from devserver.embedded.sound.signal import RATE


def test_a_ring_equals_the_sum_of_its_sines() -> None:
    time = np.arange(5000) / RATE
    wanted = 0.5 * np.exp(-6.9 * time / 0.4) * np.sin(2 * np.pi * 440 * time)
    wanted += 0.2 * np.exp(-6.9 * time / 0.1) * np.sin(2 * np.pi * (1234.5 * time + 0.25))
    assert ring([440, 1234.5], [0.5, 0.2], [0.4, 0.1], 5000, [0, 0.25]) == pytest.approx(wanted, abs=1e-5)


def test_a_ring_need_not_die() -> None:
    assert ring(100, 1, np.inf, RATE)[RATE - RATE // 400] == pytest.approx(-1, abs=0.1)


def test_what_nobody_hears_is_left_out() -> None:
    assert not ring([17_000], [1], [1], 100).any()


@pytest.mark.parametrize("frames", [1, 2, 3, 1000])
def test_a_ring_is_as_long_as_asked(frames: int) -> None:
    assert ring(440, 1, 1, frames).shape == (frames,)
