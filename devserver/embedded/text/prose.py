"""Weave sentences: plain prose, questions, and the forms that follow a script (news, recipe, fairy tale, …)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from devserver.embedded.text.attitude import MEDIA
from devserver.embedded.text.limits import Budget, budget, count_sentences, count_words
from devserver.embedded.text.loom import Loom

USUAL = (4, 5)
OF_ONE_THING = (3, 4)
TERSE = (2, 3)
BETWEEN = 2
SECONDARY = ("plain",)
SAYS_MORE = (
    re.compile(r"\{(?:clause|swap|core)"),
    re.compile(r"\{(?:all|u)[}:.~]"),
    re.compile(r"\{(?:[kbpyo][}:.~]|rest)"),
)


def prose(loom: Loom) -> str:
    """Write sentences, as many as the rules ask for, so that every thing of the source is named."""
    room = budget(loom.rules)
    low, high = loom.rules.sentences
    if loom.rules.questions and not high:
        low, high = loom.rules.items
    usual = USUAL if len(loom.source.nouns) > 1 else OF_ONE_THING
    usual = TERSE if "minimal" in loom.attitude.lenses else usual
    wanted = high or low or max(loom.rng.randint(*usual), 2 * (loom.rules.paragraphs or 0))
    sentences = _gather(loom, _sentences(loom, _candidates(loom), room, wanted), room)
    break_ = " " if (loom.rules.paragraphs or 1) == 1 else "\n\n"
    return break_.join(_paragraphs(sentences, loom.rules.paragraphs))


def scripted(loom: Loom, form: dict[str, Any]) -> str:
    """Write a form step by step; `@` stands for sentences of the attitude's lenses."""
    room = budget(loom.rules)
    loom.past = loom.past or (form.get("tense") == "past" and loom.rules.tense != "present")
    one_line = loom.rules.paragraphs == 1 or loom.rules.sentences[1] is not None
    pieces: list[str] = []
    candidates = _candidates(loom, within_form=True)
    for step in form["script"]:
        if step == "@":
            pieces += _sentences(loom, candidates, room, BETWEEN)
        elif piece := first_that_fits(loom, step, room):
            pieces.append(piece)
    most = loom.rules.lines[1]
    pieces = _gather(loom, pieces, room)[:most]
    pieces = pieces or _sentences(loom, candidates, room, 1)
    if form.get("number"):
        pieces = [f"{number}. {piece}" for number, piece in enumerate(pieces, 1)]
    return (" " if one_line else form.get("join", " ")).join(pieces)


def lens_sentences(loom: Loom, count: int) -> list[str]:
    """Return some sentences in the manner of the attitude."""
    return _sentences(loom, _candidates(loom, within_form=True), budget(loom.rules), count)


def _candidates(loom: Loom, *, within_form: bool = False) -> Iterator[str]:
    """Yield templates without end: an opening, then those of the lenses and of the attitude's own words by turns."""
    book = loom.book
    if loom.rules.questions and not within_form:
        yield from _by_turns(loom, [[*book["lenses"]["critical"], *book["questions"]], book["weave_questions"]])
    opening = _opening(loom, within_form)
    if opening:
        yield opening
    turns = _by_turns(loom, _groups(loom))
    yield next(turns)
    if "{core" not in opening and not within_form and _may_tell(loom):
        yield "{clause:cap}."
    yield from turns


def _may_tell(loom: Loom) -> bool:
    """Tell whether a clause of the source may stand as it is: where nothing asks for other words or another voice."""
    rules, lenses = loom.rules, loom.attitude.lenses
    altered = rules.first_person or rules.no_adjectives or rules.alliteration or rules.tense == "past"
    return not (altered or loom.attitude.exclusive or "minimal" in lenses or lenses[:1] in [(name,) for name in MEDIA])


