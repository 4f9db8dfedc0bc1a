"""What a person named survives: in the text of every shipped attitude, in every prompt, and in what is drawn.

`sentences/kept.*.txt` holds, by hand, for each sentence: its things, its colours, and what a picture shall show of it;
a slash stands between two spellings that both count. An attitude may turn things over where that is what it is about;
its turns are declared here.
"""

import json
import re
from functools import cache
from pathlib import Path
from random import Random

import pytest

import devserver
from devserver.embedded.code.colour import hex_of
from devserver.embedded.code.palette import choose_palette
from devserver.embedded.image.planning import plan
from devserver.embedded.image.sheet import View
from devserver.embedded.lexicon import painted, read
from devserver.embedded.text import rewrite
from devserver.embedded.text.unweaving import Unwoven, unweave

SCHEMAS = Path(devserver.__file__).parent / "schemas"
SENTENCES = Path(__file__).parent / "sentences"
CONTEXTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["context"]
    for path in sorted((SCHEMAS / "configs" / "interception").glob("*.json"))
}
INSTRUCTIONS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["meta"]["optimization_instruction"]
    for path in sorted((SCHEMAS / "chunks").glob("output_*.json"))
    if "optimization_instruction" in json.loads(path.read_text(encoding="utf-8"))["meta"]
}
TASKS = {
    stage: json.loads((SCHEMAS / "chunks" / f"{stage}.json").read_text(encoding="utf-8"))["meta"]["task_instruction"]
    for stage in ("manipulate", "optimize")
}
OWN = sorted(name for name in INSTRUCTIONS if name.endswith("_embedded"))
DRAWN = ("output_image_embedded", "output_video_embedded")
NOT_SEEN = ("output_midi_embedded",)
"""A melody of fifteen words holds all things but one, and colours only where there is room."""
TAGS = ("output_music_ace_step",)
"""Sound alone: what is seen is translated."""
TRANSLATED = ("output_image_checkpoint",)
"""Keywords in English, also of a German text."""
NO_THINGS = {"only_verbs"}
"""Leaves out nouns and adjectives: every noun becomes what it does."""
NO_COLOURS = {"only_verbs", "only_sound"}
"""Leaves out colours and every word of seeing."""
FIFTEEN_WORDS = {"one_breath"}
"""Has room for at most one adjective, and may drop a thing where there are many."""
VIEW = View(256, 256, 0)
SEED = 7


