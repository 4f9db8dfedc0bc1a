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
        ("en", "dragn", "dragon"),
        ("en", "rian", "rain"),
        ("en", "brigde", "bridge"),
        ("en", "mountian", "mountain"),
        ("en", "lighhouse", "lighthouse"),
        ("en", "grandmothr", "grandmother"),
        ("en", "buterflys", "butterflies"),
        ("de", "Schmetterlng", "Schmetterling"),
        ("de", "Leuchturm", "Leuchtturm"),
        ("en", "harbor", "harbour"),
        ("de", "Roboterr", "Roboter"),
        ("de", "Elefannt", "Elefant"),
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
            for word in (
                "beard",
                "bread",
                "dessert",
                "desert",
                "angle",
                "towel",
                "Marie",
                "toad",
                "stairs",
                "bride",
                "price",
                "state",
                "place",
                "certain",
                "spelling",
                "lower",
                "store",
                "stark",
                "plaid",
                "clam",
                "ridge",
                "glimmer",
                "fable",
                "slope",
                "shade",
                "bench",
            )
        ),
        *(
            ("de", word)
            for word in (
                "Sonne",
                "Söhne",
                "roter",
                "großen",
                "Kater",
                "Amsel",
                "Max",
                "Lukas",
                "Stelle",
                "Zeichen",
                "lassen",
                "Start",
                "Schritt",
                "Märchen",
                "Wesen",
                "Emilia",
                "Petra",
                "Sonja",
                "Birte",
                "Hanna",
                "Paula",
                "Gefühl",
                "Brautkleid",
                "Lehm",
                "Freibad",
                "Klassenfahrt",
                "Waldbrand",
            )
        ),
    ],
)
def test_a_word_that_means_something_else_stays(language, word):
    assert spelt(word, language) == word
