"""What all programs share: safe quotes and values as JavaScript."""

import pytest

from devserver.embedded.code.writing import Name, javascript, quoted


@pytest.mark.parametrize(
    ("prompt", "safe"),
    [
        ("a sea", "a sea"),
        ("a\nb\r\tc", "a b c"),
        ("*/ x /* <b> `y` ${z}", "x b y z"),
        ("Über Größe, é!", "Über Größe, é!"),
        ("\u202eabc\u2028def\x00", "abc def"),
        ("\ud800", ""),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_a_quote_is_one_plain_line(prompt: str, safe: str) -> None:
    assert quoted(prompt) == safe


def test_values_become_javascript() -> None:
    value = {"a": 1, "b": 0.12345, "c": True, "d": None, "e": ["x", Name("y")], "f": 'q"\u2028'}
    assert javascript(value) == r'{ a: 1, b: 0.123, c: true, d: null, e: ["x", y], f: "q\"\u2028" }'
