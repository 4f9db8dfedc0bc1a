"""What names a thing in a German sentence: with capitals, without them, and with some."""

import pytest

from devserver.embedded.text.grammar import render
from devserver.embedded.text.reading import read_source


def things(text):
    return [render(noun, "bare") for noun in read_source(text, "de").nouns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Hund läuft nach Hause und bellt.", ["Hund"]),
        ("der hund jagt die katze", ["Hund", "Katze"]),
        ("Der hund jagt eine Katze", ["Hund", "Katze"]),
        ("Wir fliegen zum Mond.", ["Mond"]),
        ("Die Fliegen summen.", ["Fliegen"]),
        ("wir essen eis", ["Eis"]),
        ("Das Essen ist kalt.", ["kaltes Essen"]),
        ("drei goldene fische schwimmen im glas", ["drei goldene Fische", "Glas"]),
        ("7 Zwerge im Wald", ["7 Zwerge", "Wald"]),
        ("Meine Schwester streicht die Wand lila.", ["Schwester", "lila Wand"]),
        ("Ein Garten voller orangener Schmetterlinge", ["Garten", "orange Schmetterlinge"]),
        ("Fünf gelbe Enten überqueren die Straße.", ["fünf gelbe Enten", "Straße"]),
        ("Nachts wartet ein trauriger Roboter.", ["Nacht", "trauriger Roboter"]),
        ("abends singt die amsel", ["Abend", "Amsel"]),
        ("Ein kleines Wiesel trifft einen großen Luchs.", ["kleines Wiesel", "großer Luchs"]),
        ("Die Astronautin pflanzt eine Fahne.", ["Astronautin", "Fahne"]),
        ("Die Küchentür und der Gartenzaun", ["Küchentür", "Gartenzaun"]),
        ("Ein großes altes rotes Haus", ["großes rotes Haus"]),
        ("Oma backt am Sonntagmorgen Apfelkuchen.", ["Oma", "Morgen", "Apfelkuchen"]),
        ("Ein kaltes Sonnendach am Nachmittag", ["kaltes Sonnendach", "Nachmittag"]),
        ("EIN ROTER DRACHE FLIEGT ÜBER DAS ALTE HAUS", ["roter Drache", "altes Haus"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_things_are_found_however_they_are_written(text, expected):
    assert things(text) == expected


@pytest.mark.parametrize(
    ("text", "doer", "deeds"),
    [
        ("Eine Schildkröte mit Hut tanzt auf der Insel.", "Schildkröte", ("tanzen",)),
        ("Ein Roboter mit roten Augen gießt die Blumen.", "Roboter", ("gießen",)),
        ("Nachts wartet ein Roboter.", "", ("warten",)),
        ("Der Zug hält und fährt weiter.", "Zug", ("halten", "fahren")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_known_who_does_what(text, doer, deeds):
    source = read_source(text, "de")
    assert (source.doer.text if source.doer else "") == doer
    assert source.deeds == deeds
