"""Lists of jobs: filtered, sorted, in pages that go on where the last one ended, however much came meanwhile.

For each filter there is an index in each order, which is walked until the page is full; of several, for that which
fewest jobs have. Where a range lies across the order, the count decides: few are found by the range and sorted, many
lie close together in the order. What is not to be used for looking is written as an expression, which no index fits.
How many there are is counted to `COUNTED`; of a text that more have, the newest so many are looked at. An id begins
with the time of its making, so that `created` is their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from devserver.engine import searching, tables
from devserver.engine.cursors import Cursor, Order, Sort, read_cursor, write_cursor
from devserver.engine.estimating import Estimate, Estimating
from devserver.engine.spending import total
from devserver.ids import earliest_run_id
from devserver.models.frozen import Frozen
from devserver.models.outcomes import CostSource
from devserver.models.runs import IN_FLIGHT, RunState

MOST = 200
"""The most jobs of a page."""
COUNTED = 10_000
"""The most jobs that are counted; beyond, a list says that there are at least so many."""
STATES: tuple[RunState, ...] = get_args(RunState)
BEGINNING = 200
"""Characters of a job's text that a list gives."""

_R = tables.runs.c
_E = tables.entities.c
_HAS_MEDIA = sa.exists().where(_E.run_id == _R.id, _E.media_type.is_not(None), ~_E.blocked)
_KEYS: dict[Sort, sa.Column[Any]] = {"created": _R.id, "cost": _R.cost_usd, "duration": _R.seconds}


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


class Paging(Frozen):
    """In which order, how many at most, and after which place."""

    sort: Sort = "created"
    order: Order = "desc"
    limit: int = MOST
    cursor: str | None = None


_ONE = Paging(limit=1)


class Total(Frozen):
    """How many jobs there are: exactly `count`, or at least so many."""

    count: int
    at_least: bool


class StateTotals(Frozen):
    """How many jobs there are in each state, however few."""

    states: dict[RunState, Total]


class JobCost(Frozen):
    """What a job has cost, in USD as far as it is known; `unknown` counts the calls whose cost nobody knows.

    `sources` tells where the costs of its calls come from.
    """

    usd: float | None
    complete: bool
    unknown: int
    sources: tuple[CostSource, ...]


class JobLine(Frozen):
    """A job in a list. `text` is the beginning of what its person sent last; `duration_seconds` the time of its work.

    `estimated_completion` is when a job that is at work will be done, where that is known.
    `gate` is the id of the gate at which it waits.
    """

    job_id: str
    kind: Literal["run"] = "run"
    status: RunState
    gate: str | None
    stage: str | None
    media_type: str | None
    config: str | None
    output_config: str | None
    model: str | None
    title: str | None
    text: str
    pinned: bool
    priority: int
    deadline_at: datetime | None
    estimated_completion: Estimate | None
    parent_run_id: str | None
    cost: JobCost
    duration_seconds: float | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None


class JobPage(Frozen):
    """A page of jobs; `next` is the cursor of the following one, None at the end."""

    jobs: tuple[JobLine, ...]
    total: Total
    next: str | None


def read_page(
    connection: sa.Connection, wanted: Wanted, paging: Paging, estimating: Estimating | None = None
) -> JobPage:
    """Return a page of jobs; raises InvalidInput for a cursor of another list."""
    sort, order, limit = paging.sort, paging.order, paging.limit
    place = read_cursor(paging.cursor, sort, order) if paging.cursor else None
    fitting = searching.look(connection, wanted.text, COUNTED + 1) if wanted.text else None
    search = Search(wanted, fitting, _fewest(connection, wanted))
    only_text = fitting is not None and wanted == Wanted(text=wanted.text)
    count = fitting.count if fitting and only_text else int(connection.execute(search.counting()).scalar_one())
    if fitting and only_text and sort == "created":
        after = searching.number_of(connection, place.id) if place else None
        query = fitting.page(order, limit + 1, after)
    else:
        query = search.page(sort, order, place, many=count > COUNTED).limit(limit + 1)
    ids = list(connection.execute(query).scalars())
    shown = _in_order(connection, ids[:limit])
    further = write_cursor(Cursor(sort, order, _key(shown[-1], sort), shown[-1].id)) if len(ids) > limit else None
    texts = _texts(connection, [row.id for row in shown])
    estimates = estimating.of(connection, shown) if estimating else {}
    gates = _gates(connection, [row.id for row in shown if row.state == "waiting"])
    sources = _sources(connection, [row.id for row in shown])

    def line(row: Any) -> JobLine:
        known = (texts.get(row.id, ""), estimates.get(row.id), gates.get(row.id), sources.get(row.id, ()))
        return _line(row, *known)

    return JobPage(
        jobs=tuple(map(line, shown)),
        total=Total(count=min(count, COUNTED), at_least=max(count, fitting.count if fitting else 0) > COUNTED),
        next=further,
    )


