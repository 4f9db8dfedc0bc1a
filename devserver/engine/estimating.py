"""When a job will be done, as far as anybody knows: from how long jobs like it took here.

Jobs are alike that make something by the same output config, with or without an attitude before, in one go or in
several. The median of the last `KEPT` of them that were completed is the time that such a job is worked on, waiting
included. Until some were measured, what the output chunk declares stands for it. A backend that tells how long the
line before a call is (`queued`) knows better: its seconds and the making are what is left. A job that takes longer
than that has no estimate any more.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Protocol

import sqlalchemy as sa

from devserver.engine import tables
from devserver.models.frozen import Frozen, Json
from devserver.models.runs import IN_FLIGHT, now

KEPT = 21
"""The most completed jobs of one likeness that count, the newest."""
LOOKED_AT = 100
"""The most completed jobs of an output config among which they are looked for."""
KNOWN_FOR = 30.0
"""Seconds after which they are looked up again."""

Likeness = tuple[bool, bool]
"""Whether a job has an attitude, and whether it was taken up again."""


class Estimate(Frozen):
    """When a job will be done (UTC), and the seconds until then."""

    at: datetime
    seconds: float


class Row(Protocol):
    """What is read of the row of a run."""

    @property
    def id(self) -> str:
        """Return the id."""

    @property
    def state(self) -> str:
        """Return the state."""

    @property
    def config(self) -> str | None:
        """Return the interception config."""

    @property
    def output_config(self) -> str | None:
        """Return the output config."""

    @property
    def attempt(self) -> int:
        """Return the number of the newest attempt."""

    @property
    def seconds(self) -> float:
        """Return the seconds of work of all attempts that have ended."""


@dataclass(frozen=True)
class AtWork:
    """How far a job has come: the seconds that were worked on it, and how long ago a backend told of what wait."""

    worked: float
    wait: float | None = None
    told: float = 0.0


def seconds_left(at_work: AtWork, measured: float | None, declared: float | None) -> float | None:
    """Return the seconds until a job is done, None where nobody knows or it takes longer than it should."""
    making = declared if declared is not None else measured
    if at_work.wait is not None and making is not None:
        return max(0.0, at_work.wait - at_work.told) + making
    whole = measured if measured is not None else declared
    left = None if whole is None else whole - at_work.worked
    return None if left is None or left < 0 else left


@dataclass
class Estimating:
    """Remembers how long jobs took; `declared` tells what the chunk of an output config says, in seconds.

    It is used by several threads at once: what one looks up twice is the same.
    """

    declared: Callable[[str], float | None]
    _known: dict[str, tuple[float, Mapping[Likeness, float]]] = field(default_factory=dict)

    def of(self, connection: sa.Connection, rows: Sequence[Row]) -> dict[str, Estimate]:
        """Return the estimates of those jobs that are at work and have one, by their ids."""
        at_work = {row.id: row for row in rows if row.state in IN_FLIGHT and row.output_config is not None}
        moment = now()
        begun = _begun(connection, list(at_work.values()))
        waits = _waits(connection, list(at_work))
        found: dict[str, Estimate] = {}
        for run_id, row in at_work.items():
            worked = row.seconds + (moment - begun.get(run_id, moment)).total_seconds()
            wait, told_at = waits.get(run_id, (None, moment))
            far = AtWork(worked, wait, (moment - told_at).total_seconds())
            output = row.output_config or ""
            measured = self._measured(connection, output).get((row.config is not None, row.attempt > 1))
            left = seconds_left(far, measured, self.declared(output))
            if left is not None:
                found[run_id] = Estimate(at=moment + timedelta(seconds=left), seconds=round(left, 1))
        return found

    def _measured(self, connection: sa.Connection, output: str) -> Mapping[Likeness, float]:
        looked, known = self._known.get(output, (-KNOWN_FOR, {}))
        moment = time.monotonic()
        if moment - looked >= KNOWN_FOR:
            known = _medians(connection, output)
            self._known[output] = (moment, known)
        return known


def _medians(connection: sa.Connection, output: str) -> Mapping[Likeness, float]:
    r = tables.runs.c
    # The state is written out: only so does the index of the completed ones fit.
    query = sa.select(r.config, r.attempt, r.seconds).where(r.output_config == output, sa.text("state = 'completed'"))
    took: defaultdict[Likeness, list[float]] = defaultdict(list)
    for config, attempt, seconds in connection.execute(query.order_by(r.ended_at.desc()).limit(LOOKED_AT)):
        took[config is not None, attempt > 1].append(seconds)
    return {alike: median(seconds[:KEPT]) for alike, seconds in took.items()}


def _begun(connection: sa.Connection, rows: Sequence[Row]) -> dict[str, datetime]:
    """Return when the newest attempts of jobs began."""
    a = tables.attempts.c
    which = sa.tuple_(a.run_id, a.attempt).in_([(row.id, row.attempt) for row in rows])
    found = connection.execute(sa.select(a.run_id, a.created_at).where(which)).all() if rows else []
    return {run_id: at for run_id, at in found}


def _waits(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[float | None, datetime]]:
    """Return of jobs whose newest event tells of a line the seconds that it takes, and when that was told."""
    e, r = tables.events.c, tables.runs.c
    newest = sa.select(e.run_id, e.at, e.data).join(tables.runs, (e.run_id == r.id) & (e.seq == r.last_seq))
    found = connection.execute(newest.where(r.id.in_(ids), e.type == "queued")).all() if ids else []
    return {run_id: (_seconds(data), at) for run_id, at, data in found}


def _seconds(data: Mapping[str, Json]) -> float | None:
    seconds: Any = data.get("estimated_seconds")
    return seconds if isinstance(seconds, int | float) else None
