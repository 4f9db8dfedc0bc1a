"""What names a thing in an English sentence, and what is a deed there."""

import pytest

from devserver.embedded.text.grammar import render
from devserver.embedded.text.reading import read_source


def things(text):
    return [render(noun, "bare") for noun in read_source(text, "en").nouns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My dog leaves home.", ["dog", "home"]),
        ("The apple tree leaves are red.", ["red apple tree leaves"]),
        ("Leaves fall from the oak.", ["leaves", "oak"]),
        ("The cat lies on the sofa.", ["cat", "sofa"]),
        ("He tells lies.", ["lies"]),
        ("The lies of the king hurt.", ["lies", "king"]),
        ("Grandma comes with a cake.", ["grandma", "cake"]),
        ("The day begins and the night ends.", ["night"]),
        ("The robot waters the flowers.", ["robot", "flowers"]),
        ("Two boats wait in front of it and a dog sleeps on top of the steps.", ["two boats", "dog", "steps"]),
        ("The front of the house is red.", ["red front", "house"]),
        ("An astronaut plants a flag.", ["astronaut", "flag"]),
        ("The plants need water.", ["plants", "water"]),
        ("I dream of a dragon.", ["dragon"]),
        ("My dream is a house.", ["dream", "house"]),
        ("We fish in the lake.", ["lake"]),
        ("They water the garden.", ["garden"]),
        ("The boys giggle and the girls play.", ["boys", "girls"]),
        ("The clowns juggle.", ["clowns"]),
        ("She wants to paint the wall.", ["wall"]),
        ("You can fly a kite.", ["kite"]),
        ("The children run and fly kites.", ["children", "kites"]),
        ("The tram driver smiles.", ["tram driver"]),
        ("Three golden fish swim in a glass bowl.", ["three golden fish", "glass bowl"]),
        ("There are 7 dwarves.", ["7 dwarves"]),
        ("My sister paints the wall purple.", ["sister", "purple wall"]),
        ("The garden is full of bees.", ["garden", "bees"]),
        ("My mother's garden is green.", ["green mother's garden"]),
        ("A big old red house", ["big red house"]),
        ("A king and his ring", ["king", "ring"]),
        ("A red sled in the snow", ["red sled", "snow"]),
        ("Make it snow tonight.", ["snow", "night"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_things_are_told_from_deeds(text, expected):
    assert things(text) == expected


@pytest.mark.parametrize(
    ("text", "doer", "deeds"),
    [
        ("My dog leaves home and comes back.", "dog", ("leave", "come")),
        ("A robot with red eyes waters the garden.", "robot", ("water",)),
        ("A turtle with a hat dances.", "turtle", ("dance",)),
        ("The plants need water.", "plants", ("need",)),
        ("The children run and fly kites.", "children", ("run", "fly")),
        ("The witch flies over the castle.", "witch", ("fly",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_known_who_does_what(text, doer, deeds):
    source = read_source(text, "en")
    assert (source.doer.text if source.doer else "") == doer
    assert source.deeds == deeds


def test_a_mood_of_nobody_in_particular_is_kept():
    assert read_source("I am so happy and free in the garden", "en").moods == ("happy",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("My friend moved to Berlin.", "place", id="a name after to"),
        pytest.param("The cake is for Anna.", "person", id="a name after for"),
    ],
)
def test_a_name_is_of_a_place_or_of_somebody(text, kind):
    assert [noun.kind for noun in read_source(text, "en").nouns if noun.bare] == [kind]
