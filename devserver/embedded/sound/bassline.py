"""The bass: patterns over the roots of the chords."""

from __future__ import annotations

from collections.abc import Callable

from devserver.embedded.sound.accompany import Span as Span
from devserver.embedded.sound.accompany import beats
from devserver.embedded.sound.rhythm import groups
from devserver.embedded.sound.score import Note
from devserver.embedded.sound.tonality import Tonality

FLOOR = 33
"""The lowest bass note (A of the fourth string of a bass, one step up)."""


def low(pitch_class: int, near: int = 38) -> int:
    """Give the pitch of a class nearest to `near`, not below the floor."""
    pitch = near + (pitch_class - near + 6) % 12 - 6
    return pitch + 12 if pitch < FLOOR else pitch


def bass_line(pattern: str, span: Span, following: Span | None, tonality: Tonality, last: bool) -> list[Note]:
    """Play the bass of one chord; the last chord is one long root."""
    root = low(span.chord.pitch_classes[0])
    fifth = root + (span.chord.pitch_classes[2] - root) % 12
    fifth = fifth - 12 if fifth - 12 >= FLOOR and fifth > 43 else fifth
    if last:
        return held(span, root)
    goal = low(following.chord.pitch_classes[0], root) if following else root
    patterns: dict[str, Callable[[], list[Note]]] = {
        "root": lambda: held(span, root),
        "root_fifth": lambda: root_fifth(span, root, fifth),
        "eighths": lambda: eighths(span, root),
        "offbeat": lambda: offbeat(span, root),
        "habanera": lambda: habanera(span, root, fifth),
        "walking": lambda: walking(span, root, goal),
        "stepping": lambda: stepping(span, root, goal, tonality),
    }
    return patterns[pattern]()


def eighths(span: Span, root: int) -> list[Note]:
    """Drive the root in eighths."""
    return [Note(at, 0.45, root, 84 if i % 2 == 0 else 72) for i, at in enumerate(beats(span, 0.5))]


def habanera(span: Span, root: int, fifth: int) -> list[Note]:
    """Play the rhythm of the habanera in the bass."""
    moments = ((0.0, 1.4, root), (1.5, 0.45, root), (2.0, 0.9, fifth), (3.0, 0.9, root))
    return [Note(span.start + at, length, pitch, 82) for at, length, pitch in moments if at < span.length]


def held(span: Span, root: int) -> list[Note]:
    """Play the root once a bar."""
    return [
        Note(at, min(span.bar, span.start + span.length - at) * 0.95, root, 78)
        for at in beats(span, min(span.bar, span.length))
    ]


def root_fifth(span: Span, root: int, fifth: int) -> list[Note]:
    """Alternate root and fifth on the groups of the bar."""
    notes: list[Note] = []
    at, turn = span.start, 0
    lengths = groups(span.metre)
    while at < span.start + span.length - 1e-6:
        length = min(lengths[turn % len(lengths)], span.start + span.length - at)
        notes.append(Note(at, length * 0.85, fifth if turn % 2 else root, 76 if turn % 2 else 84))
        at += length
        turn += 1
    return notes


def offbeat(span: Span, root: int) -> list[Note]:
    """Play between the kicks: short sixteenths, the octave now and then."""
    notes = []
    for index, at in enumerate(beats(span, 0.5)):
        pitch = root + 12 if index % 8 == 7 else root
        notes.append(Note(at + 0.25 * (index % 2 == 0), 0.22, pitch, 84 if index % 2 else 70))
    return notes


def walking(span: Span, root: int, goal: int) -> list[Note]:
    """Walk in quarters: the tones of the chord, and a half step into the next root."""
    tones = sorted({low(pc, root + 4) for pc in span.chord.pitch_classes} | {root})
    upward = goal >= root
    path = [pitch for pitch in (tones if upward else tones[::-1]) if pitch != root] or [root]
    notes = []
    moments = beats(span, 1.0)
    for index, at in enumerate(moments):
        pitch = root if index == 0 else path[(index - 1) % len(path)]
        if index == len(moments) - 1 and index > 0:
            pitch = goal - 1 if upward and goal - 1 >= FLOOR else goal + 1
        notes.append(Note(at, 0.9, pitch, 84 if index == 0 else 76))
    return notes


def stepping(span: Span, root: int, goal: int, tonality: Tonality) -> list[Note]:
    """Step in quarters along the scale towards the next root, as a continuo bass does."""
    scale = {(tonality.tonic + semitones) % 12 for semitones in tonality.scale(span.chord)}
    moments = beats(span, 1.0)
    count = len(moments)
    ladder = [pitch for pitch in range(FLOOR - 5, 64) if pitch % 12 in scale]
    pitches = [root]
    for left in range(count - 1, 0, -1):
        here = min(range(len(ladder)), key=lambda i: abs(ladder[i] - pitches[-1]))
        there = min(range(len(ladder)), key=lambda i: abs(ladder[i] - goal))
        gap = there - here
        move = 0 if gap == 0 else (1 if gap > 0 else -1)
        # Far goals are reached through the octave of the root, near ones by waiting on it.
        pitches.append(pitches[-1] if abs(gap) < left else ladder[here + move])
    return [
        Note(at, 0.92, pitch, 80 if i == 0 else 72) for i, (at, pitch) in enumerate(zip(moments, pitches, strict=True))
    ]
