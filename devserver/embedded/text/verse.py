"""Verses: a haiku by counted syllables, and rhymed couplets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations, product

from devserver.embedded.text.grammar import Noun, is_number, is_part_of_a_name, render, verb
from devserver.embedded.text.limits import count_words
from devserver.embedded.text.loom import Loom, capital
from devserver.embedded.text.prose import lens_sentences

MIDDLE = 7
MOST_IN_A_LINE = 4
MOST_ADJECTIVES = 1
FORMS = ("bare", "nom", "ein")
SETTINGS = ("place", "land", "water", "sky", "plant", "building")
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line that could stand in a verse, with the things that it names."""

    text: str
    things: frozenset[str] = frozenset()
    adjectives: int = 0


def haiku(loom: Loom) -> str:
    """Write three lines of five, seven and five syllables that name as many things as there is room for."""
    words = loom.book["haiku"]
    things = sorted(loom.source.nouns, key=lambda noun: noun.kind not in SETTINGS)
    acting = loom.source.doer.text if loom.source.doer else ""
    still = [noun for noun in things if noun.text != acting] or things
    lines = [_best(loom, 5, _of_things(still, words["short"], after=True), [])]
    told = _told(loom, [noun for noun in things if noun.text not in lines[0].things])
    lines.append(_best(loom, MIDDLE, told or _of_things(_left(things, lines), words["middle"], after=False), lines))
    near = [Line(text) for text in _short_enough(loom, [line.text for line in lines], [*_seen(loom), *words["last"]])]
    more = [noun for noun in _left(things, lines) if noun.text not in lines[0].things]
    lines.append(_best(loom, 5, [*_of_things(more, words["short"], after=True), *near], lines))
    return "\n".join((capital(lines[0].text), lines[1].text, lines[2].text)[: loom.rules.lines[1] or 3])


def _left(things: list[Noun], lines: list[Line]) -> list[Noun]:
    """Return the things that no line names yet, or the first one where all are named."""
    return [noun for noun in things if not any(noun.text in line.things for line in lines)] or things[:1]


def _best(loom: Loom, wanted: int, choices: list[Line], before: list[Line]) -> Line:
    """Choose the line that has the right length and names most; few words and one adjective at most."""
    most, spent = loom.rules.words[1], sum(count_words(line.text) for line in before)
    described = sum(line.adjectives for line in before)
    allowed = [
        line
        for line in choices
        if not loom.rules.forbids(line.text)
        and described + line.adjectives <= MOST_ADJECTIVES
        and (most is None or spent + count_words(line.text) + 2 * (3 - len(before) - 1) <= most)
    ] or [Line("…")]
    gaps = [abs(syllables(line.text, loom.language) - wanted) for line in allowed]
    fitting = [line for line, gap in zip(allowed, gaps, strict=True) if gap == min(gaps)]
    said = {text for line in before for text in line.things}
    worth = [len(line.things - said) + (line.adjectives > 0) / 2 for line in fitting]
    return loom.rng.choice([line for line, value in zip(fitting, worth, strict=True) if value == max(worth)])


def _of_things(nouns: list[Noun], fillers: list[str], *, after: bool) -> list[Line]:
    """Return lines that name two things, or one alone or with a filler."""
    shown = [version for noun in nouns for version in _versions(noun)]
    lines = [_line(text, thing) for thing in shown for text in _written(thing, fillers, after=after)]
    for pair in combinations(nouns[:MOST_IN_A_LINE], 2):
        for chosen in product(*map(_versions, pair)):
            written = product(*([render(noun, form) for form in FORMS] for noun in chosen))
            lines += [_line(", ".join(said), *chosen) for said in written]
    return lines


def _versions(noun: Noun) -> list[Noun]:
    """Return a thing as it is, and without what describes it; a number and the first part of a name stay."""
    plain = replace(noun, adjectives=tuple(word for word in noun.adjectives if not _describes(word, noun.language)))
    return [noun] if plain == noun else [noun, plain]


def _describes(word: str, language: str) -> bool:
    return not (is_number(word) or is_part_of_a_name(word, language))


def _line(text: str, *nouns: Noun) -> Line:
    described = sum(_describes(w, noun.language) for noun in nouns if not noun.bare for w in noun.adjectives)
    return Line(text, frozenset(noun.text for noun in nouns), described)


def _told(loom: Loom, left: list[Noun]) -> list[Line]:
    """Return what is done in the source: a clause of the right length, or doer and deed with one of the things left."""
    fitting = [clause for clause in loom.source.clauses if syllables(clause, loom.language) == MIDDLE]
    said = [Line(clause, frozenset(n.text for n in loom.source.nouns if n.text in clause)) for clause in fitting]
    doer, deed = loom.source.doer, loom.source.deed
    if doer is None or deed in ("", "be", "have", "sein", "haben") or loom.rules.forbids(doer.text):
        return said
    done = verb(deed, loom.language, plural=doer.plural, past=False)
    for shown in _versions(doer):
        for act in (f"{render(shown, form)} {done}" for form in ("nom", "ein")):
            said += [_line(f"{act} {when}", shown) for when in loom.book["haiku"]["deed"]]
            others = [noun for noun in left if noun.text != doer.text]
            said += [_line(f"{act} – {render(noun, form)}", shown, noun) for noun in others for form in FORMS]
    return said


def _short_enough(loom: Loom, lines: list[str], choices: list[str]) -> list[str]:
    """Return the choices for which the limit of words leaves room, or all of them when it leaves none for any."""
    most = loom.rules.words[1]
    left = most - sum(map(count_words, lines)) if most is not None else None
    return [choice for choice in choices if left is None or count_words(choice) <= left] or choices


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


def _written(thing: Noun, fillers: list[str], *, after: bool) -> list[str]:
    """Return a thing with each filler, after or before it; only verbs (the first two) follow it without a comma."""
    if not after:
        return [f"{filler} {render(thing, form)}" for form in ("nom", "ein") for filler in fillers]
    verbs = [] if thing.plural else [f" {verb}" for verb in fillers[:2]]
    ends = ["", *verbs, *(f", {filler}" for filler in fillers[2:])]
    return [render(thing, form) + end for form in FORMS for end in ends]


def _seen(loom: Loom) -> list[str]:
    """Return what the first thing looks or sounds like, as the attitude prefers."""
    kind = loom.likeness(loom.source.nouns[0])
    qualities = [QUALITIES[lens] for lens in loom.attitude.lenses if lens in QUALITIES] or ["sound", "light"]
    return [phrase for quality in qualities for phrase in kind[quality]]
