"""Lists of jobs: filtered, sorted, in pages that go on where the last one ended, however much came meanwhile.

Which jobs they are is found by number (`finding`); only those of the page are read whole. How many there are is
counted to `COUNTED`; of a text that more have, the newest so many are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from devserver.engine import finding, tables
from devserver.engine.cursors import Cursor, Order, Sort, read_cursor, write_cursor
from devserver.engine.estimating import Estimate, Estimating
from devserver.engine.searching import BEGINNING, first
from devserver.engine.spending import total
from devserver.engine.wanted import Place, Turn, Wanted
from devserver.models.frozen import Frozen
from devserver.models.outcomes import CostSource
from devserver.models.runs import IN_FLIGHT, RunState

MOST = 200
"""The most jobs of a page."""
STATES: tuple[RunState, ...] = get_args(RunState)

_R = tables.runs.c


class Paging(Frozen):
    """In which order, how many at most, and after which place."""

    sort: Sort = "created"
    order: Order = "desc"
    limit: int = MOST
    cursor: str | None = None


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
    cursor = read_cursor(paging.cursor, sort, order) if paging.cursor else None
    turn = Turn(sort, order, limit + 1, Place(cursor.key, cursor.n) if cursor else None)
    found = finding.find(connection, wanted, turn)
    texts = _texts(connection, [place.n for place in found.page[:limit]])
    shown = _in_order(connection, [run_id for run_id, _text in texts])
    last = Cursor(sort, order, *found.page[limit - 1]) if len(found.page) > limit else None
    return JobPage(
        jobs=_lines(connection, shown, dict(texts), estimating),
        total=_total(found.fit, found.hits),
        next=last and write_cursor(last),
    )


def read_totals(connection: sa.Connection, wanted: Wanted) -> StateTotals:
    """Return how many of the wanted jobs are in each state; the state that is wanted itself does not matter."""
    counts, hits = finding.count_states(connection, wanted.model_copy(update={"status": None}))
    return StateTotals(states={state: _total(counts[state], hits) for state in STATES})


def _total(count: int, hits: int) -> Total:
    return Total(count=min(count, finding.COUNTED), at_least=max(count, hits) > finding.COUNTED)


def _texts(connection: sa.Connection, numbers: list[int]) -> list[tuple[str, str]]:
    """Return the ids of jobs and the beginnings of their texts, in the order of their numbers."""
    searched = tables.searched.c
    query = sa.select(searched.n, searched.run_id, sa.func.substr(searched.text, 1, BEGINNING))
    rows = connection.execute(query.where(searched.n.in_(numbers)))
    found = {n: (run_id, first(text)) for n, run_id, text in rows}
    return [found[n] for n in numbers if n in found]  # one may be deleted in this very moment


def _in_order(connection: sa.Connection, ids: Sequence[str]) -> list[Any]:
    """Return the rows of jobs in the order of their ids."""
    found = {row.id: row for row in connection.execute(sa.select(tables.runs).where(_R.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def _lines(
    connection: sa.Connection, shown: list[Any], texts: dict[str, str], estimating: Estimating | None
) -> tuple[JobLine, ...]:
    estimates = estimating.of(connection, shown) if estimating else {}
    gates = _gates(connection, [row.id for row in shown if row.state == "waiting"])
    sources = _sources(connection, [row.id for row in shown])
    return tuple(
        _line(row, texts[row.id], estimates.get(row.id), gates.get(row.id), sources.get(row.id, ())) for row in shown
    )


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
