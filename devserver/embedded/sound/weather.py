"""Air and fire: wind, leaves, thunder, snow, flames."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.signal import (
    RATE,
    Signal,
    add,
    count,
    dying,
    moments,
    noise,
    pan,
    silence,
    swell,
    wander,
)
from devserver.embedded.sound.take import Take


def wind(take: Take) -> Signal:
    """Let wind blow: gusts move the loudness and, with it, how high the air whistles, across the field."""
    gust = take.wander(1.6 - 0.8 * take.energy, 0.1, 1.0)
    gust *= take.wander(4.0, 0.6, 1.0)
    result = take.wide_noise(50, 500, -4) * (0.03 + 0.11 * gust)[:, None]
    for index, hertz in enumerate((260, 410, 640, 980, 1500)):
        reached = np.clip(1.15 - np.abs(gust * 5.2 - index - 0.4) / 2.2, 0, 1)
        whistle = take.noise(hertz * 0.86, hertz * 1.16) * reached * gust
        result += pan(whistle, take.wander(2.3, -0.9, 0.9)) * (0.11 - 0.012 * index)
    return result * (0.55 + 0.6 * take.energy)


def leaves(take: Take) -> Signal:
    """Rustle leaves: high soft noise in small gusts that come from changing sides."""
    frames = take.frames
    result = silence(frames)
    for low, high in ((1800, 5000), (4000, 9000)):
        flutter = take.wander(0.11, 0.45, 1.0) * take.wander(1.9, 0.1, 1.0) ** 2
        result += pan(take.noise(low, high, -2), take.wander(2.5, -0.8, 0.8)) * flutter[:, None] * 0.07
    return result + take.wide_noise(90, 900, -5) * 0.012


def snow(take: Take) -> Signal:
    """Let snow lie: almost nothing, a thin cold air."""
    air = take.wide_noise(180, 700, -5) * take.wander(3, 0.3, 1.0)[:, None] * 0.035
    crystals = take.wide_noise(6000, 12_000) * take.wander(1.2, 0.0, 1.0)[:, None] ** 2 * 0.008
    return air + crystals


def thunder(take: Take) -> Signal:
    """Let it thunder: a crack, then rolls that overlap and move away."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    gap = 6.0 - 2.5 * take.energy
    for start in moments(rng, frames, gap, 0.5):
        place = rng.uniform(-0.7, 0.7)
        # A strike in the middle of its share of time would leave no time to roll: it begins early.
        begin = start - int(min(gap * RATE, frames) * 0.32)
        near = rng.uniform(0.4, 1.0)
        add(result, crack(rng), begin, place, 0.5 * near)
        for roll in range(6):
            late = count(0.05 + 0.42 * roll * rng.uniform(0.7, 1.2))
            level = 0.62 * near * 0.8**roll * rng.uniform(0.7, 1.2)
            add(result, rumble(rng), begin + late, float(np.clip(place + rng.uniform(-0.5, 0.5), -1, 1)), level)
    return result


def crack(rng: np.random.Generator) -> Signal:
    """Make the first tearing of a strike."""
    frames = count(0.55)
    torn = noise(rng, frames, 300, 7000, -3) * dying(frames, 0.5, 0.004)
    return torn * wander(rng, frames, 0.02, 0.1, 1.0) * 0.5


def rumble(rng: np.random.Generator) -> Signal:
    """Make one roll of thunder."""
    frames = count(rng.uniform(1.3, 2.4))
    deep = noise(rng, frames, 28, 130 + rng.uniform(0, 160), -3)
    return deep * wander(rng, frames, 0.12, 0.35, 1.0) * swell(frames, 0.06, frames / RATE * 0.85) * 0.4


def fire(take: Take) -> Signal:
    """Burn wood: a low flicker, a breath of hiss, crackles in clusters and now and then a loud snap."""
    rng, frames = take.rng, take.frames
    flicker = take.wander(0.13, 0.3, 1.0) * take.wander(1.3, 0.6, 1.0)
    result = take.wide_noise(60, 480, -4) * (0.085 * flicker)[:, None]
    result += take.wide_noise(1500, 7000, -4) * (0.02 * take.wander(0.3, 0.2, 1.0))[:, None]
    snaps = [snap(rng) for _ in range(14)]
    for start in moments(rng, frames, 0.42 - 0.25 * take.energy, 1.0):
        place = rng.uniform(-0.7, 0.7)
        for _ in range(int(rng.integers(1, 7))):
            late = count(rng.exponential(0.05))
            add(
                result,
                snaps[rng.integers(14)],
                start + late,
                place + rng.uniform(-0.15, 0.15),
                rng.uniform(0.1, 1) ** 3,
            )
    return result


def snap(rng: np.random.Generator) -> Signal:
    """Make one crackle: a click with a short woody body."""
    seconds = rng.uniform(0.006, 0.03)
    frames = count(seconds * 2)
    centre = rng.uniform(900, 5500)
    return noise(rng, frames, centre * 0.5, centre * 2.2) * dying(frames, seconds, 0.0002) * 0.3
