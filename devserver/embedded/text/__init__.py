"""Rewrite a text as an attitude asks, by word lists and templates: a machine, and no AI model.

`rewrite` reads what the context wants (`rules`, `attitude`), what the source speaks of (`reading`), and writes a new
text about the same things (`prose`, `pieces`, `verse`) from templates (`loom`) in English or German (`grammar`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from random import Random

from devserver.embedded.text.attitude import Attitude, read_attitude
from devserver.embedded.text.limits import cut
from devserver.embedded.text.loom import Loom, capital, fitting
from devserver.embedded.text.manner import manner
from devserver.embedded.text.media import media_keywords, read_medium
from devserver.embedded.text.pieces import bullets, cut_up, keywords, telegram
from devserver.embedded.text.prose import prose, scripted
from devserver.embedded.text.reading import MOST_NOUNS, detect, read_source
from devserver.embedded.text.rules import Rules, read_rules
from devserver.embedded.text.unweaving import unweave
from devserver.embedded.text.verse import haiku, poem
from devserver.embedded.text.vocabulary import LANGUAGES, words

MOST_CONTEXT = 8_000
MOST_KEPT = 14


def rewrite(source: str, *, task: str = "", context: str, seed: int, language: str | None = None) -> str:
    """Rewrite a text from an attitude or an instruction; the same arguments give the same text.

    `language` is that of the source, en or de, and detected when it is None or another one; the text is written in it
    unless the context names one of the two. Without a context the source is returned as it is. Limits of words,
    sentences, lines and characters, forms and forbidden things that the context (or the task) states hold. Where no
    subject may be added the source stays as it is, unless keywords are wanted: templates cannot write a description of
    a scene that is nothing but that scene.
    """
    if not context.strip():
        return source
    context = context[:MOST_CONTEXT]
    rules = read_rules(f"{context}\n{task[:MOST_CONTEXT]}")
    spoken, written = _languages(source, context, language, rules)
    attitude = read_attitude(context, written)
    if rules.faithful and attitude.form != "list":
        return source
    medium = read_medium(context) if attitude.form == "list" and not attitude.manner else ""
    rules = _as_meant(rules, attitude, medium)
    own = unweave(source, spoken).own if medium else source
    things = fitting(read_source(own, spoken, MOST_KEPT if medium else MOST_NOUNS).into(written), rules, attitude)
    for attempt in range(4):
        loom = Loom(
            things, attitude, rules, _random(source, task, context, seed, language, attempt), past=rules.tense == "past"
        )
        text = _finish(_for_a_medium(loom, medium, own, source) if medium else _write(loom), rules)
        if _differs(text, source):
            return text
    return _unlike(text, source, rules)


def _as_meant(rules: Rules, attitude: Attitude, medium: str) -> Rules:
    """Read a rule as it is kept: by a manner that quotes names, or has a sound; by keywords, which add nothing."""
    if medium:
        room = rules.words[1] is None or rules.words[1] >= (rules.items[0] or 0)  # "the mood in two words" is no limit
        limit = rules.words if room else (None, None)
        return replace(rules, banned=frozenset(), no_people=False, no_colours=False, words=limit)
    if attitude.manner == "being":
        return replace(rules, no_people=False)
    if attitude.manner == "opposite":
        return replace(rules, banned=rules.banned | words("negations"))
    return replace(rules, alliteration=False) if attitude.manner == "letter" else rules


def _languages(source: str, context: str, language: str | None, rules: Rules) -> tuple[str, str]:
    told = language if language in LANGUAGES else None
    found = detect(source)
    spoken = found or told or detect(context) or "en"
    if rules.language and not rules.keep_language:
        return spoken, rules.language
    return (spoken, spoken) if rules.keep_language else (spoken if found else told or spoken, told or spoken)


def _random(*arguments: object) -> Random:
    digest = hashlib.sha256(json.dumps(arguments).encode("ascii")).digest()
    return Random(int.from_bytes(digest, "big"))  # noqa: S311


def _for_a_medium(loom: Loom, medium: str, own: str, source: str) -> str:
    """Write keywords for one medium; what a person said (`own`) goes before what an attitude added."""
    whole = source[:MOST_CONTEXT]
    named = {noun.text.lower() for noun in loom.source.nouns}
    others = () if own == source else read_source(whole, loom.language, MOST_KEPT).nouns
    added = tuple(noun for noun in others if noun.text.lower() not in named)
    return ", ".join(keywords(loom, media_keywords(loom, medium, own[:MOST_CONTEXT], whole, added)))


def _write(loom: Loom) -> str:
    form = loom.attitude.form
    if loom.attitude.manner and (text := manner(loom, loom.attitude.manner)):
        return text
    if loom.rules.questions:
        return prose(loom)
    pieces = {"haiku": haiku, "poem": poem, "telegram": telegram, "cutup": cut_up}
    if form in pieces:
        return pieces[form](loom)
    if form in ("list", "bullets"):
        return (
            ", ".join(keywords(loom)) if form == "list" else bullets(loom, of_keywords=_wants_keywords(loom.attitude))
        )
    return scripted(loom, loom.book["forms"][form]) if form else prose(loom)


def _wants_keywords(attitude: Attitude) -> bool:
    return not attitude.lenses or any(lens in ("image", "music", "video", "code") for lens in attitude.lenses)


def _finish(text: str, rules: Rules) -> str:
    text = cut(text, rules)
    if rules.case == "upper":
        return text.upper()
    return text.lower() if rules.case == "lower" else text


def _differs(text: str, source: str) -> bool:
    return bool(text.strip()) and " ".join(text.split()).casefold() != " ".join(source.split()).casefold()


def _unlike(text: str, source: str, rules: Rules) -> str:
    """Change a text that the limits leave no room to change: one more mark makes it another."""
    changed = capital(text.strip() or "…")
    return changed + "…" if not _differs(changed, source) else changed
