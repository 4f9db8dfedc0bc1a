"""Articles, endings and verb forms of English and German, as far as the templates need them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from devserver.embedded.text.vocabulary import (
    NounEntry,
    VerbEntry,
    adjectives,
    noun_forms,
    rule_data,
    verb_entries,
    words,
)

DEFINITE = {
    "nom": {"m": "der", "f": "die", "n": "das", "p": "die"},
    "acc": {"m": "den", "f": "die", "n": "das", "p": "die"},
    "dat": {"m": "dem", "f": "der", "n": "dem", "p": "den"},
}
INDEFINITE = {
    "ein": {"m": "ein", "f": "eine", "n": "ein"},
    "einen": {"m": "einen", "f": "eine", "n": "ein"},
    "einem": {"m": "einem", "f": "einer", "n": "einem"},
}
STRONG = {"m": "er", "f": "e", "n": "es", "p": "e"}
CASES = {"ein": "nom", "einen": "acc", "einem": "dat"}
UNINFLECTED = frozenset({"lila", "rosa", "orange", "prima", "beige", "pink"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing with its adjectives in one language; a name or quotation (`bare`) never takes article or ending."""

    text: str
    language: str
    plural: bool = False
    gender: str = "n"
    kind: str = "thing"
    adjectives: tuple[str, ...] = ()
    bare: bool = False
    mass: bool = False
    entry: NounEntry | None = None

    def into(self, language: str) -> Noun:
        """Return the thing in another language; a word that is not in the list is kept as it is."""
        if language == self.language or self.kind == "sign":
            return replace(self, language=language)
        known = adjectives(self.language) | _numbers(self.language)
        said = (word if word.isdecimal() else known.get(word) for word in self.adjectives)
        words = tuple(word for word in said if word)
        if self.entry is None:
            text = self.text if language == "en" or self.bare else self.text[:1].upper() + self.text[1:]
            return replace(self, text=text, language=language, adjectives=words, gender="n")
        return replace(from_entry(self.entry, language, plural=self.plural), adjectives=words)


def from_entry(entry: NounEntry, language: str, *, plural: bool) -> Noun:
    """Return the noun of the word list, in the singular where it has no plural."""
    single, several = (entry.en, entry.en_plural) if language == "en" else (entry.de, entry.de_plural)
    mass = several == "-"
    plural = (plural and not mass) or entry.gender == "p"
    return Noun(several if plural else single, language, plural, entry.gender, entry.kind, mass=mass, entry=entry)


def render(noun: Noun, form: str = "nom") -> str:
    """Write a noun: nom, acc or dat with the definite article, ein, einen or einem (or a), bare, or noun."""
    if form == "noun" or noun.bare:
        parts = [] if noun.bare else [word for word in noun.adjectives if is_part_of_a_name(word, noun.language)]
        return " ".join([*parts, noun.text])
    return _english(noun, form) if noun.language == "en" else _german(noun, form)


def _english(noun: Noun, form: str) -> str:
    words = " ".join([*noun.adjectives, noun.text])
    if form in ("nom", "acc", "dat") and not (noun.kind == "idea" and noun.mass):
        return "the " + words
    if form == "bare" or noun.plural or noun.mass:
        return words
    return article(words) + " " + words


def pronoun_for(noun: Noun, form: str) -> str:
    """Return the pronoun of a thing in the nominative or accusative; empty for names and English persons."""
    if (noun.bare and noun.kind != "sign") or (noun.language == "en" and noun.kind == "person"):
        return ""
    if noun.language == "en":
        return "" if noun.plural else "it"
    if noun.plural:
        return "sie"
    return {"m": "er" if form == "nom" else "ihn", "f": "sie"}.get(noun.gender, "es")


def article(words: str) -> str:
    """Return a or an, by the sound that the spelling suggests."""
    if re.match(r"(?i)(uni[^nm]|one|eu|us[ae])", words):
        return "a"
    return "an" if re.match(r"(?i)([aeiou]|hour|honest)", words) else "a"


def _german(noun: Noun, form: str) -> str:
    gender = "p" if noun.plural else noun.gender
    if form == "bare" or (form in INDEFINITE and (noun.plural or noun.mass)):
        return _without_article(noun, gender, CASES.get(form, "nom"))
    if form in INDEFINITE or form == "a":
        form = "ein" if form == "a" else form
        ending = STRONG[gender] if form == "ein" or gender in "fn" and form == "einen" else "en"
        return _phrase(INDEFINITE[form][gender], noun, ending, CASES[form])
    ending = "e" if (form == "nom" and gender != "p") or (form == "acc" and gender in "fn") else "en"
    return _phrase(DEFINITE[form][gender], noun, ending, form)


def _without_article(noun: Noun, gender: str, case: str) -> str:
    endings = {"nom": STRONG[gender], "acc": "en" if gender == "m" else STRONG[gender]}
    dative = {"m": "em", "f": "er", "n": "em", "p": "en"}[gender]
    return _phrase("", noun, endings.get(case, dative), case)


