"""The last steps of a sound: no DC, the wished loudness, a look-ahead limiter, fades, the peak at −1 dBFS."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from devserver.embedded.sound.signal import RATE, FloatArray, Signal, swell

PEAK = 10 ** (-1 / 20)
WINDOW = 64
REACH = 12
"""Windows of `WINDOW` frames that the limiter looks ahead and behind (17 ms)."""
LOWEST = 22.0
"""Hz; what is slower is no sound and only takes up room."""
QUIET = 1e-6


def master(
    sound: Signal, loudness: float, fade_in: float, fade_out: float, pulse: Callable[[], None] = lambda: None
) -> FloatArray:
    """Finish a stereo sound: its RMS near `loudness` (dBFS), its peak at −1 dBFS, faded in and out (seconds).

    `pulse` is called between the stages; what it raises ends the work.
    """
    result = block_dc(np.asarray(sound, dtype=np.float32))
    fades = swell(len(result), fade_in, fade_out)
    result *= fades[:, None]
    pulse()
    result *= drive(result, loudness)
    pulse()
    result = limit(result)
    pulse()
    # Where the peak is still lower than allowed, the sound may use what is left, up to 3 dB.
    peak = float(np.max(np.abs(result), initial=QUIET))
    result *= np.float32(PEAK / peak if peak > PEAK / 1.41 else 1.41)
    # A limiter treats both halves of a lopsided wave differently: what mean that leaves goes with the fades.
    result -= result.mean(axis=0, keepdims=True) * (fades / max(float(fades.mean()), QUIET))[:, None]
    return np.clip(result, -PEAK, PEAK)


def block_dc(sound: FloatArray) -> FloatArray:
    """Remove the mean and what lies below hearing, by subtracting a moving mean as long as the slowest wave."""
    frames = len(sound)
    result: FloatArray = sound - sound.mean(axis=0, dtype=np.float64).astype(np.float32)
    width = round(RATE / LOWEST / WINDOW)
    if frames <= 4 * width * WINDOW:
        return result
    at = (np.arange(-(-frames // WINDOW)) + 0.5) * WINDOW
    kernel = np.hanning(2 * width + 1)
    kernel /= kernel.sum()
    for side in range(2):
        means = np.pad(windows(result[:, side]).mean(axis=1), width, mode="reflect")
        slow = np.convolve(means, kernel, mode="valid")
        result[:, side] -= np.interp(np.arange(frames), at, slow).astype(np.float32)
    return result


def windows(values: FloatArray) -> FloatArray:
    """Split frames into windows, shape (windows, WINDOW), the last filled with 0."""
    return np.pad(values, (0, -len(values) % WINDOW)).reshape(-1, WINDOW)


def window_peaks(sound: FloatArray) -> FloatArray:
    """Give the highest absolute value of either side in each window."""
    sides = [np.max(np.abs(windows(sound[:, side])), axis=1) for side in range(2)]
    highest: FloatArray = np.maximum(*sides)
    return highest


def gains(peaks: Signal) -> Signal:
    """Give per window the gain that keeps it and its neighbours at the peak, without steps."""
    needed = np.minimum(1.0, PEAK / np.maximum(peaks, QUIET))
    padded = np.pad(needed, REACH, mode="edge")
    lowest = np.min(np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1), axis=1)
    kernel = np.hanning(2 * REACH + 1)[1:-1]
    smooth: Signal = np.convolve(np.pad(lowest, REACH - 1, mode="edge"), kernel / kernel.sum(), mode="valid")
    return smooth


def drive(sound: FloatArray, loudness: float) -> np.float32:
    """Find the gain after which the limited sound has the wished RMS (dBFS), as far as that sounds well."""
    peaks = window_peaks(sound)
    power = sum(np.mean(np.square(windows(sound[:, side])), axis=1) for side in range(2)) / 2
    wish, gain = 10 ** (loudness / 20), PEAK / max(float(np.max(peaks, initial=QUIET)), QUIET)
    for _ in range(6):
        level = np.sqrt(np.mean(power * np.square(gain * gains(peaks * gain)))) + QUIET
        gain = min(gain * wish / level, 1e5)
    return np.float32(gain)


def limit(sound: FloatArray) -> FloatArray:
    """Hold a stereo sound at the peak by a gain that moves slowly enough not to be heard."""
    curve = gains(window_peaks(sound))
    at = (np.arange(len(curve)) + 0.5) * WINDOW
    result: FloatArray = sound * np.interp(np.arange(len(sound)), at, curve).astype(np.float32)[:, None]
    return result
