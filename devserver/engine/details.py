"""One job in detail: where it stands, what it waits for, how long its stages took, what it used.

A job is a run; its id is the run's. What a person waits for (progress, place in a queue) is told only of a job that is
at work, from its newest events.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.engine import Engine
from devserver.engine.estimating import Estimate
from devserver.engine.eventlog import from_row
from devserver.engine.loglines import LogLine, LogPage, line_of
from devserver.engine.maker import STAGE
from devserver.engine.reading import estimate_of, event_page
from devserver.engine.record import Record
from devserver.engine.spending import Cost, cost_of
from devserver.engine.views import MediaView, media_of
from devserver.errors import Problem
from devserver.events import Event
from devserver.models.frozen import Frozen
from devserver.models.runs import IN_FLIGHT, Action, RunState

StageStatus = Literal["started", "completed", "passed_through", "reused"]

LINES = 20
"""The most log lines that the details hold."""
TAIL = 100
"""The newest events in which progress and the place in a queue are looked for."""
_STAGED = frozenset({"pipeline_stage_update", "generation_start", "generation_complete"})
"""Events that tell when a stage began or ended; that of the media tells by two of its own."""
_MOVED = _STAGED | {"progress_update", "run_state_change", "cost_update"}
"""Events after which a call does not wait any more."""


class Progress(Frozen):
    """The share of the present stage that is done, 0 to 1."""

    stage: str
    fraction: float
    note: str


class Place(Frozen):
    """A place in the queue of a backend: 0 is next; seconds where they are known."""

    backend: str
    position: int
    estimated_seconds: float | None
    reason: str


class StageTiming(Frozen):
    """When a stage began and how many seconds it took; None while it is at work or where it never ended.

    One that is `reused` was not done anew.
    """

    stage: str
    attempt: int
    status: StageStatus
    started_at: datetime
    seconds: float | None


class Tokens(Frozen):
    """Tokens of all calls together; `unknown` counts the text calls that did not say how many they used."""

    prompt: int
    completion: int
    unknown: int


class JobFacts(Frozen):
    """What the details of a job say beside its problem.

    `deadline_at` is when its attempt is given up, `estimated_completion` when it will be done, where that is known.
    `generation_seconds` is the time of the calls that made media, None where there were none. `gate` is the id of the
    gate at which it waits.
    """

    job_id: str
    kind: Literal["run"] = "run"
    status: RunState
    gate: str | None
    action: Action
    stage: str | None
    attempt: int
    progress: Progress | None
    queue: Place | None
    stages: tuple[StageTiming, ...]
    tokens: Tokens
    cost: Cost
    generation_seconds: float | None
    config: str | None
    output_config: str | None
    title: str | None
    pinned: bool
    priority: int
    timeout_seconds: float | None
    deadline_at: datetime | None
    estimated_completion: Estimate | None
    parent_run_id: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    media: tuple[MediaView, ...]
    last_seq: int
    log: tuple[LogLine, ...]


class JobDetail(JobFacts):
    """A job in detail."""

    problem: Problem | None


async def job_detail(engine: Engine, job_id: str, language: str) -> JobDetail:
    """Return a job in detail, its log lines in a language; raises NotFound."""
    record = await engine.recorder.load(job_id)
    tail, staged = await engine.database.read(lambda connection: events_of(connection, job_id))
    return _detail(record, tail, staged, await estimate_of(engine, record), language)


async def cancel_job(engine: Engine, job_id: str, language: str) -> JobDetail:
    """End a job that has not ended, and return it; raises NotFound, and Conflict where it has ended."""
    await engine.runs.cancel(job_id)
    return await job_detail(engine, job_id, language)


async def log_page(engine: Engine, job_id: str, after: int, limit: int, language: str) -> LogPage:
    """Return lines of a job after a place, oldest first; raises NotFound."""
    page = await event_page(engine, job_id, after, limit)
    lines = tuple(line_of(event, language) for event in page.events)
    return LogPage(job_id=job_id, lines=lines, last_seq=page.last_seq, more=page.more)


def events_of(connection: sa.Connection, job_id: str) -> tuple[list[Event], list[Event]]:
    """Return the newest events of a job and those of its stages, both oldest first."""
    events = tables.events.c
    of_job = sa.select(tables.events).where(events.run_id == job_id)
    tail = connection.execute(of_job.order_by(events.seq.desc()).limit(TAIL)).all()
    staged = connection.execute(of_job.where(events.type.in_(sorted(_STAGED))).order_by(events.seq)).all()
    return [from_row(row) for row in reversed(tail)], [from_row(row) for row in staged]


def _detail(
    record: Record, tail: Sequence[Event], staged: Sequence[Event], estimate: Estimate | None, language: str
) -> JobDetail:
    row, calls = record.row, list(record.calls.values())
    at_work = row.state in IN_FLIGHT
    took = [call.seconds for call in calls if call.stage == STAGE and call.seconds is not None]
    return JobDetail(
        job_id=row.id,
        status=row.state,
        gate=record.open_gate.id if record.open_gate else None,
        action=record.context.request.action,
        stage=row.stage,
        attempt=row.attempt,
        progress=_progress(tail, row.attempt) if at_work else None,
        queue=_place(tail) if at_work else None,
        stages=timings(staged),
        tokens=_tokens(record),
        cost=cost_of(calls),
        generation_seconds=round(sum(took), 4) if took else None,
        config=row.config,
        output_config=row.output_config,
        title=row.title,
        pinned=row.pinned,
        priority=row.priority,
        timeout_seconds=record.context.request.timeout_seconds,
        deadline_at=row.deadline_at,
        estimated_completion=estimate,
        parent_run_id=row.parent_run_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        ended_at=row.ended_at,
        media=media_of(record),
        last_seq=row.last_seq,
        log=tuple(line_of(event, language) for event in tail[-LINES:]),
        problem=row.problem,
    )


def _progress(tail: Sequence[Event], attempt: int) -> Progress | None:
    """Return how far the stage is that told of itself last, unless another has begun or it has ended since."""
    newest = next((e for e in reversed(tail) if e.type == "progress_update" or e.type in _STAGED), None)
    if newest is None or newest.type != "progress_update" or newest.data["attempt"] != attempt:
        return None
    return Progress(stage=newest.data["stage"], fraction=newest.data["fraction"], note=newest.data.get("note", ""))


def _place(tail: Sequence[Event]) -> Place | None:
    """Return the place of a call that waits and has not moved since."""
    newest = next((e for e in reversed(tail) if e.type == "queued" or e.type in _MOVED), None)
    if newest is None or newest.type != "queued":
        return None
    return Place(
        backend=newest.data["backend"],
        position=newest.data["position"],
        estimated_seconds=newest.data.get("estimated_seconds"),
        reason=newest.data.get("reason", ""),
    )


def timings(staged: Sequence[Event]) -> tuple[StageTiming, ...]:
    """Return the stages of a job in the order in which they began, from the events that tell of them."""
    found: dict[tuple[str, int], StageTiming] = {}
    for event in staged:
        stage, status = _status(event)
        key = (stage, int(event.data["attempt"]))
        started_at = found[key].started_at if key in found else event.at
        seconds: float | None = None
        if status != "started":
            seconds = event.data.get("seconds")
            seconds = (event.at - started_at).total_seconds() if seconds is None else seconds
            seconds = max(0.0, round(seconds, 4))  # between two events the clock may have been set back
        found[key] = StageTiming(stage=stage, attempt=key[1], status=status, started_at=started_at, seconds=seconds)
    return tuple(found.values())


def _status(event: Event) -> tuple[str, StageStatus]:
    if event.type == "pipeline_stage_update":
        return str(event.data["stage"]), event.data["status"]
    return STAGE, "started" if event.type == "generation_start" else "completed"


def _tokens(record: Record) -> Tokens:
    calls = [call for call in record.calls.values() if not call.not_done]
    return Tokens(
        prompt=sum(call.prompt_tokens or 0 for call in calls),
        completion=sum(call.completion_tokens or 0 for call in calls),
        unknown=sum(call.prompt_tokens is None and call.request.get("type") == "text" for call in calls),
    )
