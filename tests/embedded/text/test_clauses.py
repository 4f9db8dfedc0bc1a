import pytest

from devserver.embedded.text.clauses import deeds, read_clauses, shorter, swapped
from devserver.embedded.text.reading import read_source


@pytest.mark.parametrize(
    ("text", "language", "clauses"),
    [
        pytest.param(
            "A red house by the sea, a dog waits for us.",
            "en",
            ("a dog waits for us", "a red house by the sea"),
            id="what has a verb first",
        ),
        pytest.param("Why is the sky blue?", "en", ("why is the sky blue?",), id="a question keeps its mark"),
        pytest.param(
            "I stay, because it rains.", "en", ("I stay, because it rains",), id="no clause with because alone"
        ),
        pytest.param("dog", "en", (), id="one word"),
        pytest.param("Ein Hund: {core} bellt laut.", "de", (), id="nothing with marks"),
        pytest.param("Anna malt ein Haus.", "de", ("Anna malt ein Haus",), id="a name keeps its capital"),
    ],
)
def test_clauses_are_read(text, language, clauses):
    assert read_clauses(text, language) == clauses


@pytest.mark.parametrize(
    ("clause", "language", "nouns", "expected"),
    [
        ("a dog waits for the owl", "en", "The dog and the owl.", "an owl waits for the dog"),
        ("der Hund wartet auf den Fischer", "de", "Der Hund, der Fischer.", "der Fischer wartet auf den Hund"),
        ("meine Oma backt Brot", "de", "Meine Oma backt Brot.", ""),
    ],
)
def test_things_change_places_where_grammar_allows_it(clause, language, nouns, expected):
    assert swapped(clause, read_source(nouns, language).nouns) == expected


def test_long_clauses_become_short_ones():
    clause = "my mother drives the bus every morning and sings to the tired passengers"
    assert shorter(clause, "en", 10) == [
        "my mother drives the bus every morning",
        "my mother sings to the tired passengers",
    ]
    assert shorter("a dog barks", "en", 10) == ["a dog barks"]


def test_deeds_are_verbs_and_not_nouns():
    assert deeds("The dog waits and the rain falls.", "en") == ("wait", "fall")
    assert deeds("Das Essen wartet, es schneit.", "de") == ("warten", "schneien")


def test_a_small_i_becomes_a_large_one():
    assert read_clauses("i want what i see", "en") == ("I want what I see",)


def test_a_name_of_two_words_is_not_torn():
    nouns = read_source("I want a unicorn with a rainbow tail", "en").nouns
    assert swapped("I want a unicorn with a rainbow tail", nouns) == ""
