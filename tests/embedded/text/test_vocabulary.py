"""The data: every template can be filled, both languages hold the same keys, triggers name what exists."""

import re
from random import Random

import pytest

from devserver.embedded.text.attitude import read_attitude
from devserver.embedded.text.grammar import verb_lemmas
from devserver.embedded.text.loom import Loom
from devserver.embedded.text.reading import read_source
from devserver.embedded.text.rules import Rules
from devserver.embedded.text.vocabulary import book, noun_entries, triggers

SOURCES = {"en": "An old dog chases the cats in a garden.", "de": "Ein alter Hund jagt die Katzen im Garten."}
CONTEXTS = {
    "en": "You are a retired tram driver in rusty armour.",
    "de": "Du bist eine Botanikerin. Denk an verlassene Bahndämme.",
}


def templates(language):
    data = book(language)
    for part in ("lenses", "forms"):
        for entry in data[part].values():
            for step in entry if part == "lenses" else entry["script"]:
                yield from [step] if isinstance(step, str) else step
    for part in ("weave", "role", "opening", "first", "questions", "weave_questions", "gather", "gather_question"):
        yield from data[part]
    for couplet in data["verses"]:
        yield from couplet


def shape(value):
    return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("past", [False, True])
def test_every_template_can_be_filled(language, past):
    source = read_source(SOURCES[language], language)
    attitude = read_attitude(CONTEXTS[language], language)
    for template in templates(language):
        text = Loom(source, attitude, Rules(), Random(1), past=past).fill(template)
        assert text, template
        assert not re.search(r"[{}~#]|  |None", text), text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_lens_fills_some_templates_for_a_single_thing(language):
    source = read_source("dog" if language == "en" else "Hund", language)
    for name, lens in book(language)["lenses"].items():
        loom = Loom(source, read_attitude("x", language), Rules(), Random(1))
        assert sum(loom.fill(template) is not None for template in lens) >= 2, name


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_thing_that_begins_a_clause_has_a_verb_that_agrees_with_it(language):
    alone = re.compile(r"(?:^|[;,:.] )\{[abhk]\} \{~|^\w+ \{~\w+\} \{[abhk]\} (?:to|zu|ohne|without)")
    assert [template for template in templates(language) if alone.search(template)] == []


@pytest.mark.parametrize(
    ("source", "language", "wrong"),
    [
        ("Old witches.", "en", r"^the (?:old )?witches (?:is|was|has)\b"),
        ("Alte Hexen.", "de", r"^die (?:alten )?Hexen (?:ist|war|hat|wird)\b"),
    ],
)
def test_many_things_take_the_plural(source, language, wrong):
    loom = Loom(read_source(source, language), read_attitude("x", language), Rules(), Random(1))
    texts = [text for template in templates(language) if (text := loom.fill(template))]
    assert len(texts) > 60
    assert [text for text in texts if re.search(wrong, text, re.IGNORECASE)] == []


def test_both_languages_have_the_same_parts():
    english, german = shape(book("en")), shape(book("de"))
    for part in ("lists", "kinds", "lenses", "forms", "haiku"):
        assert english[part].keys() == german[part].keys(), part
    assert english["kinds"] == german["kinds"]


def test_triggers_name_what_exists():
    assert triggers()["lenses"].keys() == book("en")["lenses"].keys() - {"plain"}
    assert book("en")["forms"].keys() <= triggers()["forms"].keys()


def test_every_noun_has_a_kind_that_is_described():
    assert {entry.kind for entry in noun_entries()} - {"body"} <= book("de")["kinds"].keys()
    assert all(entry.gender in ("m", "f", "n", "p") for entry in noun_entries())


def test_irregular_verbs_of_the_templates_are_listed():
    strong = {"gehen", "stehen", "liegen", "kommen", "schweigen", "klingen", "zerfließen", "vergessen", "entstehen"}
    assert strong <= verb_lemmas("de").keys()
