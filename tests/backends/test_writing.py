"""What a model says is kept apart from what it thinks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.writing import TooLong, Writing

CASES = {
    "a text": ("Hello", "Hello", ""),
    "thoughts before a text": ("<think>hm</think>\n\nHello", "Hello", "hm"),
    "thoughts behind blanks": ("\n <think>hm</think>Hello", "Hello", "hm"),
    "a text that begins like thoughts": ("<thin ice", "<thin ice", ""),
    "thoughts in the middle are text": ("So <think>hm</think>", "So <think>hm</think>", ""),
    "thoughts that do not end": ("<think>hm", "", "hm"),
    "thoughts alone": ("<think>hm</think>", "", "hm"),
    "a second closing tag is text": ("<think>a</think>b</think>", "b</think>", "a"),
    "blanks alone": (" \n", " \n", ""),
    "nothing": ("", "", ""),
}


@pytest.mark.parametrize(("given_", "said", "thought"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("size", [1, 3, 100])
def test_thoughts_are_kept_apart(given_: str, said: str, thought: str, size: int) -> None:
    writing = Writing()
    pieces = [writing.say(given_[start : start + size]) for start in range(0, len(given_), size)]
    assert "".join(pieces) + writing.end() == writing.text == said
    assert writing.thoughts == thought


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think>", "a", " ", "\n"])))
def test_what_is_given_out_is_the_text_and_nothing_is_lost(pieces: list[str]) -> None:
    writing = Writing()
    said = "".join([*map(writing.say, pieces), writing.end()])
    assert said == writing.text
    assert (said + writing.thoughts).count("a") == pieces.count("a")


def test_text_and_thoughts_together_have_a_limit() -> None:
    writing = Writing(most=10)
    writing.think("12345")
    writing.say("12345")
    assert writing.began
    with pytest.raises(TooLong):
        writing.say("1")
