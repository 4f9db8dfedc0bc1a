"""Find the base form of an English or German word: endings, umlauts and compounds, by a vocabulary.

No rule here is right for every word. Each only offers candidates, and a candidate counts when the vocabulary has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Known = Callable[[str], bool]

ENDINGS = {
    "en": ("s", "es", "ed", "ing", "ly", "y", "er", "est", "'s", "’s", "en", "ish", "ness"),
    "de": (
        *("e", "n", "s", "en", "er", "es", "em", "ern", "st", "ste", "sten", "ster", "stes", "ere", "eren", "erer"),
        *("t", "te", "ten", "et", "end", "ende", "enden", "ender", "endes", "endem", "chen", "lein"),
        *(
            "ne",
            "nen",
            "ner",
            "nes",
            "nem",
            "nd",
            "nde",
            "nden",
            "nder",
            "ndes",
            "ndem",
            "sse",
            "sses",
            "innen",
            "keit",
            "heit",
        ),
    ),
}
GERMAN_BASES = ("en", "e", "n")
DROPPED_E = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
VOWEL_ENDINGS = frozenset(("ed", "ing", "er", "est", "y", "ish"))
LINKS = ("", "s", "es", "n", "en", "er", "e")
UMLAUTS = str.maketrans("äöü", "aou")
SHORTEST_STEM = 3
DECEPTIVE = frozenset(
    (
        *("hundert", "bewegen", "aufregen", "anregen", "erregen", "entgegen", "dagegen", "wogegen", "hingegen"),
        *("gegenüber", "weswegen", "deswegen", "verlegen", "überlegen", "sonntag", "sonntags", "augenblick"),
        *("fährt", "fahrt", "fahren", "brauchen", "heißen", "schaffen", "wesentlich", "bearing", "blockchain"),
        *("mother", "belly", "friendship", "nightmare", "nightmares", "dachs", "dachse"),
        *("matrose", "matrosen", "zeitung", "zeitungen", "hochzeit", "mahlzeit", "weihnachten", "nachtisch"),
        *("abendessen", "mittagessen", "handtuch", "handschuh", "handschuhe", "staubsauger", "flughafen"),
        *("nilpferd", "nilpferde", "eichhörnchen", "schornstein", "hausaufgabe", "hausaufgaben", "heimweh"),
        *("bildschirm", "watching", "watched"),
    )
)
"""Words that only look as if they came from, or held, a word of the vocabulary; it may have them themselves."""
KINSHIP = re.compile(r"schaft(en)?$")


def base_form(word: str, language: str, known: Known) -> str | None:
    """Give the form of a lower-case word that the vocabulary has, or None."""
    if word in DECEPTIVE:
        return word if known(word) else None
    return next((form for form in _forms(word, language) if known(form)), None)


def parts(word: str, language: str, known: Known) -> tuple[str, ...]:
    """Split a compound into the base forms that the vocabulary has, in order; empty where there is none.

    English parts need four letters and must both be known (moonlight, but not car-pet). A German compound may have
    one unknown part of at least three letters (Kirschbaum, Waldrand).
    """
    if word in DECEPTIVE or len(word) < 7:
        return ()
    if KINSHIP.search(word) and language == "de":  # a Freundschaft has friends, and no sheep
        friend = base_form(KINSHIP.sub("", word), language, known)
        return (friend,) if friend else ()
    if "-" in word:
        found = [base_form(part, language, known) for part in word.split("-") if len(part) >= SHORTEST_STEM]
        return tuple(form for form in found if form)
    least = 4 if language == "en" else SHORTEST_STEM
    splits = [_split(word, at, language, known) for at in range(len(word) - least, least - 1, -1)]
    whole = next((pair for pair in splits if len(pair) == 2), ())
    if whole or language == "en":
        return whole
    return _one_part(word, language, known)


def _split(word: str, at: int, language: str, known: Known) -> tuple[str, ...]:
    head = _head(word[:at], language, known)
    tail = base_form(word[at:], language, known)
    return (head, tail) if head and tail else ()


def _head(text: str, language: str, known: Known) -> str | None:
    links = LINKS if language == "de" else ("",)
    stems = (text.removesuffix(link) for link in links if text.endswith(link) and len(text) - len(link) >= 3)
    return next((form for stem in stems for form in (stem, stem + "e", stem.translate(UMLAUTS)) if known(form)), None)


def _one_part(word: str, language: str, known: Known) -> tuple[str, ...]:
    for at in range(3, len(word) - 3):
        tail = base_form(word[at:], language, known) if len(word) - at >= 4 else None
        if tail and len(tail) >= 4:
            return (tail,)
    for at in range(len(word) - 3, 3, -1):
        head = _head(word[:at], language, known)
        if head and len(head) >= 4:
            return (head,)
    return ()


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    if language == "de":
        yield from _german(word)
        return
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("ves"):
        yield word[:-3] + "f"
    for ending, stem in _stripped(word, "en"):
        if ending in VOWEL_ENDINGS and DROPPED_E.fullmatch(stem):
            yield stem + "e"  # "staring" is no star: English would have doubled the consonant
            continue
        yield stem
        if len(stem) > SHORTEST_STEM and stem[-1] == stem[-2]:
            yield stem[:-1]
        if stem.endswith("i"):
            yield stem[:-1] + "y"
        yield stem + "e"


def _german(word: str) -> Iterator[str]:
    plain = word.translate(UMLAUTS)
    yield plain
    for text in dict.fromkeys((word, plain)):
        for _, stem in _stripped(text, "de"):
            yield stem
            for ending in GERMAN_BASES:
                yield stem + ending
    if word.startswith("ge") and len(word) > 6:
        yield word[2:].removesuffix("t") + "en"


def _stripped(word: str, language: str) -> Iterator[tuple[str, str]]:
    for ending in ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            yield ending, word[: -len(ending)]
