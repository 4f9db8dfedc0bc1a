"""Cursors of lists: the place after which a page begins, as an opaque text that names its order."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import astuple, dataclass
from typing import Any, Literal, get_args

from devserver.errors import Fault, InvalidInput

Sort = Literal["created", "cost", "duration"]
Order = Literal["asc", "desc"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LONGEST = 200
"""Characters of a cursor."""


@dataclass(frozen=True)
class Cursor:
    """The last job of a page in an order: its key there, and its number, which is the key of time too.

    Both hold where the job itself is deleted meanwhile.
    """

    sort: Sort
    order: Order
    key: float
    n: int


def write_cursor(cursor: Cursor) -> str:
    """Write a cursor as text that can stand in an address as it is."""
    text = json.dumps(astuple(cursor), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: Sort, order: Order) -> Cursor:
    """Read a cursor of a list in this order; raises InvalidInput for any other text."""
    found = _read(text)
    if found is None or (found.sort, found.order) != (sort, order):
        raise InvalidInput(
            Fault(pointer="", message="cursor_wrong", params={"in": "query", "parameter": "cursor", "sort": sort})
        )
    return found


def _read(text: str) -> Cursor | None:
    try:
        value: Any = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        sort, order, key, n = value
    except (ValueError, TypeError, RecursionError):
        return None
    if sort not in SORTS or type(n) is not int or not 0 <= n < 2**63:
        return None
    fits = key == n if sort == "created" else type(key) in {int, float} and math.isfinite(key)
    return Cursor(sort, order, key, n) if fits else None
