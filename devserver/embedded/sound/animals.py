"""Voices of animals: birds, gulls, an owl, crickets, frogs, bees, a dog, whales."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.signal import (
    RATE,
    Signal,
    add,
    count,
    glide,
    moments,
    noise,
    pan,
    seconds_of,
    shape,
    silence,
    swell,
)
from devserver.embedded.sound.take import Take


def birds(take: Take) -> Signal:
    """Let several birds sing: each has a place, a register and a phrase of its own that it repeats with changes."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for _ in range(3 + round(3 * take.energy + 2 * take.light)):
        song = phrase(rng)
        place, level = rng.uniform(-0.95, 0.95), rng.uniform(0.08, 0.36)
        for start in moments(rng, frames, rng.uniform(1.8, 3.6), 0.9):
            sing(result, song, start - count(0.5), place=place, level=level, rng=rng)
    return result


Syllable = tuple[float, float, float, float, float]


def phrase(rng: np.random.Generator) -> list[Syllable]:
    """Make up a song: per syllable the pause before it, seconds, first Hz, last Hz, and Hz of warble."""
    base = rng.uniform(2100, 4600)
    shapes = []
    for _ in range(int(rng.integers(1, 4))):
        syllable = (
            rng.uniform(0.03, 0.09),
            rng.uniform(0.05, 0.19),
            base * rng.uniform(0.8, 1.35),
            base * rng.uniform(0.75, 1.4),
            rng.choice([0.0, 0.0, rng.uniform(18, 42)]),
        )
        shapes += [syllable] * int(rng.integers(1, 5))
    return shapes


def sing(
    target: Signal, song: list[Syllable], start: int, *, place: float, level: float, rng: np.random.Generator
) -> None:
    """Add one performance of a song."""
    at = start
    for pause, seconds, first, last, warble in song:
        at += count(pause * rng.uniform(0.8, 1.3))
        frames = count(seconds * rng.uniform(0.85, 1.15))
        bend = np.linspace(0, 1, frames)
        hertz = (
            first + (last - first) * bend**1.5 + 170 * np.sin(2 * np.pi * warble * seconds_of(frames)) * (warble > 0)
        )
        chirp = glide(hertz * rng.uniform(0.98, 1.02)) * swell(frames, seconds * 0.25, seconds * 0.55)
        add(target, chirp, at, place, level * rng.uniform(0.6, 1.0))
        at += frames


def gulls(take: Take) -> Signal:
    """Let gulls cry: a falling call with overtones, in rows that get shorter."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for start in moments(rng, frames, 3.2, 0.9):
        base, place = rng.uniform(850, 1150), rng.uniform(-0.9, 0.9)
        at = start - count(0.8)
        for index in range(int(rng.integers(2, 6))):
            seconds = max(0.14, 0.42 - 0.07 * index)
            length = count(seconds)
            hertz = base * (1 + 0.35 * np.sin(np.pi * np.linspace(0.15, 1, length)) ** 2)
            cry = sum(glide(hertz * part) * gain for part, gain in ((1, 0.5), (2, 0.8), (3, 0.45), (4, 0.2)))
            add(result, cry * swell(length, 0.04, seconds * 0.5), at, place, 0.11 * rng.uniform(0.6, 1))
            at += length + count(0.09)
    return result


def owl(take: Take) -> Signal:
    """Let an owl hoot: one long, a pause, then a trembling one."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    base, place = rng.uniform(340, 430), rng.uniform(-0.7, 0.7)
    for start in moments(rng, frames, 6.0, 0.4):
        for late, seconds, tremble in ((-0.9, 0.5, 0.0), (0.1, 0.22, 0.0), (0.55, 1.1, 0.25)):
            length = count(seconds)
            time = seconds_of(length)
            hertz = base * (1 + 0.04 * np.sin(np.pi * time / seconds))
            shaking = 1 - tremble * (1 + np.sin(2 * np.pi * 13 * time))
            hoot = (glide(hertz) + 0.18 * glide(2 * hertz) + 0.05 * noise(rng, length, 300, 900)) * shaking
            add(result, hoot * swell(length, 0.08, 0.15), start + int(late * RATE), place, 0.2)
    return result


def crickets(take: Take) -> Signal:
    """Let crickets chirp: each pulses at its own speed and pitch, near ones louder, over a far shimmer."""
    rng, frames = take.rng, take.frames
    time = seconds_of(frames)
    result = take.wide_noise(4200, 6200) * take.wander(0.8, 0.5, 1.0)[:, None] * 0.005
    for index in range(5):
        pulses, chirps = rng.uniform(26, 36), rng.uniform(1.3, 2.6)
        on = np.clip(4 * (np.sin(2 * np.pi * (chirps * time + rng.uniform())) - 0.25), 0, 1)
        trill = np.clip(np.sin(2 * np.pi * (pulses * time + rng.uniform())), 0, 1) ** 1.5
        voice = glide(np.full(frames, rng.uniform(3700, 5200))) * on * trill * take.wander(3, 0.4, 1)
        result += pan(voice, rng.uniform(-0.95, 0.95)) * (0.085, 0.07, 0.04, 0.03, 0.025)[index]
    return result


