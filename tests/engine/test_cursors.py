from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from devserver.engine.cursors import Cursor, Order, Sort, read_cursor, write_cursor
from devserver.errors import InvalidInput

RUN = 3_764_820_945_422_905_285


@pytest.mark.parametrize("key", [0.0, 0.1, 1e-9, 12345.678901])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_cursor_comes_back_as_it_was(order: Order, key: float) -> None:
    cursor = Cursor("cost", order, key, RUN)
    text = write_cursor(cursor)
    assert read_cursor(text, "cost", order) == cursor
    assert not set(text) & set("+/=%& ")


def coded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


WRONG = {
    "no base 64": "!!!",
    "no JSON": base64.urlsafe_b64encode(b"hello").decode(),
    "bytes that are no text": base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    "letters of another alphabet": "ключ",
    "another shape": coded({"sort": "cost"}),
    "too few parts": coded(["cost", "desc", 1.0]),
    "another order": coded(["cost", "asc", 1.0, RUN]),
    "another sort": coded(["duration", "desc", 1.0, RUN]),
    "a sort that there is not": coded([["cost"], "desc", 1.0, RUN]),
    "a key that is no number": coded(["cost", "desc", "1", RUN]),
    "a key that is true": coded(["cost", "desc", True, RUN]),
    "a key without end": base64.urlsafe_b64encode(f'["cost","desc",Infinity,{RUN}]'.encode()).decode(),
    "a number that is none": coded(["cost", "desc", 1.0, "run_1"]),
    "a number that is true": coded(["cost", "desc", 1.0, True]),
    "a number that is too large": coded(["cost", "desc", 1.0, 2**63]),
    "a number below 0": coded(["cost", "desc", 1.0, -1]),
    "deep": base64.urlsafe_b64encode(b"[" * 5000).decode(),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_cursor(text, "cost", "desc")
    assert caught.value.faults[0].message == "cursor_wrong"


def test_the_key_of_time_is_the_number() -> None:
    sort: Sort = "created"
    assert read_cursor(write_cursor(Cursor(sort, "desc", RUN, RUN)), sort, "desc").n == RUN
    with pytest.raises(InvalidInput):
        read_cursor(coded(["created", "desc", 5.0, RUN]), sort, "desc")
