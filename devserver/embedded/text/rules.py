"""Read the rules that a context states: how long, in which language and person, and what must not appear.

Both languages are read at once, because an attitude may be written in another language than the text it works on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from devserver.embedded.text.measures import Span, read_limits
from devserver.embedded.text.vocabulary import LANGUAGES, noun_entries, noun_forms, pattern, words

NO_LIMIT: Span = (None, None)
SPEAKERS = ("i", "me", "my", "ich", "mich", "mir", "mein", "meine")
KINDS = {"vehicles": "vehicle", "fahrzeuge": "vehicle", "buildings": "building", "gebäude": "building", "essen": "food"}
BAN = re.compile(
    r"(?<![\w'’])(?<!\bor )(?<!\boder )(?:no|without(?: any)?|avoid(?:ing)?(?: any| all)?|leave out|omit|"
    r"never (?:use|name|mention|show|describe|say|through|with)|"
    r"do(?: not|n['’]t) (?:use|name|mention|show|describe|say|include|add)|"
    r"free of|ohne|keine?[nrms]?|vermeide|verzichte auf|"
    r"lass weg|(?:nie|niemals) (?:durch|mit)|nenne? (?:nie|niemals|nicht)|erwähne? (?:nie|niemals|nicht))"
    r"\s+(?!(?:more|longer|less|fewer|matter|one|doubt|mehr|weniger|länger)\b)(?P<what>[^.;:!?\n()]{2,120})",
    re.IGNORECASE,
)
BAN_ENDS = re.compile(
    r"\b(?:but|that|which|who|because|when|so|only|just|sondern|aber|die|der|das|weil|wenn|nur|in|at|from|for|to|with|von|für|zu|mit|"
    r"and (?:write|use|keep|describe|say|speak)|und (?:schreibe?|nutze?|beschreibe?|sprich))\b.*",
    re.IGNORECASE | re.DOTALL,
)


NAMES_OF_PEOPLE = re.compile(r"(?i)\b(?:people|persons?)['’]s? names?|\bnamen von (?:leuten|menschen|personen)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a context demands of the form; None where it says nothing. `banned` holds word beginnings in lower case."""

    words: Span = (None, None)
    sentences: Span = (None, None)
    items: Span = (None, None)
    lines: Span = (None, None)
    characters: int | None = None
    paragraphs: int | None = None
    sentence_words: int | None = None
    banned: frozenset[str] = frozenset()
    no_people: bool = False
    no_colours: bool = False
    no_adjectives: bool = False
    questions: bool = False
    first_person: bool = False
    alliteration: bool = False
    tense: str = ""
    case: str = ""
    language: str | None = None
    keep_language: bool = False
    faithful: bool = False
    """Nothing may be lost and no subject added."""

    def forbids(self, text: str) -> bool:
        """Tell whether a text holds a word that must not appear."""
        if not (self.banned or self.no_people or self.no_colours):
            return False
        return any(self.forbids_word(word) for word in re.findall(r"[^\W\d_]+", text.lower()))

    def forbids_word(self, word: str) -> bool:
        """Tell whether one word, in lower case, must not appear."""
        if self.no_people and (word in people_words() or (not self.first_person and word in SPEAKERS)):
            return True
        if self.no_colours and (word in words("colour_talk") or is_colour(word)):
            return True
        return any(
            word.startswith(stem) and len(word) <= len(stem) + (4 if len(stem) > 3 else 0) for stem in self.banned
        )


@lru_cache(maxsize=64)
def read_rules(context: str) -> Rules:
    """Read what a context demands; of two statements about the same thing the stricter one holds."""
    text = " ".join(context.split())
    limits, sentence_words = read_limits(text)
    banned, people, colours = _banned(text)
    return Rules(
        words=limits.get("words", NO_LIMIT),
        sentences=limits.get("sentences", NO_LIMIT),
        items=limits.get("items", NO_LIMIT),
        lines=limits.get("lines", NO_LIMIT),
        characters=limits.get("characters", NO_LIMIT)[1],
        paragraphs=limits.get("paragraphs", NO_LIMIT)[1],
        sentence_words=sentence_words,
        banned=banned,
        no_people=people,
        no_colours=colours,
        no_adjectives=_says("no_adjectives", text),
        questions=_says("questions", text),
        first_person=_says("first_person", text),
        alliteration=_says("alliteration", text),
        tense=_one_of(text, "past", "present"),
        case=_one_of(text, "lower", "upper"),
        language=_language(text),
        keep_language=_says("keep_language", text),
        faithful=_says("faithful", text),
    )


@lru_cache(maxsize=1)
def people_words() -> frozenset[str]:
    """Return every word of the lists that means a person or a part of one, in both languages."""
    forms = {
        word
        for lang in ("en", "de")
        for word, (entry, _) in noun_forms(lang).items()
        if entry.kind in ("person", "body")
    }
    return frozenset(forms | words("person_words") | words("people"))


def is_colour(word: str) -> bool:
    """Tell whether a word names a colour, with or without a German ending."""
    return word in words("colours") or any(
        word == c + e for c in words("colours") for e in ("e", "en", "er", "es", "em", "ish", "lich")
    )


def without_rules(text: str) -> str:
    """Return a context without its prohibitions and without what it says about language, person and tense."""
    for name in ("first_person", "questions", "alliteration", "lower", "upper", "past", "present", "english", "german"):
        text = pattern(name).sub(" ", text)
    return BAN.sub(_what_follows, pattern("keep_language").sub(" ", text))


def _what_follows(prohibition: re.Match[str]) -> str:
    """Return what stands behind a prohibition in the same clause: it is no part of it."""
    rest = BAN_ENDS.search(prohibition["what"])
    return f" {rest.group()}" if rest else " "


def _says(name: str, text: str) -> bool:
    return pattern(name).search(text) is not None


def _one_of(text: str, *names: str) -> str:
    return next((name for name in names if _says(name, text)), "")


def _language(text: str) -> str | None:
    english, german = _says("english", text), _says("german", text)
    return None if english == german else "en" if english else "de"


def _banned(text: str) -> tuple[frozenset[str], bool, bool]:
    named: set[str] = set()
    for match in BAN.finditer(NAMES_OF_PEOPLE.sub("names", text)):
        named |= set(re.findall(r"[^\W\d_]+", BAN_ENDS.sub("", match["what"]).lower())[:14])
    known = words("ban_filler") | words("people") | words("colour_talk")
    stems = {word for word in named - known if len(word) > 2 and not word.startswith(("adjecti", "adjekti"))}
    banned = frozenset(form for stem in stems for form in _same_thing(stem))
    return banned, bool(words("people") & named), bool(words("colour_talk") & named)


def _same_thing(word: str) -> set[str]:
    """Return a forbidden word in both languages; a kind of thing (animals, plants) stands for all of its kind."""
    entry = next((noun_forms(language)[word][0] for language in LANGUAGES if word in noun_forms(language)), None)
    kind = KINDS.get(word, entry.en if entry else word)
    same = [e for e in noun_entries() if e.kind == kind] or [e for e in noun_entries() if entry and e.en == entry.en]
    forms = {form.lower() for e in same for form in (e.en, e.en_plural, e.de, e.de_plural)}
    return (forms | {word}) - {"-"}
