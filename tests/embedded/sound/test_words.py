"""Glossaries and negation."""

import pytest

from devserver.embedded.sound.words import Glossary, Words, joined, wish

BOOK = Glossary({"bell": Words("bell", "glocke"), "rain": Words("rain", "regen"), "wind": Words("wind", "wind")})


@pytest.mark.parametrize(
    ("words", "language", "names"),
    [
        pytest.param(("bells", "rain"), "en", ("bell", "rain"), id="plurals are found, in order"),
        pytest.param(("kirchenglocken",), "de", ("bell",), id="a German compound is found by its part"),
        pytest.param(("rain", "rain"), "en", ("rain",), id="a name comes once"),
        pytest.param(("glocke",), "en", ("bell",), id="a word of the other language is found as it stands"),
        pytest.param(("window", "winding"), "en", ("wind",), id="a window is no wind"),
        pytest.param(("x" * 10_000,), "en", (), id="a word of absurd length is skipped"),
    ],
)
def test_words_call_names(words: tuple[str, ...], language: str, names: tuple[str, ...]) -> None:
    assert BOOK.find(words, language) == names


@pytest.mark.parametrize(
    ("prompt", "unwanted"),
    [
        pytest.param("a forest without birds", ("birds",), id="without"),
        pytest.param("ein Wald ohne laute Vögel", ("laute", "vögel"), id="ohne, with an adjective"),
        pytest.param("no rain and wind", ("rain",), id="and ends it"),
        pytest.param("kein Regen, aber Wind", ("regen",), id="aber ends it"),
        pytest.param("wind and rain", (), id="nothing is unwanted without a no"),
    ],
)
def test_a_no_reaches_the_words_behind_it(prompt: str, unwanted: tuple[str, ...]) -> None:
    assert wish(prompt, {}).unwanted == unwanted


def test_two_words_that_mean_one_thing_are_joined() -> None:
    phrases = {("music", "box"): "musicbox"}
    assert joined(("a", "music", "box", "box"), phrases) == ("a", "musicbox", "box")


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert BOOK.find((*(f"word{index}" for index in range(400)), "bell"), "en") == ()
    assert len(wish("rain " * 4000, {}).words) == 800
