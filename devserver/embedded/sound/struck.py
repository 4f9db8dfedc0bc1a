"""Struck and plucked instruments: sums of dying partials.

A voice takes the pitch (Hz), the frames for which the note is held and how hard it is played (0 to 1), and gives a mono
sound that is longer by its release; the player evens out the level.
"""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.modes import ring
from devserver.embedded.sound.signal import RATE, Signal, count, dying, generator, noise


def released(sound: Signal, held: int, seconds: float) -> Signal:
    """Damp a sound from the frame where the note is let go, by 60 dB in `seconds`; fade its last 5 ms to silence."""
    frames = len(sound)
    result = sound.copy()
    if frames > held:
        result[held:] *= np.exp(-6.9 * np.arange(frames - held) / (seconds * RATE))
    last = min(frames, count(0.005))
    result[frames - last :] *= np.linspace(1, 0, last)
    return result


def string(
    hertz: float, held: int, hard: float, *, pluck: float, bright: float, ringing: float, damping: float, release: float
) -> Signal:
    """Pluck a string at a share of its length: partials by the place, each dying sooner than the one below."""
    frames = held + count(release)
    order = np.arange(1, int(np.clip(9000 / hertz, 4, 26)) + 1)
    levels = np.abs(np.sin(np.pi * order * pluck)) / order * np.exp(-order * hertz / (bright * (0.6 + 0.8 * hard)))
    seconds = ringing * (220 / hertz) ** 0.35 / (1 + damping * order**1.6)
    stretched = hertz * order * np.sqrt(1 + 5e-5 * order**2)
    sound = ring(stretched, levels, seconds, frames, order * 0.37 % 1)
    attack = count(0.0015)
    sound[:attack] *= np.linspace(0, 1, attack)[: len(sound)]
    return released(sound, held, release)


def piano(hertz: float, held: int, hard: float) -> Signal:
    """Play a piano: stretched partials on two strings that beat slowly, brighter when hit harder, a felt knock."""
    frames = held + count(0.25)
    order = np.arange(1, int(np.clip(8000 / hertz, 4, 18)) + 1)
    levels = np.abs(np.sin(np.pi * order / 7.7)) ** 0.7 / order**0.9 * np.exp(-order * hertz / (1100 + 2600 * hard))
    stretched = hertz * order * np.sqrt(1 + 3.2e-4 * (hertz / 261) ** 0.6 * order**2)
    quick = 7.0 * (261 / hertz) ** 0.6 / (1 + 0.22 * order)
    sound = ring(
        np.concatenate([stretched, stretched * 1.0006]),
        np.concatenate([levels, levels * 0.55]),
        np.concatenate([quick * 0.55, quick * 1.5]),
        frames,
        np.concatenate([order * 0.21, order * 0.21 + 0.1]) % 1,
    )
    knock = noise(generator("knock"), count(0.03), 120, 900) * dying(count(0.03), 0.04)
    sound[: len(knock)] += knock[: len(sound)] * 0.02 * float(np.max(np.abs(sound), initial=0.1))
    attack = count(0.002)
    sound[:attack] *= np.linspace(0, 1, attack)[: len(sound)]
    return released(sound, held, 0.22)


def rhodes(hertz: float, held: int, hard: float) -> Signal:
    """Play an electric piano: a round tone, an overtone that grows with the touch, a tine that dies at once."""
    frames = held + count(0.2)
    sound = ring(
        hertz * np.array([1, 2, 3, 4, 7.02]),
        [1, 0.25 + 0.35 * hard, 0.1 + 0.2 * hard, 0.05, 0.16 * hard],
        [3.5, 2.0, 1.2, 0.8, 0.28],
        frames,
    )
    shaking = 1 + 0.12 * np.sin(2 * np.pi * 4.6 * np.arange(frames) / RATE)
    return released(sound * shaking, held, 0.18)


