"""Keywords for the generators: each instruction shows its medium, and only words of that medium are added."""

import json
import re
from pathlib import Path

import pytest

import devserver
from devserver.embedded.lexicon import read
from devserver.embedded.text import rewrite
from devserver.embedded.text.limits import count_words
from devserver.embedded.text.media import read_medium
from devserver.embedded.text.vocabulary import media

CHUNKS = Path(devserver.__file__).parent / "schemas" / "chunks"
TASK = json.loads((CHUNKS / "optimize.json").read_text(encoding="utf-8"))["meta"]["task_instruction"]
INSTRUCTIONS = {
    medium: json.loads((CHUNKS / f"output_{medium}_embedded.json").read_text(encoding="utf-8"))["meta"][
        "optimization_instruction"
    ]
    for medium in ("image", "audio", "music", "midi", "video", "p5", "tonejs", "sonicpi")
}
DESCRIBED = ("image_openai", "image_openrouter", "image_swarmui", "video_wan22", "audio_stable_audio")
"""Models that want a description."""
MOST_WORDS = {"image": 40, "audio": 25, "music": 20, "midi": 15, "video": 25, "p5": 20, "tonejs": 18, "sonicpi": 18}
SOURCES = {
    "a scene": {
        "en": "A red house by the sea at night, a dog waits for the fisherman.",
        "de": "Ein rotes Haus am Meer bei Nacht, ein Hund wartet auf den Fischer.",
    },
    "joy": {"en": "Happy children dance in the sunny garden.", "de": "Fröhliche Kinder tanzen im sonnigen Garten."},
    "grief": {"en": "A lonely man weeps in the dark rain.", "de": "Ein einsamer Mann weint im dunklen Regen."},
    "an idea": {"en": "freedom", "de": "Freiheit"},
    "a storm": {"en": "A wild storm chases the ship.", "de": "Ein wilder Sturm jagt das Schiff."},
}
SUNG = re.compile(r"(?i)camera|kamera|canvas|zeichenfläche|\bloop\b|schleife|bpm|lydian|modell|quality|qualität|detail")
each_medium = pytest.mark.parametrize("medium", INSTRUCTIONS)
each_language = pytest.mark.parametrize("language", ["en", "de"])
each_source = pytest.mark.parametrize("source", SOURCES)


def keywords(source, medium, language, seed=1):
    context = INSTRUCTIONS[medium][language]
    text = rewrite(SOURCES[source][language], task=TASK[language], context=context, seed=seed, language=language)
    return text.split(", ")


@each_medium
@each_language
def test_a_medium_is_known_by_its_instruction(medium, language):
    assert read_medium(INSTRUCTIONS[medium][language]) == medium


@pytest.mark.parametrize("context", ["Write about music.", "Keywords about cats.", "A list of words."])
def test_other_contexts_are_no_instruction(context):
    assert read_medium(context) == ""


@each_language
@each_source
@pytest.mark.parametrize("chunk", DESCRIBED)
def test_a_text_for_a_model_that_wants_more_than_keywords_stays_as_it_is(chunk, language, source):
    declared = json.loads((CHUNKS / f"output_{chunk}.json").read_text(encoding="utf-8"))
    context = declared["meta"]["optimization_instruction"][language]
    text = SOURCES[source][language]
    assert rewrite(text, task=TASK[language], context=context, seed=1, language=language) == text


@each_medium
@each_language
@each_source
def test_limits_hold_and_no_word_is_of_another_medium(medium, language, source):
    for seed in range(3):
        items = keywords(source, medium, language, seed)
        assert 4 <= len(items) == len(set(items))
        assert count_words(" ".join(items)) <= MOST_WORDS[medium]
        assert not SUNG.search(" ".join(items)), items


@each_medium
@each_language
@each_source
def test_what_is_added_is_of_the_medium(medium, language, source):
    listed = json.dumps(media(), ensure_ascii=False)
    own = SOURCES[source][language].lower()
    for item in keywords(source, medium, language):
        for word in re.findall(r"\w+", item):
            stem = re.sub(r"(?i)(ing|en|e|er|es|s)$", "", word).lower()
            assert stem[:4] in own or re.search(rf"(?i)\b{stem}", listed), (item, own)


@each_language
def test_words_of_the_image_and_of_the_music_are_understood(language):
    words = {word for group in ("tints", "moods", "tempo") for said in media()[group].values() for word in listed(said)}
    for word in words - {"walking"}:
        said = word if language == "en" else media()["german"][word]
        plain = read("the")
        found = read(f"the {said}" if language == "en" else f"der {said}")
        assert (found.things, found.colours, found.energy, found.light, found.warmth, found.joy) != (
            plain.things, plain.colours, plain.energy, plain.light, plain.warmth, plain.joy
        ), said  # fmt: skip


def listed(said):
    return [said] if isinstance(said, str) else said


@each_language
def test_a_picture_begins_with_the_things_and_their_adjectives(language):
    items = keywords("a scene", "image", language)
    expected = ["red house", "sea", "night", "dog", "fisherman", "waiting"]
    german = ["rotes Haus", "Meer", "Nacht", "Hund", "Fischer", "warten"]
    assert items[:6] == (expected if language == "en" else german)


@each_language
def test_music_follows_the_mood_and_keeps_the_picture_it_comes_from(language):
    glad, sad = (" ".join(keywords(source, "midi", language)) for source in ("joy", "grief"))
    assert ("major" if language == "en" else "Dur") in glad
    assert ("minor" if language == "en" else "Moll") in sad
    pictures = ["sea", "red house"] if language == "en" else ["Meer", "rotes Haus"]
    assert [item for item in keywords("a scene", "music", language) if item in pictures] == pictures
    assert keywords("a storm", "music", language)[2] == ("fast" if language == "en" else "schnell")


@each_language
def test_a_drawing_program_has_a_number_and_a_background(language):
    items = keywords("a storm", "p5", language)
    assert [item for item in items if re.match("hundred |hundert ", item)]
    assert [item for item in items if re.fullmatch(r"\w+ background|Hintergrund \w+", item)]
