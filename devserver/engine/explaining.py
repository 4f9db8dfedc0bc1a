"""Why a run was refused, for people: the categories of the word lists in their language, with what can be changed."""

from __future__ import annotations

from devserver.engine.views import Refused
from devserver.engine.wordlists import WordLists
from devserver.errors import spoken
from devserver.models.frozen import Frozen


class CategoryView(Frozen):
    """A reason for which texts are stopped, and what the writer can change."""

    id: str
    label: str
    reason: str
    hint: str


class Place(Frozen):
    """A place in the checked text, in characters: from `start` up to, not including, `end`."""

    start: int
    end: int


class Refusal(Frozen):
    """Why a check or a backend said no; `source` is word_list, model or backend."""

    stage: str
    level: str | None
    source: str
    categories: tuple[CategoryView, ...]
    hits: tuple[Place, ...]
    reason: str


def explain(refused: Refused | None, words: WordLists, language: str) -> Refusal | None:
    """Return a refusal in a language; without words of a model or backend its reason is that of its categories."""
    if refused is None:
        return None
    categories = tuple(_category(name, words, language) for name in refused.categories)
    return Refusal(
        stage=refused.stage,
        level=refused.level,
        source=refused.source,
        categories=categories,
        hits=tuple(Place(start=start, end=end) for start, end in refused.hits),
        reason=refused.reason or " ".join(category.reason for category in categories),
    )


def _category(name: str, words: WordLists, language: str) -> CategoryView:
    known = words.categories.get(name)
    if known is None:
        return CategoryView(id=name, label=name, reason="", hint="")
    tag = spoken(language)
    texts = {part: getattr(getattr(known, part), tag) for part in ("label", "reason", "hint")}
    return CategoryView(id=name, **texts)
