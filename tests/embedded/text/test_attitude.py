import pytest

from devserver.embedded.text.attitude import read_attitude
from devserver.embedded.text.grammar import render


@pytest.mark.parametrize(
    ("context", "lenses"),
    [
        pytest.param("Bauhaus: basic shapes", ("geometry",), id="one lens"),
        pytest.param("Kubistisch.", ("cubism",), id="a German word with an ending"),
        pytest.param("Describe only the sounds of this dream.", ("sound",), id="only what is named after only"),
        pytest.param("A surrealist dream without any sound.", ("surreal",), id="what is forbidden is no wish"),
        pytest.param("Ohne Menschen, nur Geräusche.", ("sound",), id="a wish behind a prohibition"),
        pytest.param("Aus der Sicht einer Taube.", ("beast",), id="the view of an animal"),
        pytest.param("Make it velvet.", (), id="nothing known"),
        pytest.param("Prompt for an image model, visual, light", ("image",), id="a medium first"),
    ],
)
def test_lenses_are_read(context, lenses):
    assert read_attitude(context, "en").lenses == lenses


@pytest.mark.parametrize(
    ("context", "form"),
    [
        ("Write a haiku", "haiku"),
        ("Als Märchen", "fairytale"),
        ("comma-separated keywords", "list"),
        ("a bullet list of keywords", "bullets"),
        ("Ein Rezept", "recipe"),
        ("A short text", ""),
    ],
)
def test_a_form_is_read(context, form):
    assert read_attitude(context, "en").form == form


@pytest.mark.parametrize(
    ("context", "language", "role"),
    [
        ("You are a retired tram driver who loves rust.", "en", "a retired tram driver"),
        ("Du bist eine alte Botanikerin und schreibst.", "de", "eine alte Botanikerin"),
        ("You are an expert prompt engineer.", "en", ""),
        ("Du bist ein Fischer.", "en", "a fisherman"),
        ("You are a fisherman.", "de", "ein Fischer"),
    ],
)
def test_a_role_is_read(context, language, role):
    assert read_attitude(context, language).role == role


@pytest.mark.parametrize(
    ("context", "language", "words"),
    [
        ("Think in rusty timetables and velvet.", "en", ["rusty timetables", "velvet"]),
        ("Denk an rostige Fahrpläne.", "en", ["rusty timetables"]),
        ("Your task is to rewrite the text in two sentences.", "en", []),
        ("Bauhaus: basic shapes.", "en", []),
    ],
)
def test_words_that_colour_are_read(context, language, words):
    found = [render(word, "bare") for word in read_attitude(context, language).words]
    assert [word for word in found if word.lower() != "bauhaus"] == words
