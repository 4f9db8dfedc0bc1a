"""Scales and harmonies: modes, chords from Roman numerals, and the scale that fits over a chord."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devserver.embedded.sound.score import Chord

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
DARK_MODES = frozenset(("minor", "dorian", "phrygian"))
"""Modes with a minor third: they use the progressions of minor."""

QUALITIES: dict[str, tuple[tuple[int, int], ...]] = {
    "M": ((0, 0), (4, 2), (7, 4)),
    "m": ((0, 0), (3, 2), (7, 4)),
    "dim": ((0, 0), (3, 2), (6, 4)),
    "sus4": ((0, 0), (5, 3), (7, 4)),
    "sus2": ((0, 0), (2, 1), (7, 4)),
    "M7": ((0, 0), (4, 2), (7, 4), (10, 6)),
    "m7": ((0, 0), (3, 2), (7, 4), (10, 6)),
    "Mmaj7": ((0, 0), (4, 2), (7, 4), (11, 6)),
    "M6": ((0, 0), (4, 2), (7, 4), (9, 5)),
    "m6": ((0, 0), (3, 2), (7, 4), (9, 5)),
    "M9": ((0, 0), (4, 2), (10, 6), (14, 1)),
    "Madd9": ((0, 0), (4, 2), (7, 4), (14, 1)),
    "madd9": ((0, 0), (3, 2), (7, 4), (14, 1)),
    "m7b5": ((0, 0), (3, 2), (6, 4), (10, 6)),
}
"""Per quality the semitones above the root and the steps of the scale above it."""
NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")
NUMERAL = re.compile(r"(?P<flat>b?)(?P<roman>[iv]+|[IV]+)(?P<suffix>.*)")


@dataclass(frozen=True)
class Tonality:
    """A key: the pitch class of its tonic and its mode."""

    tonic: int
    mode: str

    @property
    def dark(self) -> bool:
        """Tell whether the mode has a minor third."""
        return self.mode in DARK_MODES

    def chord(self, numeral: str, start: float, length: float) -> Chord:
        """Build the chord of a Roman numeral (ii7, bVII, V): roots count from the major scale, case is quality."""
        match = NUMERAL.fullmatch(numeral)
        if match is None:
            raise ValueError(f"{numeral!r} is no Roman numeral of a chord")
        degree = NUMERALS.index(match["roman"].lower())
        root = MODES["major"][degree] - (match["flat"] == "b")
        case = "M" if match["roman"].isupper() else "m"
        tones = QUALITIES.get(match["suffix"]) or QUALITIES[case + match["suffix"]]
        return Chord(
            start,
            length,
            numeral,
            tuple((self.tonic + root + semitones) % 12 for semitones, _ in tones),
            tuple((degree + steps) % 7 for _, steps in tones),
        )

    def scale(self, chord: Chord) -> list[int]:
        """Give the semitones above the tonic of the seven steps over a chord: what the chord alters is altered."""
        steps = list(MODES[self.mode])
        for pitch_class, degree in zip(chord.pitch_classes, chord.degrees, strict=True):
            wanted = (pitch_class - self.tonic) % 12
            steps[degree] += (wanted - steps[degree] + 6) % 12 - 6
        return steps

    def pitch(self, step: int, chord: Chord, octave_of_tonic: int) -> int:
        """Give the MIDI pitch of a step of the scale (0 for the tonic at `octave_of_tonic`) over a chord."""
        octave, degree = divmod(step, 7)
        return octave_of_tonic + 12 * octave + self.scale(chord)[degree]


def is_chord_tone(step: int, chord: Chord) -> bool:
    """Tell whether a step of the scale belongs to a chord."""
    return step % 7 in chord.degrees


def nearest_chord_tone(step: int, chord: Chord, towards: int = 0) -> int:
    """Move a step of the scale to the nearest tone of a chord; between two, to the side that `towards` points to."""
    candidates = [step + move for move in range(-3, 4) if is_chord_tone(step + move, chord)]
    return min(candidates, key=lambda found: (abs(found - step), -towards * (found - step), found))
