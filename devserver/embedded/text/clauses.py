"""Take a text apart into the clauses that can be said again, so that who does what to whom survives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devserver.embedded.text.grammar import Noun, article, is_part_of_a_name, verb_forms
from devserver.embedded.text.vocabulary import noun_forms, small_words, words

MOST_TEXT = 4_000
MOST_CLAUSES = 12
SHORTEST, LONGEST = 3, 13
ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
PARTS = re.compile(r",\s+|\s+[–—-]\s+")
CLEAN = re.compile(r"[:\"“”„«»#*_=<>{}\[\]\\|`^~()\x00-\x1f\x7f-\x9f]")
JOINTS = {"en": re.compile(r",?\s+(?:and|but|while|because)\s+"), "de": re.compile(r",?\s+(?:und|aber)\s+")}
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def read_clauses(text: str, language: str) -> tuple[str, ...]:
    """Return short clauses of a text, those with a verb first; a long sentence is cut at its commas or left out."""
    found: list[str] = []
    for sentence in ENDS.split(text[:MOST_TEXT]):
        found += _of_sentence(sentence.strip(), language)
    unique = list(dict.fromkeys(found))[:MOST_CLAUSES]
    return tuple(sorted(unique, key=lambda clause: not deeds(clause, language)))


def _of_sentence(sentence: str, language: str) -> list[str]:
    if not sentence or CLEAN.search(sentence):
        return []
    asks = sentence.endswith("?")
    sentence = sentence.rstrip(" .!?;,…")
    parts = [sentence] if asks else [part.strip() for part in PARTS.split(sentence)]
    if not all(_stands_alone(part, language) for part in parts):
        parts = [sentence]
    return [_small(part, language) + "?" * asks for part in parts if SHORTEST <= len(WORD.findall(part)) <= LONGEST]


def _stands_alone(part: str, language: str) -> bool:
    said = WORD.findall(part)
    if len(said) < SHORTEST or said[0].lower() in words("subordinate"):
        return False
    relative = language == "de" and said[0] in ("der", "die", "das", "dem", "den") and not said[1][0].isupper()
    return not relative


def _small(clause: str, language: str) -> str:
    """Write a clause as it stands within another sentence: a small first letter where the word is a small one."""
    if language == "en":
        clause = re.sub(r"(?<![\w'’])i(?=['’]|\s|$)", "I", clause)
    opening = WORD.match(clause)
    if not opening or opening.group() in ("I", "I'm", "I’m") or opening.group().lower() not in small_words(language):
        return clause
    return clause[0].lower() + clause[1:]


def shorter(clause: str, language: str, most: int) -> list[str]:
    """Return a clause as sentences of at most `most` words, cut where a new deed begins."""
    if len(clause.split()) <= most:
        return [clause]
    first, *others = JOINTS[language].split(clause)
    said = [first]
    for other in others:
        opening = other.split()[0].lower()
        if opening in verb_forms(language):
            said.append(f"{_subject(first, language)} {other}")
        elif opening in words("determiners_" + language) or opening in ("i", "he", "she", "we", "they", "ich", "wir"):
            said.append(other)
    return [part for part in said if SHORTEST <= len(part.split()) <= most]


def _subject(clause: str, language: str) -> str:
    found = clause.split()
    verbs = [index for index, word in enumerate(found) if index and word in verb_forms(language)]
    return " ".join(found[: verbs[0]] if verbs else found[:2])


def deeds(text: str, language: str) -> tuple[str, ...]:
    """Return the lemmas of the verbs of a text, in order, without repeats and without to be and to have."""
    forms, nouns = verb_forms(language), noun_forms(language)
    lemmas: dict[str, None] = {}
    for word in WORD.findall(text[:MOST_TEXT]):
        low = word.lower()
        named = low in nouns if language == "en" else word[0].isupper()
        if low in forms and not named and low not in words("auxiliaries") and low not in small_words(language):
            lemmas.setdefault(forms[low])
    return tuple(lemmas)


def swapped(clause: str, nouns: Sequence[Noun]) -> str:
    """Return a clause in which two things have changed places; empty where grammar does not allow it."""
    whole = [noun for noun in nouns if not any(is_part_of_a_name(word, noun.language) for word in noun.adjectives)]
    inside = [noun for noun in whole if not noun.bare and re.search(rf"\b{re.escape(noun.text)}\b", clause)]
    for first, second in zip(inside, inside[1:], strict=False):
        alike = first.plural == second.plural and first.mass == second.mass
        if alike and (first.language == "en" or first.gender == second.gender):
            places = {first.text: second.text, second.text: first.text}
            pattern = re.compile(rf"\b({'|'.join(map(re.escape, places))})\b")
            turned = pattern.sub(lambda match, p=places: p[match.group()], clause)  # type: ignore[misc]
            return turned if first.language == "de" else _articles(turned)
    return ""


def _articles(text: str) -> str:
    return re.sub(r"\b([Aa])n? (\w+)", lambda match: match[1] + article(match[2])[1:] + " " + match[2], text)
