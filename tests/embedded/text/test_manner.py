"""What the shipped attitudes promise when this generator writes: recognisable, within limits, about the source."""

import itertools
import json
import re
from functools import cache
from pathlib import Path

import pytest

import devserver
from devserver.embedded.text import rewrite
from devserver.embedded.text.attitude import read_manner
from devserver.embedded.text.limits import ENDS, count_sentences, count_words

SCHEMAS = Path(devserver.__file__).parent / "schemas"
CONTEXTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["context"]
    for path in sorted((SCHEMAS / "configs" / "interception").glob("*.json"))
}
del CONTEXTS["user_defined"]
TASK = json.loads((SCHEMAS / "chunks" / "manipulate.json").read_text(encoding="utf-8"))["meta"]["task_instruction"]
MANNERS = {
    "ask_first": "ask",
    "cliche_finder": "particular",
    "close_observer": "observer",
    "geometric_workshop": "geometry",
    "great_exaggeration": "exaggerate",
    "light_and_shadow": "light",
    "long_time": "time",
    "one_breath": "",
    "only_sound": "listen",
    "only_verbs": "verbs",
    "opposite_day": "opposite",
    "other_eyes": "being",
    "plain_words": "plain",
    "pocket_map": "map",
    "same_letter": "letter",
    "step_by_step": "steps",
    "tale_of_a_thing": "tale",
    "torn_collage": "collage",
    "what_it_costs": "cost",
    "who_is_missing": "missing",
}
SOURCES = {
    "a scene": (
        "A red house by the sea at night, a dog waits for the fisherman.",
        "Meine Oma backt Brot in ihrer kleinen Küche, draußen schneit es.",
    ),
    "a feeling": (
        "I feel lonely since my best friend moved away.",
        "Ich bin so glücklich, dass ich tanzen möchte.",
    ),
    "a question": ("Why is the sky blue?", "Warum schlafen die Fledermäuse mit dem Kopf nach unten?"),
    "one word": ("lighthouse", "Regenschirm"),
    "technology": (
        "A robot sorts parcels in a warehouse while the servers hum.",
        "Eine künstliche Intelligenz schreibt Gedichte auf einem alten Computer.",
    ),
    "a story": (
        "My mother drives the bus every morning and sings to the tired passengers.",
        "Mein Vater repariert am Sonntag Fahrräder im Hof und die Kinder schauen zu.",
    ),
    "an idea": ("freedom", "Freiheit"),
    "the other language": (
        "Der Hund bellt im Garten, weil die Nachbarin Kuchen bringt.",
        "The cat sleeps on the warm roof and dreams of fish.",
    ),
    "a long text": (
        "On Saturday the whole village meets at the market. An old woman sells apples and honey from her garden. Two "
        "boys run between the stalls and chase a white cat. The baker shouts that the bread is still warm. A musician "
        "plays the accordion next to the fountain, and some children dance in their yellow boots. Clouds come over "
        "the mountains, and the first drops fall on the red umbrellas. Everybody laughs. The cat washes its paws. "
        "After the rain the sun shines on the wet stones and the old woman gives the boys an apple.",
        "Am Samstag trifft sich das ganze Dorf auf dem Markt. Eine alte Frau verkauft Äpfel und Honig aus ihrem "
        "Garten. Zwei Jungen rennen zwischen den Ständen und jagen eine weiße Katze. Der Bäcker ruft, dass das Brot "
        "noch warm ist. Ein Musiker spielt Akkordeon neben dem Brunnen, und einige Kinder tanzen in ihren gelben "
        "Stiefeln. Wolken kommen über die Berge, und die ersten Tropfen fallen auf die roten Schirme. Alle lachen. "
        "Die Katze putzt ihre Pfoten. Nach dem Regen scheint die Sonne auf die nassen Steine.",
    ),
}
SUBJECTS = {
    ("a scene", 0): ["house|creaking|standing", "dog|waiting"],
    ("a scene", 1): ["Oma|backen", "Brot|backen"],
    ("technology", 0): ["robot|sorting|counting|ticking|whirring", "parcel|lying|tilting|clinking|sliding"],
    ("a story", 0): ["mother|driving", "bus|driving"],
    ("a story", 1): ["Vater|reparieren", "Fahrräder|reparieren"],
    ("one word", 0): ["lighthouse|creaking|standing|ticking|leaning"],
    ("one word", 1): ["Regenschirm|ticken|kippen|klirren"],
}
FILLER = re.compile(
    r"(?i)also there|not far away|and around it|everything about|speaks of|whoever says|remains to be tested|"
    r"auch da:|gleich daneben|ringsum:|erzählt davon|sagt auch|steckt auch das|trägt eine spur|echo goes on|echo geht"
)
LIMITS = {
    "ask_first": {"lines": 5},
    "cliche_finder": {"words": 100},
    "close_observer": {"words": 100, "sentences": 6},
    "geometric_workshop": {"words": 80},
    "great_exaggeration": {"words": 100},
    "light_and_shadow": {"words": 90, "sentences": 6},
    "long_time": {"words": 120},
    "one_breath": {"words": 15, "lines": 3},
    "only_sound": {"words": 80},
    "opposite_day": {"words": 100},
    "other_eyes": {"words": 90},
    "plain_words": {"sentences": 10},
    "pocket_map": {"words": 110},
    "same_letter": {"words": 50, "sentences": 3},
    "step_by_step": {"words": 110, "lines": 8},
    "tale_of_a_thing": {"words": 130, "sentences": 8},
    "torn_collage": {"words": 70},
    "what_it_costs": {"words": 110},
    "who_is_missing": {"words": 100},
}
each_attitude = pytest.mark.parametrize("name", CONTEXTS)
each_source = pytest.mark.parametrize("source", SOURCES)


