"""The word lists of the text generator: nouns, verbs, adjectives, small words and templates, read when first needed.

`data/nouns.txt`, `verbs.txt` and `adjectives.txt` pair English with German, one word a line. `data/en.json` and
`de.json` hold small words, vocabulary and templates of one language, `manners_en.json` and `manners_de.json` scripts
for whole attitudes; `data/triggers.json` says which words of an attitude call for which of them, `data/rules.json`
how rules are worded, `data/media.json` which words a medium may add,
`data/creatures.json` what birds, fish and insects are like.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class NounEntry:
    """A noun in both languages; `gender` is the German m, f, n, or p for what is always plural; a plural may be "-"."""

    en: str
    en_plural: str
    de: str
    gender: str
    de_plural: str
    kind: str


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """A verb in both languages: lemma, third person and past where they are irregular (else empty)."""

    en: str
    en_past: str
    de: str
    de_third: str
    de_past: str


@lru_cache(maxsize=1)
def noun_entries() -> tuple[NounEntry, ...]:
    """Return all nouns, the more usual meaning of a word first."""
    rows = _rows("nouns.txt")
    return tuple(NounEntry(row[0], row[1] or row[0] + "s", *row[2:]) for row in rows)


@lru_cache(maxsize=1)
def verb_entries() -> tuple[VerbEntry, ...]:
    """Return all verbs, the more usual meaning of a word first."""
    return tuple(VerbEntry(*row) for row in _rows("verbs.txt"))


@lru_cache(maxsize=2)
def adjectives(language: str) -> dict[str, str]:
    """Return the adjectives of one language, without endings, and what they are in the other."""
    rows = _rows("adjectives.txt")
    pairs = [(row[0], row[1]) if language == "en" else (row[1], row[0]) for row in rows]
    return dict(reversed(pairs))


@lru_cache(maxsize=2)
def noun_forms(language: str) -> dict[str, tuple[NounEntry, bool]]:
    """Return every written form of a noun in lower case, with its entry and whether the form is a plural."""
    forms: dict[str, tuple[NounEntry, bool]] = {}
    for entry in noun_entries():
        for form, plural in _forms(entry, language):
            forms.setdefault(form.lower(), (entry, plural))
    return forms


@lru_cache(maxsize=2)
def book(language: str) -> dict[str, Any]:
    """Return the small words and templates of one language, from `data/<language>.json` and its manners."""
    loaded, more = _json(f"{language}.json"), _json(f"manners_{language}.json")
    lists = loaded["lists"] | more.pop("lists")
    qualities = more.pop("kinds")
    kinds = {kind: said | qualities[kind] for kind, said in loaded["kinds"].items()}
    kinds |= {kind: kinds["animal"] | said for kind, said in _json("creatures.json")[language].items()}
    return loaded | more | {"lists": lists, "kinds": kinds}


@lru_cache(maxsize=1)
def creatures() -> dict[str, str]:
    """Return the English names of the animals that are not like dogs, with their narrower kind: bird, fish or bug."""
    return {name: kind for kind, names in _json("creatures.json")["words"].items() for name in names.split()}


@lru_cache(maxsize=2)
def small_words(language: str) -> frozenset[str]:
    """Return the function words of a language: those that name nothing."""
    return frozenset(" ".join(book(language)["small_words"]).split())


@lru_cache(maxsize=1)
def triggers() -> dict[str, Any]:
    """Return which words of an attitude call for which lens or form."""
    return _json("triggers.json")


@lru_cache(maxsize=1)
def media() -> dict[str, Any]:
    """Return by which words a medium is known and which words it may use, as `data/media.json` holds them."""
    return _json("media.json")


@lru_cache(maxsize=1)
def rule_data() -> dict[str, Any]:
    """Return how limits, prohibitions and the like are worded."""
    return _json("rules.json")


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """Return one of the word lists of `data/rules.json`."""
    return frozenset(rule_data()["words"][name].split())


@lru_cache(maxsize=32)
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns of `data/rules.json`: its alternatives in one expression."""
    return re.compile("|".join(rule_data()["patterns"][name]), re.IGNORECASE)


def _json(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_text(name))
    return loaded


def _text(name: str) -> str:
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[list[str]]:
    lines = _text(name).splitlines()
    return [line.split("|") for line in lines if line and not line.startswith("#")]


def _forms(entry: NounEntry, language: str) -> list[tuple[str, bool]]:
    if language == "en":
        plural = (
            [] if entry.en_plural == "-" else [(entry.en_plural, entry.en_plural != entry.en or entry.gender == "p")]
        )
        return [*plural, (entry.en, entry.gender == "p"), (entry.en + "'s", False), (entry.en + "’s", False)]
    singular = [(entry.de, entry.gender == "p")]
    if entry.gender in "mn":
        singular += [(entry.de + "s", False), (entry.de + "es", False)]
    if entry.de_plural == "-":
        return singular
    plural_form = entry.de_plural
    dative = plural_form if plural_form[-1] in "ns" else plural_form + "n"
    weak = entry.gender == "m" and plural_form == entry.de + ("n" if entry.de.endswith("e") else "en")
    return [*singular, (plural_form, plural_form != entry.de and not weak), (dative, dative != entry.de and not weak)]
