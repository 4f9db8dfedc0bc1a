"""The reading of prompts: things, colours, moods, language."""

import pytest

from devserver.embedded.lexicon import COLOURS, THINGS, painted, read
from devserver.embedded.lexicon_words import BELONGS_TO, THING_MOODS

RED, YELLOW = (205, 45, 45), (245, 205, 55)

THINGS_READ = [
    pytest.param("A stormy sea at night", ("storm", "sea", "night"), id="things come in the order of the prompt"),
    pytest.param("trees and a tree", ("tree",), id="a thing counts once"),
    pytest.param("wolves howl", ("wolf", "animal"), id="a wider thing follows the narrower"),
    pytest.param("Nachthimmel über dem Meer", ("night", "sky", "sea"), id="a German compound counts by its parts"),
    pytest.param("Sternenhimmel", ("star", "sky"), id="a compound may have a linking sound"),
    pytest.param("Kirschbäume am Waldrand", ("fruit", "tree", "forest"), id="one known part of a compound is enough"),
    pytest.param("brennende Häuser in den Städten", ("house", "city"), id="umlaut plurals are found"),
    pytest.param("die Katzen tanzen", ("cat", "animal", "dance"), id="German endings are found"),
    pytest.param("running horses", ("horse", "animal"), id="English endings are found"),
    pytest.param("moonlight", ("moon",), id="an English compound is found"),
    pytest.param("staring at a card in the season", (), id="a word that only looks like a thing is none"),
    pytest.param("hundert bewegen aufregen", (), id="a German word that only contains a thing is none"),
    pytest.param("ein kleiner See", ("lake",), id="a German See is a lake"),
    pytest.param("I see the stern, she is kind", (), id="English see, stern and kind are no German nouns"),
    pytest.param("der Stern sieht das Kind", ("star", "child", "person"), id="German Stern and Kind are things"),
    pytest.param("no rain", ("rain",), id="negation is ignored"),
    pytest.param("", (), id="nothing says nothing"),
    pytest.param("123 !?", (), id="figures and marks say nothing"),
]


@pytest.mark.parametrize(("prompt", "things"), THINGS_READ)
def test_things(prompt: str, things: tuple[str, ...]) -> None:
    assert read(prompt).things == things


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("the quiet sea", "en"),
        ("das stille Meer", "de"),
        ("Waldrand", "de"),
        ("forest", "en"),
        ("Bäume", "de"),
        ("", "en"),
        ("qwrtz", "en"),
    ],
)
def test_language(prompt: str, language: str) -> None:
    assert read(prompt).language == language


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("a red flower", "eine rote Blume"),
        ("green meadows", "grüne Wiesen"),
        ("a golden castle", "ein goldenes Schloss"),
        ("white and black", "weiß und schwarz"),
    ],
)
def test_both_languages_read_alike(english: str, german: str) -> None:
    one, other = read(english), read(german)
    assert one.colours and one.colours == other.colours
    assert one.things == other.things


@pytest.mark.parametrize(
    ("axis", "low", "high"),
    [
        ("energy", "a calm slow tune", "ein wilder schneller Tanz"),
        ("light", "eine finstere Höhle", "a bright sunny day"),
        ("warmth", "eiskalter Winter", "warm golden autumn"),
        ("joy", "eine traurige einsame Frau", "happy laughing children"),
    ],
)
def test_moods_lie_on_their_side(axis: str, low: str, high: str) -> None:
    assert getattr(read(low), axis) < 0.3
    assert getattr(read(high), axis) > 0.7


def test_a_prompt_without_mood_lies_in_the_middle() -> None:
    reading = read("a table")
    assert (reading.energy, reading.light, reading.warmth, reading.joy) == (0.5, 0.5, 0.5, 0.5)


def test_a_thing_implies_a_mood_and_a_mood_word_outweighs_it() -> None:
    assert read("the storm").energy > 0.8
    assert read("a calm silent peaceful storm").energy < 0.35


@pytest.mark.parametrize(
    ("prompt", "things"),
    [
        pytest.param("a red sea under a big yellow moon", {"sea": RED, "moon": YELLOW}, id="each thing its own colour"),
        pytest.param("ein roter, alter Drache", {"dragon": RED, "animal": RED}, id="a word may stand between"),
        pytest.param("red, and far away over there a moon", {}, id="a colour reaches two words far"),
        pytest.param("a moon", {}, id="no colour paints nothing"),
    ],
)
def test_a_colour_paints_the_thing_after_it(prompt: str, things: dict[str, tuple[int, int, int]]) -> None:
    assert painted(prompt) == things


def test_words_are_kept_in_order_and_lower_case() -> None:
    assert read("The Sea, the SEA!").words == ("the", "sea", "the", "sea")


def test_a_very_long_word_costs_nothing() -> None:
    assert read("a" * 20_000).things == ()


def test_tables_name_only_known_things() -> None:
    assert set(BELONGS_TO) | set(BELONGS_TO.values()) | set(THING_MOODS) <= set(THINGS)
    assert len(THINGS) >= 35 and len(COLOURS) >= 25


@pytest.mark.parametrize("name", sorted(THINGS))
def test_every_base_form_gives_its_thing(name: str) -> None:
    for word in THINGS[name].de.split():
        assert name in read(f"das ist nicht die {word}").things, word
    for word in THINGS[name].en.split():
        assert name in read(f"this is not the {word}").things, word