def night(take: Take) -> Signal:
    """Lay the air of a night: far, dark and slow."""
    return take.wide_noise(60, 500, -5) * take.wander(3, 0.6, 1.0)[:, None] * 0.025


def frogs(take: Take) -> Signal:
    """Let frogs croak: short rattles in a low and a middle register, in turns."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for _ in range(4):
        hertz, place, gap = rng.uniform(240, 900), rng.uniform(-0.9, 0.9), rng.uniform(0.9, 1.9)
        length = count(rng.uniform(0.18, 0.35))
        time = seconds_of(length)
        rattle = np.clip(np.sin(2 * np.pi * rng.uniform(28, 55) * time), 0, 1)
        croak = (glide(hertz * (1 + 0.15 * time)) + 0.6 * glide(hertz * 2.1 * (1 + 0.1 * time))) * rattle
        croak = croak * swell(length, 0.03, 0.1)
        for start in moments(rng, frames, gap, 0.5):
            add(result, croak, start, place, rng.uniform(0.08, 0.2))
    return result


def bees(take: Take) -> Signal:
    """Let bees fly by: a buzz whose pitch leans with its path."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for _ in range(4):
        path = take.wander(1.4, -1, 1)
        hertz = rng.uniform(170, 235) * (1 + 0.06 * take.wander(0.5, -1, 1))
        buzz = sum(glide(hertz * part) / part**0.7 for part in range(1, 9))
        near = take.wander(1.6, 0.1, 1) ** 2
        result += pan(buzz * near, path) * 0.05
    return result


def dog(take: Take) -> Signal:
    """Let a dog bark somewhere, twice or three times, then wait."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    base, place = rng.uniform(380, 560), rng.uniform(-0.8, 0.8)
    for start in moments(rng, frames, 3.4, 0.6):
        for index in range(int(rng.integers(2, 4))):
            length = count(0.2)
            hertz = base * (1 + 0.5 * np.sin(np.pi * np.linspace(0.1, 1, length)))
            voice = sum(glide(hertz * part) / part**0.6 for part in range(1, 8)) + noise(rng, length, 600, 3000) * 0.8
            voice = shape(
                voice, lambda f: 0.1 + np.exp(-np.square((f - 900) / 500)) + 0.4 * np.exp(-np.square((f - 2000) / 500))
            )
            add(result, voice * swell(length, 0.015, 0.12), start + count(0.36 * index), place, 0.2)
    return result


def whale(take: Take) -> Signal:
    """Let whales call through deep water: slow glides that answer one another."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for index, start in enumerate(moments(rng, frames, 2.6, 0.4)):
        seconds = rng.uniform(1.6, 2.8)
        length = count(seconds)
        first, last = rng.uniform(110, 420, 2)
        bend = np.linspace(0, 1, length)
        hertz = (
            first + (last - first) * (0.5 - 0.5 * np.cos(np.pi * bend)) + 14 * np.sin(2 * np.pi * 4.5 * bend * seconds)
        )
        call = (glide(hertz) + 0.3 * glide(hertz * 2) + 0.1 * glide(hertz * 3)) * swell(length, 0.5, 0.8)
        add(result, call, start - length // 2, (-0.6, 0.6)[index % 2] * rng.uniform(0.5, 1), 0.22)
    return result


def cat(take: Take) -> Signal:
    """Let a cat purr, and now and then say what it wants."""
    rng, frames = take.rng, take.frames
    breath = 0.6 + 0.4 * np.sin(2 * np.pi * 0.45 * seconds_of(frames))
    throb = np.clip(np.sin(2 * np.pi * np.cumsum(24 + 2 * breath) / RATE), 0, 1) ** 2
    result = pan(take.noise(60, 500, -4) * throb * breath, -0.15) * 0.08
    for start in moments(rng, frames, 3.0, 0.7):
        length = count(rng.uniform(0.5, 0.9))
        arch = np.sin(np.pi * np.linspace(0.05, 0.9, length))
        hertz = rng.uniform(480, 620) * (1 + 0.35 * arch)
        opening = [(1, 0.6), (2, 0.9), (3, 0.6), (4, 0.35), (5, 0.2)]
        call = sum(glide(hertz * part) * level * arch ** (0.3 * part) for part, level in opening)
        add(result, call * swell(length, 0.07, 0.2), start, 0.3, 0.11)
    return result


def cow(take: Take) -> Signal:
    """Let cows low on a pasture."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(200, 3000, -5) * take.wander(1.5, 0.2, 1)[:, None] * 0.012
    for start in moments(rng, frames, 3.6, 0.7):
        length = count(rng.uniform(1.1, 1.8))
        bend = np.sin(np.pi * np.linspace(0, 1, length) ** 0.7)
        hertz = rng.uniform(105, 150) * (0.85 + 0.3 * bend)
        voice = sum(glide(hertz * part) / part**0.7 for part in range(1, 12))
        voice = shape(voice, lambda f: np.exp(-np.square((f - 320) / 180)) + 0.35 * np.exp(-np.square((f - 900) / 300)))
        add(result, voice * swell(length, 0.15, 0.4), start - length // 2, rng.uniform(-0.8, 0.8), 0.22)
    return result
