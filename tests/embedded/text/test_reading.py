import pytest

from devserver.embedded.text.grammar import render
from devserver.embedded.text.reading import detect, read_source


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("An old fisherman mends his net on the stormy beach.", "en", ["old fisherman", "net", "stormy beach"]),
        ("The apple tree is old.", "en", ["old apple tree"]),
        ("I am afraid of the dark", "en", ["dark"]),
        ("Two cats sleep while the moon shines over London.", "en", ["two cats", "moon", "London"]),
        ("She runs fast", "en", ["running"]),
        ("Ein alter Fischer flickt sein Netz.", "de", ["alter Fischer", "Netz"]),
        ("Mein Hund jagt die Katze der Nachbarin", "de", ["Hund", "Katze", "Nachbarin"]),
        ("Anna malt ein Haus mit vielen Fenstern", "de", ["Anna", "Haus", "Fenster"]),
        ("Der Gartenzaun meiner Großeltern ist kaputt", "de", ["kaputter Gartenzaun", "Großeltern"]),
        ("ein roboter tanzt im regen", "de", ["Roboter", "Regen"]),
        ("Ich tanze gern", "de", ["Tanzen"]),
        ("قطة", "en", ["“قطة”"]),
        ("x = {{y}}", "en", ["x", "“{{y}}”"]),
        ("Mach mir ein Bild von einem Drachen", "de", ["Drache"]),
        ("I want a picture of a unicorn", "en", ["unicorn"]),
        ("I feel lonely sometimes", "en", ["feeling"]),
        ("Sometimes the dog sleeps upstairs.", "en", ["dog"]),
        ("Everything is quiet outside", "en", ["“Everything is quiet outside”"]),
        ("Suddenly somebody laughs really loudly", "en", ["laughing"]),
        ("Inside the house, the cat sleeps anyway.", "en", ["house", "cat"]),
        ("Manchmal fühle ich mich einsam", "de", ["Fühlen"]),
        ("Plötzlich schläft der Hund.", "de", ["Hund"]),
        ("Draußen wartet jemand, drinnen singt niemand", "de", ["Warten", "Singen"]),
        ("Niemand lacht.", "de", ["Lachen"]),
        ("Überall tanzen Kinder.", "de", ["Kinder"]),
        ("Später fliegen wir zum Mond.", "de", ["Mond"]),
        ("<b>dog</b>", "en", ["dog", "“<b> </b>”"]),
    ],
)
def test_things_are_found(text, language, expected):
    assert [render(noun, "bare") for noun in read_source(text, language).nouns] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Gartenzaun und die Nachbarin", ["the garden fence", "the neighbour"]),
        ("Ein stürmischer Strand mit Häusern", ["the stormy beach", "the houses"]),
    ],
)
def test_things_go_into_the_other_language(text, expected):
    assert [render(noun) for noun in read_source(text, "de").into("en").nouns] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dog is here", "en"),
        ("Der Hund ist hier", "de"),
        ("Hund", "de"),
        ("dog", "en"),
        ("🎈", None),
        ("", None),
        ("猫", None),
    ],
)
def test_a_language_is_detected(text, expected):
    assert detect(text) == expected


def test_a_long_text_is_read_by_its_most_frequent_things():
    nouns = read_source("The cat. " * 50 + " ".join(f"The thing{chr(97 + n)}." for n in range(26)), "en").nouns
    assert nouns[0].text == "cat"
    assert len(nouns) == 8
