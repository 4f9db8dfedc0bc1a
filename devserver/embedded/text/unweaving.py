"""Tell what a person said from what the templates of this package said about it.

An optimizer reads a text that an attitude has rewritten, or that a person has edited since. A sentence that a template
of ours made is recognised as such: what stands in its places is the person's, the rest is furniture. A sentence that
no template made is the person's as a whole. So the window that an attitude takes its light from never takes the place
of a house that somebody named, and a word that somebody adds is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from devserver.embedded.text.vocabulary import book

PLACE = re.compile(r"\{([^{}]+)\}")
SENTENCE = re.compile(r"(?<=[.!?…])(?<!\bNo\.)(?<!\bNr\.)[“”\"]?\s+|\n+")
END = re.compile(r"[.!?…\s“”\"]+$")
TEMPLATES = (
    *("manners", "lenses", "weave", "role", "opening", "first", "questions", "weave_questions", "gather"),
    *("gather_lens", "gather_question", "forms", "verses"),
)
NO_TEMPLATES = ("join", "hero", "tense", "number", "quiet")
SHORTEST_ANCHOR = 4
MOST_TEXT = 8_000
LONGEST_PLACE = 160
WHOLE = ("clause", "core", "swap")
TURNED = "opposite"
CONTRACTED = {"in": "i[nm]", "an": "a[nm]", "von": "vo[nm]", "bei": "beim?", "zu": "zu[mr]?"}


@dataclass(frozen=True, slots=True)
class Unwoven:
    """A text taken apart: `own` is what a person said, whole clauses first; `woven` tells whether a template spoke."""

    own: str
    woven: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a template, and the words by which it can be found."""

    text: str
    anchor: str


def unweave(text: str, language: str) -> Unwoven:
    """Take the templates' part out of a text; a text that no template made is returned as it is."""
    whole: list[str] = []
    rest: list[str] = []
    woven = False
    for sentence in SENTENCE.split(text[:MOST_TEXT]):
        found = _places(sentence, language)
        if found is None:
            rest.append(sentence.strip())
            continue
        woven = True
        for name, said in found:
            (whole if name in WHOLE else rest).append(said.strip(" “”„"))
    if not woven:
        return Unwoven(text, woven=False)
    parts = [part for part in dict.fromkeys([*whole, *rest]) if re.search(r"[^\W\d_]", part)]
    return Unwoven("\n".join(parts), woven=True)


def _places(sentence: str, language: str) -> list[tuple[str, str]] | None:
    """Return what a person said within a sentence of a template, with the names of the places; None for another one."""
    plain = END.sub("", sentence.strip())
    low = plain.lower()
    for template in _sentences(language):
        if template.anchor in low:
            names, pattern = _compiled(template.text, language)
            match = pattern.fullmatch(plain)
            if match:
                return list(zip(names, match.groups(), strict=True))
    return None


@lru_cache(maxsize=2)
def _sentences(language: str) -> tuple[_Sentence, ...]:
    said = book(language)
    templates = [template for name in TEMPLATES for template in _strings(said.get(name, ()))]
    templates += _of_haiku(said["haiku"])
    templates += [entry for kind in said["kinds"].values() for several in kind.values() for entry in several]
    parts = (END.sub("", part.strip()) for template in templates for part in SENTENCE.split(template))
    made = (_sentence(part) for part in dict.fromkeys(parts))
    return tuple(sorted((one for one in made if one), key=lambda one: -len(PLACE.sub("", one.text))))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for name, inner in value.items() if name not in NO_TEMPLATES for text in _strings(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _strings(inner))


def _of_haiku(words: dict[str, list[str]]) -> list[str]:
    first = [f"{{a}} {filler}" if at < 2 else f"{{a}}, {filler}" for at, filler in enumerate(words["short"])]
    return [*first, *(f"{filler} {{a}}" for filler in words["middle"]), *words["last"]]


def _sentence(text: str) -> _Sentence | None:
    """Return a sentence with its longest own words; None where it has hardly any and its places could hold anything."""
    literals = (re.sub(r"\s(?:in|an|von|bei|zu)$", "", part.strip()) for part in PLACE.split(text)[::2])
    anchor = max(literals, key=len)
    letters = len(re.sub(r"[\W\d_]", "", anchor))
    chosen = any(place[0] in "#@" or "." in place for place in PLACE.findall(text))
    if letters >= SHORTEST_ANCHOR or (chosen and anchor):
        return _Sentence(text, anchor.lower())
    return None


@lru_cache(maxsize=1024)
def _compiled(text: str, language: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    parts = PLACE.split(text)
    names: list[str] = []
    pattern = _literal(parts[0])
    following = [*parts[3::2], ""][: len(parts) // 2]
    for place, literal, later in zip(parts[1::2], parts[2::2], following, strict=True):
        head = place.split(":")[0]
        if _chosen(head):
            pattern += _choice(head, language)
        elif _is_verb(head):
            pattern += r"[\w'’ ]{1,30}?"
        else:
            names.append(head)
            lazy = "" if literal == " " and _is_verb(later) else "?"
            pattern += rf"([^.!?\n]{{1,{LONGEST_PLACE}}}{lazy})"
        pattern += _literal(literal)
    return tuple(names), re.compile(pattern, re.IGNORECASE)


def _is_verb(place: str) -> bool:
    return "~" in place or place.startswith("+")


def _chosen(head: str) -> bool:
    return head[0] in "#@" or ("." in head and not head.endswith(TURNED))


def _choice(head: str, language: str) -> str:
    """Return an expression for what a template may choose: a word of a list, a sound, a quality of things."""
    said = book(language)
    if head[0] == "#":
        entries = said["lists"][head[1:]]
    elif head[0] == "@":
        entries = [entry for letter in said["sounds"].values() for entry in letter[head[1:]]]
    else:
        entries = [entry for kind in said["kinds"].values() for entry in kind.get(head.split(".")[1], ())]
    ordered = sorted({entry.rstrip(".!?…") for entry in entries}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))}|…)"


def _literal(text: str) -> str:
    said = re.escape(text)
    opening = re.search(r"(?<![^\W_])(in|an|von|bei|zu)\\ $", said, re.IGNORECASE)
    return said[: opening.start()] + CONTRACTED[opening[1].lower()] + r"\ " if opening else said
