"""Casting: who plays which role."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devserver.embedded.sound.orchestra import INSTRUMENT_WORDS, INSTRUMENTS
from devserver.embedded.sound.styles import Style
from devserver.embedded.sound.words import Glossary, Wish, Words

MANNER = Glossary({"solo": Words("solo alone unaccompanied", "solo allein unbegleitet")})
ENSEMBLES = frozenset(("strings", "choir", "brass", "pad"))
"""Those who rather sing than accompany themselves, where a style brings accompaniment."""
ANYBODY = ("piano", "flute", "harp", "violin")
DRUMS = "drums"


@dataclass(frozen=True)
class Cast:
    """The names of the instruments by role, empty for none; `drums` is the name of a pattern."""

    lead: str
    harmony: str
    bass: str = ""
    pad: str = ""
    counter: str = ""
    drums: str = ""


def cast(style: Style, asked: Wish, banned: set[str], styled: bool, rng: np.random.Generator) -> Cast:
    """Choose who plays: instruments that are named take the roles they can, the style's own take the rest.

    Where instruments are named and no style is, only they play: "flute and harp" asks for no drums.
    """

    def first(*candidates: str) -> str:
        return next((name for name in candidates if name not in banned), "")

    named = [name for name in INSTRUMENT_WORDS.find(asked.words, asked.language) if name not in banned]
    melodic = [name for name in named if name != DRUMS and not INSTRUMENTS[name].only]
    basses = [name for name in named if name != DRUMS and INSTRUMENTS[name].only == "bass"]
    start = int(rng.integers(len(style.lead)))
    # The one of two that cannot play chords has the tune: harp and flute, piano and violin.
    singing = sorted(melodic[:2], key=lambda name: INSTRUMENTS[name].chords)
    lead = singing[0] if singing else first(*style.lead[start:], *style.lead[:start], *ANYBODY) or ANYBODY[0]
    chordal = [name for name in melodic if INSTRUMENTS[name].chords and not (styled and name == lead in ENSEMBLES)]
    harmony = next((name for name in chordal if name != lead), chordal[0] if chordal else first(*style.harmony))
    if "solo" in MANNER.find(asked.words, asked.language):
        return Cast(lead, lead if INSTRUMENTS[lead].chords else "")
    others = [name for name in melodic if name not in (lead, harmony)]
    whole = styled or not melodic
    drummed = DRUMS not in banned and (DRUMS in named or (whole and bool(style.drums)))
    return Cast(
        lead,
        harmony,
        bass=basses[0] if basses else first(style.bass) if whole else "",
        pad=first(style.pad) if whole and style.pad not in (lead, harmony) else "",
        counter=others[0] if others else first(style.counter) if not melodic and style.counter != lead else "",
        drums=(style.drums or "pop") if drummed else "",
    )
