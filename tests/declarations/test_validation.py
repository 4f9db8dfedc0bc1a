from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.declarations.reports import CODES
from devserver.declarations.schemas import KINDS
from devserver.declarations.validation import model, schema_fault, shape_findings, value_fault

ANY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3),
)


def known_fields(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    fields = st.sampled_from(sorted(KINDS[kind].model_fields))
    return st.dictionaries(fields, ANY | st.sampled_from(["output_chunk", {"a": {"node_id": "1"}}]), max_size=5)


@pytest.mark.parametrize(
    ("kind", "data", "code", "pointer", "reason", "hint"),
    [
        pytest.param(
            "chunk", {"temlate": "x"}, "unknown_field", "/temlate", "there is no field 'temlate' here",
            "did you mean 'template'?", id="a misspelt field",
        ),
        pytest.param(
            "config", {"pipeline": "a", "display": {"colour": "x"}}, "unknown_field", "/display/colour",
            "there is no field 'colour' here", "did you mean 'color'?", id="a misspelt field further down",
        ),
        pytest.param(
            "config", {"pipeline": "a", "qqqq": 1}, "unknown_field", "/qqqq", "there is no field 'qqqq' here", "",
            id="a field like none gets no guess",
        ),
        pytest.param(
            "config", {}, "missing_field", "", "the field 'pipeline' is missing", "", id="a config without a pipeline"
        ),
        pytest.param(
            "chunk", {"type": "ouput_chunk"}, "unknown_value", "/type",
            '"ouput_chunk" is none of "output_chunk", "processing_chunk", "proxy_chunk", "text_passthrough",'
            ' "api_output_chunk"',
            "did you mean 'output_chunk'?", id="a misspelt type",
        ),
        pytest.param(
            "chunk", {"format": 2}, "unknown_value", "/format", "2 is none of 1", "", id="a format of the future"
        ),
        pytest.param(
            "chunk", {"template": {"system": 1}}, "wrong_type", "/template/system", "must be text, and is the number 1",
            "", id="a number for a text in an object that may be a text",
        ),
        pytest.param(
            "chunk", {"template": 1}, "wrong_type", "/template", "must be text or an object, and is the number 1", "",
            id="a number for a text or object",
        ),
        pytest.param(
            "chunk", {"input_mappings": {"a": [{"node_id": 6}]}}, "wrong_type", "/input_mappings/a/0/node_id",
            "must be text, and is the number 6", "", id="a number for a node in a list of targets",
        ),
        pytest.param(
            "chunk", {"input_mappings": {"a/b": {"nod_id": "6"}}}, "unknown_field", "/input_mappings/a~1b/nod_id",
            "there is no field 'nod_id' here", "did you mean 'node_id'?", id="a misspelt field of a target",
        ),
        pytest.param(
            "pipeline", {"chunks": "manipulate"}, "wrong_type", "/chunks", "must be a list, and is text", "",
            id="a text for a list",
        ),
        pytest.param(
            "pipeline", {"chunks": ["a", True]}, "wrong_type", "/chunks/1", "must be text, and is true", "",
            id="true for a text",
        ),
        pytest.param(
            "config", {"pipeline": "a", "display": {"order": True}}, "wrong_type", "/display/order",
            "must be a whole number, and is true", "", id="true for a number",
        ),
        pytest.param(
            "config", {"pipeline": "a", "name": {"en": 1}}, "wrong_type", "/name/en",
            "must be text, and is the number 1", "", id="a number in texts by language",
        ),
        pytest.param("chunk", [], "wrong_type", "", "must be an object, and is a list", "", id="a list for a file"),
    ],
)  # fmt: skip
def test_findings(kind: str, data: Any, code: str, pointer: str, reason: str, hint: str) -> None:
    found = list(shape_findings(kind, data))
    assert [(f.code, f.pointer, f.reason, f.hint) for f in found] == [(code, pointer, reason, hint)]


def test_every_fault_of_a_file_is_told() -> None:
    data = {"type": "chunk", "colour": 1, "meta": [], "media_type": 3}
    assert sorted(f.pointer for f in shape_findings("chunk", data)) == ["/colour", "/media_type", "/meta", "/type"]


def test_a_whole_number_written_as_a_fraction_is_found_by_the_model() -> None:
    data = {"pipeline": "a", "display": {"order": 1.0}}
    assert list(shape_findings("config", data)) == []
    found = model("config", data, "a", "")
    assert isinstance(found, list)
    assert [(f.code, f.pointer) for f in found] == [("wrong_type", "/display/order")]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_the_schema_and_the_model_agree(kind: str, data: st.DataObject) -> None:
    value = data.draw(known_fields(kind) | ANY)
    found = list(shape_findings(kind, value))
    assert all(f.code in CODES for f in found)
    made = model(kind, value, "an_id", "")
    whole_fractions = isinstance(made, list) and not found
    assert whole_fractions or isinstance(made, list) is bool(found)


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        pytest.param({"type": "integer", "minimum": 1}, None, id="a schema"),
        pytest.param(True, None, id="true allows everything"),
        pytest.param({"type": "int"}, "/type", id="an unknown type"),
        pytest.param({"minimum": "1"}, "/minimum", id="a limit that is text"),
        pytest.param({"pattern": "("}, "/pattern", id="a pattern that is no pattern"),
        pytest.param({"$ref": "https://example.org/a"}, "$ref", id="a reference to the network"),
        pytest.param({"items": {"$ref": "#"}}, "$ref", id="a reference to itself"),
    ],
)
def test_schemas_of_parameters(declared: Any, fault: str | None) -> None:
    found = schema_fault(declared)
    assert (found is None) if fault is None else (found is not None and fault in found)


def test_values_against_a_schema() -> None:
    assert value_fault({"type": "integer", "maximum": 50}, 20) is None
    assert "maximum" in (value_fault({"type": "integer", "maximum": 50}, 51) or "")
