"""What is wanted of a list of jobs: filters, an order, and a place in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from devserver.engine.cursors import Order, Sort
from devserver.models.frozen import Frozen
from devserver.models.runs import RunState


class Wanted(Frozen):
    """Which jobs: what is None does not matter. Times from `after`, up to and without `before`; USD with both ends.

    `kind` is the media type, `model` is `provider/model`, `parent` the run from which it was begun, `has_media` whether
    a medium came of it that can be fetched.
    What is not known of a cost counts as 0 here.
    """

    status: RunState | None = None
    kind: str | None = None
    config: str | None = None
    output_config: str | None = None
    model: str | None = None
    parent: str | None = None
    pinned: bool | None = None
    has_media: bool | None = None
    text: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    cost_min: float | None = None
    cost_max: float | None = None

    def of_a_text(self) -> Wanted:
        """Return what is wanted of the text and the time alone."""
        return Wanted(text=self.text, created_after=self.created_after, created_before=self.created_before)


class Place(NamedTuple):
    """Where a job lies in an order: its number is the key itself where that is the time."""

    key: float
    n: int


class Found(NamedTuple):
    """How many jobs fit, up to `COUNTED` and some more, and those of a page in their order.

    `hits` are those that a wanted text fits, whatever else is wanted: more than `COUNTED` are not looked at.
    """

    fit: int
    page: list[Place]
    hits: int = 0


@dataclass(frozen=True)
class Turn:
    """The part of an order that a page is taken from."""

    sort: Sort
    order: Order
    limit: int
    after: Place | None = None

    def cut(self, query: sa.Select[Any], *, hidden: bool = False) -> sa.Select[Any]:
        """Return a query for `key` and `n` of what comes next, in order; `hidden` from the index of the order."""
        key, n = query.selected_columns
        keys = [n] if self.sort == "created" else [key, n]
        if self.after is not None:
            left, right = sa.tuple_(*keys), sa.tuple_(*map(sa.literal, self.after[-len(keys) :]))
            query = query.where(left < right if self.order == "desc" else left > right)
        ordered = [unindexed(keys[0]), *keys[1:]] if hidden else keys
        return query.order_by(*(one.desc() if self.order == "desc" else one.asc() for one in ordered)).limit(self.limit)

    def merged(self, *pages: Iterable[Place]) -> list[Place]:
        """Return what comes first of several pages."""
        every = [place for page in pages for place in page]
        return sorted(every, reverse=self.order == "desc")[: self.limit]


def unindexed(column: Any) -> Any:
    """Return an expression of the same value that no index fits, on any database."""
    if isinstance(column.type, sa.Boolean):
        return column
    return column + sa.literal_column("0")
