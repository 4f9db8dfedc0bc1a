"""Sums of dying sines: what struck, plucked and blown bodies sound like.

A sum of K damped sines over N frames factors into two small matrices, because exp(s(a + b)) = exp(sa) exp(sb):
one matrix product gives the whole sound, many times quicker than K sines, and exactly in tune.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from devserver.embedded.sound.signal import RATE, Signal

HIGHEST = 16_000.0
STRIP = 8
"""Rows of a product at a time: so few that the linear algebra library starts no threads for them, which cost more."""
SILENT = 6.9
"""Nepers in 60 dB."""


def ring(
    hertz: npt.ArrayLike, levels: npt.ArrayLike, seconds: npt.ArrayLike, frames: int, phases: npt.ArrayLike = 0.0
) -> Signal:
    """Sum dying sines: frequencies in Hz, amplitudes, seconds until each has fallen by 60 dB, phases in turns.

    What lies above `HIGHEST` is left out. `seconds` may be infinite.
    """
    hertz, levels, seconds, phases = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (hertz, levels, seconds, phases))
    )
    heard = hertz < HIGHEST
    slope = (-SILENT / seconds[heard] + 2j * np.pi * hertz[heard]) / RATE
    width = max(1, int(np.sqrt(frames)))
    rows = -(-frames // (width * STRIP)) * STRIP
    start = levels[heard] * np.exp(2j * np.pi * phases[heard])
    outer = start * np.exp(np.outer(np.arange(rows) * width, slope))
    inner = np.exp(np.outer(slope, np.arange(width)))
    # The imaginary part of the product, as one real product.
    left = np.concatenate([outer.imag, outer.real], axis=1).astype(np.float32)
    right = np.concatenate([inner.real, inner.imag], axis=0).astype(np.float32)
    return (left.reshape(rows // STRIP, STRIP, left.shape[1]) @ right).reshape(-1)[:frames]
