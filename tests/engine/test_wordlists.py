from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine import wordlists
from devserver.engine.wordlists import Hit, WordLists
from devserver.models.runs import SafetyLevel

SHIPPED = Path(wordlists.__file__).parent.parent / "schemas" / "safety" / "words.json"
SAID = {"en": "x", "de": "x"}


def category(id: str, levels: list[str], en: list[str], de: list[str], **more: Any) -> dict[str, Any]:
    terms = {"en": en, "de": de}
    return {"id": id, "levels": levels, "label": SAID, "reason": SAID, "hint": SAID, "terms": terms, **more}


CATEGORIES = [
    category(
        "violence",
        ["kids"],
        ["kill", "killer", "shoot him", "don't breathe"],
        ["mörder*", "töten", "killer", "scheußlich*"],
        harmless={"en": ["killer whale*", "kill time"], "de": ["zeit töten"]},
    ),
    category("threats", ["kids", "youth"], ["kill yourself", "kill all wizards"], []),
]


def written(folder: Path, categories: list[dict[str, Any]]) -> Path:
    path = folder / "words.json"
    path.write_text(json.dumps({"format": 1, "note": SAID, "categories": categories}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> WordLists:
    return wordlists.load(written(tmp_path_factory.mktemp("lists"), CATEGORIES))


@pytest.fixture(scope="module")
def shipped() -> WordLists:
    return wordlists.load(SHIPPED)


FOUND = {
    "a plain word": ("They kill it.", "kill"),
    "capitals": ("KILL it", "KILL"),
    "full-width letters": ("ｋｉｌｌ it", "ｋｉｌｌ"),
    "mathematical letters": ("\U0001d424\U0001d422\U0001d425\U0001d425 it", "\U0001d424\U0001d422\U0001d425\U0001d425"),
    "letters in circles": ("ⓚⓘⓛⓛ it", "ⓚⓘⓛⓛ"),
    "zero-width space inside": ("k\u200bi\u200cl\u200dl it", "k\u200bi\u200cl\u200dl"),
    "soft hyphen inside": ("ki\u00adll it", "ki\u00adll"),
    "byte order mark inside": ("ki\ufeffll it", "ki\ufeffll"),
    "direction marks inside": ("k\u202eill it", "k\u202eill"),
    "a control character inside": ("ki\x00ll it", "ki\x00ll"),
    "a letter that shows nothing": ("k\u3164i\u2800ll it", "k\u3164i\u2800ll"),
    "a combining accent": ("ki\u0301ll it", "ki\u0301ll"),
    "a combining accent on the last letter": ("kill\u0301 it", "kill\u0301"),
    "a diaeresis that makes no umlaut": ("k\u00efll it", "k\u00efll"),
    "letters struck through": ("k\u0336i\u0336l\u0336l\u0336 it", "k\u0336i\u0336l\u0336l\u0336"),
    "an underline as a border": ("__kill__", "kill"),
    "a hyphen as a border": ("road-kill", "kill"),
    "the whole text": ("kill", "kill"),
    "a phrase over a line break": ("shoot\n  him", "shoot\n  him"),
    "a phrase with repeated spaces": ("shoot \u00a0\t him", "shoot \u00a0\t him"),
    "a phrase with a hyphen": ("shoot-him", "shoot-him"),
    "a phrase with a Windows line break": ("shoot\r\nhim", "shoot\r\nhim"),
    "a typographic apostrophe": ("don\u2019t breathe", "don\u2019t breathe"),
    "an umlaut": ("Sie töten es", "töten"),
    "an umlaut of two characters": ("Sie to\u0308ten es", "to\u0308ten"),
    "an umlaut with a second accent": ("Sie to\u0323\u0308ten es", "to\u0323\u0308ten"),
    "an umlaut in capitals": ("TÖTEN", "TÖTEN"),
    "an umlaut written with e": ("Sie toeten es", "toeten"),
    "sharp s": ("scheußlich", "scheußlich"),
    "sharp s written as ss": ("scheusslich", "scheusslich"),
    "sharp s in capitals": ("SCHEUẞLICH", "SCHEUẞLICH"),
    "a prefix with an ending": ("Die Mörderinnen", "Mörderinnen"),
    "a prefix without an ending": ("Der Mörder.", "Mörder"),
    "a Cyrillic letter that looks like a Latin one": ("kіll it", "kіll"),
    "a word of two alphabets": ("the кillеr", "кillеr"),
    "a Greek letter": ("κill it", "κill"),
    "small capitals": ("ᴋɪʟʟ it", "ᴋɪʟʟ"),
    "a one for an i": ("k1ll it", "k1ll"),
    "ones for l": ("ki11 it", "ki11"),
    "a sign for a letter": ("k!ll it", "k!ll"),
    "a three for an e": ("the kill3r.", "kill3r"),
    "letters with spaces between": ("They k i l l it.", "k i l l"),
    "letters with full stops between": ("They k.i.l.l it", "k.i.l.l"),
    "letters with hyphens between": ("k-i-l-l", "k-i-l-l"),
    "letters set apart that look alike": ("k 1 l l", "k 1 l l"),
    "a phrase set apart with wider gaps between its words": ("s h o o t   h i m", "s h o o t   h i m"),
    "a word after a ligature": ("o\ufb03ce: kill", "kill"),
    "a word after an emoji": ("\U0001f600\U0001f3fd kill", "kill"),
}

PASSES = {
    "a word inside a word": "skill, killjoy, overkill",
    "a word with digits": "kill9 and 9kill",
    "a term split over words": "ki ll",
    "a phrase with another word in it": "shoot over him",
    "a phrase over a full stop": "shoot. him",
    "single letters that are no word": "Plan A, B and C: a b c, U.S.A.",
    "numbers beside words": "kil 1 and 3 skills, 4 cats at 10:45",
    "a word in another alphabet": "Сосна и река",
    "an umlaut that is not there": "Die Toten und das Toten-Gedenken",
    "a prefix in the middle": "Amtsmörderisch",
    "a harmless phrase": "A killer whale, two killer whales, and they kill time.",
    "a harmless phrase over a line break": "killer\nwhales",
    "a harmless phrase of the other list": "Sie wollen die Zeit töten.",
    "nothing but spaces": " \n ",
    "an empty text": "",
}


@pytest.mark.parametrize(("text", "found"), FOUND.values(), ids=FOUND.keys())
def test_a_disguised_term_is_found_where_it_stands(lists: WordLists, text: str, found: str) -> None:
    assert [text[hit.start : hit.end] for hit in lists.find(text, "kids")] == [found]


@pytest.mark.parametrize("text", PASSES.values(), ids=PASSES.keys())
def test_what_is_no_term_passes(lists: WordLists, text: str) -> None:
    assert lists.find(text, "kids") == ()


def test_a_hit_names_category_and_term_as_written_in_the_file(lists: WordLists) -> None:
    assert lists.find("Zwei MÖRDERINNEN", "kids") == (Hit("violence", "mörder*", 5, 16),)


def test_hits_of_both_languages_come_in_the_order_of_the_text(lists: WordLists) -> None:
    found = lists.find("Mörder kill and töten", "kids")
    assert [hit.term for hit in found] == ["mörder*", "kill", "töten"]


def test_the_longest_term_counts(lists: WordLists) -> None:
    assert [hit.category for hit in lists.find("kill yourself", "kids")] == ["threats"]


def test_a_word_that_only_begins_like_a_phrase_counts_alone(lists: WordLists) -> None:
    assert [hit.term for hit in lists.find("kill all witches", "kids")] == ["kill"]


def test_a_harmless_phrase_hides_only_itself(lists: WordLists) -> None:
    text = "A killer whale meets a killer."
    assert [hit.start for hit in lists.find(text, "kids")] == [text.rindex("killer")]


def test_a_level_stops_only_its_categories(lists: WordLists) -> None:
    assert [hit.category for hit in lists.find("kill, kill yourself", "youth")] == ["threats"]


@pytest.mark.parametrize("level", ["adult", "research"])
def test_a_level_without_categories_stops_nothing(lists: WordLists, level: SafetyLevel) -> None:
    assert lists.find("kill yourself", level) == ()


def test_a_misspelt_level_lets_nothing_through(lists: WordLists) -> None:
    with pytest.raises(ValueError, match="no safety level 'kid'; there are kids, youth, adult, research"):
        lists.find("kill", "kid")  # type: ignore[arg-type]


INVISIBLE = st.lists(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u0301\u0336\u034f\ufe0f"), max_size=3)


@given(st.lists(INVISIBLE, min_size=5, max_size=5), st.text(max_size=20))
def test_invisible_characters_never_hide_a_word(lists: WordLists, gaps: list[list[str]], before: str) -> None:
    word = "".join(letter + "".join(gap) for letter, gap in zip("kill ", gaps, strict=True))
    text = f"{before} {word}"
    places = [(hit.start, hit.end) for hit in lists.find(text, "kids") if hit.term == "kill"]
    start = len(before) + 1
    assert any(first == start and len(text) >= last > first + 3 for first, last in places)


@given(st.text(max_size=200))
def test_the_folded_text_keeps_its_places(text: str) -> None:
    folded, origins = wordlists.fold(text)
    assert len(origins) == len(folded) + 1
    assert origins == sorted(origins)
    assert origins[-1] == len(text)


HOSTILE = {
    "prose": "Der alte Mann säße gern am Fluss. The knight rode through the forest, ",
    "one letter": "a",
    "beginnings of phrases": "how to make a ",
    "spaces after a beginning": "kill" + " " * 400,
    "invisible characters": "k\u200b",
    "combining marks": "o\u0308\u0323",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_long_text_takes_time_in_proportion(shipped: WordLists, piece: str) -> None:
    shipped.find("", "kids")

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.thread_time()
        shipped.find(text, "kids")
        return time.thread_time() - started

    short, long = (min(seconds(length) for _ in range(5)) for length in (2_000, 20_000))
    assert long < 50 * short, "ten times the length takes about ten times as long, not a hundred times"


CHOICES = [
    category(
        "plans",
        ["kids"],
        ["how (do|can) (i|we) (best|) (kill|gun down) (my|the|) (cow|cows)", "(please|) fetch a (gun|bow)*"],
        ["(töte|quäle) (ich|man) (die|) kühe"],
        harmless={"en": ["how (do|can) (i|we) kill the cow in chess"], "de": []},
    )
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("How do I kill the cow?", "How do I kill the cow", id="one of each choice"),
        pytest.param(
            "So how can we best gun   down cows", "how can we best gun   down cows", id="a choice of two words"
        ),
        pytest.param("how can we kill cows", "how can we kill cows", id="what can be left out"),
        pytest.param("how do they kill the cow", None, id="another word where one must be chosen"),
        pytest.param("how do i really kill the cow", None, id="a word between"),
        pytest.param("how do i kill the coward", None, id="a longer word at the end"),
        pytest.param("fetch a gunman", "fetch a gunman", id="any ending"),
        pytest.param("please fetch a bow", "please fetch a bow", id="an opening that can be left out"),
        pytest.param("How do I kill the cow in chess?", None, id="a harmless phrase with choices"),
        pytest.param("Wie quaele ich die Kuehe?", "quaele ich die Kuehe", id="umlauts that are written out"),
        pytest.param("wie töte ich kühe", "töte ich kühe", id="umlauts"),
        pytest.param("wie tote ich kuhe", None, id="umlauts that are missing"),
    ],
)
def test_a_choice_stands_for_each_of_its_phrases(tmp_path: Path, text: str, found: str | None) -> None:
    hits = wordlists.load(written(tmp_path, CHOICES)).find(text, "kids")
    assert [text[hit.start : hit.end] for hit in hits] == ([found] if found else [])