def lines(language):
    rows = (SENTENCES / f"kept.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in row.split("|")] for row in rows]


def listed(words):
    return [word.strip() for word in words.split(",") if word.strip()]


def lost(words, text):
    low = text.lower()
    return [word for word in words if not any(said.strip().lower() in low for said in word.split("/"))]


@cache
def intercepted(sentence, attitude, language):
    context, task = CONTEXTS[attitude][language], TASKS["manipulate"][language]
    return rewrite(sentence, task=task, context=context, seed=SEED, language=language)


def optimized(text, output, language):
    context, task = INSTRUCTIONS[output][language], TASKS["optimize"][language]
    return rewrite(text, task=task, context=context, seed=SEED, language=language)


each_attitude = pytest.mark.parametrize("attitude", CONTEXTS)
each_language = pytest.mark.parametrize("language", ["en", "de"])


@each_language
def test_there_are_forty_sentences(language):
    assert len({sentence for sentence, *_ in lines(language)}) >= 40


@each_language
@each_attitude
def test_the_rewritten_text_holds_what_was_named(attitude, language):
    for sentence, things, colours, _ in lines(language):
        text = intercepted(sentence, attitude, language)
        if attitude not in NO_THINGS:
            assert len(lost(listed(things), text)) <= (attitude in FIFTEEN_WORDS), (sentence, text)
        if attitude not in NO_COLOURS | FIFTEEN_WORDS:
            assert lost(listed(colours), text) == [], (sentence, text)


@each_language
@each_attitude
def test_a_prompt_holds_what_the_rewritten_text_holds(attitude, language):
    for number, (sentence, things, colours, _) in enumerate(lines(language)):
        output = OWN[(number + len(attitude)) % len(OWN)]
        text = intercepted(sentence, attitude, language)
        prompt = optimized(text, output, language)
        named = listed(things) if output in NOT_SEEN else [*listed(things), *listed(colours)]
        if attitude not in NO_THINGS:
            missing = set(lost(named, prompt)) - set(lost(named, text))
            assert len(missing) <= (output in NOT_SEEN), (output, text, prompt)


@each_language
@pytest.mark.parametrize("output", sorted(set(INSTRUCTIONS) - set(OWN) - set(TAGS)))
def test_a_prompt_for_a_model_that_wants_sentences_holds_all(output, language):
    for sentence, things, colours, _ in lines(language)[:: len(CONTEXTS) // 3]:
        prompt = optimized(intercepted(sentence, "close_observer", language), output, language)
        if output not in TRANSLATED or language == "en":
            assert lost([*listed(things), *listed(colours)], prompt) == []


@each_language
@each_attitude
@pytest.mark.parametrize("output", DRAWN)
def test_a_picture_shows_what_was_named_in_its_colours(attitude, language, output):
    for sentence, things, colours, drawn in lines(language)[len(attitude) % 7 :: 7]:
        text = intercepted(sentence, attitude, language)
        prompt = optimized(text, output, language)
        scene = plan(prompt, "", SEED, VIEW)
        if attitude not in NO_THINGS and not lost(listed(things), text):
            assert set(listed(drawn)) <= set(scene.things), (sentence, prompt, scene.things)
        if attitude not in NO_COLOURS and not lost(listed(colours), text):
            named = {rgb for word in listed(colours) for rgb in read(f"{word.split('/')[-1]} {word}").colours}
            assert named <= set(read(prompt).colours), (sentence, prompt)


@each_language
@pytest.mark.parametrize("attitude", sorted(set(CONTEXTS) - NO_THINGS))
def test_a_word_that_a_person_adds_reaches_every_prompt(attitude, language):
    added = {"en": "A purple giraffe looks in.", "de": "Eine lila Giraffe schaut herein."}[language]
    for sentence, *_ in lines(language)[::20]:
        text = intercepted(sentence, attitude, language)
        for edited in (f"{added} {text}", f"{text} {added}", f"{text}\n{added}"):
            prompt = optimized(edited, "output_image_embedded", language)
            assert lost(["purple/lila", "giraffe"], prompt) == [], (edited, prompt)


@each_language
def test_a_word_that_a_person_puts_into_a_sentence_of_the_attitude_reaches_the_prompt(language):
    said = {"en": ("the only light comes", "the only green light comes"), "de": ("eule", "grüne Eule")}[language]
    sentence = {"en": "A dog by the sea.", "de": "Eine Eule sitzt im Wald."}[language]
    text = intercepted(sentence, "light_and_shadow", language)
    edited = re.sub(said[0], said[1], text, flags=re.IGNORECASE)
    assert edited != text or language == "en"
    prompt = optimized(f"{edited} A green frog." if edited == text else edited, "output_image_embedded", language)
    assert lost(["green/grün"], prompt) == [], (edited, prompt)


@each_language
def test_what_an_attitude_adds_takes_neither_place_nor_hour(language):
    sentence = {"en": "A red house by the sea in the morning.", "de": "Ein rotes Haus am Meer am Morgen."}[language]
    for attitude in sorted(set(CONTEXTS) - NO_THINGS):
        scene = plan(
            optimized(intercepted(sentence, attitude, language), "output_image_embedded", language), "", SEED, VIEW
        )
        assert scene.setting == "sea", (attitude, scene.things)
        assert scene.things[0] == "house" or set(scene.things) >= {"house", "sea"}


@each_language
@each_attitude
def test_a_drawing_program_knows_what_was_named_and_its_colours(attitude, language):
    for sentence, things, colours, _ in lines(language)[len(attitude) % 7 :: 7]:
        text = intercepted(sentence, attitude, language)
        reading = read(optimized(text, "output_p5_embedded", language))
        palette = choose_palette(reading, painted(sentence), "day", Random(SEED))
        if attitude not in NO_THINGS and not lost(listed(things), text):
            said = " ".join(word.split("/")[0] for word in listed(things))
            assert set(read(said).things) <= set(reading.things), (text, reading.things)
        if attitude not in NO_COLOURS and not lost(listed(colours), text):
            named = [rgb for word in listed(colours) for rgb in read(word.split("/")[-1]).colours]
            assert {hex_of(rgb) for rgb in named} <= set(palette.accents), (text, reading.colours)


@each_language
def test_a_word_that_a_person_adds_to_the_prompt_is_drawn(language):
    added = {"en": "purple elephant", "de": "lila Elefant"}[language]
    for attitude in sorted(CONTEXTS)[::4]:
        sentence = lines(language)[0][0]
        prompt = optimized(intercepted(sentence, attitude, language), "output_image_embedded", language)
        for edited in (f"{prompt}, {added}", f"{added}, {prompt}"):
            scene = plan(edited, "", SEED, VIEW)
            assert scene.has("elephant"), edited
            assert scene.painted["elephant"] == read(added).colours[0]


@each_language
def test_a_text_that_no_template_made_is_the_persons_as_a_whole(language):
    for sentence, things, *_ in lines(language):
        if not sentence.startswith("there is"):  # as plain words begin a sentence
            assert unweave(sentence, language) == Unwoven(sentence, woven=False)
        assert lost(listed(things), unweave(sentence, language).own) == []
