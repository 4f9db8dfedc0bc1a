from __future__ import annotations

import pytest

from devserver.engine.languages import NAMES, language_name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        pytest.param("de", "German", id="a language"),
        pytest.param("de-AT", "German", id="a language of a country"),
        pytest.param("zh-Hant-TW", "Chinese", id="a script and a country"),
        pytest.param("DE", "German", id="in capitals"),
        pytest.param("gsw", "gsw", id="a language without a name here is called by its tag"),
        pytest.param("gsw-CH", "gsw-CH", id="and by its whole tag"),
    ],
)
def test_a_language_is_asked_for_by_its_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_every_name_is_given_once() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
    assert [tag for tag in NAMES if not (tag.isalpha() and tag.islower() and len(tag) == 2)] == []
