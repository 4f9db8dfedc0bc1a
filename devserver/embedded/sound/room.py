"""Rooms: a reverberation made of seeded noise that dies faster at high frequencies, by overlap-add convolution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from devserver.embedded.progress import Step, silent
from devserver.embedded.sound.signal import RATE, FloatArray, Signal, band, count, generator, noise, shape, silence

BLOCK = 49_152


@dataclass(frozen=True)
class Room:
    """A room: seconds to −60 dB at low and at high frequencies, seconds before the first echo, its share."""

    low: float
    high: float
    before: float
    share: float


ROOMS = {
    "open": Room(0.7, 0.35, 0.012, 0.10),
    "room": Room(0.7, 0.45, 0.008, 0.16),
    "wood": Room(1.3, 0.6, 0.03, 0.20),
    "street": Room(1.1, 0.6, 0.02, 0.18),
    "hall": Room(2.0, 1.1, 0.02, 0.24),
    "church": Room(3.4, 1.7, 0.035, 0.34),
    "cave": Room(3.0, 1.9, 0.04, 0.42),
    "deep": Room(4.0, 1.2, 0.05, 0.40),
}
BANDS = ((30.0, 400.0), (400.0, 2500.0), (2500.0, 12_000.0))


@lru_cache(maxsize=8)
def response(name: str) -> FloatArray:
    """Give the stereo impulse response of a room, shape (frames, 2), of energy 1 per side."""
    room = ROOMS[name]
    rng = generator("room", name)
    frames = count(room.before + room.low)
    result = silence(frames)
    lead = count(room.before)
    time = np.arange(frames - lead) / RATE
    for index, (low, high) in enumerate(BANDS):
        fall = room.low + (room.high - room.low) * index / (len(BANDS) - 1)
        onset = np.minimum(1.0, time / 0.015)
        for side in range(2):
            tail = noise(rng, frames - lead, low, high) * np.exp(-6.9 * time / fall) * onset
            result[lead:, side] += tail * (0.9, 0.7, 0.45)[index]
    for _ in range(9):
        at = lead + int(rng.uniform(0, 0.045) * RATE)
        if at < frames:
            result[at, rng.integers(2)] += rng.choice([-1, 1]) * 1.5
    result /= np.sqrt(np.sum(np.square(result), axis=0, keepdims=True))
    return result


def reverberate(sound: Signal, name: str, amount: float = 1.0, step: Step = silent) -> FloatArray:
    """Return what the room adds to a stereo sound, shape (frames, 2); `amount` scales the room's own share.

    The low end is kept out of the room, as on a mixing desk. `step` hears the share that is done.
    """
    impulse = response(name)
    size = BLOCK * 2 if len(impulse) < BLOCK else 2 ** int(np.ceil(np.log2(len(impulse) + BLOCK)))
    hop = size - len(impulse)
    keep = band(150.0, 9000.0)(np.fft.rfftfreq(size, 1 / RATE)).astype(np.float32)
    spectra = [np.fft.rfft(impulse[:, side], size) * keep for side in range(2)]
    frames = len(sound)
    result = np.zeros((frames + size, 2), np.float32)
    send = np.ascontiguousarray(sound.T, dtype=np.float32)
    # Each side hears mostly its own side of the source, so that places stay places.
    crossed = (send[0] * 0.8 + send[1] * 0.3, send[1] * 0.8 + send[0] * 0.3)
    step(0.0)
    for start in range(0, frames, hop):
        for side in range(2):
            block = np.fft.rfft(crossed[side][start : start + hop], size) * spectra[side]
            result[start : start + size, side] += np.fft.irfft(block, size)
        step(min(1.0, (start + hop) / frames))
    return result[:frames] * np.float32(ROOMS[name].share * amount)


def cut_low(sound: Signal, hertz: float) -> Signal:
    """Take away from a stereo sound what lies below a frequency."""
    return np.stack([shape(sound[:, side], band(hertz, 30_000.0)) for side in range(2)], axis=1)
