from __future__ import annotations

import pytest
from pydantic import ValidationError

from devserver.models.localised import Localised

TEXTS = {"de": "Regen", "de-AT": "Schnürlregen", "en": "rain", "fr": "pluie"}


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        pytest.param("rain", "de", "rain", id="a plain text is the same in every language"),
        pytest.param(TEXTS, "fr", "pluie", id="the same tag is taken first"),
        pytest.param(TEXTS, "de-AT", "Schnürlregen", id="the same tag with a region wins over the base language"),
        pytest.param(TEXTS, "DE_at", "Schnürlregen", id="case and underscores do not matter"),
        pytest.param(TEXTS, "de-CH", "Regen", id="an unknown region falls back to the base language"),
        pytest.param(TEXTS, "ja", "rain", id="an unknown language falls back to English"),
        pytest.param({"fr": "pluie", "it": "pioggia"}, "ja", "pluie", id="without English the first is taken"),
        pytest.param({}, "de", "", id="no texts give an empty text"),
        pytest.param({"de": "", "en": "rain"}, "de", "", id="an empty text is a text"),
        pytest.param("so\u00adft", "en", "so\u00adft", id="soft hyphens stay"),
    ],
)
def test_text_falls_back_by_language(texts: str | dict[str, str], language: str, expected: str) -> None:
    assert Localised(texts).text(language) == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(3, id="a number is no text"),
        pytest.param({"en": 3}, id="a number by language is no text"),
        pytest.param(["rain"], id="a list is no text"),
        pytest.param(True, id="true is no text"),
    ],
)
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Localised.model_validate(value)


@pytest.mark.parametrize(
    ("texts", "there"),
    [("rain", True), ("", False), ({}, False), ({"en": "", "de": " "}, False), ({"en": "", "de": "Regen"}, True)],
    ids=["a text is there", "an empty text is not", "no texts are not", "empty texts are not", "one text is enough"],
)
def test_truth_tells_whether_there_is_a_text(texts: str | dict[str, str], there: bool) -> None:
    assert bool(Localised(texts)) is there


def test_it_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Localised("rain").root = "snow"
