"""Answers that have to be JSON of a declared shape."""

from __future__ import annotations

import pytest

from devserver.backends.structured import fault_in, unfenced, unusable

SCHEMA = {"type": "object", "properties": {"safe": {"type": "boolean"}}, "required": ["safe"]}

FAULTS: dict[str, tuple[str, str | None]] = {
    "what fits": ('{"safe": true}', None),
    "a wrong type, by its place": ('{"safe": 1}', "at /safe: 1 is not of type 'boolean'"),
    "something that is missing": ("{}", "at /: 'safe' is a required property"),
    "no JSON": ("yes", "it is no JSON"),
    "half of it": ('{"safe": tr', "it is no JSON"),
    "NaN": ('{"safe": NaN}', "NaN is no JSON"),
    "no bottom": ("[" * 100_000, "it is no JSON"),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_is_said(text: str, fault: str | None) -> None:
    found = fault_in(text, SCHEMA)
    assert found is None if fault is None else fault in (found or "")


def test_a_schema_that_is_none_is_named() -> None:
    assert "'nonsense' is not valid" in (unusable({"type": "nonsense"}) or "")
    assert unusable(SCHEMA) is None


@pytest.mark.parametrize(
    "schema",
    [{"$ref": "http://127.0.0.1:9/schema.json"}, {"$ref": "#/$defs/gone"}, {"$ref": "#"}, {"pattern": "("}],
    ids=["a reference elsewhere", "a reference to nothing", "a reference to itself", "a pattern that is none"],
)
def test_a_schema_that_leads_nowhere_is_a_fault_and_no_exception(schema: dict[str, str]) -> None:
    assert "cannot be used" in (fault_in('"x"', schema) or "")


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        pytest.param('```json\n{"a": 1}\n```', '{"a": 1}', id="a fence with a language"),
        pytest.param(" ```\n[1]\n``` ", "[1]", id="a fence without one"),
        pytest.param(' {"a": "```"} ', '{"a": "```"}', id="no fence"),
    ],
)
def test_fences_are_taken_off(text: str, inner: str) -> None:
    assert unfenced(text) == inner
