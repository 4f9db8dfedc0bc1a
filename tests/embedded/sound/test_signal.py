"""Noise, curves, placing and convolving."""

import numpy as np
import pytest

from devserver.embedded.sound.signal import (
    RATE,
    add,
    convolve,
    dying,
    generator,
    glide,
    moments,
    noise,
    pan,
    silence,
    swell,
    transform_size,
    wander,
)

LENGTHS = [1, 2, 100, 1024, 1025, 44_100]


def test_a_generator_follows_its_parts_alone() -> None:
    assert generator("a", 1).integers(1 << 60) == generator("a", 1).integers(1 << 60)
    assert generator("a", 1).integers(1 << 60) != generator("a", 2).integers(1 << 60)


def test_a_generator_takes_lone_surrogates() -> None:
    assert generator("\ud800").uniform() == generator("\ud800").uniform()


@pytest.mark.parametrize("frames", [1, 1024, 1025, 1537, 100_000])
def test_a_transform_holds_its_frames_without_waste(frames: int) -> None:
    assert frames <= transform_size(frames) <= max(1024, frames * 1.5)


def test_noise_has_rms_one_and_keeps_to_its_band() -> None:
    sound = noise(generator(0), RATE * 2, 500, 1000)
    power = np.square(np.abs(np.fft.rfft(sound)))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    assert np.sqrt(np.mean(np.square(sound))) == pytest.approx(1, rel=0.05)
    assert power[(hertz > 250) & (hertz < 2000)].sum() / power.sum() > 0.9


@pytest.mark.parametrize("frames", LENGTHS)
def test_everything_is_as_long_as_asked(frames: int) -> None:
    rng = generator(0)
    assert len(noise(rng, frames, 100, 1000)) == frames
    assert len(wander(rng, frames, 0.5, 0, 1)) == frames
    assert len(swell(frames, 0.1, 0.1)) == frames
    assert len(dying(frames, 0.1)) == frames
    assert silence(frames).shape == (frames, 2)


def test_a_wandering_curve_stays_in_its_limits_and_moves_slowly() -> None:
    curve = wander(generator(1), RATE * 5, 0.5, -1, 2)
    assert curve.min() >= -1 and curve.max() <= 2
    assert np.ptp(curve) > 1
    assert np.abs(np.diff(curve)).max() < 0.001


def test_a_dying_sound_ends_in_silence() -> None:
    assert dying(1000, 5.0)[-1] == 0


def test_a_glide_follows_its_frequency() -> None:
    sound = glide(np.full(RATE, 440.0))
    assert np.argmax(np.abs(np.fft.rfft(sound))) == 440


def test_panning_keeps_the_power() -> None:
    placed = pan(np.ones(5, np.float32), np.linspace(-1, 1, 5))
    assert np.sum(np.square(placed), axis=1) == pytest.approx(np.ones(5))
    assert placed[0, 1] == pytest.approx(0, abs=1e-6)
    assert placed[4, 0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("start", [-200, -50, 0, 60, 500])
def test_what_lies_outside_the_target_is_dropped(start: int) -> None:
    target = silence(100)
    add(target, np.ones(100, np.float32), start)
    heard = np.flatnonzero(target[:, 0])
    assert list(heard) == [frame for frame in range(100) if start <= frame < start + 100]


def test_the_far_ear_hears_later() -> None:
    target = silence(100)
    add(target, np.ones(10, np.float32), 10, position=-0.9)
    assert np.flatnonzero(target[:, 0])[0] == 10
    assert np.flatnonzero(target[:, 1])[0] == 30


def test_convolving_puts_the_kernel_at_every_impulse() -> None:
    impulses = np.zeros(90_000, np.float32)
    impulses[[0, 40_000, 89_999]] = 1, 2, 3
    result = convolve(impulses, np.array([1.0, 0.5], np.float32))
    assert result[[0, 1, 40_000, 40_001, 89_999]] == pytest.approx([1, 0.5, 2, 1, 3], abs=1e-5)
    assert np.abs(result).sum() == pytest.approx(7.5, abs=0.01)


@pytest.mark.parametrize("frames", LENGTHS)
def test_there_is_always_a_moment_within_the_frames(frames: int) -> None:
    found = moments(generator(3), frames, 0.3, 1.0)
    assert found and all(0 <= at < frames for at in found)
