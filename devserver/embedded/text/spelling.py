"""Understand a word that is not spelt as the word lists have it: swapped letters, letters of one sound, one slip.

No list has every word, so a word that is merely unknown is left alone. Only one whose letters stand together as in no
word of the lists (dragn, rian) is taken for a slip of one letter.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from devserver.embedded.text.grammar import verb_forms
from devserver.embedded.text.vocabulary import adjectives, book, noun_forms, small_words

SHORTEST = 5
SHORTEST_SWAPPED = 4
TOGETHER = 4
"""Letters that stand together, with the ends of the word."""
UNLIKELY = 2
"""How many such groups a misspelt word has that no word has; a rare word often has one."""
LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "de": "abcdefghijklmnopqrstuvwxyzäöüß"}
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
    if (
        len(low) < SHORTEST_SWAPPED
        or not low.isalpha()
        or (language == "en" and word[0].isupper())
        or _known(low, language)
    ):
        return word
    meant = _meant(low, language)
    if not word[0].isupper():
        return meant or word
    return word[0] + meant[1:] if meant in noun_forms(language) else word  # a Start has nothing to do with "starrt"


def _known(low: str, language: str) -> bool:
    if low in small_words(language) or low in _forms(language) or low in _told(language):
        return True
    return language == "de" and any(low.removesuffix(end) in adjectives("de") for end in ("e", "en", "er", "es", "em"))


def _meant(low: str, language: str) -> str:
    swapped = (low[:at] + low[at + 1] + low[at] + low[at + 2 :] for at in range(1, len(low) - 1))
    known = next((form for form in swapped if form in _forms(language)), "")
    if len(low) < SHORTEST:
        return known if known in noun_forms(language) and not _together(low) <= _seen(language) else ""
    return known or _by_sound(language).get(sounding(low, language), "") or _slipped(low, language)


def _slipped(low: str, language: str) -> str:
    """Return the one known thing whose name has a letter more, or one less of two alike; nothing where there are two.

    A letter less of any kind, or another one, would find too much: stark is no star, and spelling no smelling.
    """
    if not _unlikely(low, language):
        return ""
    places = range(1, len(low) + 1)
    longer = {low[:at] + letter + low[at:] for at in places for letter in LETTERS[language]}
    shorter = {low[:at] + low[at + 1 :] for at in places if low[at : at + 1] == low[at - 1]}
    found = (longer | shorter) & noun_forms(language).keys()
    return found.pop() if len(found) == 1 else ""


def _unlikely(low: str, language: str) -> bool:
    """Tell whether the letters of a word stand together as in no word that is written here."""
    return len(_together(low) - _seen(language)) >= UNLIKELY


def _together(low: str) -> frozenset[str]:
    text = f" {low} "
    return frozenset(text[at : at + TOGETHER] for at in range(len(text) - TOGETHER + 1))


@lru_cache(maxsize=2)
def _seen(language: str) -> frozenset[str]:
    """Return the letters that stand together in known words."""
    return frozenset().union(*map(_together, _forms(language) | small_words(language) | _told(language)))


@lru_cache(maxsize=2)
def _told(language: str) -> frozenset[str]:
    """Return the words of the templates, which name nothing by themselves but are spelt as they are."""
    return frozenset(re.findall(r"[^\W\d_]+", json.dumps(book(language), ensure_ascii=False).lower()))


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