@cache
def written(name, source, place, seed):
    language = ("en", "de")[place]
    context = CONTEXTS[name][language]
    return rewrite(SOURCES[source][place], task=TASK[language], context=context, seed=seed, language=language)


def texts(name, source, seeds=(1, 2)):
    return [written(name, source, place, seed) for place in range(2) for seed in seeds]


@each_attitude
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_shipped_attitude_is_recognised(name, language):
    assert read_manner(CONTEXTS[name][language]) == MANNERS[name]


def test_an_attitude_of_somebody_else_is_no_manner():
    assert read_manner("Describe the light in the kitchen of a retired tram driver.") == ""


@each_attitude
@each_source
def test_no_filler_and_no_broken_marks(name, source):
    for text in texts(name, source):
        assert not FILLER.search(text), text
        assert not re.search(r"[{}]|\?[,;.]|\.\.|  |,,|: *:", text), text


@each_attitude
@each_source
def test_the_limits_of_the_attitude_hold(name, source):
    limits = LIMITS.get(name, {})
    for text in texts(name, source, seeds=(1, 2, 3)):
        lines = [line for line in text.splitlines() if line]
        assert count_words(text) <= limits.get("words", 1000), text
        assert count_sentences(text) <= limits.get("sentences", 1000), text
        assert len(lines) <= limits.get("lines", 1000), text
        assert len(text) > 20


@each_attitude
@pytest.mark.parametrize(("source", "place"), SUBJECTS)
def test_the_subject_survives(name, source, place):
    found = SUBJECTS[source, place]
    for text in texts(name, source)[2 * place : 2 * place + 2]:
        kept = [words for words in found if re.search(words, text, re.IGNORECASE)]
        assert kept if name == "one_breath" else kept == found, text


@each_source
def test_any_two_attitudes_differ_clearly(source):
    for place in range(2):
        said = {name: set(_words(written(name, source, place, 1), source)) for name in CONTEXTS if name != "one_breath"}
        for (one, first), (other, second) in itertools.combinations(said.items(), 2):
            shared = len(first & second) / min(len(first), len(second))
            assert shared < 0.6, f"{one} and {other}: {first & second}"


def _words(text, source):
    own = set(re.findall(r"\w{4,}", " ".join(SOURCES[source]).lower()))
    return [word for word in re.findall(r"\w{4,}", text.lower()) if word not in own]


@each_source
def test_the_forms_that_attitudes_ask_for(source):
    for text in texts("ask_first", source):
        assert len(text.splitlines()) == 5
        assert all(line.endswith("?") for line in text.splitlines()), text
    for text in texts("step_by_step", source):
        numbers = [int(line.split(".")[0]) for line in text.splitlines()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 5
    for text in texts("long_time", source, seeds=(1, 2, 3, 4, 5)):
        assert text.count("\n\n") == 3, text
    for text in texts("torn_collage", source):
        assert 4 <= len(text.splitlines()) <= 9, text
    for text in texts("only_verbs", source):
        assert 12 <= text.count(",") + 1 <= 30, text


@each_source
def test_plain_words_are_short_sentences_on_lines_of_their_own(source):
    for text in texts("plain_words", source):
        for line in text.splitlines():
            assert len(ENDS.findall(line)) == 1, text
            assert count_words(line) <= 10, text


@each_source
def test_the_opposite_is_told_without_a_no(source):
    for text in texts("opposite_day", source, seeds=(1, 2, 3)):
        assert not re.search(r"(?i)\b(not?|nicht|kein\w*)\b", text), text


@each_source
def test_sounds_are_heard_and_not_seen(source):
    for text in texts("only_sound", source, seeds=(1, 2, 3)):
        assert not re.search(r"(?i)\b(light|shape|red|white|licht|umriss\w*|rote?n?|weiße?)\b", text), text


def test_the_same_letter_begins_many_words():
    for source, place, letter in (("a scene", 0, "h"), ("one word", 1, "r"), ("a story", 0, "m"), ("a story", 1, "v")):
        for text in texts("same_letter", source)[2 * place : 2 * place + 2]:
            assert len(re.findall(rf"(?i)\b{letter}\w+", text)) >= 8, text


def test_who_does_what_survives():
    waiting = [name for name in CONTEXTS if "a dog waits for the fisherman" in written(name, "a scene", 0, 1).lower()]
    assert len(waiting) >= 15, waiting


@each_attitude
def test_seeds_vary_the_text(name):
    assert len({written(name, "a scene", 0, seed) for seed in range(1, 7)}) >= 4


def test_long_texts_are_read():
    long = (SOURCES["a long text"][0] + " ") * 30
    for name in ("close_observer", "plain_words", "only_verbs"):
        assert rewrite(long[:20_000], task=TASK["en"], context=CONTEXTS[name]["en"], seed=1)
