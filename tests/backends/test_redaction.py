"""Nothing that is a key, or looks like one, is shown."""

from __future__ import annotations

import pytest

from devserver.backends.redaction import cleaned

CASES = {
    "a key that we know": ("bad key hunter22 given", "bad key (hidden) given"),
    "a key that a server half hides": ("Incorrect API key: sk-proj-ab****cd.", "Incorrect API key: (hidden)"),
    "a header": ("got Authorization: Bearer abc.def", "got Authorization: (hidden)"),
    "a password": ("Proxy-Authorization: Basic YW5uYTpi", "Proxy-Authorization: (hidden)"),
    "a password in an address": ("at http://anna:rose@lab:1/x", "at http://(hidden)@lab:1/x"),
    "an address without one": ("at http://lab:1/x?a@b", "at http://lab:1/x?a@b"),
    "lines": ("a\n  b\tc", "a b c"),
    "nothing of that": ("the task is a risk-free one", "the task is a risk-free one"),
    "a number": (5, "5"),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES.keys())
def test_keys_are_hidden(text: object, shown: str) -> None:
    assert cleaned(text, ["hunter22", "b"]) == shown


def test_a_long_text_is_cut() -> None:
    assert len(cleaned("word " * 1000, [])) == 300


def test_a_key_across_the_cut_is_hidden_before_it() -> None:
    assert "secr" not in cleaned("x" * 296 + "secretsecret", ["secretsecret"])
