import pytest

from devserver.embedded.text.grammar import Noun, article, inflect, ing, render, verb
from devserver.embedded.text.reading import read_source


@pytest.mark.parametrize(
    ("noun", "form", "expected"),
    [
        (Noun("Hund", "de", gender="m", adjectives=("alt",)), "nom", "der alte Hund"),
        (Noun("Hund", "de", gender="m", adjectives=("alt",)), "acc", "den alten Hund"),
        (Noun("Hund", "de", gender="m", adjectives=("alt",)), "dat", "dem alten Hund"),
        (Noun("Hund", "de", gender="m", adjectives=("alt",)), "ein", "ein alter Hund"),
        (Noun("Hund", "de", gender="m", adjectives=("alt",)), "einen", "einen alten Hund"),
        (Noun("Frau", "de", gender="f", adjectives=("alt",)), "einen", "eine alte Frau"),
        (Noun("Frau", "de", gender="f", adjectives=("alt",)), "dat", "der alten Frau"),
        (Noun("Haus", "de", gender="n", adjectives=("hoch",)), "bare", "hohes Haus"),
        (Noun("Häuser", "de", plural=True, adjectives=("alt",)), "dat", "den alten Häusern"),
        (Noun("Häuser", "de", plural=True, adjectives=("alt",)), "ein", "alte Häuser"),
        (Noun("apple", "en", adjectives=("old",)), "ein", "an old apple"),
        (Noun("sand", "en", mass=True), "ein", "sand"),
        (Noun("Anna", "en", bare=True), "nom", "Anna"),
    ],
)
def test_a_noun_is_written_in_a_case(noun, form, expected):
    assert render(noun, form) == expected


def test_weak_nouns_take_an_ending():
    lion = read_source("Der Löwe schläft.", "de").nouns[0]
    assert (render(lion), render(lion, "acc"), render(lion, "dat")) == ("der Löwe", "den Löwen", "dem Löwen")


@pytest.mark.parametrize(
    ("stem", "ending", "expected"),
    [
        ("dunkel", "e", "dunkle"),
        ("teuer", "en", "teuren"),
        ("lila", "es", "lila"),
        ("leise", "en", "leisen"),
        ("leer", "e", "leere"),
    ],
)
def test_adjectives_take_endings(stem, ending, expected):
    assert inflect(stem, ending) == expected


@pytest.mark.parametrize(
    ("lemma", "language", "present", "several", "past"),
    [
        ("be", "en", "is", "are", "was"),
        ("have", "en", "has", "have", "had"),
        ("carry", "en", "carries", "carry", "carried"),
        ("stop", "en", "stops", "stop", "stopped"),
        ("sein", "de", "ist", "sind", "war"),
        ("laufen", "de", "läuft", "laufen", "lief"),
        ("zittern", "de", "zittert", "zittern", "zitterte"),
        ("wechseln", "de", "wechselt", "wechseln", "wechselte"),
    ],
)
def test_verbs_have_forms(lemma, language, present, several, past):
    forms = [verb(lemma, language, plural=p, past=t) for p, t in ((False, False), (True, False), (False, True))]
    assert forms == [present, several, past]


def test_articles_follow_the_sound():
    assert [article(w) for w in ("hour", "house", "unicorn", "uncle", "umbrella", "one-eyed dog")] == [
        "an",
        "a",
        "a",
        "an",
        "an",
        "a",
    ]


@pytest.mark.parametrize(
    ("lemma", "expected"),
    [("run", "running"), ("begin", "beginning"), ("listen", "listening"), ("open", "opening"), ("lie", "lying")],
)
def test_an_ing_form_doubles_the_end_only_where_it_is_stressed(lemma, expected):
    assert ing(lemma) == expected