def _phrase(opening: str, noun: Noun, ending: str, case: str) -> str:
    words = [opening] if opening else []
    words += [inflect(word, ending) for word in noun.adjectives]
    return " ".join([*words, _cased(noun, case)])


def _cased(noun: Noun, case: str) -> str:
    if case == "dat" and noun.plural:
        return noun.text if noun.text[-1:] in "ns" else noun.text + "n"
    if case != "nom" and not noun.plural and noun.entry and _weak(noun.entry):
        return noun.entry.de_plural
    return noun.text


def _weak(entry: NounEntry) -> bool:
    living = entry.gender == "m" and entry.kind in ("person", "animal", "machine", "sky")
    ends_so = re.search(r"(e|ent|ant|ist|at|aut|et|it|nsch|är|hbar|bauer)$", entry.de.lower()) is not None
    return living and ends_so and entry.de_plural in (entry.de + "n", entry.de + "en")


@lru_cache(maxsize=2)
def _numbers(language: str) -> dict[str, str]:
    """Return the numbers that stand as words, with their words in the other language."""
    english, german = (rule_data()["words"][f"numerals_{name}"].split() for name in ("en", "de"))
    pairs = list(zip(english, german, strict=True))
    return dict(pairs if language == "en" else [(after, before) for before, after in pairs])


def is_number(word: str) -> bool:
    """Tell whether a quality is a number, in digits or as a word: it stands first and is never inflected."""
    return word.isdecimal() or word in words("numerals_en") or word in words("numerals_de")


def is_part_of_a_name(word: str, language: str) -> bool:
    """Tell whether a word before an English noun is no quality but the first part of its name (tram driver)."""
    return language == "en" and word in noun_forms("en") and word not in adjectives("en")


def inflect(stem: str, ending: str) -> str:
    """Put an ending to a German adjective."""
    if stem in UNINFLECTED or is_number(stem):
        return stem
    if stem == "hoch":
        stem = "hoh"
    if re.search(r"[^aeiouäöü]el$|[aeiou]u?er$", stem) and stem not in ("schwer", "leer"):
        stem = stem[:-2] + stem[-1]
    return stem + (ending[1:] if stem.endswith("e") else ending)


def verb(lemma: str, language: str, *, plural: bool, past: bool) -> str:
    """Return the third person of a verb, present or past."""
    entry = verb_lemmas(language).get(lemma)
    if language == "en":
        return _english_verb(lemma, entry, plural, past)
    return _german_verb(lemma, entry, plural, past)


@lru_cache(maxsize=2)
def verb_lemmas(language: str) -> dict[str, VerbEntry]:
    """Return the verbs by lemma."""
    table: dict[str, VerbEntry] = {}
    for entry in verb_entries():
        table.setdefault(entry.en if language == "en" else entry.de, entry)
    return table


def _english_verb(lemma: str, entry: VerbEntry | None, plural: bool, past: bool) -> str:
    if lemma == "be":
        return ("were" if plural else "was") if past else ("are" if plural else "is")
    if past:
        return entry.en_past if entry and entry.en_past else _regular_past(lemma)
    if plural:
        return lemma
    if lemma == "have":
        return "has"
    return _third(lemma)


def _third(lemma: str) -> str:
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if re.search(r"(s|sh|ch|x|z|o)$", lemma) else "s")


def _regular_past(lemma: str) -> str:
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lemma):
        return lemma + lemma[-1] + "ed"
    return lemma + ("d" if lemma.endswith("e") else "ed")


_STRESSED_LAST = frozenset(
    ("admit", "begin", "commit", "forget", "occur", "permit", "prefer", "refer", "regret", "repel", "submit")
)
"""Longer verbs that are stressed at their end, which doubles its letter."""


def ing(lemma: str) -> str:
    """Return the English -ing form."""
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if re.search(r"[^eo]e$", lemma) and lemma != "be":
        return lemma[:-1] + "ing"
    doubles = lemma in _STRESSED_LAST or re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lemma)
    return lemma + (lemma[-1] if doubles else "") + "ing"


def _german_verb(lemma: str, entry: VerbEntry | None, plural: bool, past: bool) -> str:
    if lemma == "sein":
        return ("waren" if plural else "war") if past else ("sind" if plural else "ist")
    stem = re.sub(r"(?<=[rl])n$|en$", "", lemma)
    if past:
        single = entry.de_past if entry and entry.de_past else stem + "te"
        return (single + ("n" if single.endswith("e") else "en")) if plural else single
    if plural:
        return lemma
    return entry.de_third if entry and entry.de_third else stem + "t"


@lru_cache(maxsize=2)
def verb_forms(language: str) -> dict[str, str]:
    """Return every written form of a verb in lower case with its lemma."""
    forms: dict[str, str] = {}
    for lemma in verb_lemmas(language):
        written = {verb(lemma, language, plural=p, past=t) for p in (False, True) for t in (False, True)} | {lemma}
        written |= {ing(lemma)} if language == "en" else {re.sub(r"e?n$", "e", lemma)}
        for form in written:
            forms.setdefault(form, lemma)
    return forms
