"""What a model says is kept apart from what it thinks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.writing import TooLong, Writing, why_nothing

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
def test_what_is_given_out_ends_with_the_text_and_nothing_is_lost(pieces: list[str]) -> None:
    writing = Writing()
    said = "".join([*map(writing.say, pieces), writing.end()])
    assert said.endswith(writing.text)
    assert said == writing.text or "</think>" in said
    assert (writing.text + writing.thoughts).count("a") == pieces.count("a")


def test_text_and_thoughts_together_have_a_limit() -> None:
    writing = Writing(most=10)
    writing.think("12345")
    writing.say("12345")
    assert writing.began
    with pytest.raises(TooLong):
        writing.say("1")


NOTHING = {
    "all tokens were thoughts": ("<think>hmm", "length", "all its tokens went into thoughts (3 characters) before"),
    "the thoughts are not told": ("", "length", "its tokens ran out before it said anything: raise max_tokens"),
    "it thought and stopped": ("<think>hmm</think>", "stop", "the model thought (3 characters) and then said nothing"),
    "nobody knows": ("", "stop", ""),
    "nobody says": ("", None, ""),
}


@pytest.mark.parametrize(("written", "finish_reason", "said"), NOTHING.values(), ids=NOTHING.keys())
def test_why_an_answer_says_nothing(written: str, finish_reason: str | None, said: str) -> None:
    writing = Writing()
    writing.say(written)
    writing.end()
    assert why_nothing(writing, finish_reason)[: len(said) or None] == said


UNOPENED = {
    "thoughts that only end": ("Okay, a boat.\n</think>\n\nA boat.", "A boat.", "Okay, a boat.\n"),
    "thoughts alone that only end": ("Okay.</think>", "", "Okay."),
    "nothing ends": ("A boat.", "A boat.", ""),
    "they begin in the middle": ("So <think>hm</think>", "So <think>hm</think>", ""),
    "they had an end before": ("<think>a</think>b</think>c", "b</think>c", "a"),
}


@pytest.mark.parametrize(("given_", "said", "thought"), UNOPENED.values(), ids=UNOPENED.keys())
@pytest.mark.parametrize("size", [1, 4, 100])
def test_thoughts_whose_beginning_is_not_told_are_no_text(given_: str, said: str, thought: str, size: int) -> None:
    writing = Writing()
    for start in range(0, len(given_), size):
        writing.say(given_[start : start + size])
    writing.end()
    assert (writing.text, writing.thoughts) == (said, thought)


def test_thoughts_in_a_field_of_their_own_leave_the_text_alone() -> None:
    writing = Writing()
    writing.think("hm")
    writing.say("The tag </think> ends thoughts.")
    writing.end()
    assert writing.text == "The tag </think> ends thoughts."
