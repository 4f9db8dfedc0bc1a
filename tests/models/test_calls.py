from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from devserver.models.calls import Call, MediaCall, Prompt, TextCall, call_hash

TEXT = TextCall(
    chunk="c", backend="b", provider="p", model="m", prompt=Prompt(text="t", task="a", context="b", input="c")
)
MEDIA = MediaCall(chunk="c", backend="b", provider="p", media_type="image", formats=("png",), prompt="t")
ADAPTER: TypeAdapter[Any] = TypeAdapter(Call)


@pytest.mark.parametrize("call", [TEXT, MEDIA], ids=["a text", "a medium"])
def test_a_call_is_stored_and_read_back(call: Any) -> None:
    again = ADAPTER.validate_json(call.model_dump_json())
    assert again == call
    assert call_hash(again) == call_hash(call)


@pytest.mark.parametrize("call", [TEXT, MEDIA], ids=["a text", "a medium"])
def test_every_field_counts_for_the_hash(call: Any) -> None:
    for name, value in call:
        if name != "type" and isinstance(value, str):
            assert call_hash(call.model_copy(update={name: "other"})) != call_hash(call), name
    assert call_hash(call.model_copy(update={"seed": 0})) != call_hash(call)
    assert call_hash(call.model_copy(update={"parameters": {"a": 1}})) != call_hash(
        call.model_copy(update={"parameters": {"a": 1.0}})
    )


def test_a_call_does_not_change() -> None:
    with pytest.raises(ValidationError):
        TEXT.model = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        MediaCall.model_validate({**MEDIA.model_dump(), "extra": 1})
