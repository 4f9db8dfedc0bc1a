"""Devices: planes overhead, keyboards, fireworks."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.signal import (
    RATE,
    Signal,
    add,
    count,
    dying,
    glide,
    moments,
    noise,
    pan,
    seconds_of,
    swell,
)
from devserver.embedded.sound.take import Take


def plane(take: Take) -> Signal:
    """Let a plane fly over: a roar that brightens as it comes, a turbine that drops in pitch, a long way off again."""
    frames = take.frames
    away = np.linspace(-1.3, 1.3, frames)
    near = 1 / (1 + np.square(away * 2.2))
    direction = take.rng.choice([-1.0, 1.0])
    roar = take.noise(40, 600, -3) * near + take.noise(500, 4500, -3) * 0.5 * near**2.5
    turbine = glide(950 * (1 - 0.12 * np.tanh(away * 3))) * 0.12 * near**2
    return pan(roar + turbine, direction * np.clip(away, -0.9, 0.9)) * 0.2 + take.wide_noise(60, 400, -4) * 0.01


def typing(take: Take) -> Signal:
    """Type: runs of keys with pauses to think, a space bar now and then."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(80, 900, -5) * 0.006
    keys = [key(rng) for _ in range(8)]
    at = count(0.1)
    while at < frames:
        for _ in range(int(rng.integers(3, 12))):
            which = int(rng.integers(8))
            add(result, keys[which], at, (which - 3.5) * 0.09, rng.uniform(0.25, 0.5))
            at += count(rng.uniform(0.09, 0.21) * (1.4 - 0.7 * take.energy))
        at += count(rng.uniform(0.15, 0.7))
    return result


def key(rng: np.random.Generator) -> Signal:
    """Press one key: the click of the cap, the thud of the ground."""
    frames = count(0.07)
    cap = noise(rng, frames, 1800, 7000) * dying(frames, 0.018, 0.0003)
    return 0.5 * cap + glide(np.full(frames, rng.uniform(180, 320))) * dying(frames, 0.05)


def fireworks(take: Take) -> Signal:
    """Send up fireworks: a rising whistle, a bang, sparks that crackle down."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(60, 400, -5) * 0.008
    for start in moments(rng, frames, 1.5 - 0.7 * take.energy, 0.8):
        place, strength = rng.uniform(-0.8, 0.8), rng.uniform(0.4, 1.0)
        length = count(0.7)
        rising = glide(np.linspace(900, 2600, length) * (1 + 0.01 * np.sin(90 * seconds_of(length))))
        add(result, rising * swell(length, 0.2, 0.1), start - length, place, 0.05 * strength)
        bang = noise(rng, count(0.9), 40, 900, -3) * dying(count(0.9), 0.8, 0.002)
        add(result, bang, start, place, 0.4 * strength)
        for _ in range(int(30 * strength)):
            spark = noise(rng, count(0.02), 2500, 9000) * dying(count(0.02), 0.015, 0.0002)
            late = int((0.15 + rng.exponential(0.35)) * RATE)
            add(result, spark, start + late, float(np.clip(place + rng.uniform(-0.4, 0.4), -1, 1)), 0.12 * strength)
    return result
