"""The smallest parts of a sound: seeded chance, noise, curves, tones, and placing one sound into another.

Time is counted in frames of `RATE`. A mono signal has the shape (frames,), a stereo one (frames, 2), left first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 44_100
FloatArray = npt.NDArray[np.float32]
Signal = npt.NDArray[np.floating[Any]]

SMALLEST_TRANSFORM = 1024
CURVE_STRIDE = 128
EAR_DELAY = 22
"""Frames by which the far ear hears later a sound that is quite at one side (0.5 ms)."""


def generator(*parts: object) -> np.random.Generator:
    """Make the generator that these values always give, in any process."""
    text = "\0".join(str(part) for part in parts)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def count(seconds: float) -> int:
    """Give the number of frames, at least 1."""
    return max(1, round(seconds * RATE))


def transform_size(frames: int) -> int:
    """Give a length that is quick to transform and holds `frames`."""
    size = SMALLEST_TRANSFORM
    while size < frames:
        size *= 2
    return size * 3 // 4 if size * 3 // 4 >= frames else size


def band(low: float, high: float, slope: float = 0.0, steep: float = 4.0) -> Callable[[Signal], Signal]:
    """Make a gain over frequency (Hz): a band with soft edges, tilted by `slope` dB per octave."""

    def gain(hertz: Signal) -> Signal:
        hertz = np.maximum(hertz, 1.0)
        edges = 1.0 / np.sqrt((1.0 + (low / hertz) ** steep) * (1.0 + (hertz / high) ** steep))
        tilted: Signal = edges * (hertz / 1000.0) ** (slope / 6.02)
        return tilted

    return gain


def shape(sound: Signal, gain: Callable[[Signal], Signal]) -> Signal:
    """Filter a mono signal by a gain over frequency, without moving its phases."""
    size = transform_size(len(sound) + 512)
    spectrum = np.fft.rfft(sound, size)
    spectrum *= gain(np.fft.rfftfreq(size, 1 / RATE))
    return np.fft.irfft(spectrum, size)[: len(sound)]


def convolve(sound: Signal, kernel: Signal) -> Signal:
    """Put a short mono sound at every impulse of a mono signal; what would sound after its end is dropped."""
    size = max(32_768, transform_size(2 * len(kernel)))
    hop = size - len(kernel)
    spectrum = np.fft.rfft(kernel, size)
    result = np.zeros(len(sound) + size, np.float32)
    for start in range(0, len(sound), hop):
        result[start : start + size] += np.fft.irfft(np.fft.rfft(sound[start : start + hop], size) * spectrum, size)
    return result[: len(sound)]


def noise(rng: np.random.Generator, frames: int, low: float, high: float, slope: float = 0.0) -> Signal:
    """Make mono noise of RMS 1 in a band (Hz), tilted by `slope` dB per octave."""
    size = transform_size(frames)
    bins = size // 2 + 1
    spectrum = np.empty(bins, np.complex64)
    spectrum.real = rng.standard_normal(bins, dtype=np.float32)
    spectrum.imag = rng.standard_normal(bins, dtype=np.float32)
    gain = band(low, high, slope)(np.fft.rfftfreq(size, 1 / RATE)).astype(np.float32)
    gain[0] = 0
    # The power of what comes out is known from the gain: measuring it would make short noises all equally loud.
    spectrum *= gain * np.float32(size / np.sqrt(4.0 * np.sum(np.square(gain, dtype=np.float64))))
    return np.fft.irfft(spectrum, size)[:frames]


def wander(rng: np.random.Generator, frames: int, period: float, low: float, high: float) -> Signal:
    """Draw a smooth random curve between `low` and `high` that turns about every `period` seconds."""
    knots = rng.uniform(low, high, int(frames / (RATE * period)) + 4)
    at = np.arange(0, frames + CURVE_STRIDE, CURVE_STRIDE)
    position = at / (RATE * period) + rng.uniform()
    left = position.astype(int)
    share = position - left
    share = share * share * (3 - 2 * share)
    curve = knots[left] * (1 - share) + knots[left + 1] * share
    drawn: Signal = np.interp(np.arange(frames), at, curve).astype(np.float32)
    return drawn


def seconds_of(frames: int) -> Signal:
    """Give the time of each frame in seconds."""
    return np.arange(frames) / RATE


def glide(hertz: Signal, phase: float = 0.0) -> Signal:
    """Make a sine that follows a curve of frequencies (Hz)."""
    turns = np.cumsum(hertz, dtype=np.float64) / RATE + phase
    return np.sin((2 * np.pi * (turns - np.floor(turns))).astype(np.float32))


def swell(frames: int, attack: float, release: float) -> Signal:
    """Draw an envelope that rises in `attack` seconds, holds 1 and falls in `release` seconds, both rounded."""
    rise, fall = (min(count(part), max(1, frames // 2)) for part in (attack, release))
    curve = np.ones(frames, np.float32)
    curve[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    curve[frames - fall :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fall) + 1) / fall)
    return curve


def dying(frames: int, seconds: float, attack: float = 0.001) -> Signal:
    """Draw an envelope that rises in `attack` seconds and falls by 60 dB in `seconds`, to exact silence at its end."""
    time = seconds_of(frames)
    last = min(frames, count(0.01))
    curve: Signal = np.minimum(1.0, time / attack) * np.exp(-6.9 * time / seconds)
    curve[frames - last :] *= np.linspace(1, 0, last)
    return np.asarray(curve, np.float32)


def pan(sound: Signal, position: Signal | float) -> Signal:
    """Place a mono sound between left (−1) and right (1) at equal power; a curve makes it move."""
    angle = (np.asarray(position, dtype=np.float32) + 1) * np.float32(np.pi / 4)
    return np.stack([sound * np.cos(angle), sound * np.sin(angle)], axis=1)


def add(target: Signal, sound: Signal, start: int, position: float = 0.0, level: float = 1.0) -> None:
    """Mix a mono sound into a stereo target from frame `start`, panned; what lies outside the target is dropped.

    The far ear hears it up to half a millisecond later, as with a real head.
    """
    angle = (position + 1) * np.pi / 4
    late = round(position * EAR_DELAY)
    for side, gain, delay in ((0, np.cos(angle), max(late, 0)), (1, np.sin(angle), max(-late, 0))):
        begin = start + delay
        first, last = max(begin, 0), min(begin + len(sound), len(target))
        if first < last:
            target[first:last, side] += sound[first - begin : last - begin] * np.float32(level * gain)


def silence(frames: int) -> FloatArray:
    """Give stereo silence."""
    return np.zeros((frames, 2), np.float32)


def moments(rng: np.random.Generator, frames: int, gap: float, loosely: float = 0.5) -> list[int]:
    """Give frames at about every `gap` seconds, moved by chance by a share of the gap; at least one."""
    step = gap * RATE
    number = max(1, int(frames / step))
    return [int((place + 0.5 + loosely * rng.uniform(-0.5, 0.5)) * frames / number) for place in range(number)]
