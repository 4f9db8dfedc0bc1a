"""What the words of a prompt say to the embedded generators: things, colours and moods, in English and German.

One reading serves picture, sound, music, film and code, so that one prompt gives related works. Negation is ignored:
"no rain" still speaks of rain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from devserver.embedded import lexicon_stems
from devserver.embedded.lexicon_words import (
    BELONGS_TO,
    COLOURS,
    FALSE_FRIENDS,
    FUNCTION_WORDS,
    MOODS,
    RGB,
    THING_MOODS,
    THINGS,
)

__all__ = ["COLOURS", "MOODS", "RGB", "THINGS", "Reading", "painted", "read"]


@dataclass(frozen=True)
class Reading:
    """A prompt as the generators understand it.

    `words` are its words in lower case, in order, with repeats; `language` is "en" or "de". `things` holds names from
    `THINGS` in the order of their appearance, without repeats, a wider thing after the narrower (cat, animal);
    `colours` are named by the prompt, as 0 to 255 red, green, blue. `energy` (still to wild), `light` (dark to
    bright), `warmth` (cold to warm) and `joy` (sad to glad) lie in 0 … 1, with 0.5 where the prompt says nothing.
    """

    words: tuple[str, ...]
    language: str
    things: tuple[str, ...]
    colours: tuple[RGB, ...]
    energy: float
    light: float
    warmth: float
    joy: float


@dataclass(frozen=True)
class Meaning:
    """What one base form says; a word may speak in several ways at once."""

    things: tuple[str, ...] = ()
    colours: tuple[RGB, ...] = ()
    axes: tuple[tuple[str, float], ...] = ()


Vocabulary = dict[str, Meaning]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LANGUAGES = ("en", "de")
AXES = ("energy", "light", "warmth", "joy")
LONGEST_WORD = 40
REACH_OF_A_COLOUR = 2


def read(prompt: str) -> Reading:
    """Read a prompt in English or German; what it does not know has no influence but on the seed of details."""
    words = tuple(word.lower() for word in WORD.findall(prompt))
    language = _language(words)
    meanings = [meaning for word in words for meaning in _meanings(word, language)]
    things = tuple(dict.fromkeys(thing for meaning in meanings for thing in meaning.things))
    colours = tuple(dict.fromkeys(colour for meaning in meanings for colour in meaning.colours))
    return Reading(words, language, things, colours, **_moods(meanings, things))


def painted(prompt: str) -> dict[str, RGB]:
    """Give the colour of each thing that a prompt paints: the last colour within the two words before it."""
    words = tuple(word.lower() for word in WORD.findall(prompt))
    language = _language(words)
    found: dict[str, RGB] = {}
    recent: list[tuple[int, RGB]] = []
    for at, word in enumerate(words):
        meanings = _meanings(word, language)
        recent = [(place, rgb) for place, rgb in recent if at - place <= REACH_OF_A_COLOUR]
        recent += [(at, rgb) for meaning in meanings for rgb in meaning.colours]
        if recent:
            found |= {thing: recent[-1][1] for meaning in meanings for thing in meaning.things if thing not in found}
    return found


def _language(words: Iterable[str]) -> str:
    """Count function words twice, known words and German letters once; English where nothing speaks for German."""
    score = {"en": 0, "de": 0}
    for word in dict.fromkeys(words):
        for language in LANGUAGES:
            score[language] += 2 * (word in _function_words(language))
            score[language] += word not in _false_friends(language) and word in _vocabulary(language)
        score["de"] += bool(set(word) & set("äöüß"))
    if score["en"] == score["de"] == 0:
        score["de"] = sum(bool(_in_language(word, "de")) for word in words)
        score["en"] = sum(bool(_in_language(word, "en")) for word in words)
    return "de" if score["de"] > score["en"] else "en"


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(getattr(FUNCTION_WORDS, language).split())


@cache
def _false_friends(language: str) -> frozenset[str]:
    return frozenset(FALSE_FRIENDS[language].split())


@cache
def _vocabulary(language: str) -> Vocabulary:
    vocabulary: Vocabulary = {}

    def add(words: str, more: Meaning) -> None:
        for word in words.split():
            had = vocabulary.get(word, Meaning())
            vocabulary[word] = Meaning(had.things + more.things, had.colours + more.colours, had.axes + more.axes)

    for name, thing in THINGS.items():
        wider = (BELONGS_TO[name],) if name in BELONGS_TO else ()
        add(getattr(thing, language), Meaning(things=(name, *wider)))
    for rgb, colour in COLOURS.items():
        add(getattr(colour, language), Meaning(colours=(rgb,)))
    for mood in MOODS:
        add(getattr(mood, language), Meaning(axes=tuple(mood.axes.items())))
    return vocabulary


def _meanings(word: str, language: str) -> list[Meaning]:
    """Look a word up in the language of the prompt, then in the other one."""
    if word in _function_words(language):
        return []
    found = _in_language(word, language)
    if found or word in _false_friends(language):
        return found
    return _borrowed(word, LANGUAGES[language == "en"])


def _borrowed(word: str, other: str) -> list[Meaning]:
    """Take a word of the other language only as it stands or as a plural: endings would find too much."""
    forms = () if word in _function_words(other) else (word, word.removesuffix("s"))
    return [_vocabulary(other)[form] for form in forms if form in _vocabulary(other)][:1]


def _in_language(word: str, language: str) -> list[Meaning]:
    if len(word) > LONGEST_WORD:
        return []
    vocabulary = _vocabulary(language)
    known = vocabulary.__contains__
    base = lexicon_stems.base_form(word, language, known)
    bases = (base,) if base else lexicon_stems.parts(word, language, known)
    return [vocabulary[form] for form in bases]


def _moods(meanings: list[Meaning], things: tuple[str, ...]) -> dict[str, float]:
    """Level each axis: a mood word counts three times as much as what a thing implies."""
    said = [(axis, 3.0) for meaning in meanings for axis in meaning.axes]
    implied = [(axis, 1.0) for thing in things for axis in THING_MOODS.get(thing, {}).items()]
    return {
        axis: _level([(value, weight) for (name, value), weight in said + implied if name == axis]) for axis in AXES
    }


def _level(values: list[tuple[float, float]]) -> float:
    """Average values by their weights; what lies further from the middle weighs more."""
    weighted = [(weight * (abs(value - 0.5) + 0.05), value) for value, weight in values]
    total = sum(weight for weight, _ in weighted)
    return round(sum(weight * value for weight, value in weighted) / total, 3) if weighted else 0.5
