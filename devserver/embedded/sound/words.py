"""How sounding words are found in a prompt: glossaries in English and German, inflections, compounds, "no".

The shared lexicon knows things, colours and moods; words that only a sound or a tune understands stand in glossaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from devserver.embedded import lexicon_stems
from devserver.embedded.lexicon import Reading, read

NEGATIONS = frozenset(
    (
        "no",
        "not",
        "without",
        "never",
        "except",
        "minus",
        "ohne",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinem",
        "nicht",
        "nie",
    )
)
CONNECTIONS = frozenset(
    (
        "and",
        "or",
        "but",
        "the",
        "a",
        "an",
        "with",
        "in",
        "on",
        "at",
        "of",
        "und",
        "oder",
        "aber",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "mit",
        "im",
        "am",
        "von",
        "nor",
    )
)
REACH_OF_NO = 2
MOST_WORDS = 400
"""Different words of a prompt that are looked up; what is said first counts."""
LONGEST_TEXT = 4000
"""Characters of a prompt that are read; the rest still moves the seed."""
LONGEST_WORD = 40


@dataclass(frozen=True)
class Words:
    """The words of one entry, separated by blanks, as base forms in English and German."""

    en: str
    de: str


class Glossary:
    """Names by the words that call them."""

    def __init__(self, entries: Mapping[str, Words]) -> None:
        self._names: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "de": {}}
        for name, entry in entries.items():
            for language, words in (("en", entry.en), ("de", entry.de)):
                for word in words.split():
                    names = self._names[language]
                    names[word] = (*names.get(word, ()), name)

    def find(self, words: Iterable[str], language: str) -> tuple[str, ...]:
        """Give the names that these words (lower case) call, in order, without repeats."""
        different = islice(dict.fromkeys(words), MOST_WORDS)
        return tuple(dict.fromkeys(name for word in different for name in self._look_up(word, language)))

    def _look_up(self, word: str, language: str) -> tuple[str, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        other = "de" if language == "en" else "en"
        return self._in_language(word, language) or self._names[other].get(word, ())

    def _in_language(self, word: str, language: str) -> tuple[str, ...]:
        names = self._names[language]
        base = lexicon_stems.base_form(word, language, names.__contains__)
        bases = (base,) if base else lexicon_stems.parts(word, language, names.__contains__)
        return tuple(name for form in bases for name in names[form])


@dataclass(frozen=True)
class Wish:
    """A prompt as it was read: the text, the words it wants, those it does not ("no", "without"), language and mood."""

    text: str
    words: tuple[str, ...]
    unwanted: tuple[str, ...]
    reading: Reading

    @property
    def language(self) -> str:
        """Give the language of the prompt, en or de."""
        return self.reading.language


def wish(text: str, phrases: Mapping[tuple[str, str], str]) -> Wish:
    """Read a prompt; two words that mean one thing are joined as `phrases` says."""
    reading = read(text[:LONGEST_TEXT])
    return Wish(text[:LONGEST_TEXT], *wishes(joined(reading.words, phrases)), reading)


def joined(words: tuple[str, ...], phrases: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Join neighbours that mean one thing."""
    found: list[str] = []
    for word in words:
        if found and (found[-1], word) in phrases:
            found[-1] = phrases[found[-1], word]
        else:
            found.append(word)
    return tuple(found)


def wishes(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split words into those that are wanted and those after a "no" or "without"."""
    wanted: list[str] = []
    unwanted: list[str] = []
    left = 0
    for word in words:
        if word in NEGATIONS:
            left = REACH_OF_NO
            continue
        left = 0 if word in CONNECTIONS and left < REACH_OF_NO else left
        (unwanted if left > 0 else wanted).append(word)
        left -= 1
    return tuple(wanted), tuple(unwanted)
