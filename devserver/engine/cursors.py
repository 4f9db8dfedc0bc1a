"""Cursors of lists: the place after which a page begins, as an opaque text that names its order."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import astuple, dataclass
from typing import Any, Literal, get_args

from devserver.errors import Fault, InvalidInput
from devserver.ids import is_run_id

Sort = Literal["created", "cost", "duration"]
Order = Literal["asc", "desc"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LONGEST = 200
"""Characters of a cursor."""


@dataclass(frozen=True)
class Cursor:
    """The last job of a page in an order: its key there, and its id."""

    sort: Sort
    order: Order
    key: str | float
    id: str


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
        sort, order, key, job_id = value
    except (ValueError, TypeError, RecursionError):
        return None
    if sort not in SORTS or not isinstance(job_id, str) or not is_run_id(job_id):
        return None
    fits = key == job_id if sort == "created" else type(key) in {int, float} and math.isfinite(key)
    return Cursor(sort, order, key, job_id) if fits else None
