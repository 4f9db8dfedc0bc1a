"""Understand a word that is not spelt as the word lists have it: doubled or swapped letters, letters of one sound."""

from __future__ import annotations

import re
from functools import lru_cache

from devserver.embedded.text.grammar import verb_forms
from devserver.embedded.text.vocabulary import adjectives, noun_forms, small_words

SHORTEST = 5
SOUNDS = {
    "en": (("ph", "f"), ("ck", "k"), ("dg", "g"), ("wh", "w"), ("ie", "i"), ("ei", "i"), ("qu", "kw"), ("y", "i")),
    "de": (
        *(("ph", "f"), ("ck", "k"), ("tz", "z"), ("th", "t"), ("dt", "t"), ("v", "f"), ("ß", "ss"), ("ie", "i")),
        *(("ae", "ä"), ("oe", "ö"), ("äu", "oi"), ("eu", "oi"), ("qu", "kw"), ("y", "ü")),
    ),
}
SILENT_H = re.compile(r"(?<=[aeiouäöü])h(?=[^aeiouäöü]|$)")


def spelt(word: str, language: str) -> str:
    """Return the known word that is meant, in the same case, or the word as it is where it is known or unlike any."""
    low = word.lower()
    if len(low) < SHORTEST or not low.isalpha() or (language == "en" and word[0].isupper()) or _known(low, language):
        return word
    meant = _meant(low, language)
    return word[0] + meant[1:] if meant and word[0].isupper() else meant or word


def _known(low: str, language: str) -> bool:
    if low in small_words(language) or low in _forms(language):
        return True
    return language == "de" and any(low.removesuffix(end) in adjectives("de") for end in ("e", "en", "er", "es", "em"))


def _meant(low: str, language: str) -> str:
    swapped = (low[:at] + low[at + 1] + low[at] + low[at + 2 :] for at in range(1, len(low) - 1))
    known = next((form for form in swapped if form in _forms(language)), "")
    return known or _by_sound(language).get(sounding(low, language), "")


def sounding(low: str, language: str) -> str:
    """Return the letters of a word as they sound, so that one sound is always written alike."""
    text = SILENT_H.sub("", low) if language == "de" else low
    for letters, sound in SOUNDS[language]:
        text = text.replace(letters, sound)
    return re.sub(r"(.)\1", r"\1", text)


@lru_cache(maxsize=2)
def _forms(language: str) -> frozenset[str]:
    return frozenset([*noun_forms(language), *adjectives(language), *verb_forms(language)])


@lru_cache(maxsize=2)
def _by_sound(language: str) -> dict[str, str]:
    """Return the known words by their sound; the more usual word first."""
    found: dict[str, str] = {}
    for form in (*noun_forms(language), *adjectives(language), *verb_forms(language)):
        if form.isalpha() and len(form) > SHORTEST - 2:
            found.setdefault(sounding(form, language), form)
    return found
