"""Voice leading: where the tones of each chord lie so that every voice moves as little as it can."""

from __future__ import annotations

from itertools import pairwise, product

from devserver.embedded.sound.score import Chord

PARALLEL = 7.0
"""What a parallel fifth or octave costs, in semitones of movement."""
CROWDED = 3.0
SPREAD = 12
"""Semitones between the outer voices at most, where the chord fits into them."""
COMMON = 1.5
PERFECT = (0, 7)

Voicing = tuple[int, ...]


def voice(chords: tuple[Chord, ...], low: int, high: int, voices: int = 3) -> list[Voicing]:
    """Give for each chord its pitches, lowest first, within a range: little movement, no parallel fifths or octaves."""
    found: list[Voicing] = []
    for chord in chords:
        choices = placements(chord, low, high, voices)
        before = found[-1] if found else None
        middle = (low + high) / 2
        found.append(min(choices, key=lambda pitches: (cost(pitches, before, middle), pitches)))
    return found


def placements(chord: Chord, low: int, high: int, voices: int) -> list[Voicing]:
    """List the ways to lay a chord within an octave; the fifth goes first where there are more tones than voices."""
    tones = essential(chord, voices)
    places = [[pitch for pitch in range(low, high + 1) if pitch % 12 == tone] for tone in tones]
    laid = {tuple(sorted(pitches)) for pitches in product(*places)}
    fitting = [pitches for pitches in laid if pitches[-1] - pitches[0] <= SPREAD]
    return sorted(fitting or laid)


def essential(chord: Chord, voices: int) -> tuple[int, ...]:
    """Choose the tones that make the chord: the bass has the root, so third, seventh and colour come first."""
    tones = chord.pitch_classes
    if len(tones) <= voices:
        return tones
    return (tones[0], tones[1], tones[3]) if voices == 3 else tones[:voices]


def cost(pitches: Voicing, before: Voicing | None, middle: float) -> float:
    """Weigh a voicing: how far the voices move, parallels, crowding, and its distance from the middle of the range."""
    total = 0.6 * abs(sum(pitches) / len(pitches) - middle)
    total += CROWDED * sum(upper - lower < 3 and lower < 55 for lower, upper in pairwise(pitches))
    if before is None or len(before) != len(pitches):
        return total
    total += sum(abs(new - old) for new, old in zip(pitches, before, strict=True))
    total -= COMMON * len(set(pitches) & set(before))
    return total + PARALLEL * parallels(before, pitches)


def parallels(before: Voicing, after: Voicing) -> int:
    """Count pairs of voices that move the same way from one perfect fifth or octave to another."""
    count = 0
    for lower in range(len(before)):
        for upper in range(lower + 1, len(before)):
            moved = after[lower] != before[lower]
            interval = (before[upper] - before[lower]) % 12
            count += moved and interval in PERFECT and (after[upper] - after[lower]) % 12 == interval
    return count
