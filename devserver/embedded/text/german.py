"""Which words of a German text name things: by their capitals where there are any, word lists and endings."""

from __future__ import annotations

import re

from devserver.embedded.text.grammar import UNINFLECTED, Noun, from_entry, is_number, verb_forms
from devserver.embedded.text.tagging import Finder, Spot, kin, kind_of_name
from devserver.embedded.text.vocabulary import adjectives, noun_forms, small_words, words

ENDINGS = ("e", "en", "er", "es", "em")
FEMALE = re.compile(r"(in|ung|heit|keit|schaft|ion|tät)$")
GENDERS = {
    "n": re.compile(r"(chen|lein|um|ment)$"),
    "f": re.compile(r"(ung|heit|keit|schaft|ion|tät|in|e)$"),
    "m": re.compile(r"(er|ling|ismus|or)$"),
}
HOURS = {"nachts": "Nacht", "abends": "Abend", "morgens": "Morgen", "mittags": "Mittag", "nachmittags": "Nachmittag"}
DAYTIME = re.compile(
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?(morgen|mittag|nachmittag|abend|nacht)"
)
BE = ("ist", "sind", "war", "waren", "bin", "wird")


def german_word(finder: Finder, spot: Spot) -> None:
    """Take one word of a German text into account."""
    low, capital = spot.low, spot.word[0].isupper()
    if hour := _hour(low):
        finder.forget()
        finder.oblique = True
        _name(finder, hour)
    elif low == "hause" or (capital and spot.starts and _opens_a_sentence(spot)):
        finder.forget()
    elif low in small_words("de") and (not capital or spot.starts):
        number = low if is_number(low) else ""
        finder.after_be = low in BE
        finder.forget(low if low in words("determiners_de") or number else "", number)
        finder.governor = low
        finder.oblique = finder.oblique and low in words("determiners_de") or low in words("prepositions")
    elif low in noun_forms("de") and (capital or _named(finder, low)):
        _name(finder, spot.word)
    elif stem := _stem(low, bool(finder.determiner) and _opens(finder, spot)):
        _quality(finder, stem, low)
    elif low in verb_forms("de") and (not capital or spot.starts):
        _note_deed(finder, low)
    elif capital or (finder.lower_case and finder.expected and not spot.following[:1].isalpha()):
        _name(finder, spot.word)
    else:
        finder.forget()


def _hour(low: str) -> str:
    """Return the hour that a word names, such as Morgen for morgens and Montagmorgen, or nothing."""
    day = DAYTIME.fullmatch(low)
    return day.group(1).capitalize() if day else HOURS.get(low, "")


def _opens_a_sentence(spot: Spot) -> bool:
    """Tell whether an adverb has its capital from the sentence alone: no thing that it could describe follows."""
    return spot.low in words("openers_de") and not spot.following[:1].isupper()


def _named(finder: Finder, low: str) -> bool:
    """Tell whether a known noun that is written small is one: within its phrase, or where it can be nothing else."""
    return finder.expected or not (low in verb_forms("de") or _stem(low, False))


def _opens(finder: Finder, spot: Spot) -> bool:
    """Tell whether a noun follows an unknown word, which then describes it; a capital makes a noun of it itself."""
    if spot.word[0].isupper() and not spot.word.isupper():
        return False
    return spot.following[:1].isupper() or spot.following.lower() in noun_forms("de")


def _stem(low: str, expected: bool) -> str:
    """Return the adjective without its ending; an unknown one counts between an article and a noun."""
    known = adjectives("de")
    for ending in ("", *ENDINGS):
        bare = low.removesuffix(ending) if ending and low.endswith(ending) else low
        for stem in (bare, "hoch" if bare == "hoh" else bare, re.sub(r"(?<=[^aeiou])([lr])$", r"e\1", bare)):
            if stem in known:
                return stem
        if bare.removesuffix("n") in UNINFLECTED:
            return bare.removesuffix("n")
    match = re.fullmatch(r"(.{3,}?)(en|er|es|em|e)", low)
    return match.group(1) if expected and match else ""


def _quality(finder: Finder, stem: str, low: str) -> None:
    ending = low.removeprefix(stem) if low.startswith(stem) else ""
    if finder.after_be and finder.found and not finder.determiner:
        finder.describe(len(finder.found) - 1 if finder.subject is None else finder.subject, stem)
    else:
        finder.wait(stem, ending)


def _note_deed(finder: Finder, low: str) -> None:
    lemma = verb_forms("de").get(low)
    finder.act(lemma)
    finder.forget()
    finder.after_be = lemma in ("sein", "werden")


def _name(finder: Finder, word: str) -> None:
    known = noun_forms("de").get(word.lower())
    several = finder.determiner in words("several")
    if known:
        entry, plural = known
        if entry.de == entry.de_plural:
            strong = finder.ending == "e" and not finder.determiner
            plural = plural or ((finder.determiner == "die" or strong) and entry.gender != "f")
        finder.add(from_entry(entry, "de", plural=plural or several))
        return
    kind, entry_of_kin = kin(word, "de")
    if entry_of_kin:
        plural = word.lower() == entry_of_kin.de_plural.lower() != entry_of_kin.de.lower()
        finder.add(from_entry(entry_of_kin, "de", plural=several or plural))
        return
    bare = not finder.expected
    kind = "place" if bare and finder.oblique and kind_of_name(finder.governor) == "place" else kind
    plural = several or (word.endswith(("en", "ern", "eln")) and (bare or finder.determiner == "die"))
    text = word[0].upper() + word[1:]
    finder.add(Noun(text, "de", plural, _gender(word, finder.determiner, finder.ending), kind, bare=bare))


def _gender(word: str, determiner: str, ending: str) -> str:
    """Guess the gender of an unknown noun by its determiner, the ending of its adjective, and its own."""
    if determiner == "der" and FEMALE.search(word):
        return "f"
    for listed, gender in (("neuter", "n"), ("masculine", "m"), ("feminine", "f")):
        if determiner in words(listed):
            return gender
    if ending in ("es", "er") and determiner != "der":
        return {"es": "n", "er": "m"}[ending]
    likely = (gender for gender, form in GENDERS.items() if form.search(word))
    return next(likely, "m" if determiner in ("ein", "im") else "n")
