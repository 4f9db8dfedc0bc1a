"""Tuned textures: the drone of space, and one that the letters of an unknown prompt choose."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.modes import ring
from devserver.embedded.sound.signal import Signal, add, count, glide, moments, pan, silence, swell
from devserver.embedded.sound.take import Take

CHORDS = (
    (1.0, 1.5, 2.0, 3.0, 4.0),
    (1.0, 1.5, 2.25, 3.0, 4.5),
    (1.0, 1.2, 1.5, 2.0, 3.0),
    (1.0, 1.25, 1.875, 2.5, 3.75),
    (1.0, 1.333, 2.0, 2.667, 4.0),
)


def space(take: Take) -> Signal:
    """Float in space: a low drone in pure intervals, each tone beating with its double, and far shimmers."""
    rng = take.rng
    base = 55.0 * 2 ** (rng.integers(0, 8) / 12)
    result = drone(take, base, CHORDS[int(rng.integers(3))]) * 0.8
    result += take.wide_noise(60, 300, -4) * take.wander(3, 0.1, 1)[:, None] * 0.03
    air = take.wide_noise(2500, 7000, -2) * take.wander(2.5, 0, 1)[:, None] ** 2
    return result + air * (0.006 + 0.01 * take.light)


def drone(take: Take, base: float, chord: tuple[float, ...]) -> Signal:
    """Hold a chord over `base` Hz whose tones and overtones come and go, each from its own place."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for index, interval in enumerate(chord):
        for side in (-1, 1):
            hertz = base * interval * (1 + side * 0.0015 * take.wander(2.5, 0.3, 1.0))
            reach = take.wander(1.7, 0.0, 1.0)
            tone = glide(hertz, rng.uniform()) + 0.5 * reach * glide(2 * hertz) + 0.3 * reach**2 * glide(3 * hertz)
            breath = take.wander(2.8, 0.25, 1.0)
            result += pan(tone * breath, side * (0.2 + 0.15 * index)) * (0.1 / (1 + 0.25 * index))
    return result


def texture(take: Take) -> Signal:
    """Make a place of its own: a drone, grains tuned to it, and a breath of noise, all chosen by chance."""
    rng, frames = take.rng, take.frames
    base = 65.4 * 2 ** (rng.integers(0, 12) / 12)
    chord = CHORDS[int(rng.integers(len(CHORDS)))]
    result = drone(take, base, chord)
    centre = rng.uniform(400, 3500)
    result += take.wide_noise(centre * 0.6, centre * 1.6) * take.wander(1.1, 0.05, 1)[:, None] * 0.025
    ratios = (np.arange(1, 6), np.array([1, 2.76, 5.4, 8.9, 11]), np.array([1, 2, 3.01, 4.1, 5.43]))[
        int(rng.integers(3))
    ]
    seconds = rng.uniform(0.25, 1.8)
    for start in moments(rng, frames, rng.uniform(0.28, 0.8) * (1.3 - 0.6 * take.energy), 1.0):
        hertz = base * chord[int(rng.integers(len(chord)))] * 2.0 ** rng.integers(1, 3)
        length = count(seconds * 1.2)
        grain = ring(hertz * ratios, 1 / np.arange(1, 6) ** 1.2, seconds / np.sqrt(np.arange(1, 6)), length)
        grain = grain * swell(length, 0.004, 0.2)
        add(result, grain, start, rng.uniform(-0.9, 0.9), rng.uniform(0.04, 0.16))
    return result
