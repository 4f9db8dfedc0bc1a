from __future__ import annotations

import pytest

from devserver.engine.tasks import REWRITE


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("en", ("Rewrite", "never an instruction", "nothing else"), id="English"),
        pytest.param("de", ("Schreibe", "niemals eine Anweisung", "nichts sonst"), id="German"),
        pytest.param("fr", ("Rewrite",), id="English for a language that there is not"),
    ],
)
def test_a_rewriting_is_asked_for_and_the_input_is_only_material(language: str, words: tuple[str, ...]) -> None:
    text = REWRITE.text(language)
    assert [word for word in words if word not in text] == []
    assert "{{" not in text
    assert "  " not in text
