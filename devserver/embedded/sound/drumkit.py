"""The drum kit, by the General MIDI numbers of its drums."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from devserver.embedded.sound.modes import ring
from devserver.embedded.sound.signal import Signal, count, dying, generator, glide, noise, seconds_of


def skin(high: float, low: float, seconds: float, snap: float, drop: float = 0.03) -> Signal:
    """Hit a drum: a tone that falls from `high` to `low` Hz within `drop` seconds or so, and the click of the stick."""
    frames = count(seconds)
    pitch = low + (high - low) * np.exp(-seconds_of(frames) / drop)
    click = noise(generator("stick", low), frames, 800, 7000, -2) * dying(frames, 0.02, 0.0003)
    return glide(pitch) * dying(frames, seconds * 0.95, 0.001) + snap * click


def snare(tone: float, rattle: float, seconds: float) -> Signal:
    """Hit a snare: two modes of the skin under rattling wires."""
    frames = count(seconds)
    head = ring([184, 331], [0.7, 0.4], [0.16, 0.1], frames)
    wires = noise(generator("snare"), frames, 900, 9000, -1) * dying(frames, seconds * 0.8, 0.0005)
    return (tone * head + rattle * wires) * dying(frames, seconds * 3, 0.0005)


def metal(low: float, seconds: float, ring_share: float, attack: float = 0.0004) -> Signal:
    """Strike metal: hissing noise above `low` Hz, with inharmonic tones in it."""
    frames = count(seconds)
    hiss = noise(generator("metal", low), frames, low, 14_000) * dying(frames, seconds * 0.85, attack)
    tones = np.array([2050, 3057, 3620, 4240, 5410, 6720, 8230])
    body = ring(tones, 1 / np.sqrt(np.arange(1, 8)), seconds * 0.8, frames, np.arange(7) * 0.13)
    return hiss * (1 - ring_share) * 0.5 + body * ring_share * 0.5 * dying(frames, seconds * 2, attack)


def clap() -> Signal:
    """Clap: three short bursts and the room of the hands."""
    frames = count(0.22)
    hands = noise(generator("clap"), frames, 800, 5000)
    bursts = sum(np.roll(dying(frames, 0.02, 0.0003), count(0.011 * index)) for index in range(3))
    return hands * (0.7 * bursts + 0.6 * np.roll(dying(frames, 0.18), count(0.03))) * dying(frames, 0.6)


def shaken(seconds: float, low: float) -> Signal:
    """Shake beads."""
    frames = count(seconds)
    return noise(generator("beads"), frames, low, 12_000) * dying(frames, seconds, seconds * 0.3)


KIT: dict[int, tuple[Callable[[], Signal], float, float]] = {
    36: (lambda: skin(170, 48, 0.34, 0.25), 1.0, 0.0),
    37: (lambda: metal(1500, 0.05, 0.4), 0.5, 0.2),
    38: (lambda: snare(0.6, 0.45, 0.24), 0.62, 0.05),
    39: (clap, 0.6, -0.05),
    40: (lambda: snare(0.1, 0.3, 0.2), 0.5, 0.05),
    41: (lambda: skin(120, 74, 0.5, 0.12, 0.08), 0.55, -0.35),
    42: (lambda: metal(6500, 0.07, 0.2), 0.34, 0.3),
    43: (lambda: skin(94, 66, 1.1, 0.1, 0.1), 0.65, -0.15),
    46: (lambda: metal(5500, 0.32, 0.25), 0.32, 0.3),
    48: (lambda: skin(210, 140, 0.4, 0.12, 0.08), 0.7, 0.3),
    49: (lambda: metal(3500, 1.9, 0.15, 0.003), 0.5, -0.4),
    51: (lambda: metal(5000, 0.7, 0.55), 0.3, -0.35),
    54: (lambda: metal(6000, 0.16, 0.5), 0.32, 0.35),
    70: (lambda: shaken(0.09, 5000), 0.26, -0.3),
}
"""Per drum: how it sounds, its level, its place (−1 left to 1 right)."""


@lru_cache(maxsize=32)
def drum(number: int) -> Signal:
    """Give the sound of a drum, its peak 1; an unknown number is the low tom."""
    make, _, _ = KIT.get(number, KIT[41])
    sound = make()
    level: Signal = (sound / np.max(np.abs(sound))).astype(np.float32)
    return level
