from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.declarations.places import Places, find
from devserver.declarations.positions import pointer

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
KEYS = TEXTS | st.sampled_from(["0", "1", "a/b", "~1"])
VALUES = st.recursive(SCALARS | TEXTS, lambda v: st.lists(v, max_size=4) | st.dictionaries(KEYS, v, max_size=4))

Keys = tuple[str | int, ...]


def walk(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    yield keys, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from walk(item, (*keys, key))


@given(VALUES, st.sampled_from([None, 0, 1, 4, "\t"]), st.sampled_from(["", " ", "\r\n"]))
def test_every_value_and_key_is_found_where_it_stands(value: Any, indent: int | str | None, before: str) -> None:
    text = before + json.dumps(value, indent=indent, ensure_ascii=False)
    decoder = json.JSONDecoder()
    for keys, item in walk(value):
        at_key, at_value = find(text, pointer(*keys))
        assert decoder.raw_decode(text, at_value)[0] == item
        assert decoder.raw_decode(text, at_key)[0] == (keys[-1] if keys and isinstance(keys[-1], str) else item)


TEXT = '{\n  "a": {\n    "b": [1, {"c": 2}]\n  },\n  "d": []\n}'


@pytest.mark.parametrize(
    ("where", "key", "line", "column"),
    [
        pytest.param("", False, 1, 1, id="the whole"),
        pytest.param("/a/b", False, 3, 10, id="a value"),
        pytest.param("/a/b", True, 3, 5, id="its key"),
        pytest.param("/a/b/1/c", False, 3, 20, id="a value within a list"),
        pytest.param("/a/b/1", True, 3, 14, id="the key of what has none is the value itself"),
        pytest.param("/a/x/y", False, 2, 8, id="what is not there, at what it would stand in"),
        pytest.param("/a/x", True, 2, 8, id="its key too"),
        pytest.param("/a/b/7", False, 3, 10, id="a place beyond the end of a list"),
        pytest.param("/a/b/x", False, 3, 10, id="a name in a list"),
        pytest.param("/d/0", False, 5, 8, id="a place in an empty list"),
        pytest.param("/a/b/0/c", False, 3, 11, id="a name in a number"),
    ],
)
def test_places(where: str, key: bool, line: int, column: int) -> None:
    place = Places(TEXT).place(where, key=key)
    assert (place.line, place.column) == (line, column)


@pytest.mark.parametrize("where", ["", "/a", "/0"])
def test_an_empty_text_has_one_place(where: str) -> None:
    place = Places("").place(where)
    assert (place.line, place.column) == (1, 1)
