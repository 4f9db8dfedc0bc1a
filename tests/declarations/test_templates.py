from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.declarations.templates import BUILTIN_PLACEHOLDERS, DEAD_PLACEHOLDERS, fill, names, placeholders

NAMES = st.sampled_from(["A", "B", "CONTEXT", "input"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
PIECES = st.one_of(st.text(max_size=6), NAMES.map(lambda name: f"{{{{{name}}}}}"))
TEXTS = st.lists(PIECES, max_size=5).map("".join)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | TEXTS, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3)
)
GIVEN = st.dictionaries(NAMES, VALUES, max_size=4)


@pytest.mark.parametrize(
    ("value", "values", "expected"),
    [
        pytest.param("{{STEPS}}", {"STEPS": 20}, 20, id="a text that is one placeholder takes the type of the value"),
        pytest.param("{{CFG}}", {"CFG": 7.0}, 7.0, id="a float stays a float"),
        pytest.param("{{SEED}}", {"SEED": None}, None, id="null stays null"),
        pytest.param("{{TAGS}}", {"TAGS": ["a"]}, ["a"], id="a list stays a list"),
        pytest.param("{{A}}x{{A}}", {"A": 1.5}, "1.5x1.5", id="numbers in a text are written as JSON writes them"),
        pytest.param("is {{A}}", {"A": True}, "is true", id="true in a text"),
        pytest.param("of {{A}}", {"A": ["sea", "sand"]}, "of sea, sand", id="texts in a list are joined"),
        pytest.param("of {{A}}", {"A": [1, "b"]}, 'of [1, "b"]', id="other lists are written as JSON"),
        pytest.param("of {{A}}", {"A": {"ä": 1}}, 'of {"ä": 1}', id="objects are written as JSON"),
        pytest.param("{{A}}", {"A": "{{B}}", "B": "no"}, "{{B}}", id="what was inserted is not expanded"),
        pytest.param("{{A}} {{B}}", {"A": "{{B}}", "B": "b"}, "{{B}} b", id="not even beside another placeholder"),
        pytest.param("{{A}}{{B}}", {"A": "{{", "B": "C}}", "C": "no"}, "{{C}}", id="nor where two values make a name"),
        pytest.param("{{a}} {{A}}", {"A": 1}, "{{a}} 1", id="names are case-sensitive"),
        pytest.param("{{UNKNOWN}}", {}, "{{UNKNOWN}}", id="unknown names are left"),
        pytest.param("{A} {{ A }} {{A}", {"A": 1}, "{A} {{ A }} {{A}", id="single braces and spaces are text"),
        pytest.param({"{{A}}": "{{A}}"}, {"A": 1}, {"{{A}}": 1}, id="keys are no templates"),
        pytest.param(["x", {"y": "{{A}}"}], {"A": "\\1 \\g<0>"}, ["x", {"y": "\\1 \\g<0>"}], id="backslashes are text"),
    ],
)
def test_fill(value: Any, values: dict[str, Any], expected: Any) -> None:
    filled = fill(value, values)
    assert filled == expected
    assert type(filled) is type(expected)


@given(VALUES, GIVEN)
def test_only_unknown_names_and_those_that_were_inserted_remain(value: Any, values: dict[str, Any]) -> None:
    inert = {name: "·" for name in values}
    assert placeholders(fill(value, inert)) == placeholders(value) - inert.keys()


@given(VALUES)
def test_without_values_nothing_changes(value: Any) -> None:
    assert fill(value, {}) == value


@given(TEXTS, st.text(max_size=20))
def test_a_persons_text_arrives_as_it_is(template: str, text: str) -> None:
    assert fill(f"<{template}|{{{{INPUT_TEXT}}}}>", {"INPUT_TEXT": text}) == f"<{template}|{text}>"


def test_names_come_in_order_and_placeholders_from_everywhere() -> None:
    assert names("{{B}} and {{A}} and {{B}}") == ["B", "A", "B"]
    assert placeholders({"a": ["{{A}}", 3, {"b": "{{B_2}} {{c}}"}]}) == {"A", "B_2", "c"}


def test_a_name_is_not_both_alive_and_dead() -> None:
    assert not BUILTIN_PLACEHOLDERS & DEAD_PLACEHOLDERS
