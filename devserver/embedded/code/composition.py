"""A short piece as a score: key, tempo, harmony, melody, bass, a figure and drums, written from a reading.

A bar of a voice is a row of notes, each with its pitches (none is a rest) and its length in sixteenths.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from devserver.embedded.code.harmony import MODES, PROGRESSIONS, chord, degree_near, pitch_at, voiced
from devserver.embedded.code.styles import STYLES, Style, choose_style
from devserver.embedded.lexicon import Reading

Note = tuple[tuple[int, ...], int]
Bar = tuple[Note, ...]
Motif = tuple[tuple[int, int], ...]
"""Of each note of a bar its length in sixteenths, negative for a rest, and its step along the scale."""
Key = tuple[int, str]
BARS = 4
MELODY_RANGE = (64, 84)
BEATS = frozenset(("beat", "beats", "drum", "drums", "percussion", "schlagzeug", "trommel", "trommeln"))
WITHOUT = frozenset(("no", "without", "ohne", "kein", "keine", "keinen"))

FORMS = {
    "calm": (
        ("chords", "figure"),
        ("chords", "bass", "lead"),
        ("chords", "figure", "bass", "lead", "drums"),
        ("chords", "lead"),
    ),
    "song": (
        ("chords", "figure"),
        ("chords", "figure", "bass", "lead"),
        ("chords", "figure", "bass", "lead", "drums"),
        ("chords", "bass", "drums"),
        ("chords", "figure", "bass", "lead", "drums"),
    ),
    "drive": (
        ("figure", "drums"),
        ("figure", "bass", "drums"),
        ("chords", "figure", "bass", "lead", "drums"),
        ("chords", "figure"),
        ("chords", "figure", "bass", "lead", "drums"),
    ),
}


@dataclass(frozen=True)
class Score:
    """A piece: who plays in each section of four bars, and what.

    `voices` holds as many bars for each name; `drums` holds one bar for each name, as steps of a sixteenth.
    """

    style: str
    root: int
    mode: str
    bpm: int
    beats: int
    sections: tuple[str, ...]
    playing: tuple[tuple[str, ...], ...]
    voices: dict[str, tuple[Bar, ...]]
    drums: dict[str, str]

    @property
    def steps(self) -> int:
        """Give the length of a bar in sixteenths."""
        return self.beats * 4


def compose(reading: Reading, rng: random.Random) -> Score:
    """Compose a piece of 16 to 20 bars that follows a reading."""
    name = choose_style(reading, rng)
    style = STYLES[name]
    root, mode = rng.randint(-6, 5) + 60, _mode(reading, name, rng)
    form = FORMS["calm" if style.bpm[1] < 82 else "drive" if name in {"club", "engine"} else "song"]
    sections = tuple("ABABA"[place] for place in range(len(form)))
    degrees = dict(zip("AB", rng.sample(PROGRESSIONS[mode], k=2), strict=True))
    motif = _motif(style, rng)
    voices: dict[str, list[Bar]] = {"chords": [], "figure": [], "bass": [], "lead": []}
    patterns = {"bass": rng.choice(style.bass), "figure": rng.choice(style.figure)}
    melodies = {letter: _melody((root, mode), degrees[letter], motif, style.beats * 4, rng) for letter in "AB"}
    for letter, playing in zip(sections, form, strict=True):
        for place, degree in enumerate(degrees[letter]):
            tones = chord(root, mode, degree, style.tones)
            bars = {
                "chords": ((voiced(tones, 60), style.beats * 4),),
                "figure": _figure(patterns["figure"], voiced(tones, 67), style.beats),
                "bass": _bass(patterns["bass"], tones, style.beats),
                "lead": melodies[letter][place],
            }
            for voice, rows in voices.items():
                rows.append(bars[voice] if voice in playing else (((), style.beats * 4),))
    return Score(
        *(name, root, mode, _tempo(style, reading), style.beats, sections, form),
        voices={voice: tuple(rows) for voice, rows in voices.items()},
        drums=rng.choice(style.drums) if reading.energy > 0.12 and not _without_beat(reading) else {},
    )


def _without_beat(reading: Reading) -> bool:
    return any(first in WITHOUT and second in BEATS for first, second in pairwise(reading.words))


def _mode(reading: Reading, style: str, rng: random.Random) -> str:
    """Choose a brighter mode for a gladder prompt."""
    glad = 0.65 * reading.joy + 0.2 * reading.light + 0.15 * reading.warmth - (0.25 if style == "dark" else 0)
    place = (1 - glad) * len(MODES) - 0.5 + rng.uniform(-0.7, 0.7)
    return list(MODES)[min(max(round(place), 0), len(MODES) - 1)]


def _tempo(style: Style, reading: Reading) -> int:
    low, high = style.bpm
    return round(low + (high - low) * reading.energy)


def _motif(style: Style, rng: random.Random) -> Motif:
    """Invent a rhythm of one bar as (length in sixteenths, step of the scale); a negative length is a rest."""
    left = style.beats * 4
    motif: list[tuple[int, int]] = []
    lengths = (2, 2, 4, 4, 6) if style.busy > 0.5 else (4, 4, 6, 8, 2)
    while left > 0:
        length = min(rng.choice(lengths), left)
        rest = rng.random() > 0.62 + style.busy * 0.4 and bool(motif)
        motif.append((-length if rest else length, rng.choice((-2, -1, -1, 0, 1, 1, 2, 3))))
        left -= length
    return tuple(motif)


def _melody(key: Key, degrees: tuple[int, ...], motif: Motif, steps: int, rng: random.Random) -> list[Bar]:
    """Say the motif over four chords: as it is, again, varied, and closed by a long tone of the last chord."""
    at = degree_near(*key, rng.randint(69, 76))
    bars = []
    for place, degree in enumerate(degrees):
        tones = chord(*key, degree, 3)
        rhythm = motif if place < 2 else _varied(motif, rng)
        if place == BARS - 1:
            rhythm = _closing(motif, steps)
        bar, at = _sung(rhythm, tones, at, key)
        bars.append(bar)
    return bars


def _varied(motif: Motif, rng: random.Random) -> Motif:
    turned = [(length, -step if rng.random() < 0.5 else step) for length, step in motif]
    return tuple(turned[1:] + turned[:1]) if rng.random() < 0.5 else tuple(turned)


def _closing(motif: Motif, steps: int) -> Motif:
    length, step = motif[0]
    return ((length, step), (steps - abs(length), 0)) if abs(length) < steps else ((steps, 0),)


def _sung(rhythm: Motif, tones: tuple[int, ...], at: int, key: Key) -> tuple[Bar, int]:
    """Walk along the scale; what falls on a beat moves to the nearest tone of the chord."""
    notes: list[Note] = []
    time = 0
    for length, step in rhythm:
        if length < 0:
            notes.append(((), -length))
        else:
            at += step
            pitch = pitch_at(*key, at)
            pitch = _on_chord(pitch, tones) if time % 4 == 0 else pitch
            pitch += 12 * ((pitch < MELODY_RANGE[0]) - (pitch > MELODY_RANGE[1]))
            at = degree_near(*key, pitch)
            notes.append(((pitch,), length))
        time += abs(length)
    return tuple(notes), at


def _on_chord(pitch: int, tones: tuple[int, ...]) -> int:
    near = [tone + 12 * octave for tone in tones for octave in (-2, -1, 0, 1, 2)]
    return min(near, key=lambda tone: (abs(tone - pitch), tone))


def _bass(pattern: str, tones: tuple[int, ...], beats: int) -> Bar:
    low = tones[0] - 12 * ((tones[0] - 34) // 12)
    fifth, up = low + 7, low + 12
    steps = beats * 4
    rows: dict[str, list[tuple[int | None, int]]] = {
        "long": [(low, steps)],
        "first": [(low, 4), (None, steps - 4)],
        "lazy": [(low, 6), (None, 4), (low, 2), (fifth, 4)],
        "offbeat": [(None, 2), (low, 2)] * beats,
        "octaves": [(low, 2), (up, 2)] * beats,
        "pulse": [(low, 2)] * (beats * 2),
        "fifths": [(low, 4), (None, 4), (fifth, 4), (None, 4)],
        "heart": [(low, 1), (None, 2), (low, 1), (None, steps - 4)],
    }
    return tuple(((pitch,) if pitch is not None else (), length) for pitch, length in rows[pattern])


def _figure(pattern: str, tones: tuple[int, ...], beats: int) -> Bar:
    steps = beats * 4
    if pattern == "held":
        return ((tones, steps),)
    if pattern == "waltz":
        return (((), 4), (tones, 4), (tones, 4))
    if pattern == "offbeat":
        return (((), 4), (tones, 3), ((), 5), (tones, 4))
    if pattern == "stabs":
        return ((tones, 2), ((), 1), (tones, 2), ((), 1), (tones, 2), ((), 2), (tones, 2), ((), 1), (tones, 3))
    return _row(pattern, tones, steps)


def _row(pattern: str, tones: tuple[int, ...], steps: int) -> Bar:
    """Play the tones of a chord one after the other until the bar is full."""
    orders = {
        "slow_arpeggio": (0, 1, 2, 1),
        "arpeggio": (0, 1, 2, 3, 2, 1, 2, 1),
        "broken": (0, 2, 1, 2, 0, 2, 1, 2),
        "ostinato": (0, 0, 2, 0, 1, 0, 2, 1),
    }
    length = 4 if pattern == "slow_arpeggio" else 2
    raised = (*tones, *(tone + 12 for tone in tones))
    order = orders[pattern]
    return tuple(((raised[order[place % len(order)]],), length) for place in range(steps // length))
