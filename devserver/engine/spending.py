"""What calls cost together. What nobody knows is counted and never added: a sum says how many calls it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from devserver.models.frozen import Frozen
from devserver.models.outcomes import CostSource
from devserver.models.runs import CallRecord

_WORST: tuple[CostSource, ...] = ("reported", "listed", "estimated", "unknown")


class Cost(Frozen):
    """What calls cost together, in USD, as far as it is known: `unknown` counts the calls whose cost nobody knows.

    `usd` is None where there is nothing but unknown costs and calls for nothing; `complete` tells that none is unknown.
    `source` is that of the least certain part. A call for which nothing was done is none. `maybe_paid_twice` counts the
    calls that repeat one which may have been paid.
    """

    usd: float | None
    source: CostSource
    complete: bool
    calls: int
    unknown: int
    maybe_paid_twice: int


def cost_of(calls: Iterable[CallRecord]) -> Cost:
    """Add up calls; one without an answer may have been paid, and its cost is unknown."""
    made = [call for call in calls if not call.not_done]
    known = [call.cost_usd for call in made if call.cost_usd is not None]
    unknown = len(made) - len(known)
    source = max((call.cost_source for call in made), key=_WORST.index, default="listed")
    return Cost(
        usd=total(sum(known), unknown),
        source=source,
        complete=not unknown,
        calls=len(made),
        unknown=unknown,
        maybe_paid_twice=sum(call.maybe_paid_twice for call in made),
    )


def total(known_usd: float, unknown: int) -> float | None:
    """Return a sum of known costs, in USD; None where it is 0 and others are unknown: that would look like a fact."""
    return None if unknown and not known_usd else round(known_usd, 8)
