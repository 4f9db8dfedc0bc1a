"""Scales, chords and note names: pitches are MIDI numbers, 60 is middle C (C4)."""

from __future__ import annotations

SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

MODES: dict[str, tuple[int, ...]] = {
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
"""From the brightest to the darkest, as half tones above the root."""

PROGRESSIONS: dict[str, tuple[tuple[int, ...], ...]] = {
    "lydian": ((0, 1, 0, 4), (0, 1, 5, 4), (0, 4, 1, 0)),
    "major": ((0, 4, 5, 3), (0, 5, 3, 4), (3, 4, 2, 5), (0, 2, 3, 4), (0, 3, 1, 4)),
    "mixolydian": ((0, 6, 3, 0), (0, 4, 6, 3), (0, 3, 6, 0)),
    "dorian": ((0, 3, 0, 6), (0, 2, 3, 6), (0, 6, 3, 0)),
    "minor": ((0, 5, 2, 6), (0, 3, 6, 2), (0, 6, 5, 6), (0, 3, 5, 4), (5, 6, 0, 0)),
    "phrygian": ((0, 1, 0, 6), (0, 5, 1, 0), (0, 6, 1, 0)),
}
"""Scale degrees of four bars, counted from 0."""


def name_of(pitch: int) -> str:
    """Name a pitch, as in F#4."""
    return f"{SHARPS[pitch % 12]}{pitch // 12 - 1}"


def pitch_at(root: int, mode: str, degree: int) -> int:
    """Give the pitch of a scale degree, which may lie in any octave (7 is the root an octave higher)."""
    octave, step = divmod(degree, 7)
    return root + 12 * octave + MODES[mode][step]


def degree_near(root: int, mode: str, pitch: int) -> int:
    """Give the degree of the scale that lies nearest to a pitch."""
    around = range(-14, 28)
    return min(around, key=lambda degree: (abs(pitch_at(root, mode, degree) - pitch), degree))


def chord(root: int, mode: str, degree: int, tones: int) -> tuple[int, ...]:
    """Stack thirds of the scale on a degree: 3 tones make a triad, 4 a seventh chord."""
    return tuple(pitch_at(root, mode, degree + 2 * third) for third in range(tones))


def voiced(pitches: tuple[int, ...], middle: int) -> tuple[int, ...]:
    """Move each tone of a chord to the octave nearest to a middle pitch, so that chords lead into each other.

    The lower of two neighbours a half tone apart goes an octave up: close together they would rub.
    """
    moved = {pitch + 12 * round((middle - pitch) / 12) for pitch in pitches}
    return tuple(sorted(pitch + 12 * (pitch + 1 in moved) for pitch in moved))
