"""Forms that are no sentences: lists of keywords, bullets, telegrams, cut-ups."""

from __future__ import annotations

import re

from devserver.embedded.text.grammar import ing, render
from devserver.embedded.text.limits import budget, count_words
from devserver.embedded.text.loom import Loom, with_article_off
from devserver.embedded.text.prose import lens_sentences
from devserver.embedded.text.verse import QUALITIES
from devserver.embedded.text.vocabulary import small_words

USUAL_ITEMS = 12
MEDIA_LISTS = {"image": ("image",) * 5, "music": ("key", "tempo", "instrument", "instrument", "music", "music"),
               "video": ("video",) * 4,
               "code": ("code",) * 4, "sound": ("audio",) * 3}  # fmt: skip


def keywords(loom: Loom, chosen: list[str] | None = None) -> list[str]:
    """Return keywords: those chosen, else the things, what belongs to them, and words of attitude and medium."""
    if chosen is not None:
        more = _more(loom)[: max(0, (loom.rules.items[0] or 0) - len(chosen))]
        return _within(loom, list(dict.fromkeys([*chosen, *more])), len(chosen))
    things = [loom.mention(noun, "bare") for noun in loom.source.nouns]
    deed = [ing(loom.source.deed)] if loom.language == "en" and loom.source.deed not in ("", "be", "have") else []
    words = [] if loom.attitude.exclusive else [render(word, "bare") for word in loom.attitude.words[:3]]
    others = (
        [*_medium(loom), *_qualities(loom)] if "music" in loom.attitude.lenses else [*_qualities(loom), *_medium(loom)]
    )
    items = [*things, *deed, *others, *words, *(_more(loom) if loom.rules.items[0] else [])]
    return _within(loom, [item for item in dict.fromkeys(items) if not loom.rules.forbids(item)])


def bullets(loom: Loom, *, of_keywords: bool) -> str:
    """Write one point a line, each with its mark or number."""
    most = loom.rules.items[1] or loom.rules.lines[1] or 5
    points = keywords(loom) if of_keywords else lens_sentences(loom, 2 * most)[:most]
    marks = [f"{n}. " if loom.attitude.numbered else "- " for n in range(1, len(points) + 1)]
    return "\n".join(mark + point for mark, point in zip(marks, points, strict=True))


def telegram(loom: Loom) -> str:
    """Write in capitals, without small words, and with stops."""
    stop = " STOP "
    parts = [_bare_bones(loom.source.core, loom)] if loom.source.core else []
    quality = next((QUALITIES[lens] for lens in loom.attitude.lenses if lens in QUALITIES), "detail")
    parts += [
        f"{loom.mention(noun, 'bare')} {with_article_off(loom.pick(noun, quality))}" for noun in loom.source.nouns
    ]
    parts += [render(word, "bare") for word in loom.attitude.words[:1]]
    most, kept = loom.rules.words[1], list[str]()
    for part in parts:
        if part and (most is None or count_words(stop.join([*kept, part]) + stop) <= most):
            kept.append(part)
    return (stop.join(kept or parts[:1]) + stop.rstrip()).upper()


def cut_up(loom: Loom) -> str:
    """Cut things, sentence and attitude to pieces and join them in a new order, in four lines."""
    pieces = [loom.mention(noun, "bare") for noun in loom.source.nouns]
    words = loom.source.core.split()
    pieces += [" ".join(words[start : start + 2]) for start in range(0, len(words), 2)]
    pieces += [
        with_article_off(loom.pick(noun, quality)) for noun in loom.source.nouns for quality in ("sound", "material")
    ]
    pieces += [render(word, "bare") for word in loom.attitude.words]
    pieces = [piece for piece in dict.fromkeys(pieces) if not loom.rules.forbids(piece)]
    loom.rng.shuffle(pieces)
    pieces = _within(loom, pieces[:16])
    lines = loom.rules.lines[1] or 4
    size = max(1, -(-len(pieces) // lines))
    rows = [" / ".join(pieces[start : start + size]) for start in range(0, len(pieces), size)]
    return (" / " if loom.rules.paragraphs == 1 else "\n").join(rows)


def _qualities(loom: Loom) -> list[str]:
    wanted = [QUALITIES[lens] for lens in loom.attitude.lenses if lens in QUALITIES] or ["detail"]
    wanted = (
        wanted if loom.attitude.exclusive or "music" in loom.attitude.lenses else [*dict.fromkeys([*wanted, "detail"])]
    )
    return [with_article_off(loom.pick(noun, quality)) for quality in wanted for noun in loom.source.nouns[:4]]


def _more(loom: Loom) -> list[str]:
    """Return everything else that can be said of the things, for a list that must be long."""
    qualities = ("detail", "material", "light", "shape", "touch", "sound", "smell")
    kinds = [loom.likeness(noun) for noun in loom.source.nouns]
    return [with_article_off(phrase) for quality in qualities for kind in kinds for phrase in kind[quality]]


def _medium(loom: Loom) -> list[str]:
    lists = [name for lens in loom.attitude.lenses for name in MEDIA_LISTS.get(lens, ())]
    if loom.attitude.exclusive:
        return []
    return [loom.choose(name) for name in lists or MEDIA_LISTS["image"][:3]]


def _within(loom: Loom, items: list[str], usual: int = USUAL_ITEMS) -> list[str]:
    """Return as many items as the rules have room for, the first ones first."""
    most = loom.rules.items[1] or max(usual, len(loom.source.nouns) + 3)
    room = budget(loom.rules)
    room.sentences, room.each = None, None
    kept: list[str] = []
    for item in items:
        if len(kept) < most and room.allows(item + ","):
            kept.append(item)
            room.spend(item + ",")
    return kept


def _bare_bones(sentence: str, loom: Loom) -> str:
    words = re.findall(r"[^\s.,;:!?“”„]+", sentence)
    return " ".join(word for word in words if word.lower() not in small_words(loom.language))
