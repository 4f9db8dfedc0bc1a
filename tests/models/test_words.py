from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from devserver.models.words import WordFile

SAID = {"en": "x", "de": "x"}


def category(id: str, levels: list[str], en: list[str], **more: Any) -> dict[str, Any]:
    return {"id": id, "levels": levels, "label": SAID, "reason": SAID, "hint": SAID, "terms": {"en": en}, **more}


def read(*categories: dict[str, Any]) -> WordFile:
    return WordFile.model_validate({"note": SAID, "categories": categories})


def test_a_term_may_stand_once_in_each_language() -> None:
    group = category("a", ["kids"], []) | {"terms": {"en": ["pistol", "sex"], "de": ["sex"]}}
    assert read(group).categories[0].terms.de == ("sex",)


WRONG = {
    "a term twice": ([category("a", ["kids"], ["kill", "kill"])], "terms that stand twice in en: kill"),
    "a term in two categories": (
        [category("a", ["kids"], ["kill"]), category("b", ["kids"], ["kill"])],
        "terms that stand twice in en: kill",
    ),
    "two categories with one id": ([category("a", ["kids"], [])] * 2, "two categories have the same id"),
    "an unknown level": ([category("a", ["toddlers"], [])], "toddlers"),
    "an unknown field": ([category("a", ["kids"], [], word="kill")], "word"),
    "an id with capitals": ([category("Violence", ["kids"], [])], "pattern"),
    "a term without a letter": ([category("a", ["kids"], ["*"])], "needs a letter"),
    "a star inside a term": ([category("a", ["kids"], ["k*ll"])], "only at the end"),
    "a term of half a page": ([category("a", ["kids"], ["kill " * 30])], "at most 100"),
    "a choice within a choice": ([category("a", ["kids"], ["kill (a (big|small)|the) cow"])], "never within another"),
    "a choice that is never closed": ([category("a", ["kids"], ["kill (a|the cow"])], "a choice is"),
    "nothing but what can be left out": ([category("a", ["kids"], ["(kill|) (cow|)"])], "cannot be left out"),
    "a reason in one language": ([category("a", ["kids"], []) | {"reason": {"en": "x"}}], "reason.de"),
}


@pytest.mark.parametrize(("categories", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused(categories: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        read(*categories)
