"""A written piece of music: what a composer hands to a player or to a MIDI file."""

from __future__ import annotations

from dataclasses import dataclass

KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""Names of the keys by pitch class, 0 for C."""


@dataclass(frozen=True)
class Note:
    """One note: start and length in quarter notes, MIDI pitch (drum number in a drum part), velocity 1 to 127."""

    start: float
    length: float
    pitch: int
    velocity: int

    @property
    def end(self) -> float:
        """Give the moment it ends, in quarter notes."""
        return self.start + self.length


@dataclass(frozen=True)
class Part:
    """One player: a General MIDI program or the drum kit, a place (−1 left to 1 right), a level (0 to 1)."""

    name: str
    role: str
    program: int
    notes: tuple[Note, ...]
    drums: bool = False
    place: float = 0.0
    level: float = 0.8


@dataclass(frozen=True)
class Chord:
    """A harmony that holds for some quarter notes: its Roman numeral and its pitch classes, root first."""

    start: float
    length: float
    numeral: str
    pitch_classes: tuple[int, ...]
    degrees: tuple[int, ...]
    """Which step of the scale each pitch class stands on, 0 for the tonic."""


@dataclass(frozen=True)
class Section:
    """A section of the form, such as A or B, that begins at a bar and lasts some."""

    name: str
    bar: int
    bars: int


@dataclass(frozen=True)
class Score:
    """A whole piece; `metre` is (beats in a bar, note value of a beat), `tempo_bpm` counts quarter notes."""

    title: str
    style: str
    tempo_bpm: float
    key: str
    mode: str
    metre: tuple[int, int]
    bars: int
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]
    parts: tuple[Part, ...]
    room: str = "room"

    @property
    def bar_length(self) -> float:
        """Give the quarter notes in a bar."""
        return self.metre[0] * 4 / self.metre[1]

    @property
    def beats(self) -> float:
        """Give the quarter notes of the whole piece."""
        return self.bars * self.bar_length

    @property
    def seconds(self) -> float:
        """Give the written length in seconds; what rings on after the last bar is not counted."""
        return self.beats * 60 / self.tempo_bpm

    def chord_at(self, beat: float) -> Chord:
        """Give the harmony at a moment, in quarter notes."""
        return next((chord for chord in reversed(self.chords) if chord.start <= beat + 1e-6), self.chords[0])
