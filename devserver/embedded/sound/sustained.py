"""Blown, bowed and electric instruments that hold their tone: one period, read round and round with a living pitch.

Voices as in the module of struck instruments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from devserver.embedded.sound.signal import Signal, count, generator, noise, seconds_of

TABLE = 16_384
"""Frames of one stored period: so many that no interpolation is needed (what that leaves lies 60 dB below the tone)."""
MOST_PARTIALS = 128
HIGHEST = 15_000.0

Spectrum = Callable[[Signal, Signal], Signal]
"""Give the amplitude of partials: their order and their frequency in Hz."""


@dataclass(frozen=True)
class Tone:
    """How a sustained instrument sounds: spectrum, seconds of attack and release, vibrato and breath.

    `opening` is how much duller the tone begins than it becomes; `spread` lists detunings (in shares of the pitch) of
    players in unison.
    """

    spectrum: Spectrum
    attack: float = 0.05
    release: float = 0.1
    vibrato: float = 0.0
    rate: float = 5.3
    delay: float = 0.25
    breath: float = 0.0
    opening: float = 0.0
    spread: tuple[float, ...] = (0.0,)


def formants(*peaks: tuple[float, float, float]) -> Callable[[Signal], Signal]:
    """Make a gain from resonances: centre and width in Hz, level."""
    return lambda hertz: sum(level / (1 + np.square((hertz - centre) / width)) for centre, width, level in peaks)


BODY = formants((290, 90, 0.7), (480, 120, 0.9), (1000, 300, 0.7), (2600, 900, 0.55))
AH = formants((650, 130, 1.0), (1080, 150, 0.7), (2500, 350, 0.22), (3300, 500, 0.12))
REED_BODY = formants((500, 250, 1.0), (1300, 400, 0.8), (3000, 800, 0.25))
DOUBLE_REED = formants((1050, 300, 1.0), (2900, 500, 0.5), (400, 300, 0.35))

TONES: dict[str, Tone] = {
    "organ": Tone(lambda n, f: np.isin(n, (1, 2, 3, 4, 6, 8)) / n**0.6, 0.025, 0.09, breath=0.01),
    "reed": Tone(lambda n, f: 1 / n**0.9 * np.exp(-f / 4500), 0.045, 0.07, spread=(-0.002, 0.0025)),
    "bowed": Tone(lambda n, f: (0.12 + BODY(f)) / n**0.8, 0.09, 0.13, vibrato=0.0065, breath=0.015, opening=0.5),
    "strings": Tone(
        lambda n, f: (0.2 + BODY(f)) / n * np.exp(-f / 4500), 0.16, 0.3, 0.003, 4.7, spread=(-0.0032, 0.0004, 0.0036)
    ),
    "choir": Tone(lambda n, f: (0.03 + AH(f)) / n**0.7, 0.2, 0.35, 0.006, 4.9, 0.1, 0.02, spread=(-0.003, 0.0028)),
    "brass": Tone(lambda n, f: np.exp(-f / 2300) / n**0.15, 0.045, 0.09, 0.003, 5.0, 0.4, 0.004, 0.85),
    "horn": Tone(lambda n, f: np.exp(-f / 900) / n**0.1, 0.06, 0.12, 0.002, 4.8, 0.5, 0.003, 0.6),
    "sax": Tone(lambda n, f: (0.1 + REED_BODY(f)) / n**0.7, 0.04, 0.09, 0.006, 5.1, 0.3, 0.03, 0.5),
    "oboe": Tone(lambda n, f: (0.08 + DOUBLE_REED(f)) / n**0.3, 0.04, 0.08, 0.005, 5.5, 0.25, 0.01),
    "clarinet": Tone(
        lambda n, f: np.where(n % 2 == 1, 1.0, 0.08 + 0.3 * (f > 2500)) / n * np.exp(-f / 5000),
        0.04,
        0.08,
        breath=0.012,
    ),
    "flute": Tone(lambda n, f: np.where(n == 1, 1, 0.35 / (n - 0.4) ** 1.9), 0.06, 0.1, 0.005, 5.2, 0.2, 0.06),
    "lead": Tone(
        lambda n, f: np.exp(-f / 3800) / n, 0.008, 0.12, 0.002, 5.5, 0.3, opening=-0.6, spread=(-0.004, 0.0045)
    ),
    "pad": Tone(lambda n, f: np.exp(-f / 1100) / n, 0.35, 0.6, 0.001, 3.0, spread=(-0.0045, 0.0005, 0.005)),
}


def sustain(name: str, hertz: float, held: int, hard: float) -> Signal:
    """Play a sustained voice; the attack shortens with the note so that quick notes still speak."""
    tone = TONES[name]
    frames = held + count(tone.release)
    bright = table(tone.spectrum, hertz, 0.65 + 0.5 * hard)
    dull = table(tone.spectrum, hertz, 0.25) if tone.opening else bright
    rng = generator("player", name)
    sound = np.zeros(frames, np.float32)
    opening = opened(tone, frames) if tone.opening else None
    for detune in tone.spread:
        index = turning(tone, hertz * (1 + detune), frames, rng.uniform(), rng.uniform())
        sound += bright[index] if opening is None else bright[index] * opening + dull[index] * (1 - opening)
    if tone.breath:
        sound += np.resize(breath(), frames) * np.float32(tone.breath)
    return sound * envelope(tone, frames, held)


def table(spectrum: Spectrum, hertz: float, brightness: float) -> Signal:
    """Draw one period of the wave, of RMS 1; `brightness` below 1 takes from the high partials."""
    order = np.arange(1, max(2, int(min(HIGHEST / hertz, MOST_PARTIALS))) + 1, dtype=np.float64)
    levels = spectrum(order, order * hertz) * np.exp(-(order - 1) * (1 - min(brightness, 1.0)) * 0.35)
    bins = np.zeros(TABLE // 2 + 1, np.complex128)
    # Phases that turn with the square of the order keep the wave from piling up into a peak.
    bins[1 : len(order) + 1] = levels * np.exp(1j * np.pi * order**2 / len(order))
    wave = np.fft.irfft(bins)
    wave /= np.sqrt(np.mean(np.square(wave)))
    return wave.astype(np.float32)


def turning(tone: Tone, hertz: float, frames: int, phase: float, turn: float) -> npt.NDArray[np.int64]:
    """Give the place in the table for each frame: the pitch with its vibrato, which comes after a moment."""
    time = seconds_of(frames)
    turns = hertz * time + phase
    if tone.vibrato:
        grown = np.clip((time - tone.delay) / 0.3, 0, 1)
        turns += (
            grown * (tone.vibrato * hertz / (2 * np.pi * tone.rate)) * np.sin(2 * np.pi * (tone.rate * time + turn))
        )
    return (turns * TABLE).astype(np.int64) & (TABLE - 1)


@cache
def breath() -> Signal:
    """Give three seconds of the noise of air."""
    return noise(generator("breath"), count(3), 1200, 9000).astype(np.float32)


def opened(tone: Tone, frames: int) -> Signal:
    """Draw how far the tone has opened: from dull to bright, or, where `opening` is negative, from bright to dull."""
    time = seconds_of(frames)
    rising = 1 - np.exp(-time / (0.03 + tone.attack))
    curve: Signal = (
        1 - tone.opening * (1 - rising) if tone.opening > 0 else 1 + tone.opening * (1 - np.exp(-time / 0.25))
    )
    return np.asarray(curve, np.float32)


def envelope(tone: Tone, frames: int, held: int) -> Signal:
    """Draw the loudness of a note: a rounded attack and a rounded release."""
    attack = max(1, min(count(tone.attack), held // 2))
    curve = np.ones(frames, np.float32)
    curve[:attack] = 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    left = frames - held
    if left:
        curve[held:] *= np.square(0.5 + 0.5 * np.cos(np.pi * (np.arange(left) + 1) / left))
    return curve
