"""Melody: a motif, its developments, and phrases whose strong beats rest on the harmony.

Pitches are steps of the scale (0 for the tonic, 7 for its octave) until the very end: a motif moved by a step stays
itself, and what is altered by the chord is altered in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from devserver.embedded.sound.brief import Brief
from devserver.embedded.sound.rhythm import Cell, bar_rhythm, strong_beats
from devserver.embedded.sound.score import Chord, Note, Section
from devserver.embedded.sound.tonality import is_chord_tone, nearest_chord_tone

LOWEST, HIGHEST = -2, 10
MOVES = (-1, 1, -2, 2, 0, -3, 3, -4, 4)
CHANCES = {
    "": np.array([0.3, 0.3, 0.1, 0.1, 0.06, 0.04, 0.04, 0.02, 0.04]),
    "steps": np.array([0.46, 0.46, 0.03, 0.03, 0.02, 0, 0, 0, 0]),
    "leaps": np.array([0.1, 0.1, 0.16, 0.16, 0.0, 0.12, 0.14, 0.1, 0.12]),
    "stays": np.array([0.18, 0.18, 0.02, 0.02, 0.6, 0, 0, 0, 0]),
}
"""How likely each move is, by how the melody was told to move."""
SLIDE = 0.16
"""Quarter notes that a slide into a blue note takes."""
SLOW_BAR = 2.9
"""Seconds from which a bar counts as slow."""
WIDEST = 4
"""Steps that a melody leaps at most within a bar (a fifth)."""


@dataclass(frozen=True)
class Motif:
    """A rhythm and a contour, in steps from its first note."""

    rhythm: Cell
    contour: tuple[int, ...]


@dataclass(frozen=True)
class Theme:
    """What a section is made of: a motif, an answer, a contrast, and the step it starts near."""

    motif: Motif
    contrast: Motif
    start: int


@dataclass
class Tone:
    """A note of a melody while it is being written."""

    start: float
    length: float
    step: int
    strong: bool


def motif(brief: Brief, density: int, rng: np.random.Generator) -> Motif:
    """Invent a motif of one bar: mostly steps; a leap turns back."""
    rhythm = bar_rhythm(brief.metre, density, rng)
    contour = [0]
    direction = int(rng.choice([-1, 1]))
    for _ in rhythm[1:]:
        move = int(rng.choice(MOVES, p=CHANCES[brief.motion]))
        leap = abs(contour[-1] - contour[-2]) > 2 if len(contour) > 1 else False
        if leap or abs(contour[-1] + move) > 5:
            move = -int(np.sign(contour[-1] - (contour[-2] if leap else 0)) or direction)
        contour.append(contour[-1] + (move if move or brief.motion == "stays" else direction))
    return Motif(rhythm, tuple(contour))


def theme(brief: Brief, start: int, density: int, rng: np.random.Generator) -> Theme:
    """Invent the material of a section."""
    return Theme(motif(brief, density, rng), motif(brief, density, rng), start)


class Writer:
    """Write the melody of a whole piece, section by section, over its chords."""

    def __init__(self, brief: Brief, chords: tuple[Chord, ...], bar: float, rng: np.random.Generator) -> None:
        self.brief, self.chords, self.bar, self.rng = brief, chords, bar, rng
        # A slow bar is long: it holds more notes before it is as busy as a quick one.
        density = brief.style.rhythm + (brief.energy > 0.85) + (bar * 60 / brief.tempo_bpm > SLOW_BAR)
        density = max(0, min(3, density))
        self.strong = strong_beats(brief.metre)
        self.themes = {
            "A": theme(brief, int(rng.choice([2, 4, 4, 7])), density, rng),
            "B": theme(brief, int(rng.choice([5, 7, 8])), min(3, density + int(rng.integers(0, 2))), rng),
            "C": theme(brief, int(rng.choice([0, 2, 9])), max(0, density - 1), rng),
        }
        self.tones: list[Tone] = []

    def write(self, sections: tuple[Section, ...]) -> list[Tone]:
        """Write every section and give all notes."""
        for index, section in enumerate(sections):
            self._section(section, index == len(sections) - 1)
        self._resolve()
        return self.tones

    def _section(self, section: Section, last: bool) -> None:
        material = self.themes.get(section.name[0], self.themes["A"])
        variation = section.name.count("'")
        for bar in range(section.bars):
            at = (section.bar + bar) * self.bar
            if bar == section.bars - 1:
                self._close(at, last)
            else:
                self._bar(at, *self._plan(material, bar, variation))

    def _plan(self, material: Theme, bar: int, variation: int) -> tuple[Motif, int, bool]:
        """Choose for a bar of a phrase: statement, statement moved, contrast; varied when it comes again."""
        phase = bar % 4
        if phase == 2:
            return material.contrast, material.start + 1, variation > 1
        return material.motif, material.start + (0, -1, 0, 1)[phase] + (variation > 1), variation > 0 and phase == 1

    def _bar(self, at: float, idea: Motif, start: int, ornament: bool) -> None:
        beat = 0.0
        for length, offset in zip(idea.rhythm, idea.contour, strict=True):
            strong = beat in self.strong or length > 1
            self._tone(at + beat, length, start + offset, strong)
            if ornament and length == 1 and not strong and len(self.tones) > 1:
                self._ornament()
            beat += length

    def _tone(self, start: float, length: float, wanted: int, strong: bool) -> None:
        previous = self.tones[-1].step if self.tones else wanted
        wanted = max(previous - WIDEST, min(previous + WIDEST, wanted))
        wanted = max(LOWEST, min(HIGHEST, wanted))
        if strong:
            wanted = nearest_chord_tone(wanted, self._chord(start), int(np.sign(wanted - previous)))
        self.tones.append(Tone(start, length, wanted, strong))

    def _ornament(self) -> None:
        """Split the last note into itself and its upper neighbour."""
        tone = self.tones[-1]
        tone.length /= 2
        self.tones.append(Tone(tone.start + tone.length, tone.length, tone.step + 1, False))

    def _close(self, at: float, closed: bool) -> None:
        """End a phrase: the tonic at the very end of the piece, else a long tone of the chord, a breath, an upbeat."""
        end = at + self.bar
        if closed:
            previous = self.tones[-1].step if self.tones else 0
            self.tones.append(Tone(at, self.bar, 7 * round(previous / 7), True))
            return
        if len(self.strong) > 1:
            at = self._approach(at)
        previous = self.tones[-1].step if self.tones else 4
        step = nearest_chord_tone(max(0, min(7, previous)), self._chord(at), -1)
        upbeat = self.bar >= 3 and self.brief.style.rhythm > 0 and self.rng.uniform() < 0.6
        rest = 1.0 if upbeat else 0.5 * (end - at > 1)
        self.tones.append(Tone(at, end - at - rest - 0.5 * upbeat * (end - at > 2), step, True))
        if upbeat:
            rising = 1 if step < 5 else -1
            for index in range(2):
                self.tones.append(Tone(end - 1 + index / 2, 0.5, step + rising * (index + 1), False))

    def _approach(self, at: float) -> float:
        """Move by step towards the close, up to the last strong beat of the bar; give that beat."""
        goal = self.strong[-1]
        rhythm = self.themes["A"].motif.rhythm
        falling = -1 if (self.tones[-1].step if self.tones else 4) > 3 else 1
        beat = 0.0
        for length in rhythm:
            if beat >= goal - 1e-6:
                break
            last = self.tones[-1].step if self.tones else 4
            self._tone(at + beat, min(length, goal - beat), last + falling, beat in self.strong)
            beat += length
        return at + goal

    def _chord(self, beat: float) -> Chord:
        return next(chord for chord in reversed(self.chords) if chord.start <= beat + 1e-6)

    def _resolve(self) -> None:
        """Turn what is neither of the chord nor passed by step into a tone of the chord."""
        for index, tone in enumerate(self.tones):
            chord = self._chord(tone.start)
            if is_chord_tone(tone.step, chord):
                continue
            before = self.tones[index - 1].step if index else tone.step
            after = self.tones[index + 1].step if index + 1 < len(self.tones) else tone.step
            if abs(after - tone.step) > 1 or abs(before - tone.step) > 2:
                tone.step = nearest_chord_tone(tone.step, chord, int(np.sign(after - tone.step)))


def to_notes(tones: list[Tone], brief: Brief, chords: tuple[Chord, ...], centre: int, bar: float) -> list[Note]:
    """Turn steps into pitches around a centre, and give each note the weight of its place in bar and phrase."""
    middle = np.mean([tone.step for tone in tones]) * 12 / 7 if tones else 0.0
    tonic = 12 * round((centre - middle - brief.tonality.tonic) / 12) + brief.tonality.tonic
    phrase = 4 * bar
    notes = []
    for tone in tones:
        chord = next(chord for chord in reversed(chords) if chord.start <= tone.start + 1e-6)
        arch = np.sin(np.pi * min(1.0, (tone.start % phrase) / phrase * 1.15))
        accent = 9 if tone.start % bar < 1e-6 else 4 if tone.strong else -3
        velocity = int(np.clip(74 + 14 * arch + accent + 18 * (brief.energy - 0.5), 30, 124))
        pitch = int(np.clip(brief.tonality.pitch(tone.step, chord, tonic), 24, 103))
        notes.append(Note(tone.start, tone.length * (0.96 if tone.length < 1.9 else 0.98), pitch, velocity))
    return notes


def blue(notes: list[Note], tonic: int) -> list[Note]:
    """Slide into long major thirds of the key from a half step below, as blues singers do."""
    found: list[Note] = []
    for note in notes:
        if found and (note.pitch - tonic) % 12 == 4 and note.length > 0.9 and note.start - found[-1].start > 2 * SLIDE:
            start = note.start - SLIDE
            found[-1] = replace(found[-1], length=min(found[-1].length, start - found[-1].start))
            found.append(Note(start, SLIDE, note.pitch - 1, max(1, note.velocity - 12)))
        found.append(note)
    return found
