from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.word_index import LONGEST_WORD, split, word_list

SPLIT = {
    "words are letters and digits": ("A boat, 2 birds!", ["a", "boat", "2", "birds"]),
    "without case": ("BOAT Straße", ["boat", "straße"]),
    "without diacritics, however they are written": ("B\u00f6\u00f6tchen bo\u0308o\u0308tchen", ["bootchen"] * 2),
    "a line below parts words": ("old_boat", ["old", "boat"]),
    "a hyphen and an apostrophe part words": ("old-fashioned don't", ["old", "fashioned", "don", "t"]),
    "letters of other scripts": ("斑马 зебра", ["斑马", "зебра"]),
    "signs alone are no word": ("!!! '' \\ :*", []),
    "nothing": ("", []),
    "a word of which not all counts": ("x" * (LONGEST_WORD + 5), ["x" * LONGEST_WORD]),
}


@pytest.mark.parametrize(("text", "words"), SPLIT.values(), ids=SPLIT.keys())
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert list(split(text)) == words


LISTS = {
    "each word with its place": (["a boat a"], "'a':1 'boat':2 'a':3"),
    "no phrase goes over two texts": (["a boat", "sails"], "'a':1 'boat':2 'sails':4"),
    "an empty title before a text": (["", "boat"], "'boat':2"),
    "nothing": (["", ""], ""),
}


@pytest.mark.parametrize(("texts", "written"), LISTS.values(), ids=LISTS.keys())
def test_how_words_are_written(texts: list[str], written: str) -> None:
    assert word_list(*texts) == written


def test_places_end_where_those_of_the_database_do() -> None:
    assert word_list("a " * 17_000).endswith("'a':16382 'a':16383 'a':16383" + " 'a':16383" * 616)


@given(st.lists(st.text(), max_size=3))
def test_no_text_writes_anything_but_words_and_places(texts: list[str]) -> None:
    assert re.fullmatch(r"(?:'[^\W_]+':\d+(?: |\Z))*", word_list(*texts))
