from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from devserver.engine import wordlists
from devserver.engine.wordlists import WordLists
from devserver.models import words as shapes
from devserver.models.runs import SAFETY_LEVELS
from tools import safety_words

SCHEMAS = Path(wordlists.__file__).parent.parent / "schemas"
WORDS = SCHEMAS / "safety" / "words.json"
SENTENCES = Path(__file__).parent / "sentences"


def lines(name: str) -> list[str]:
    return (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


HARMLESS = [*lines("harmless.en"), *lines("harmless.de")]
GROWN_UP = [*lines("passes_at_adult.en"), *lines("passes_at_adult.de")]
YOUTH = [*lines("passes_at_youth.en"), *lines("passes_at_youth.de")]
STOPPED = [line.split(": ", 1) for line in [*lines("stopped.en"), *lines("stopped.de")]]


def said(term: str) -> str:
    """Say a term with the first of its choices."""
    return re.sub(r"\(([^|)]*)[^)]*\)", r"\1", term.removesuffix("*"))


@pytest.fixture(scope="module")
def words() -> WordLists:
    return wordlists.load(WORDS)


@pytest.mark.parametrize("language", ["en", "de"])
def test_there_are_sixty_sentences_of_each_kind_or_more(language: str) -> None:
    for kind in ("harmless", "passes_at_youth", "stopped"):
        assert len(set(lines(f"{kind}.{language}"))) >= 60


@pytest.mark.parametrize("sentence", HARMLESS, ids=HARMLESS)
def test_a_harmless_sentence_passes_at_every_level(words: WordLists, sentence: str) -> None:
    assert {level: words.find(sentence, level) for level in SAFETY_LEVELS} == dict.fromkeys(SAFETY_LEVELS, ())


@pytest.mark.parametrize("sentence", YOUTH, ids=YOUTH)
def test_history_figures_of_speech_and_play_pass_at_the_youth_level(words: WordLists, sentence: str) -> None:
    assert words.find(sentence, "youth") == words.find(sentence, "adult") == ()


@pytest.mark.parametrize("sentence", GROWN_UP, ids=GROWN_UP)
def test_art_history_and_reports_pass_at_the_adult_level(words: WordLists, sentence: str) -> None:
    assert words.find(sentence, "adult") == ()


@pytest.mark.parametrize(("category", "sentence"), STOPPED, ids=[sentence for _, sentence in STOPPED])
def test_a_sentence_is_stopped_at_the_levels_of_its_category_only(
    words: WordLists, category: str, sentence: str
) -> None:
    stopping = {level for level in SAFETY_LEVELS if words.find(sentence, level)}
    assert category in {hit.category for hit in words.find(sentence, "kids")}
    assert stopping == set(words.categories[category].levels) >= {"kids"}


def test_every_category_has_a_sentence_in_each_language(words: WordLists) -> None:
    for language in ("en", "de"):
        assert {line.split(":")[0] for line in lines(f"stopped.{language}")} == set(words.categories)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_term_stops_at_every_level_of_its_category(words: WordLists, language: str) -> None:
    missed = [
        (level, term)
        for group in words.categories.values()
        for level in group.levels
        for term in getattr(group.terms, language)
        if not words.find(f"x {said(term)} y", level)
    ]
    assert missed == []


def test_every_harmless_phrase_is_needed_and_passes(words: WordLists) -> None:
    bare = {id: group.model_copy(update={"harmless": shapes.Terms()}) for id, group in words.categories.items()}
    unguarded = WordLists(bare)
    for group in words.categories.values():
        for phrase in (*group.harmless.en, *group.harmless.de):
            plain = said(phrase)
            assert unguarded.find(plain, "kids"), f"{phrase} holds no term"
            assert words.find(plain, "kids") == (), f"{phrase} is stopped"


def test_a_stricter_level_stops_all_that_a_looser_one_stops(words: WordLists) -> None:
    for group in words.categories.values():
        assert group.levels in (("kids",), ("kids", "youth"), ("kids", "youth", "adult"))


def test_every_reason_admits_that_the_check_can_be_wrong(words: WordLists) -> None:
    for group in words.categories.values():
        assert "can be wrong" in group.reason.en
        assert "kann sich irren" in group.reason.de


def test_reasons_and_hints_stay_calm(words: WordLists) -> None:
    for group in words.categories.values():
        for said in (group.label, group.reason, group.hint):
            assert "!" not in said.en + said.de


def test_every_text_that_we_ship_passes_at_the_strictest_level(words: WordLists) -> None:
    for path in sorted((SCHEMAS / "configs" / "interception").glob("*.json")):
        text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
        assert words.find(text, "kids") == (), path.stem


def test_the_schema_file_is_made_from_the_model() -> None:
    assert (SCHEMAS / safety_words.FILE.name).read_text(encoding="utf-8") == safety_words.text()


def test_the_file_is_valid_for_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(shapes.schema())
    assert [fault.message for fault in validator.iter_errors(json.loads(WORDS.read_text(encoding="utf-8")))] == []
