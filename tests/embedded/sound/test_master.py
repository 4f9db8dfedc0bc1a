"""Loudness, limiting, fades and DC."""

import numpy as np
import pytest

from devserver.embedded.sound.master import PEAK, gains, limit, master
from devserver.embedded.sound.signal import RATE, generator, noise

FRAMES = RATE * 3


def decibels(value: float) -> float:
    return float(20 * np.log10(value))


def stereo(sound: np.ndarray) -> np.ndarray:
    return np.stack([sound, sound], axis=1).astype(np.float32)


@pytest.mark.parametrize("level", [1e-4, 0.1, 30.0], ids=["faint", "plain", "far too loud"])
def test_any_level_comes_out_at_the_wished_loudness(level: float) -> None:
    result = master(stereo(noise(generator(0), FRAMES, 100, 4000)) * level, -18, 0.1, 0.1)
    assert decibels(np.sqrt(np.mean(np.square(result)))) == pytest.approx(-17, abs=2)
    assert np.abs(result).max() <= PEAK + 1e-6


def test_single_clicks_are_held_so_that_the_rest_is_heard() -> None:
    sound = stereo(noise(generator(0), FRAMES, 100, 4000)) * 0.01
    sound[::20_000] = 5
    result = master(sound, -20, 0.1, 0.1)
    assert decibels(np.sqrt(np.mean(np.square(result)))) > -30
    assert decibels(np.abs(result).max()) == pytest.approx(-1, abs=0.1)


def test_dc_goes() -> None:
    result = master(stereo(noise(generator(0), FRAMES, 100, 4000)) + 0.7, -18, 0.1, 0.1)
    assert np.abs(result.mean(axis=0)).max() < 1e-4


def test_the_edges_are_silent() -> None:
    result = master(stereo(noise(generator(0), FRAMES, 100, 4000)), -18, 0.1, 0.3)
    assert np.abs(result[[0, -1]]).max() < 1e-4
    assert np.abs(result[:400]).max() < 0.05


@pytest.mark.parametrize("frames", [1, 2, 63, 65, 5000])
def test_silence_stays_silence_at_any_length(frames: int) -> None:
    result = master(np.zeros((frames, 2), np.float32), -18, 0.1, 0.1)
    assert result.shape == (frames, 2)
    assert not result.any()


def test_the_limiter_never_lets_a_peak_through() -> None:
    sound = stereo(noise(generator(1), FRAMES, 50, 9000)) * 2
    assert np.abs(limit(sound)).max() <= PEAK * 1.02


def test_the_gain_moves_without_steps() -> None:
    peaks = np.full(500, 0.5)
    peaks[250] = 4.0
    curve = gains(peaks)
    assert curve[250] * 4 <= PEAK + 1e-9
    assert np.abs(np.diff(curve)).max() < 0.12
