"""What is found while a text is walked through word by word: things with their qualities, and the first deed.

The two small grammars that decide what a word is are `english` and `german`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from devserver.embedded.text.grammar import Noun, is_number, is_part_of_a_name
from devserver.embedded.text.vocabulary import NounEntry, adjectives, noun_forms, words

MOST_TEXT = 8000
LONGEST_WORD = 40
LONGEST_QUOTE = 160
MOST_QUALITIES = 2
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|_")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MARKS = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Spot:
    """A word where it stands: `word` as written, `low` in lower case, what follows it, and whether it begins."""

    word: str
    low: str
    following: str
    later: str
    starts: bool


@dataclass(slots=True)
class Finder:
    """What was found so far, and what the last words lead to expect."""

    language: str
    lower_case: bool
    found: list[Noun] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    determiner: str = ""
    after_noun: bool = False
    after_be: bool = False
    after_verb: bool = False
    verb_next: bool = False
    after_to: bool = False
    behind: bool = False
    doer: Noun | None = None
    deed: str = ""
    deeds: list[str] = field(default_factory=list)
    subject: int | None = None
    oblique: bool = False
    governor: str = ""
    coordinated: bool = False
    obliques: set[int] = field(default_factory=set)
    ending: str = ""

    @property
    def expected(self) -> bool:
        """Tell whether a phrase is open that a noun must close."""
        return bool(self.determiner or self.waiting)

    def forget(self, determiner: str = "", number: str = "") -> None:
        """Begin a new phrase, with its determiner and its number; what described the last thing goes to it."""
        self._settle()
        self.waiting = [number] if number else []
        self.determiner, self.after_noun, self.after_verb, self.verb_next = determiner, False, False, False
        self.ending = ""

    def wait(self, quality: str, ending: str = "") -> None:
        """Keep a quality for the thing that follows, or for the last one where none does."""
        self.behind = self.behind or self.after_noun
        self.waiting.append(quality)
        self.after_noun, self.ending = False, ending or self.ending

    def add(self, noun: Noun) -> None:
        """Keep a thing with the qualities that wait for one."""
        qualities = tuple(dict.fromkeys(self.waiting)) if not noun.bare else ()
        self.subject = len(self.found) if self.subject is None else self.subject
        if self.oblique:
            self.obliques.add(len(self.found))
        self.found.append(replace(noun, adjectives=_fewest(qualities, self.language)))
        self.waiting, self.determiner, self.after_noun, self.after_be = [], "", True, False
        self.after_verb, self.verb_next, self.behind, self.ending = False, False, False, ""
        self.oblique, self.coordinated = False, False

    def act(self, lemma: str | None) -> None:
        """Keep a deed, and of the first one who does it: the first thing of its clause that no preposition governs."""
        could = [i for i in range(self.subject or 0, len(self.found)) if i not in self.obliques]
        if lemma and could and self.subject is not None and not self.deed:
            self.doer, self.deed = self.found[could[0]], lemma
        if lemma and lemma not in self.deeds:
            self.deeds.append(lemma)

    def describe(self, index: int, quality: str) -> None:
        """Give a thing that was found one more quality."""
        thing = self.found[index]
        if not thing.bare and quality not in thing.adjectives:
            self.found[index] = replace(thing, adjectives=_fewest((quality, *thing.adjectives), self.language))

    def _settle(self) -> None:
        left = [word for word in self.waiting if word in adjectives(self.language)]
        if left and self.behind and self.found:
            self.describe(len(self.found) - 1, left[0])
        else:
            self.loose += left
        self.behind = False


def _fewest(qualities: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return a number, the first two qualities (a colour before others), and the first parts of a name."""
    numbers = [word for word in qualities if is_number(word)][:1]
    parts = [word for word in qualities if is_part_of_a_name(word, language)]
    others = [word for word in qualities if not (is_number(word) or word in parts)]
    kept = sorted(others, key=lambda word: word not in words("colours"))[:MOST_QUALITIES]
    return (*numbers, *(word for word in others if word in kept), *parts)


def kind_of_name(governor: str) -> str:
    """Tell what a name is likely to name, by the preposition before it: a place, else somebody."""
    return "place" if governor in ("to", "in", "from", "at", "near", "nach", "aus") else "person"


def number_of(run: str) -> str:
    """Return a written number that means several things as an adjective, or nothing."""
    return run if run.isdecimal() and len(run) < 5 and int(run) > 1 else ""


def quotation(text: str, language: str) -> Noun:
    """Return a text as a thing that is quoted, shortened when it is long."""
    short = " ".join(text.split())
    if len(short) > LONGEST_QUOTE:
        cut = short[: LONGEST_QUOTE // 2]
        short = (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
    opening, closing = ("“", "”") if language == "en" else ("„", "“")
    return Noun(f"{opening}{short}{closing}", language, kind="sign", bare=True)


def kin(word: str, language: str) -> tuple[str, NounEntry | None]:
    """Return kind and entry of the known noun that a compound ends with."""
    low, forms = word.lower(), noun_forms(language)
    word = word[0].upper() + word[1:] if language == "de" else word
    person = forms.get(re.sub(r"in(nen)?$", "", low)) if language == "de" else None
    if person and person[0].kind == "person":
        return "person", NounEntry(person[0].en, person[0].en_plural, word, "f", word + "nen", "person")
    for start in range(3, len(low) - 2):
        known = forms.get(low[start:])
        if known:
            return known[0].kind, _compound(word, start, known[0], forms) if language == "de" else None
    return "thing", None


def _compound(word: str, start: int, head: NounEntry, forms: dict[str, tuple[NounEntry, bool]]) -> NounEntry:
    """Return the entry of a German compound: its English is that of both parts, or of the last one."""
    first = word[:start].lower()
    known = next(
        (forms[form] for form in (first, re.sub(r"(s|n|en|er)$", "", first), first + "e") if form in forms), None
    )
    opening = known[0].en + " " if known else ""
    plural = "-" if head.de_plural == "-" else word[:start] + head.de_plural.lower()
    single = word[:start] + head.de.lower()
    return NounEntry(
        opening + head.en,
        "-" if head.en_plural == "-" else opening + head.en_plural,
        single,
        head.gender,
        plural,
        head.kind,
    )