def read_totals(connection: sa.Connection, wanted: Wanted) -> StateTotals:
    """Return how many of the wanted jobs are in each state; the state that is wanted itself does not matter."""
    each = {state: wanted.model_copy(update={"status": state}) for state in STATES}
    return StateTotals(states={state: read_page(connection, one, _ONE).total for state, one in each.items()})


class Search:
    """The conditions of one list, in the form in which they are to be used; `by` is the filter that fewest have."""

    def __init__(self, wanted: Wanted, fitting: searching.Fitting | None = None, by: str | None = None) -> None:
        self._wanted = wanted
        self._fitting = fitting
        self._by = by

    def counting(self) -> sa.Select[Any]:
        """Return the query that counts."""
        some: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(tables.runs).where(*self._conditions())
        return sa.select(sa.func.count()).select_from(some.limit(COUNTED + 1).subquery())

    def page(self, sort: Sort, order: Order, place: Cursor | None, *, many: bool) -> sa.Select[Any]:
        """Return the query for the ids of the jobs after a place, in an order; `many` fit."""
        walked = self._fitting is None and not self._sorted(sort) and (many or not self._beside(sort))
        key: Any = _KEYS[sort] if walked else _unindexed(_KEYS[sort])
        keys = (key,) if sort == "created" else (key, _R.id)
        conditions = self._conditions(walked=sort if walked else None)
        if place is not None:
            after = (place.id,) if sort == "created" else (place.key, place.id)
            left, right = sa.tuple_(*keys), sa.tuple_(*map(sa.literal, after))
            conditions.append(left < right if order == "desc" else left > right)
        return sa.select(_R.id).where(*conditions).order_by(*(_directed(key, order) for key in keys))

    def _sorted(self, sort: Sort) -> bool:
        """Tell whether what fits is few however many there are, and has no index in this order: it is sorted."""
        return self._by == "parent" and sort != "created"

    def _beside(self, sort: Sort) -> bool:
        """Tell whether there are conditions beside those that an index in this order holds, which are ranges."""
        wanted = self._wanted
        ranged = wanted.cost_min is not None or wanted.cost_max is not None
        timed = wanted.created_after is not None or wanted.created_before is not None
        return (ranged and sort != "cost") or (timed and sort != "created")

    def _conditions(self, walked: Sort | None = None) -> list[sa.ColumnElement[bool]]:
        """Return the conditions; those that do not go with the order that is walked are hidden from indexes."""
        wanted = self._wanted
        found = [
            (column if name == self._by else _unindexed(column)) == value for name, column, value in _exact(wanted)
        ]
        cost: Any = _R.cost_usd if walked in {None, "cost"} else _unindexed(_R.cost_usd)
        if wanted.cost_min is not None:
            found.append(cost >= wanted.cost_min)
        if wanted.cost_max is not None:
            found.append(cost <= wanted.cost_max)
        run_id: Any = _R.id if walked in {None, "created"} else _unindexed(_R.id)
        if wanted.created_after is not None:
            found.append(run_id >= earliest_run_id(wanted.created_after))
        if wanted.created_before is not None:
            found.append(run_id < earliest_run_id(wanted.created_before))
        if wanted.pinned is not None:
            found.append(_R.pinned == wanted.pinned)
        if wanted.has_media is not None:
            found.append(_HAS_MEDIA if wanted.has_media else ~_HAS_MEDIA)
        if self._fitting is not None:
            found.append(_R.id.in_(self._fitting.ids()))
        return found


