"""What a layer of a soundscape is told before it plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from devserver.embedded.sound.signal import RATE, Signal, noise, wander


@dataclass(frozen=True)
class Take:
    """A length in frames, the layer's own chance, and how wild and how bright it should be (0 to 1)."""

    frames: int
    rng: np.random.Generator
    energy: float
    light: float
    pulse: Callable[[], None] = lambda: None
    """Tell that work goes on; it may raise to end it."""

    @property
    def seconds(self) -> float:
        """Give the length in seconds."""
        return self.frames / RATE

    def noise(self, low: float, high: float, slope: float = 0.0) -> Signal:
        """Make mono noise as long as the take; see `signal.noise`."""
        self.pulse()
        return noise(self.rng, self.frames, low, high, slope)

    def wide_noise(self, low: float, high: float, slope: float = 0.0) -> Signal:
        """Make stereo noise of RMS 1 as long as the take, whose sides are mostly independent."""
        middle, left, right = (self.noise(low, high, slope) for _ in range(3))
        return np.stack([0.5 * middle + 0.866 * left, 0.5 * middle + 0.866 * right], axis=1)

    def wander(self, period: float, low: float, high: float) -> Signal:
        """Draw a random curve as long as the take; see `signal.wander`."""
        self.pulse()
        return wander(self.rng, self.frames, period, low, high)


Layer = Callable[[Take], Signal]
"""Play a take: stereo (frames, 2). A lasting sound has an RMS near 0.1, a single event a peak near 0.5."""