def harpsichord(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a harpsichord: very bright, hardly louder when struck harder, with a four-foot string above."""
    low = string(hertz, held, 0.5, pluck=0.12, bright=9000, ringing=3.6, damping=0.05, release=0.1)
    high = string(hertz * 2, held, 0.5, pluck=0.15, bright=9000, ringing=2.6, damping=0.08, release=0.1)
    return low + (0.3 + 0.05 * hard) * high


def guitar(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a nylon string."""
    return string(hertz, held, hard, pluck=0.19, bright=2600, ringing=3.0, damping=0.06, release=0.25)


def steel(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a steel string."""
    return string(hertz, held, hard, pluck=0.13, bright=5200, ringing=4.0, damping=0.035, release=0.25)


def harp(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a harp: it rings on when the finger has gone."""
    return string(hertz, held, hard, pluck=0.3, bright=3200, ringing=4.5, damping=0.09, release=1.0)


def upright(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a double bass: round and short."""
    return string(hertz, held, hard, pluck=0.27, bright=900, ringing=1.9, damping=0.10, release=0.12)


def bass(hertz: float, held: int, hard: float) -> Signal:
    """Pluck an electric bass."""
    return string(hertz, held, hard, pluck=0.2, bright=1300, ringing=3.4, damping=0.07, release=0.1)


def electric(hertz: float, held: int, hard: float) -> Signal:
    """Play an electric guitar through an amplifier that is driven a little."""
    sound = string(hertz, held, hard, pluck=0.14, bright=4200, ringing=7.0, damping=0.03, release=0.12)
    driven: Signal = np.tanh(sound / (np.max(np.abs(sound), initial=1e-6) + 1e-9) * (1.5 + 3.5 * hard))
    return driven


def synth_bass(hertz: float, held: int, hard: float) -> Signal:
    """Play an analogue bass: a saw whose filter closes at once."""
    frames = held + count(0.05)
    order = np.arange(1, int(np.clip(3500 / hertz, 6, 24)) + 1)
    seconds = 0.2 + 1.6 / (0.3 + 0.25 * (order - 1) ** 1.2)
    sound = ring(hertz * order, 1 / order, seconds, frames) + 0.5 * ring(hertz, 1.0, np.inf, frames, 0.0)
    return released(np.tanh(1.5 * sound), held, 0.05)


def pluck(hertz: float, held: int, hard: float) -> Signal:
    """Play a short bright synthesiser note: two saws a little apart whose filter closes."""
    frames = held + count(0.12)
    order = np.arange(1, int(np.clip(9000 / hertz, 5, 20)) + 1)
    seconds = 0.12 + (1.1 + 0.8 * hard) / (0.6 + 0.4 * order)
    levels = np.concatenate([1 / order, 0.8 / order])
    pitches = np.concatenate([hertz * order * 0.9985, hertz * order * 1.0015])
    return released(ring(pitches, levels, np.tile(seconds, 2), frames), held, 0.1)


def bar(hertz: float, held: int, ratios: tuple[float, ...], levels: tuple[float, ...], seconds: float) -> Signal:
    """Strike a tuned bar or bell that rings on as long as it will, at most 2.5 s after the note."""
    frames = held + count(min(2.5, seconds * 0.7))
    lengths = seconds * (523 / hertz) ** 0.4 / np.sqrt(np.array(ratios)) ** 1.4
    return released(ring(hertz * np.array(ratios), levels, lengths, frames), held, 3.0)


def celesta(hertz: float, held: int, hard: float) -> Signal:
    """Strike a celesta."""
    return bar(hertz, held, (1, 4.0, 10.1), (1, 0.25 + 0.15 * hard, 0.06), 1.8)


def music_box(hertz: float, held: int, hard: float) -> Signal:
    """Pluck the comb of a music box."""
    return bar(hertz, held, (1, 2.0, 5.8, 11.6), (1, 0.18, 0.3, 0.08 * hard), 2.2)


def vibraphone(hertz: float, held: int, hard: float) -> Signal:
    """Strike a vibraphone with its motor running."""
    sound = bar(hertz, held, (1, 4.0, 9.9), (1, 0.14 + 0.16 * hard, 0.04), 3.2)
    return sound * (1 + 0.22 * np.sin(2 * np.pi * 5.2 * np.arange(len(sound)) / RATE))


def marimba(hertz: float, held: int, hard: float) -> Signal:
    """Strike a marimba."""
    return bar(hertz, held, (1, 3.93, 9.2), (1, 0.3 * (0.5 + hard), 0.1), 0.8)


def kalimba(hertz: float, held: int, hard: float) -> Signal:
    """Pluck a kalimba."""
    return bar(hertz, held, (1, 2.0, 6.3), (1, 0.12, 0.22 * (0.5 + hard)), 1.2)


def bells(hertz: float, held: int, hard: float) -> Signal:
    """Strike a tubular bell: the pitch that is heard lies between its partials."""
    ratios = (0.5, 1.0, 1.52, 2.0, 2.74, 3.76, 4.9)
    return bar(hertz, held, ratios, (0.25, 0.6, 0.3, 1.0, 0.5, 0.35 * hard, 0.2 * hard), 5.0)
