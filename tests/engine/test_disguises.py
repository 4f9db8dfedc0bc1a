from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.disguises import readings


def read(text: str) -> list[str]:
    return [way for way, _origins in readings(text, list(range(len(text) + 1)))]


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        pytest.param("a plain text", ["a plain text"], id="plain words are read once"),
        pytest.param("b0at", ["b0at", "boat"], id="a digit in a word"),
        pytest.param("he1p", ["he1p", "heip", "help"], id="a one is an i or an l"),
        pytest.param("10 to 3", ["10 to 3"], id="numbers stay numbers"),
        pytest.param("bоat", ["bоat", "boat"], id="a letter of another alphabet"),
        pytest.param("привет", ["привет"], id="a word in another alphabet"),
        pytest.param("b o a t", ["b o a t", "boat"], id="letters set apart"),
        pytest.param("b-o-a-t s", ["b-o-a-t s", "boat s"], id="marks between letters"),
        pytest.param("a b", ["a b"], id="two letters"),
        pytest.param("b o-a t", ["b o-a t"], id="gaps of different kinds"),
        pytest.param("b 0 a t", ["b 0 a t", "b0at", "boat"], id="both at once"),
    ],
)
def test_the_ways_to_read_a_text(text: str, ways: list[str]) -> None:
    assert read(text) == ways


@given(st.text(alphabet="ab1!|ра .-_", max_size=40))
def test_every_reading_keeps_its_places(text: str) -> None:
    for way, origins in readings(text, list(range(len(text) + 1))):
        assert len(origins) == len(way) + 1
        assert origins == sorted(origins)
        assert origins[-1] == len(text)
