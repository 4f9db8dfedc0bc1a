"""Write in a manner: a whole attitude as a script of steps (field notes, a map in words, opposite day, …).

`data/manners_<language>.json` holds the scripts. A step is a list of templates; those that say a clause of the source
again, name a person or ask for two things come first, the others are for sources without them. `scripts` are
variants of which one is taken whole. `again` says a clause and `rest` names things that the steps left out, both
before the last of them. `hero` are the kinds of things that a script would like to speak of; a `quiet` hero is named
by no step but as such.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devserver.embedded.text.clauses import shorter
from devserver.embedded.text.grammar import Noun, ing
from devserver.embedded.text.limits import Budget, budget
from devserver.embedded.text.loom import Loom, capital
from devserver.embedded.text.prose import first_that_fits

MOST_THINGS = 6
MOST_REST = 3
VERB_LINES = ((0, 3), (2, 5), (4, 8))
MOST_VERBS_IN_A_LINE = 6


def manner(loom: Loom, name: str) -> str:
    """Write the source in one of the manners; empty where not one step can be said of it."""
    if name == "verbs":
        return chain_of_verbs(loom)
    script: dict[str, Any] = loom.book["manners"][name]
    _prepare(loom, script)
    pieces = _pieces(loom, script)
    if script.get("number"):
        pieces = [f"{number}. {piece}" for number, piece in enumerate(pieces, 1)]
    return str(script.get("join", " ")).join(pieces)


def _prepare(loom: Loom, script: dict[str, Any]) -> None:
    """Choose the hero, and keep to the things and clauses that the script has room for."""
    wanted = script.get("hero", ())
    single = script.get("quiet", False)
    named = [noun for noun in loom.source.nouns if not noun.bare and not (single and noun.plural)]
    fitting = [noun for kind in wanted for noun in named if noun.kind == kind]
    loom.hero, loom.has_hero = (fitting[0], True) if fitting else (loom.source.nouns[0], not wanted)
    if single and fitting and len(loom.source.nouns) > 1:
        loom.said[fitting[0].text] = 1
    each = loom.rules.sentence_words
    clauses = loom.source.clauses
    if each:
        clauses = tuple(short for clause in clauses for short in shorter(clause, loom.language, each))
    loom.source = replace(loom.source, nouns=_kept(loom.source.nouns, loom.hero), clauses=clauses)
    loom.past = script.get("tense") == "past"


def _kept(nouns: tuple[Noun, ...], hero: Noun) -> tuple[Noun, ...]:
    first = list(nouns[:MOST_THINGS])
    return tuple(first if hero in first else [*first[:-1], hero])


def _pieces(loom: Loom, script: dict[str, Any]) -> list[str]:
    """Fill the steps; where the ending finds no room, steps before it give way."""
    steps = _chosen(loom, script)
    before = loom.mark()
    for kept in range(len(steps) - 1, 0, -1):
        loom.take_back(before)
        room = _room(loom, len(steps) + 2 if script.get("number") else 0)
        pieces = [piece for step in steps[:kept] if (piece := first_that_fits(loom, step, room)) is not None]
        ending = first_that_fits(loom, steps[-1], room)
        if ending is not None:
            more = _what_is_left(loom, script, room)
            return [*pieces, *more, ending]
    return pieces


def _room(loom: Loom, numbers: int) -> Budget:
    """Return what may be written besides the numbers of the steps."""
    room = budget(loom.rules)
    return replace(room, words=room.words - numbers) if room.words is not None else room


def _chosen(loom: Loom, script: dict[str, Any]) -> list[list[str]]:
    """Return the steps, of several scripts one whose beginning can be said of the source."""
    if "scripts" not in script:
        return list(script["script"])
    shuffled: list[list[list[str]]] = loom.rng.sample(script["scripts"], len(script["scripts"]))
    before = loom.mark()
    for steps in shuffled:
        begun = first_that_fits(loom, steps[0], budget(loom.rules))
        loom.take_back(before)
        if begun is not None:
            return steps
    return shuffled[0]


def _what_is_left(loom: Loom, script: dict[str, Any], room: Budget) -> list[str]:
    """Return a clause and the things that the steps left out, as far as there is room."""
    again = first_that_fits(loom, script.get("again", []), room)
    for noun in loom.unsaid()[MOST_REST:]:
        loom.said[noun.text] = 1
    rest = first_that_fits(loom, script.get("rest", []), room)
    return [piece for piece in (again, rest) if piece]


def chain_of_verbs(loom: Loom) -> str:
    """Write nothing but verbs, a comma after each, from the quietest to the strongest and to rest, in four lines."""
    words = loom.book["verb_chain"]
    doing = [loom.likeness(noun)["doing"] for noun in loom.source.nouns[:4]]
    own = [_acting(lemma, loom.language) for lemma in loom.source.deeds[:4]]
    used = {"", *own}
    lines: list[list[str]] = []
    for start, stop in VERB_LINES:
        said = [verb for verbs in doing for verb in loom.rng.sample(verbs[start:stop], min(2, stop - start))]
        fresh = [verb for verb in dict.fromkeys(said) if verb not in used and not loom.rules.forbids(verb)]
        lines.append(fresh[:MOST_VERBS_IN_A_LINE])
        used |= set(lines[-1])
    lines[1] = [*own, *lines[1]][:MOST_VERBS_IN_A_LINE]
    for line, name in ((lines[0], "more"), (lines[2], "strong")):
        more = [verb for verb in words[name] if verb not in used]
        line += loom.rng.sample(more, min(len(more), max(0, 4 - len(line))))
    lines.append(list(loom.rng.choice(words["rest"])))
    adverbs = loom.rng.sample(words["adverbs"], len(lines))
    written = [capital(f"{adverb} {', '.join(line)},") for adverb, line in zip(adverbs, lines, strict=True) if line]
    return "\n".join(written).rstrip(",")


def _acting(lemma: str, language: str) -> str:
    return ing(lemma.split()[0]) if language == "en" else lemma
