"""What calls have cost in a time, by run, model, provider, stage or day (UTC): sums made by the database.

Nobody's name is in it, and nothing that a person wrote. A group whose costs are partly unknown says how many calls
it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.spending import total
from devserver.models.frozen import Frozen
from devserver.models.outcomes import NOT_DONE
from devserver.models.runs import now

Group = Literal["run", "model", "provider", "stage", "day"]
GROUPS: tuple[Group, ...] = get_args(Group)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No call is older."""
MOST_GROUPS = 1_000
"""The most groups that are told; of days the newest, else those that cost most."""
DEFAULT_TIME = timedelta(days=30)
"""The time before its end that is looked at, where none is named."""


class Sums(Frozen):
    """What calls used and cost together: USD, tokens, seconds.

    `usd` is None where nothing is known but calls for nothing. `reported_usd`, `listed_usd` and `estimated_usd` are its
    parts by where they come from, `unknown` counts the calls that are in none of them. Of the calls in `open` no answer
    has come: they are in flight, or were when their process ended. Those in `maybe_paid_twice` repeat one that may have
    been paid.
    """

    calls: int
    usd: float | None
    complete: bool
    unknown: int
    open: int
    maybe_paid_twice: int
    reported_usd: float
    listed_usd: float
    estimated_usd: float
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class GroupSums(Sums):
    """The sums of one run, model, provider, stage or day."""

    key: str


class Costs(Frozen):
    """What calls have cost from one time up to another; `more` tells that there are further groups."""

    since: datetime
    until: datetime
    group_by: Group
    total: Sums
    groups: tuple[GroupSums, ...]
    more: bool


_ALL = sa.union_all(
    sa.select(*(tables.calls.c[column.name] for column in tables.deleted_calls.columns)).where(
        tables.calls.c.imported.is_(False)
    ),
    sa.select(tables.deleted_calls),
).subquery("paid")
"""The calls of all runs that were made here, and of those that were deleted."""
_C = _ALL.c
_ZERO: sa.ColumnClause[Any] = sa.literal_column("0")


def _sum(value: Any, where: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((where, value), else_=_ZERO)), _ZERO)


_ANY = sa.true()
_UNKNOWN = _C.cost_usd.is_(None)
_SUMS = {
    "calls": sa.func.count(),
    "unknown": _sum(sa.literal_column("1"), _UNKNOWN),
    "open": _sum(sa.literal_column("1"), _C.state == "sent"),
    "maybe_paid_twice": _sum(sa.literal_column("1"), _C.maybe_paid_twice),
    **{
        f"{name}_usd": _sum(_C.cost_usd, (_C.cost_source == name) & ~_UNKNOWN)
        for name in ("reported", "listed", "estimated")
    },
    "prompt_tokens": sa.func.coalesce(sa.func.sum(_C.prompt_tokens), _ZERO),
    "completion_tokens": sa.func.coalesce(sa.func.sum(_C.completion_tokens), _ZERO),
    "seconds": sa.func.coalesce(sa.func.sum(_C.seconds), _ZERO),
}
_KEYS: Mapping[Group, Any] = {
    "run": _C.run_id,
    "model": _C.provider + sa.case((_C.model != "", "/" + _C.model), else_=""),
    "provider": _C.provider,
    "stage": _C.stage,
    "day": sa.func.substr(sa.type_coerce(_C.sent_at, sa.String), 1, 10),
}
_NOT_DONE = sa.func.coalesce(_C.outcome, "").in_(NOT_DONE) & (sa.func.coalesce(_C.cost_usd, 1.0) == 0)


_COUNTS = ("calls", "unknown", "open", "maybe_paid_twice", "prompt_tokens", "completion_tokens")


def period(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Return the time that is looked at: up to now, and thirty days, where nothing else is said."""
    end = until or now()
    return since or (end - DEFAULT_TIME if end > EARLIEST else end), end


def read_costs(connection: sa.Connection, since: datetime, until: datetime, group_by: Group) -> Costs:
    """Return what the calls that were sent from one time up to another have cost."""
    columns = [value.label(name) for name, value in _SUMS.items()]
    which = (_C.sent_at >= since) & (_C.sent_at < until) & ~_NOT_DONE
    whole = connection.execute(sa.select(*columns).where(which)).mappings().one()
    key, grouped = _KEYS[group_by].label("grouped"), sa.text("grouped")
    known = sa.func.coalesce(sa.func.sum(_C.cost_usd), _ZERO)
    order = (sa.desc(grouped),) if group_by == "day" else (known.desc(), sa.func.count().desc(), grouped)
    query = sa.select(key, *columns).where(which).group_by(grouped).order_by(*order).limit(MOST_GROUPS + 1)
    found = connection.execute(query).mappings().all()
    groups = tuple(GroupSums(key=row["grouped"], **_sums(row)) for row in found[:MOST_GROUPS])
    return Costs(
        since=since,
        until=until,
        group_by=group_by,
        total=Sums(**_sums(whole)),
        groups=groups,
        more=len(found) > MOST_GROUPS,
    )


def _sums(row: Mapping[Any, Any]) -> dict[str, Any]:
    parts = {name: round(row[name], 8) for name in ("reported_usd", "listed_usd", "estimated_usd")}
    counts = {name: row[name] for name in _COUNTS}
    return {
        **parts,
        **counts,
        "usd": total(sum(parts.values()), row["unknown"]),
        "complete": not row["unknown"],
        "seconds": round(row["seconds"], 4),
    }
