"""Verses: a haiku by counted syllables, and rhymed couplets."""

from __future__ import annotations

import re

from devserver.embedded.text.grammar import Noun, render, verb
from devserver.embedded.text.limits import count_words
from devserver.embedded.text.loom import Loom, capital
from devserver.embedded.text.prose import lens_sentences

MIDDLE = 7
VOWELS = {"en": re.compile(r"[aeiouy]+"), "de": re.compile(r"aa|ee|oo|ie|ei|ai|au|äu|eu|[aeiouyäöü]")}
QUALITIES = {
    "geometry": "shape",
    "sound": "sound",
    "smell": "smell",
    "touch": "touch",
    "light": "light",
    "ecology": "need",
    "opposite": "opposite",
    "music": "sound",
}


def syllables(text: str, language: str) -> int:
    """Return about how many syllables a text has, by its vowels; a word of another script counts by its signs."""
    return sum(_in_word(word, language) for word in re.findall(r"[^\W\d_]+|\d", text.lower()))


def _in_word(word: str, language: str) -> int:
    if not re.search(r"[a-zà-ɏ]", word):
        return len(word)
    found = len(VOWELS[language].findall(word))
    if language == "en":
        silent = re.search(
            r"[^aeiouylr]e$|[^aeiou]re$|[aeiou][lrn]e$|[^aeiouytdsxz]ed$|[^aeiouyscxzg]es$|[aeiou][tdsc]hes$", word
        )
        found -= 1 if silent and found > 1 else 0
        found += 1 if re.search(r"[^aeiou]i[ao]|eo$|[aeiou]ing", word) and not word.endswith("tion") else 0
    return max(1, found)


def haiku(loom: Loom) -> str:
    """Write three lines of five, seven and five syllables: a thing, what is done, and what is near."""
    words = loom.book["haiku"]
    things = list(loom.source.nouns)
    told = [clause for clause in loom.source.clauses if syllables(clause, loom.language) == MIDDLE]
    told += _deed(loom)
    opening = next((n for n in things if told and n.text not in told[-1]), things[0])
    first = _line(loom, 5, _written(loom, opening, words["short"], after=True))
    around = [p for thing in things[1:] or things for p in _written(loom, thing, words["middle"], after=False)]
    middle = _line(loom, MIDDLE, told or around)
    last = _line(loom, 5, _short_enough(loom, [first, middle], [*_seen(loom), *words["last"]]))
    return "\n".join((capital(first), middle, last)[: loom.rules.lines[1] or 3])


def _short_enough(loom: Loom, lines: list[str], choices: list[str]) -> list[str]:
    """Return the choices for which the limit of words leaves room, or all of them when it leaves none for any."""
    most = loom.rules.words[1]
    left = most - sum(map(count_words, lines)) if most is not None else None
    return [choice for choice in choices if left is None or count_words(choice) <= left] or choices


def _deed(loom: Loom) -> list[str]:
    """Return what the doer does, with a place or a time, where that has the right length."""
    doer, deed = loom.source.doer, loom.source.deed
    if doer is None or deed in ("", "be", "have", "sein", "haben") or loom.rules.forbids(doer.text):
        return []
    done = verb(deed, loom.language, plural=doer.plural, past=False)
    said = [f"{render(doer, form)} {done} {when}" for form in ("nom", "ein") for when in loom.book["haiku"]["deed"]]
    return [line for line in said if syllables(line, loom.language) == MIDDLE]


def poem(loom: Loom) -> str:
    """Write rhymed couplets, and one line in the manner of the attitude between them."""
    couplets = loom.rng.sample(loom.book["verses"], len(loom.book["verses"]))
    wanted = loom.rules.lines[1] or 8
    lines: list[str] = []
    for couplet in couplets:
        filled = loom.fill("\n".join(couplet))
        if filled:
            lines += filled.split("\n")
        if len(lines) >= min(wanted, 8):
            break
    lines = lines[:wanted]
    if len(lines) < wanted or loom.rules.lines[1] is None:
        lines += lens_sentences(loom, 1 if loom.rules.lines[1] is None else wanted - len(lines))
    rest = loom.unsaid()
    if rest and lines:
        lines[-1] = lines[-1].rstrip(".") + "; " + loom.several(rest) + "."
    stanzas = ["\n".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]
    return ("\n" if loom.rules.paragraphs == 1 else "\n\n").join(stanzas)


def _line(loom: Loom, wanted: int, choices: list[str]) -> str:
    allowed = [choice for choice in choices if not loom.rules.forbids(choice)] or ["…"]
    gaps = {choice: abs(syllables(choice, loom.language) - wanted) for choice in dict.fromkeys(allowed)}
    best = [choice for choice, gap in gaps.items() if gap == min(gaps.values())]
    coloured = [choice for choice in best if choice not in loom.book["haiku"]["last"]]
    return loom.rng.choice(coloured or best)


def _written(loom: Loom, thing: Noun, fillers: list[str], *, after: bool) -> list[str]:
    """Return a thing with each filler, after or before it; only verbs (the first two) follow it without a comma."""
    if not after:
        return [f"{filler} {render(thing, form)}" for form in ("nom", "ein") for filler in fillers]
    ends = ["", *(f" {verb}" for verb in fillers[:2]), *(f", {filler}" for filler in fillers[2:])]
    return [render(thing, form) + end for form in ("bare", "nom", "ein") for end in ends]


def _seen(loom: Loom) -> list[str]:
    """Return what the first thing looks or sounds like, as the attitude prefers."""
    kind = loom.book["kinds"].get(loom.source.nouns[0].kind, loom.book["kinds"]["thing"])
    qualities = [QUALITIES[lens] for lens in loom.attitude.lenses if lens in QUALITIES] or ["sound", "light"]
    return [phrase for quality in qualities for phrase in kind[quality]]
