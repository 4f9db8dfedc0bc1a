import pytest

from devserver.embedded.text import rewrite
from devserver.embedded.text.verse import syllables


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("an old fisherman", "en", 5),
        ("the moon shines", "en", 3),
        ("little apple tree", "en", 5),
        ("waited", "en", 2),
        ("walked home", "en", 2),
        ("der alte Fischer", "de", 5),
        ("Bäume am Fluss", "de", 4),
        ("Sonnenuntergang", "de", 5),
        ("猫", "en", 1),
    ],
)
def test_syllables_are_counted(text, language, expected):
    assert syllables(text, language) == expected


@pytest.mark.parametrize(
    "source", ["An old fisherman mends his net.", "Der Hund im Garten", "The moon over the roof", "dog", "Katze"]
)
def test_a_haiku_has_five_seven_and_five_syllables(source):
    for seed in range(6):
        lines = rewrite(source, context="haiku", seed=seed, language="de" if source[0] in "DK" else "en").split("\n")
        counted = [syllables(line, "de" if source[0] in "DK" else "en") for line in lines]
        assert counted == [5, 7, 5], lines


def test_a_poem_of_four_lines_has_four_lines():
    text = rewrite("Der Hund bellt im Garten.", context="Ein Gedicht mit vier Zeilen", seed=1)
    assert len([line for line in text.splitlines() if line]) == 4