def _exact(wanted: Wanted) -> list[tuple[str, sa.Column[Any], Any]]:
    """Return the filters for one value, by name."""
    columns = {"status": _R.state, "kind": _R.media_type, "parent": _R.parent_run_id} | {
        name: _R[name] for name in ("config", "output_config", "model")
    }
    return [(name, column, value) for name, column in columns.items() if (value := getattr(wanted, name)) is not None]


def _fewest(connection: sa.Connection, wanted: Wanted) -> str | None:
    """Return the name of the filter that fewest jobs have, as far as is counted; None where a text is looked for."""
    exact = _exact(wanted)
    if len(exact) < 2 or wanted.text:
        return exact[0][0] if exact and not wanted.text else None
    alone = [Search(Wanted(**{name: value}), by=name).counting() for name, _column, value in exact]
    counts = [int(connection.execute(query).scalar_one()) for query in alone]
    return exact[counts.index(min(counts))][0]


def _in_order(connection: sa.Connection, ids: Sequence[str]) -> list[Any]:
    """Return the rows of jobs in the order of their ids: whatever was sorted, only these are read whole."""
    found = {row.id: row for row in connection.execute(sa.select(tables.runs).where(_R.id.in_(ids)))}
    return [found[one] for one in ids]


def _unindexed(column: sa.Column[Any]) -> Any:
    """Return an expression of the same value that no index fits, on any database."""
    return column + 0 if isinstance(column.type, sa.Float) else column.concat("")


def _directed(key: Any, order: Order) -> Any:
    return key.desc() if order == "desc" else key.asc()


def _key(row: Any, sort: Sort) -> str | float:
    value: str | float = getattr(row, _KEYS[sort].name)
    return value


def _texts(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    searched = tables.searched.c
    query = sa.select(searched.run_id, sa.func.substr(searched.text, 1, BEGINNING)).where(searched.run_id.in_(ids))
    return {run_id: searching.first(text) for run_id, text in connection.execute(query)}


def _gates(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    """Return the gates at which runs wait, by run."""
    gates = tables.gates.c
    query = sa.select(gates.run_id, gates.id).where(gates.run_id.in_(ids), gates.state == "open")
    return {run_id: gate_id for run_id, gate_id in connection.execute(query)} if ids else {}


def _sources(connection: sa.Connection, ids: list[str]) -> dict[str, tuple[CostSource, ...]]:
    """Return from where the costs of runs are known, by run."""
    calls = tables.calls.c
    query = sa.select(calls.run_id, calls.cost_source).where(calls.run_id.in_(ids)).distinct()
    found: dict[str, set[CostSource]] = {}
    for run_id, source in connection.execute(query):
        found.setdefault(run_id, set()).add(source)
    return {run_id: tuple(sorted(sources)) for run_id, sources in found.items()}


def _line(row: Any, text: str, estimate: Estimate | None, gate: str | None, sources: tuple[CostSource, ...]) -> JobLine:
    return JobLine(
        job_id=row.id,
        status=row.state,
        gate=gate,
        stage=row.stage,
        media_type=row.media_type,
        config=row.config,
        output_config=row.output_config,
        model=row.model,
        title=row.title,
        text=text,
        pinned=row.pinned,
        priority=row.priority,
        deadline_at=row.deadline_at,
        estimated_completion=estimate,
        parent_run_id=row.parent_run_id,
        cost=JobCost(
            usd=total(row.cost_usd, row.cost_unknown),
            complete=not row.cost_unknown,
            unknown=row.cost_unknown,
            sources=sources,
        ),
        duration_seconds=None if row.state in IN_FLIGHT else row.seconds,
        created_at=row.created_at,
        updated_at=row.updated_at,
        ended_at=row.ended_at,
    )
