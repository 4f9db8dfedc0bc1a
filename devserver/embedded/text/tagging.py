"""Walk through the words of a text and tell which of them name things: two small grammars, English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from devserver.embedded.text.grammar import Noun, from_entry, verb_forms
from devserver.embedded.text.vocabulary import NounEntry, adjectives, noun_forms, small_words, words

MOST_TEXT = 8000
LONGEST_WORD = 40
LONGEST_QUOTE = 160
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|_")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
ENDINGS = ("e", "en", "er", "es", "em")
QUALITY = re.compile(r".{3,}(ous|ful|less|ive|able|ible|ish|ic|ical|iest|est)$")
DEED = re.compile(r".{2,}(ing|ed|ly)$")
FEMALE = re.compile(r"(in|ung|heit|keit|schaft|ion|tät)$")
GENDERS = {
    "n": re.compile(r"(chen|lein|um|ment)$"),
    "f": re.compile(r"(ung|heit|keit|schaft|ion|tät|in|e)$"),
    "m": re.compile(r"(er|ling|ismus|or)$"),
}


@dataclass(slots=True)
class Finder:
    """What was found so far, and what the last words lead to expect."""

    language: str
    lower_case: bool
    found: list[Noun] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    determiner: str = ""
    after_noun: bool = False
    after_be: bool = False
    doer: Noun | None = None
    deed: str = ""
    subject: int | None = None
    strong_plural: bool = False

    def forget(self, determiner: str = "") -> None:
        """Begin a new phrase."""
        self.waiting, self.determiner, self.after_noun = [], determiner, False
        self.strong_plural = False

    def add(self, noun: Noun) -> None:
        """Keep a thing with the adjectives that wait for one."""
        qualities = tuple(dict.fromkeys(self.waiting)) if not noun.bare else ()
        self.subject = len(self.found) if self.subject is None else self.subject
        self.found.append(replace(noun, adjectives=qualities[:2]))
        self.waiting, self.determiner, self.after_noun, self.after_be = [], "", True, False
        self.strong_plural = False


def quotation(text: str, language: str) -> Noun:
    """Return a text as a thing that is quoted, shortened when it is long."""
    short = " ".join(text.split())
    if len(short) > LONGEST_QUOTE:
        cut = short[: LONGEST_QUOTE // 2]
        short = (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
    opening, closing = ("“", "”") if language == "en" else ("„", "“")
    return Noun(f"{opening}{short}{closing}", language, kind="sign", bare=True)


def walk(text: str, language: str) -> Finder:
    """Return what a text names, in order and with repetitions, and its first deed."""
    finder = Finder(language, lower_case=text == text.lower())
    step = _english_word if language == "en" else _german_word
    runs = TOKEN.findall(text[:MOST_TEXT])
    starts = True
    for index, run in enumerate(runs):
        following = runs[index + 1] if index + 1 < len(runs) else ""
        if not run[0].isalpha():
            finder.subject = None if run in ".,;:!?" else finder.subject
            finder.forget("zwei" if run.isdecimal() and int(run[:3]) > 1 else "")
        elif len(run) > LONGEST_WORD:
            finder.add(quotation(run, language))
        elif LATIN.match(run):
            step(finder, run, following, starts)
        starts = run in ".!?:"
    return finder


def _english_word(finder: Finder, word: str, following: str, starts: bool) -> None:
    low = word.lower()
    expected = bool(finder.determiner or finder.waiting)
    if low in small_words("en"):
        finder.after_be = low in ("is", "are", "was", "were", "am")
        finder.forget(low if low in words("determiners_en") else "")
    elif finder.after_noun and (low in verb_forms("en") or (low not in noun_forms("en") and low.endswith(("s", "ed")))):
        _note_deed(finder, low)
    elif low in adjectives("en") or (QUALITY.match(low) and low not in noun_forms("en")):
        _quality(finder, low, expected and not _names_something(following))
    elif (
        low in verb_forms("en")
        and not expected
        and low not in noun_forms("en")
        or DEED.match(low)
        and not expected
        and low not in noun_forms("en")
    ):
        finder.forget()
    elif _goes_on(low, following) and (expected or low in noun_forms("en")):
        finder.waiting.append(low)
    else:
        _add_english(finder, word, starts)


def _goes_on(low: str, following: str) -> bool:
    """Tell whether a word only opens the name of what follows it (tram driver, but not sky blue)."""
    described = following.lower() in adjectives("en") and following.lower() not in noun_forms("en")
    return _names_something(following) and not described and not low.endswith("s")


def _names_something(word: str) -> bool:
    low = word.lower()
    if not low[:1].isalpha() or low in small_words("en") or DEED.match(low):
        return False
    return low in noun_forms("en") or not (low in verb_forms("en") or low.endswith(("s", "ed")))


def _add_english(finder: Finder, word: str, starts: bool) -> None:
    known = noun_forms("en").get(word.lower())
    several = finder.determiner in words("several")
    if known:
        entry, plural = known
        text = re.sub(r"['’]s$", "", word.lower())
        plain = replace(from_entry(entry, "en", plural=plural or several), text=text)
        finder.add(replace(plain, mass=entry.en_plural == "-"))
        return
    name = word[0].isupper() and not finder.determiner and not (starts and finder.lower_case)
    text = re.sub(r"['’]s$", "", word if word[0].isupper() else word.lower())
    plural = several or (text.endswith("s") and not text.endswith(("ss", "us", "is")) and not name)
    finder.add(Noun(text, "en", plural, kind=_kin(text, "en")[0], bare=name, mass=not plural and not finder.determiner))


def _note_deed(finder: Finder, low: str) -> None:
    lemma = verb_forms(finder.language).get(low)
    if lemma and finder.found and not finder.deed and not low.endswith("ing"):
        finder.doer, finder.deed = finder.found[-1], lemma
    finder.after_be = lemma in ("be", "sein", "become", "werden")
    finder.forget()


def _quality(finder: Finder, stem: str, stands_alone: bool) -> None:
    if stands_alone and finder.determiner and finder.language == "en":
        finder.add(Noun(stem, "en", kind="idea", mass=True))
    elif finder.after_be and finder.found and not finder.determiner:
        index = len(finder.found) - 1 if finder.subject is None else finder.subject
        described = finder.found[index]
        finder.found[index] = (
            described if described.bare else replace(described, adjectives=(stem, *described.adjectives)[:2])
        )
    else:
        finder.waiting.append(stem)
        finder.after_noun = False


def _german_word(finder: Finder, word: str, following: str, starts: bool) -> None:
    low = word.lower()
    capital = word[0].isupper()
    if low in small_words("de") and (not capital or starts):
        finder.after_be = low in ("ist", "sind", "war", "waren", "bin", "wird")
        finder.forget(low if low in words("determiners_de") else "")
    elif (capital or finder.lower_case) and low in noun_forms("de"):
        _add_german(finder, word)
    elif stem := _stem(low, bool(finder.determiner) and following[:1].isupper()):
        finder.strong_plural = low.endswith("e") and low != stem and not finder.determiner
        _quality(finder, stem, False)
    elif low in verb_forms("de") and (not capital or starts):
        _note_deed(finder, low) if finder.after_noun else finder.forget()
    elif capital or (finder.lower_case and finder.determiner and not following[:1].isalpha()):
        _add_german(finder, word)
    else:
        finder.forget()


def _stem(low: str, expected: bool) -> str:
    """Return the adjective without its ending; an unknown one counts between an article and a noun."""
    known = adjectives("de")
    for ending in ("", *ENDINGS):
        bare = low.removesuffix(ending) if ending and low.endswith(ending) else low
        for stem in (bare, "hoch" if bare == "hoh" else bare, re.sub(r"(?<=[^aeiou])([lr])$", r"e\1", bare)):
            if stem in known:
                return stem
    match = re.fullmatch(r"(.{3,}?)(en|er|es|em|e)", low)
    return match.group(1) if expected and match else ""


def _add_german(finder: Finder, word: str) -> None:
    known = noun_forms("de").get(word.lower())
    several = finder.determiner in words("several")
    if known:
        entry, plural = known
        if entry.de == entry.de_plural:
            plural = plural or ((finder.determiner == "die" or finder.strong_plural) and entry.gender != "f")
        finder.add(from_entry(entry, "de", plural=plural or several))
        return
    kind, kin = _kin(word, "de")
    if kin:
        plural = word.lower() == kin.de_plural.lower() != kin.de.lower()
        finder.add(from_entry(kin, "de", plural=several or plural))
        return
    bare = not finder.determiner and not finder.waiting
    plural = several or (word.endswith(("en", "ern", "eln")) and (bare or finder.determiner == "die"))
    finder.add(Noun(word[0].upper() + word[1:], "de", plural, _gender(word, finder.determiner), kind, bare=bare))


def _gender(word: str, determiner: str) -> str:
    if determiner == "der" and FEMALE.search(word):
        return "f"
    for listed, gender in (("neuter", "n"), ("masculine", "m"), ("feminine", "f")):
        if determiner in words(listed):
            return gender
    likely = (gender for gender, ending in GENDERS.items() if ending.search(word))
    return next(likely, "m" if determiner in ("ein", "im") else "n")


def _kin(word: str, language: str) -> tuple[str, NounEntry | None]:
    """Return kind and entry of the known noun that a compound ends with."""
    low, forms = word.lower(), noun_forms(language)
    person = forms.get(re.sub(r"in(nen)?$", "", low)) if language == "de" else None
    if person and person[0].kind == "person":
        return "person", NounEntry(person[0].en, person[0].en_plural, word, "f", word + "nen", "person")
    for start in range(2, len(low) - 2):
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
