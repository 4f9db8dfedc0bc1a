"""Accompaniment: patterns that turn the voiced chords into what an instrument plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devserver.embedded.sound.rhythm import groups
from devserver.embedded.sound.score import Chord, Note
from devserver.embedded.sound.voicing import Voicing


@dataclass(frozen=True)
class Span:
    """A chord with its pitches, in a bar of some length; `metre` is that of the piece."""

    chord: Chord
    pitches: Voicing
    bar: float
    metre: tuple[int, int]

    @property
    def start(self) -> float:
        """Give where it begins, in quarter notes."""
        return self.chord.start

    @property
    def length(self) -> float:
        """Give how long it lasts, in quarter notes."""
        return self.chord.length


Pattern = Callable[[Span], list[Note]]


def block(span: Span) -> list[Note]:
    """Hold the chord."""
    return [Note(span.start, span.length * 0.98, pitch, 58) for pitch in span.pitches]


def pulse(span: Span, every: float, share: float, loud: int, soft: int) -> list[Note]:
    """Repeat the chord at equal distances, the first of each bar louder."""
    notes = []
    for beat in beats(span, every):
        velocity = loud if (beat % span.bar) < 1e-6 else soft
        notes += [Note(beat, every * share, pitch, velocity) for pitch in span.pitches]
    return notes


def beats(span: Span, every: float) -> list[float]:
    """List the moments in a chord at equal distances, in quarter notes."""
    return [span.start + index * every for index in range(int(span.length / every + 1e-6) or 1)]


def oompah(span: Span) -> list[Note]:
    """Play the chord on every beat but the first of a bar."""
    return [note for note in pulse(span, 1.0, 0.45, 0, 54) if note.velocity]


def offbeat(span: Span) -> list[Note]:
    """Play the chord after every beat."""
    return [
        Note(beat + 0.5, 0.3, pitch, 56) for beat in beats(span, 1.0) if beat + 0.5 < span.chord.start + span.length
        for pitch in span.pitches
    ]  # fmt: skip


def strum(span: Span) -> list[Note]:
    """Strum a guitar: down on the groups of the bar, lighter up-strokes between, the strings one after another."""
    notes: list[Note] = []
    at, turn = span.start, 0
    lengths = groups(span.metre)
    while at < span.start + span.length - 1e-6:
        length = min(lengths[turn % len(lengths)], span.start + span.length - at)
        notes += stroke(span.pitches, at, 0.9 * min(1.0, length), 64 if turn % 2 == 0 else 58, up=False)
        if length >= 2:
            notes += stroke(span.pitches[-2:], at + 1.0, 0.45, 46, up=False)
            notes += stroke(span.pitches[-3:], at + 1.5, 0.45, 50, up=True)
        elif length >= 1.5:
            notes += stroke(span.pitches[-3:], at + 1.0, 0.45, 48, up=True)
        at += length
        turn += 1
    return notes


def stroke(pitches: Voicing, at: float, length: float, velocity: int, up: bool) -> list[Note]:
    """Play tones nearly together, as a hand passes over strings."""
    order = pitches[::-1] if up else pitches
    return [Note(at + 0.018 * index, length, pitch, velocity) for index, pitch in enumerate(order)]


def arpeggio(span: Span) -> list[Note]:
    """Rise and fall through the chord in eighths."""
    path = [*span.pitches, span.pitches[0] + 12, *span.pitches[:0:-1]]
    return run(span, path, 0.5, 1.4, 52)


def broken(span: Span) -> list[Note]:
    """Spread the chord wide, from a low root and fifth up to the top, and let it ring."""
    root = span.chord.pitch_classes[0]
    low = 36 + (root - 36) % 12
    low += 12 if low < 41 else 0
    fifth = low + (span.chord.pitch_classes[2] - root) % 12
    path = [low, fifth, *span.pitches, span.pitches[-2]]
    notes = run(span, path[: max(1, int(span.length * 2))] if span.length < 3 else path, 0.5, 1.0, 50)
    return [Note(note.start, span.start + span.length - note.start, note.pitch, note.velocity) for note in notes]


def alberti(span: Span) -> list[Note]:
    """Break the chord as a baroque left hand does: low, high, middle, high."""
    low, middle, high = span.pitches[0], span.pitches[1], span.pitches[-1]
    return run(span, [low, high, middle, high], 0.5, 0.9, 52)


def arp16(span: Span) -> list[Note]:
    """Run through the chord in sixteenths over two octaves, with an accent that falls across the beat."""
    path = [*span.pitches, span.pitches[0] + 12, span.pitches[-1], span.pitches[1]]
    notes = run(span, path, 0.25, 0.8, 50)
    return [Note(n.start, n.length, n.pitch, n.velocity + (14 if i % 3 == 0 else 0)) for i, n in enumerate(notes)]


def ostinato(span: Span) -> list[Note]:
    """Drive in eighths: the chord short and tight, the first of each group louder."""
    return [
        Note(beat, 0.4, pitch, 66 if index % 4 == 0 else 48)
        for index, beat in enumerate(beats(span, 0.5))
        for pitch in (span.pitches if index % 4 == 0 else span.pitches[:2])
    ]


def run(span: Span, path: list[int], every: float, share: float, velocity: int) -> list[Note]:
    """Play a path of pitches one after another, round and round."""
    return [
        Note(beat, every * share, path[index % len(path)], velocity + (8 if index == 0 else 0))
        for index, beat in enumerate(beats(span, every))
    ]


def placed(span: Span, moments: tuple[tuple[float, float, int], ...]) -> list[Note]:
    """Play the chord at moments of the bar (start, length, velocity), as far as the chord reaches."""
    notes = []
    bar = span.start - span.start % span.bar
    while bar < span.start + span.length - 1e-6:
        for start, length, velocity in moments:
            if span.start - 1e-6 <= bar + start < min(span.start + span.length, bar + span.bar) - 1e-6:
                notes += [Note(bar + start, length, pitch, velocity) for pitch in span.pitches]
        bar += span.bar
    return notes


def comp(span: Span) -> list[Note]:
    """Comp as a jazz pianist: on one and before three, answered late in the bar."""
    return placed(span, ((0.0, 0.9, 56), (1.5, 0.4, 60), (3.5, 0.4, 52)))


def shuffle(span: Span) -> list[Note]:
    """Play short chords behind beats two and four."""
    return placed(span, ((1.0, 0.35, 58), (1.5, 0.3, 48), (3.0, 0.35, 60), (3.5, 0.3, 46)))


def stabs(span: Span) -> list[Note]:
    """Stab the chord across the beat."""
    return placed(span, ((0.0, 0.4, 66), (0.75, 0.3, 58), (1.5, 0.4, 62), (2.75, 0.3, 58), (3.5, 0.3, 52)))


def habanera(span: Span) -> list[Note]:
    """Play the rhythm of the habanera in the chords."""
    return placed(span, ((0.0, 0.6, 62), (1.5, 0.4, 56), (2.0, 0.6, 58), (3.0, 0.6, 56)))


def eighths(span: Span) -> list[Note]:
    """Drive the root, fifth and octave in eighths."""
    low = 48 + (span.chord.pitch_classes[0] - 48) % 12 - (12 if (span.chord.pitch_classes[0] % 12) > 4 else 0)
    power = (low, low + (span.chord.pitch_classes[2] - span.chord.pitch_classes[0]) % 12, low + 12)
    return [
        Note(beat, 0.42, pitch, 64 if index % 2 == 0 else 54)
        for index, beat in enumerate(beats(span, 0.5))
        for pitch in power
    ]


PATTERNS: dict[str, Pattern] = {
    "block": block,
    "oompah": oompah,
    "offbeat": offbeat,
    "strum": strum,
    "arpeggio": arpeggio,
    "broken": broken,
    "alberti": alberti,
    "arp16": arp16,
    "ostinato": ostinato,
    "comp": comp,
    "shuffle": shuffle,
    "stabs": stabs,
    "habanera": habanera,
    "eighths": eighths,
}


def accompaniment(pattern: str, span: Span) -> list[Note]:
    """Play a chord in a pattern; a metre that a pattern of four does not fit is pulsed instead."""
    if pattern in ("comp", "shuffle", "stabs", "habanera") and span.bar != 4:
        return pulse(span, 1.0, 0.5, 60, 52)
    found = PATTERNS[pattern](span)
    return found or block(span)
