"""The price of a call that `meta` may declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from devserver.declarations.positions import pointer
from devserver.declarations.reports import Finding
from devserver.models.declaration import Declaration, Json
from devserver.models.prices import Price

PRICE = "price"


def open_price(declaration: Declaration, _: Json) -> Iterator[Finding]:
    """Say what is wrong with the price in `meta`."""
    meta: dict[str, Any] = getattr(declaration, "meta", {})
    try:
        if PRICE in meta:
            Price.model_validate(meta[PRICE])
    except ValidationError as error:
        for fault in error.errors():
            yield Finding("bad_value", pointer("meta", PRICE, *fault["loc"]), f"{fault['msg']}: amounts are in USD")


def price_of(*metas: dict[str, Any]) -> Price | None:
    """Return the first price that is declared; one that is none counts as not declared."""
    for meta in metas:
        try:
            if meta.get(PRICE) is not None:
                return Price.model_validate(meta[PRICE])
        except ValidationError:
            continue
    return None
