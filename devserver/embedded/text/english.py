"""Which words of an English text name things: by word lists, endings, and the place of a word in its sentence.

Many English words are noun and verb alike (leaves, lies, waters). After a determiner or an adjective such a word is a
noun; after a pronoun, a modal or a noun it agrees with, it is a verb; after a verb, a noun again.
"""

from __future__ import annotations

import re
from dataclasses import replace

from devserver.embedded.text.grammar import Noun, from_entry, is_number, verb_forms
from devserver.embedded.text.tagging import Finder, Spot, kin, kind_of_name
from devserver.embedded.text.vocabulary import adjectives, noun_forms, small_words, words

QUALITY = re.compile(r".{3,}(ous|ful|less|ive|able|ible|ish|ic|ical|iest|est)$")
DEED = re.compile(r".{2,}(ing|ed|ly)$")
LINKING = frozenset({"front", "top", "back", "spite", "search", "need", "place", "favour", "favor"})
"""Nouns that stand between `in` or `on` and `of` without naming anything."""
BE = ("is", "are", "was", "were", "am")


def english_word(finder: Finder, spot: Spot) -> None:
    """Take one word of an English text into account."""
    low = spot.low
    if low in small_words("en"):
        _small(finder, low)
    elif low in LINKING and spot.following == "of" and finder.governor in ("in", "on") and not finder.determiner:
        finder.forget()
    elif _acts(finder, spot):
        _note_deed(finder, low)
    elif low in words("hours_en"):
        finder.forget()
        _name(finder, replace(spot, low=_hour(low), word=_hour(low)))
    elif low in adjectives("en") and spot.following == "of":
        finder.forget()
    elif low in adjectives("en") or (QUALITY.match(low) and low not in noun_forms("en")):
        goes_on = spot.following.lower() in adjectives("en") or _names_something(spot.following, spot.later)
        _quality(finder, low, finder.expected and not goes_on)
    elif DEED.match(low) and not finder.expected and low not in noun_forms("en"):
        finder.forget()
    elif _goes_on(spot) and (finder.expected or low in noun_forms("en")):
        finder.wait(low)
        finder.behind = False
    else:
        _name(finder, spot)


def _small(finder: Finder, low: str) -> None:
    number = low if is_number(low) else ""
    finder.after_be, objects = low in BE, finder.after_verb and low in ("it", "you")
    finder.forget(low if low in words("determiners_en") or number else "", number)
    finder.verb_next = low in words("before_verbs_en") and not objects
    finder.after_to, finder.governor = low == "to", low
    finder.oblique = finder.oblique and low in words("determiners_en") or low in words("prepositions")
    finder.coordinated = low in ("and", "or")


def _hour(low: str) -> str:
    return {"tonight": "night", "nighttime": "night"}.get(low, low)


def _acts(finder: Finder, spot: Spot) -> bool:
    """Tell whether a word is a deed where it stands."""
    low = spot.low
    noun, verb = low in noun_forms("en"), low in verb_forms("en")
    if finder.verb_next:
        unknown = not noun and low not in adjectives("en") and not low.endswith("ly") and spot.word == low
        return verb or (unknown and (not finder.after_to or spot.following.lower() in words("determiners_en")))
    if finder.after_noun:
        return _follows_its_subject(finder, spot, noun=noun, verb=verb)
    if finder.coordinated and noun and verb and finder.doer:
        return finder.doer.plural != low.endswith("s") and spot.following[:1].isalpha()
    return verb and not noun and not finder.expected and not (finder.after_verb and low.endswith("s"))


def _follows_its_subject(finder: Finder, spot: Spot, *, noun: bool, verb: bool) -> bool:
    low, several = spot.low, finder.found[-1].plural
    if not noun:
        unknown = low not in adjectives("en") and not low.endswith("ly")
        return verb or (unknown and (low.endswith(("s", "ed")) or (several and spot.word == low)))
    return verb and (low.endswith("s") or several) and not _finite(spot.following)


def _finite(word: str) -> bool:
    """Tell whether a word can only be the verb of a sentence."""
    low = word.lower()
    return low in BE or (low in verb_forms("en") and low not in noun_forms("en"))


def _goes_on(spot: Spot) -> bool:
    """Tell whether a word only opens the name of what follows it (tram driver, but not sky blue)."""
    described = spot.following.lower() in adjectives("en") and spot.following.lower() not in noun_forms("en")
    known = noun_forms("en").get(spot.low)
    several = known[1] if known else spot.low.endswith("s") and not spot.low.endswith("ss")
    return _names_something(spot.following, spot.later) and not described and not several


def _names_something(word: str, later: str) -> bool:
    low = word.lower()
    if not low[:1].isalpha() or low in small_words("en") or low in words("hours_en"):
        return False
    acts = low in verb_forms("en")
    if low in noun_forms("en"):
        return not (acts and low.endswith("s")) or _finite(later)
    return not (acts or DEED.match(low) or low.endswith(("s", "ed")))


def _name(finder: Finder, spot: Spot) -> None:
    word, known = spot.word, noun_forms("en").get(spot.low)
    several = finder.determiner in words("several")
    text = re.sub(r"['’]s$", "", word if word[0].isupper() else spot.low)
    if known:
        entry, plural = known
        found = replace(from_entry(entry, "en", plural=plural or several), text=text.lower())
        finder.add(replace(found, mass=entry.en_plural == "-"))
        finder.subject = None if text != spot.low else finder.subject  # of "my mother's garden" the garden is spoken
        return
    name = word[0].isupper() and not finder.determiner and not (spot.starts and finder.lower_case)
    plural = several or (text.endswith("s") and not text.endswith(("ss", "us", "is")) and not name)
    mass = not plural and not finder.determiner
    kind = kind_of_name(finder.governor) if name and not spot.starts else kin(text, "en")[0]
    finder.add(Noun(text, "en", plural, kind=kind, bare=name, mass=mass))


def _note_deed(finder: Finder, low: str) -> None:
    lemma = verb_forms("en").get(low)
    finder.act(lemma)
    finder.forget()
    finder.after_be, finder.after_verb = lemma in ("be", "become"), True


def _quality(finder: Finder, word: str, stands_alone: bool) -> None:
    if stands_alone and finder.determiner:
        finder.add(Noun(word, "en", kind="idea", mass=True))
    elif finder.after_be and finder.found and not finder.determiner:
        finder.describe(len(finder.found) - 1 if finder.subject is None else finder.subject, word)
    else:
        finder.wait(word)
