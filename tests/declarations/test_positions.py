from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.declarations.positions import MAX_DEPTH, JsonFault, decode, parse, pointer

DEEP = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
BOMB = "[" * 200_000


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param('{"a": 1,\n  "a": 2}', "duplicate_key", 2, 3, id="a key that stands twice"),
        pytest.param('{"a": {"b": 1, "b": 1}}', "duplicate_key", 1, 16, id="a key that stands twice further down"),
        pytest.param('{"a":\n NaN}', "not_a_number", 2, 2, id="NaN"),
        pytest.param('[1, -Infinity]', "not_a_number", 1, 5, id="an infinity"),
        pytest.param('[1e999]', "not_a_number", 1, 2, id="a number beyond a double"),
        pytest.param(f"[{'9' * 400}]", "not_a_number", 1, 2, id="a whole number of 400 digits"),
        pytest.param('{"a": tru}', "not_json", 1, 7, id="a word that is none of JSON"),
        pytest.param('{"a": "b",}', "not_json", 1, 10, id="a comma too many in an object"),
        pytest.param('[1,\n]', "not_json", 1, 3, id="a comma too many in a list"),
        pytest.param('{"a": 1\n "b": 2}', "not_json", 2, 2, id="a comma that is missing"),
        pytest.param('{a: 1}', "not_json", 1, 2, id="a key without quotes"),
        pytest.param('{"a" 1}', "not_json", 1, 6, id="a colon that is missing"),
        pytest.param('{"a": "b\n"}', "not_json", 1, 9, id="a line break within a text"),
        pytest.param('{"a": "\\x"}', "not_json", 1, 8, id="an unknown escape"),
        pytest.param('{"a": "b', "not_json", 1, 7, id="a text that does not end"),
        pytest.param('{"a": 1', "not_json", 1, 8, id="an object that does not end"),
        pytest.param("", "not_json", 1, 1, id="an empty file"),
        pytest.param("{} {}", "not_json", 1, 4, id="a second value"),
        pytest.param("01", "not_json", 1, 2, id="a leading zero"),
        pytest.param('["\\ud800"]', "bad_text", 1, 2, id="half a surrogate pair"),
        pytest.param('{"\\u0000": 1}', "bad_text", 1, 2, id="a NUL character in a key"),
        pytest.param(DEEP, "too_deep", 1, MAX_DEPTH + 1, id="nested one too deep"),
        pytest.param(BOMB, "too_deep", 1, MAX_DEPTH + 1, id="nested 200,000 deep"),
    ],
)  # fmt: skip
def test_faults_have_their_place(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(JsonFault) as caught:
        parse(text)
    fault = caught.value
    assert (fault.code, fault.place.line, fault.place.column) == (code, line, column)


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        pytest.param(b'{"a":\n "\xff"}', "not_utf8", 2, 3, id="a byte that is no UTF-8"),
        pytest.param('{"ä": "'.encode() + b"\xc3", "not_utf8", 1, 8, id="columns count characters, not bytes"),
        pytest.param(b"\xef\xbb\xbf{}", "byte_order_mark", 1, 1, id="a byte order mark"),
        pytest.param("{}".encode("utf-16-le"), "not_json", 1, 2, id="another encoding"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, code: str, line: int, column: int) -> None:
    with pytest.raises(JsonFault) as caught:
        parse(decode(data))
    assert (caught.value.code, caught.value.place.line, caught.value.place.column) == (code, line, column)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"\\ud83c\\udf27"', id="a whole surrogate pair"),
        pytest.param("[" * MAX_DEPTH + "]" * MAX_DEPTH, id="nested as deep as allowed"),
        pytest.param("[],".join(["["] + [""] * 100) + "[]]", id="many values side by side"),
        pytest.param(" \n\t{}\r\n", id="space around"),
        pytest.param("-0.5E+10", id="a number alone"),
    ],
)
def test_what_is_json(text: str) -> None:
    assert parse(text) == json.loads(text)


@given(st.text(max_size=30) | st.text('{}[]":,0tn\\', max_size=30))
def test_any_text_is_parsed_as_json_does_or_refused_with_a_place(text: str) -> None:
    try:
        value = parse(text)
    except JsonFault as fault:
        lines = text.split("\n")
        assert 1 <= fault.place.line <= len(lines)
        assert 1 <= fault.place.column <= len(lines[fault.place.line - 1]) + 1
    else:
        assert value == json.loads(text)


def test_pointers_escape_their_keys() -> None:
    assert pointer("a/b", "c~d", 0) == "/a~1b/c~0d/0"