def _opening(loom: Loom, within_form: bool) -> str:
    """Return the template to begin with, if any: for an image model its subject, else who speaks or what was said."""
    attitude, book = loom.attitude, loom.book
    leading = attitude.lenses[0] if attitude.lenses else ""
    if leading == "image":
        return str(book["lenses"]["image"][0])
    if attitude.exclusive or leading in MEDIA:
        return ""
    if attitude.role and not loom.rules.no_people:
        return str(loom.rng.choice(book["role"]))
    if within_form or loom.rules.alliteration or loom.rng.random() > 0.4:
        return ""
    return str(loom.rng.choice(book["opening"]))


def _groups(loom: Loom) -> list[list[str]]:
    attitude, book = loom.attitude, loom.book
    groups = [list(book["lenses"][name]) for name in attitude.lenses or SECONDARY]
    if attitude.words and not attitude.exclusive:
        weave = loom.rng.sample(book["weave"], len(book["weave"]))
        groups.insert(*((1, weave[: 1 + (len(attitude.words) > 2)]) if attitude.lenses else (0, weave)))
    if loom.rules.first_person:
        groups.insert(0, list(book["first"]))
    return groups


def _by_turns(loom: Loom, groups: list[list[str]]) -> Iterator[str]:
    while True:
        for group in groups:
            loom.rng.shuffle(group)
        for index in range(max(map(len, groups))):
            yield from (group[index] for group in groups if index < len(group))


def _sentences(loom: Loom, candidates: Iterator[str], room: Budget, wanted: int) -> list[str]:
    """Return sentences until there are enough; a limit of words or characters ends them earlier."""
    found: list[str] = []
    left = wanted
    least = loom.rules.words[0] or 0
    for _ in range(80 + 12 * wanted):
        enough = left <= 0 and (sum(map(count_words, found)) >= least or loom.rules.sentences[1] is not None)
        if enough or room.sentences == 0 or room.words == 0:
            break
        before = loom.mark()
        text = loom.fill(next(candidates))
        if (
            text is None
            or text in found
            or not room.allows(text)
            or (left > 0 and count_sentences(text) > max(left, 1))
        ):
            loom.take_back(before)
            continue
        found.append(text)
        room.spend(text)
        left -= count_sentences(text)
    return found


def first_that_fits(loom: Loom, templates: list[str], room: Budget) -> str | None:
    """Fill one of some templates: one that says more of the source where that can be done."""
    shuffled = loom.rng.sample(templates, len(templates))
    for template in sorted(shuffled, key=lambda template: [not pattern.search(template) for pattern in SAYS_MORE]):
        before = loom.mark()
        text = loom.fill(template)
        if text is not None and room.allows(text):
            room.spend(text)
            return text
        loom.take_back(before)
    return None


def _gather(loom: Loom, sentences: list[str], room: Budget) -> list[str]:
    """Name the things that were not named yet: in a sentence of their own, else at the end of the last one."""
    before = loom.mark()
    asks = loom.rules.questions
    template = loom.book["gather_question"][0] if asks else _gathering(loom)
    text = loom.fill(template)
    if text is None:
        return sentences
    if room.allows(text) or not sentences:
        return [*sentences, text]
    loom.take_back(before)
    added = loom.fill(template) or ""
    joined = f"{sentences[-1][:-1]}{' –' if asks else ';'} {added[:1].lower()}{added[1:]}"
    extra = Budget(room.words, None, room.characters, None)
    if extra.allows(joined[len(sentences[-1]) :]) and (loom.rules.sentence_words is None):
        return [*sentences[:-1], joined]
    loom.take_back(before)
    return sentences


def _gathering(loom: Loom) -> str:
    by_lens = loom.book["gather_lens"]
    named = [by_lens[lens] for lens in loom.attitude.lenses if lens in by_lens]
    return str(named[0] if named else loom.rng.choice(loom.book["gather"]))


def _paragraphs(sentences: list[str], wanted: int | None) -> list[str]:
    if not wanted or wanted <= 1 or len(sentences) < wanted:
        return sentences
    edges = [len(sentences) * part // wanted for part in range(wanted + 1)]
    return [" ".join(sentences[start:end]) for start, end in zip(edges, edges[1:], strict=False)]
