from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.checks.prices import open_price, price_of
from devserver.models.chunk import Chunk
from devserver.models.prices import Price

WRONG: dict[str, tuple[Any, list[str]]] = {
    "each picture": ({"image": 0.04}, []),
    "a number alone": (0.04, ["/meta/price"]),
    "nothing": ({}, ["/meta/price"]),
    "below 0": ({"image": -1}, ["/meta/price/image"]),
    "another name": ({"per_image": 1}, ["/meta/price/per_image"]),
    "two faults": ({"image": -1, "call": "x"}, ["/meta/price/call", "/meta/price/image"]),
}


@pytest.mark.parametrize(("price", "places"), WRONG.values(), ids=WRONG.keys())
def test_a_price_in_meta(price: Any, places: list[str]) -> None:
    found = list(open_price(Chunk.declared({"meta": {"price": price}}, "a"), None))
    assert sorted(one.pointer for one in found) == places
    assert {one.code for one in found} <= {"bad_value"}


def test_without_a_price_there_is_nothing_to_say() -> None:
    assert list(open_price(Chunk.declared({}, "a"), None)) == []


def test_the_first_that_is_declared_counts() -> None:
    assert price_of({}, {"price": {"image": 1}}) == Price(image=1)
    assert price_of({"price": {"image": 2}}, {"price": {"image": 1}}) == Price(image=2)
    assert price_of({"price": {"image": -2}}, {"price": {"image": 1}}) == Price(image=1)
    assert price_of({"price": None}, {}) is None
