"""Every kind of wrong value has a sentence of our own, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from devserver.errors import Fault, InvalidInput, sentence
from devserver.messages import MESSAGES
from devserver.models.servers import Server
from devserver.routes.asking import KeyHeader, Query
from devserver.routes.bodies import DescriptionBody, GenerationBody, InterceptionBody
from devserver.routes.configs import ConfigsQuery
from devserver.routes.faults import refuse
from devserver.routes.runs import EventsQuery


def faults(model: type[BaseModel], value: Any) -> tuple[Fault, ...]:
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(value)
    with pytest.raises(InvalidInput) as refused:
        refuse(wrong.value)
    return refused.value.faults


CASES: list[Any] = [
    pytest.param(InterceptionBody, {"seed": "1"}, "/seed", "value_type", id="a text for a number"),
    pytest.param(InterceptionBody, {"seed": 1.5}, "/seed", "value_type", id="a fraction for a whole number"),
    pytest.param(InterceptionBody, {"config": 1}, "/config", "value_type", id="a number for a text"),
    pytest.param(DescriptionBody, {"pinned": "yes"}, "/pinned", "value_type", id="a text for a truth value"),
    pytest.param(GenerationBody, {"parameters": 1}, "/parameters", "value_type", id="a number for an object"),
    pytest.param(GenerationBody, {"inputs": {"a": 1}}, "/inputs/a", "value_type", id="a number for an input"),
    pytest.param(InterceptionBody, {"seed": -2}, "/seed", "value_too_small", id="too small"),
    pytest.param(InterceptionBody, {"seed": 2**60}, "/seed", "value_too_large", id="too large"),
    pytest.param(InterceptionBody, {"config": ""}, "/config", "value_too_short", id="too short"),
    pytest.param(InterceptionBody, {"config": "x" * 201}, "/config", "value_too_long", id="too long"),
    pytest.param(InterceptionBody, {"run_id": "x"}, "/run_id", "value_pattern", id="another form"),
    pytest.param(InterceptionBody, {"a/b": 1}, "/a~1b", "field_unknown", id="a field that there is not"),
    pytest.param(
        GenerationBody, {"inputs": {"a": {"type": "x"}}}, "/inputs/a/type", "media_type_not_found", id="media"
    ),
    pytest.param(ConfigsQuery, {"kind": "x"}, "", "value_unknown", id="none of those in a query"),
    pytest.param(EventsQuery, {"after": "1.0"}, "", "value_type", id="no digits in a query"),
    pytest.param(EventsQuery, {"limit": "0"}, "", "value_too_small", id="too small in a query"),
    pytest.param(Query, {"lang": "en"}, "", "field_unknown", id="a parameter that there is not"),
    pytest.param(KeyHeader, {"Idempotency-Key": ""}, "", "value_pattern", id="a header of another form"),
]


@pytest.mark.parametrize(("model", "value", "pointer", "message"), CASES)
def test_what_is_said(model: type[BaseModel], value: Any, pointer: str, message: str) -> None:
    (fault,) = faults(model, value)
    assert (fault.pointer, fault.message) == (pointer, message)
    for language in ("en", "de"):
        assert language in MESSAGES[message]
        assert "?)" not in sentence(message, fault.params, language)


def test_a_sentence_of_ours_stands_alone() -> None:
    (fault,) = faults(Server, {"url": "ftp://x"})
    assert fault.params == {"reason": "must be an address with http:// or https://, such as http://localhost:8000"}


def test_the_nearest_name_of_a_field() -> None:
    (fault,) = faults(InterceptionBody, {"inputtext": "a"})
    assert fault.params["nearest"][0] == "input_text"


def test_one_fault_for_each_wrong_value() -> None:
    assert len(faults(InterceptionBody, {"seed": "1", "config": 2, "more": 3})) == 3
