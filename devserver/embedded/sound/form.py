"""Form and harmony: how the bars fall into sections, and which chord holds where."""

from __future__ import annotations

import numpy as np

from devserver.embedded.sound.brief import Brief
from devserver.embedded.sound.score import Chord, Section
from devserver.embedded.sound.styles import Progression

FORMS = {1: "A", 2: "A A'", 3: "A B A'", 4: "A A' B A''"}
LONG_FORM = ("A", "A'", "B", "A''", "C", "A'''")
BLUES_BARS = 12
CODA = "coda"


def sections(bars: int, style: str) -> tuple[Section, ...]:
    """Divide a number of bars into sections of 8, 4 or 2 bars: A A' B A where it fits, what is left over is a coda."""
    unit = 4 if style == "blues" and bars >= 4 else 8 if bars >= 32 else 4 if bars >= 12 else 2 if bars >= 4 else bars
    number = bars // unit
    if style == "blues":
        names = [("A", "A'", "B")[index % 3] for index in range(number)]
    else:
        names = FORMS[number].split() if number in FORMS else [LONG_FORM[i % len(LONG_FORM)] for i in range(number)]
    found = [Section(name, index * unit, unit) for index, name in enumerate(names)]
    left = bars - number * unit
    return tuple([*found, Section(CODA, bars - left, left)] if left else found)


def harmonise(brief: Brief, parts: tuple[Section, ...], bar: float, rng: np.random.Generator) -> tuple[Chord, ...]:
    """Choose the chords: one progression for the A sections, another for what contrasts, a cadence at the end."""
    style, dark = brief.style, brief.tonality.dark
    first = pick(style.dark if dark else style.bright, rng)
    middle = pick(style.middle_dark if dark else style.middle_bright, rng)
    second = pick(style.middle_dark if dark else style.middle_bright, rng)
    dominant, tonic = style.cadence_dark if dark else style.cadence_bright
    slots: list[tuple[str, float]] = []
    for index, section in enumerate(parts):
        last = index == len(parts) - 1
        base = {"A": first, "B": middle, "C": second}.get(section.name[0], (tonic,) * 4)
        if brief.style_name == "blues":
            base = blues(section, dark, base)
        numerals = laid_out(base, section.bars, section.name.startswith("A'") or last, dominant, tonic)
        slots += [(numeral, bar * section.bars / len(numerals)) for numeral in numerals]
    slots = ended(slots, bar, dominant, tonic)
    chords: list[Chord] = []
    beat = 0.0
    for numeral, length in slots:
        chords.append(brief.tonality.chord(numeral, beat, length))
        beat += length
    return tuple(chords)


def pick(choices: tuple[Progression, ...], rng: np.random.Generator) -> Progression:
    """Choose one progression by chance."""
    return choices[int(rng.integers(len(choices)))]


def blues(section: Section, dark: bool, base: Progression) -> Progression:
    """Give the four bars of the twelve that a section of a blues stands for."""
    if section.name == "A'":
        return ("iv7", "iv7", "i7", "i7") if dark else ("IV7", "IV7", "I7", "I7")
    return base


def laid_out(base: tuple[str, ...], bars: int, closes: bool, dominant: str, tonic: str) -> list[str]:
    """Lay a progression of four over some bars: once per four bars, two chords a bar in short sections.

    A section that closes ends on the tonic, reached from the dominant.
    """
    if bars <= 2:
        numerals = list(base) if bars == 2 else list(base[:1])
    else:
        numerals = [base[index % 4] for index in range(bars)]
    if closes and len(numerals) >= 4:
        before = "iv" if tonic[0] == "i" else "IV"
        numerals[-3:] = [before if numerals[-3] == dominant else numerals[-3], dominant, tonic]
    return numerals


def ended(slots: list[tuple[str, float]], bar: float, dominant: str, tonic: str) -> list[tuple[str, float]]:
    """Make the last bar one long tonic, with the dominant before it where there is room."""
    kept: list[tuple[str, float]] = []
    room = sum(length for _, length in slots) - bar
    for numeral, length in slots:
        if room > 1e-6:
            kept.append((numeral, min(length, room)))
            room -= length
    if len(kept) > 1:
        kept[-1] = (dominant, kept[-1][1])
    return [*kept, (tonic, bar)]
