"""A refusal in the language of the person, also where it names a category that there is no more."""

from __future__ import annotations

import pytest

from devserver.engine import wordlists
from devserver.engine.explaining import explain
from devserver.engine.views import Refused
from devserver.settings import SHIPPED

WORDS = wordlists.load(SHIPPED / "safety" / "words.json")
REFUSED = Refused(
    stage="input_check", level="youth", source="word_list", categories=("sexualised_minors",), hits=((2, 5),)
)


@pytest.mark.parametrize(
    ("language", "label"),
    [
        pytest.param("en", "Children and sexuality", id="English"),
        pytest.param("de", "Kinder und Sexualität", id="German"),
        pytest.param("de-AT", "Kinder und Sexualität", id="German with a region"),
        pytest.param("fr", "Children and sexuality", id="a language without texts"),
    ],
)
def test_a_category_in_a_language(language: str, label: str) -> None:
    found = explain(REFUSED, WORDS, language)
    assert found is not None
    assert [category.label for category in found.categories] == [label]
    assert found.reason == found.categories[0].reason
    assert [(place.start, place.end) for place in found.hits] == [(2, 5)]


def test_a_category_that_there_is_no_more() -> None:
    found = explain(REFUSED.model_copy(update={"categories": ("gone",), "reason": "said"}), WORDS, "en")
    assert found is not None
    assert (found.categories[0].label, found.reason) == ("gone", "said")


def test_what_was_not_refused_needs_no_explanation() -> None:
    assert explain(None, WORDS, "en") is None
