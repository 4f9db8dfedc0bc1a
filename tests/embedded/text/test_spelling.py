"""Misspelt words are understood; known ones, names and short ones stay as they are."""

import pytest

from devserver.embedded.text.spelling import spelt


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "brige", "bridge"),
        ("en", "elefant", "elephant"),
        ("en", "freinds", "friends"),
        ("en", "purpel", "purple"),
        ("en", "litle", "little"),
        ("en", "hores", "horse"),
        ("en", "rabit", "rabbit"),
        ("de", "Farrad", "Fahrrad"),
        ("de", "froinde", "freunde"),
        ("de", "Maedchen", "Mädchen"),
        ("de", "tantzt", "tanzt"),
        ("de", "lilla", "lila"),
        ("de", "Schmeterling", "Schmetterling"),
    ],
)
def test_a_misspelt_word_is_the_one_that_is_meant(language, typed, meant):
    assert spelt(typed, language) == meant


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(
            ("en", word)
            for word in ("beard", "bread", "dessert", "desert", "angle", "towel", "Marie", "toad", "stairs")
        ),
        *(("de", word) for word in ("Sonne", "Söhne", "roter", "großen", "Kater", "Amsel", "Max")),
    ],
)
def test_a_word_that_means_something_else_stays(language, word):
    assert spelt(word, language) == word
