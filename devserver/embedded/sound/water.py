"""Water: the sea, rain, a stream, single drops, and being under it."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.signal import (
    RATE,
    Signal,
    add,
    convolve,
    count,
    dying,
    glide,
    moments,
    noise,
    pan,
    seconds_of,
    silence,
)
from devserver.embedded.sound.take import Take


def sea(take: Take) -> Signal:
    """Let waves roll in: a low body that rises slowly, a bright crash, foam that hisses on, from place to place."""
    rng, frames = take.rng, take.frames
    period = 7.5 - 3.5 * take.energy
    body = take.wide_noise(40, 350, -3) * take.wander(3, 0.05, 0.1)[:, None]
    wash = take.wide_noise(300, 2500, -4)
    foam = take.wide_noise(2500, 10_000, -2)
    for start in moments(rng, frames, period, 0.35):
        away = (np.arange(frames) - start) / (RATE * period)
        side = rng.uniform(-0.7, 0.7)
        strength = rng.uniform(0.7, 1.1)
        crash = strength * rise_and_fall(away, 0.16, 0.2)
        drift = side + 0.5 * np.clip(away, -1, 1)
        places = pan(np.ones(frames, np.float32), np.clip(drift, -1, 1)) * 1.2
        body += wash * places * (0.2 * crash)[:, None]
        body += foam * places * (0.075 * strength * rise_and_fall(away - 0.07, 0.1, 0.3))[:, None]
    return body + wash * 0.02


def rise_and_fall(away: Signal, rise: float, fall: float) -> Signal:
    """Draw a peak at 0 that comes over `rise` and goes over `fall` (the same unit as `away`)."""
    curve: Signal = np.exp(-np.square(away / np.where(away < 0, rise, fall * (1 + 0.8 * np.abs(away)))))
    return curve.astype(np.float32)


def rain(take: Take) -> Signal:
    """Let it rain: many far drops that melt into a hiss, and near ones that can be told apart."""
    rng, frames = take.rng, take.frames
    veil = take.wide_noise(700, 9000 + 4000 * take.light, -3) * (0.04 + 0.06 * take.energy)
    veil *= take.wander(1.7, 0.75, 1.1)[:, None]
    for hertz, seconds, rate, level in ((5200, 0.006, 260, 0.2), (2900, 0.010, 90, 0.3), (1300, 0.018, 26, 0.35)):
        drops = pattering(rng, frames, rate * (0.35 + 1.3 * take.energy))
        kernel = dying(count(seconds * 3), seconds * 2, 0.0003) * noise(
            rng, count(seconds * 3), hertz * 0.6, hertz * 1.7
        )
        for side in range(2):
            veil[:, side] += level * convolve(drops[:, side], kernel)
            take.pulse()
    low = take.wide_noise(120, 600, -4) * (0.02 + 0.05 * take.energy)
    return veil + low


def pattering(rng: np.random.Generator, frames: int, rate: float) -> Signal:
    """Scatter impulses of different strength over a stereo field, `rate` of them a second."""
    number = max(1, int(frames / RATE * rate))
    result = silence(frames)
    strength = np.square(rng.uniform(0.1, 1, number)) * rng.choice([-1.0, 1.0], number)
    places = rng.uniform(0, np.pi / 2, number)
    at = rng.integers(0, frames, number)
    np.add.at(result[:, 0], at, strength * np.cos(places))
    np.add.at(result[:, 1], at, strength * np.sin(places))
    return result


def stream(take: Take) -> Signal:
    """Let a brook run: bubbles that rise in pitch by the dozen, over soft water."""
    rng, frames = take.rng, take.frames
    bed = take.wide_noise(350, 5000, -5) * 0.03 * take.wander(0.6, 0.7, 1.2)[:, None]
    bubbles = [bubble(rng, rng.uniform(450, 1900), rng.uniform(0.02, 0.07)) for _ in range(24)]
    for _ in range(max(1, int(frames / RATE * (28 + 50 * take.energy)))):
        sound = bubbles[rng.integers(len(bubbles))]
        add(bed, sound, int(rng.integers(frames)), rng.uniform(-0.8, 0.8), 0.16 * rng.uniform(0.15, 1) ** 2)
    return bed


def bubble(rng: np.random.Generator, hertz: float, seconds: float) -> Signal:
    """Make the blip of a bubble: a sine that rises while it dies."""
    frames = count(seconds * 2)
    rising = hertz * (1 + rng.uniform(0.15, 0.6) * seconds_of(frames) / seconds)
    return glide(rising) * dying(frames, seconds * 2, 0.002)


def drops(take: Take) -> Signal:
    """Let single drops fall into still water, each with its place, now and then two close together."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(60, 400, -6) * 0.006
    places = rng.uniform(-0.9, 0.9, 4)
    pitches = rng.uniform(650, 1700, 4)
    for start in moments(rng, frames, 1.0 - 0.55 * take.energy, 1.0):
        spot = int(rng.integers(4))
        hertz = pitches[spot] * rng.uniform(0.96, 1.05)
        add(result, drop(rng, hertz), start, places[spot], rng.uniform(0.3, 0.55))
        if rng.uniform() < 0.3:
            add(result, drop(rng, hertz * 1.33), start + count(0.13), places[spot], 0.16)
    return result


def drop(rng: np.random.Generator, hertz: float) -> Signal:
    """Make one drop: the tick of the fall, then the bubble it drags under."""
    sound = np.zeros(count(0.2), np.float32)
    blip = bubble(rng, hertz, 0.06)
    lead = count(0.012)
    sound[lead : lead + len(blip)] = blip[: len(sound) - lead]
    tick = noise(rng, count(0.01), 3000, 12_000) * dying(count(0.01), 0.006, 0.0002)
    sound[: len(tick)] += 0.12 * tick
    return sound


def under(take: Take) -> Signal:
    """Sink under water: a muffled pressure that moves, and strings of bubbles that pass."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(35, 280, -5) * 0.1 * take.wander(2.2, 0.6, 1.2)[:, None]
    for start in moments(rng, frames, 1.8, 0.9):
        place = rng.uniform(-0.8, 0.8)
        for index in range(int(rng.integers(4, 11))):
            sound = bubble(rng, rng.uniform(190, 420) * (1 + 0.06 * index), 0.08)
            add(result, sound, start + count(index * rng.uniform(0.05, 0.09)), place, 0.14)
    return result
