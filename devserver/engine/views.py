"""What the engine tells of a run, as values: the HTTP layer and the command line only write them down."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from devserver.engine.maker import url
from devserver.engine.record import Record
from devserver.engine.spending import Cost, cost_of
from devserver.errors import Problem
from devserver.models.frozen import Frozen, Json
from devserver.models.outcomes import CostSource
from devserver.models.runs import Action, CallRecord, Entity, Imported, Origin, RunState


class MediaView(Frozen):
    """One output of a run and where it can be fetched."""

    type: str
    index: int
    formats: tuple[str, ...]
    mime: str
    bytes: int
    url: str
    seed: int | None
    attempt: int
    meta: dict[str, Json]


class Refused(Frozen):
    """Why a check or a backend stopped the run; `hits` are places in the checked text, in characters."""

    stage: str
    level: str | None = None
    source: str
    categories: tuple[str, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()
    reason: str = ""


class CallView(Frozen):
    """One call of a run: who answered, how long it took in seconds, what it used and what it cost in USD.

    `repetition` counts how often it was made before without an answer; `maybe_paid_twice`: one of those may be paid.
    """

    stage: str
    attempt: int
    provider: str
    model: str
    state: Literal["sent", "answered"]
    outcome: str | None
    sent_at: datetime
    seconds: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_usd: float | None
    cost_source: CostSource
    price_version: str | None
    repetition: int
    maybe_paid_twice: bool


class RunFacts(Frozen):
    """What every view of a run says. `gate` is the id of the gate at which it waits."""

    run_id: str
    status: RunState
    gate: str | None
    stage: str | None
    action: Action
    attempt: int
    config: str | None
    output_config: str | None
    language: str
    safety_level: str
    seed: int
    owner: str
    title: str | None
    pinned: bool
    shared: bool
    priority: int
    timeout_seconds: float | None
    deadline_at: datetime | None
    parent_run_id: str | None
    origin: Origin | None
    imported: Imported | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    last_seq: int
    cost: Cost
    calls: tuple[CallView, ...]
    media: tuple[MediaView, ...]


class RunView(RunFacts):
    """A run as it stands."""

    refusal: Refused | None
    problem: Problem | None


def media_of(record: Record) -> tuple[MediaView, ...]:
    """Return the outputs of a run that may be fetched, in the order made, encodings of one output together."""
    grouped: dict[tuple[str, int], list[Entity]] = {}
    for entity in record.media():
        if not entity.blocked and entity.media_type is not None and entity.index is not None:
            grouped.setdefault((entity.media_type, entity.index), []).append(entity)
    return tuple(_media(record.run_id, *key, group) for key, group in grouped.items())


def _media(run_id: str, media_type: str, index: int, group: list[Entity]) -> MediaView:
    first = group[0]
    return MediaView(
        type=media_type,
        index=index,
        formats=tuple(entity.format or "" for entity in group),
        mime=first.mime,
        bytes=first.bytes,
        url=url(media_type, run_id, index),
        seed=first.seed,
        attempt=first.attempt,
        meta=first.meta,
    )


def refusal_of(record: Record) -> Refused | None:
    """Return why a refused run was stopped."""
    if record.row.state != "refused":
        return None
    if record.row.problem is not None:
        params: dict[str, Any] = record.row.problem.params
        return Refused(stage=str(params["stage"]), source="backend", reason=str(params["reason"]))
    verdict = next(e for e in reversed(record.entities) if e.meta.get("passed") is False).model_copy()
    return Refused(
        stage=verdict.stage,
        level=verdict.meta["level"],
        source=verdict.meta["source"],
        categories=tuple(verdict.meta.get("categories", ())),
        hits=tuple((start, end) for start, end in verdict.meta.get("hits", ())),
        reason=verdict.meta.get("reason", ""),
    )


def _call(call: CallRecord) -> CallView:
    return CallView(**call.model_dump(include=set(CallView.model_fields)))


def run_view(record: Record) -> RunView:
    """Return a run as it stands."""
    row, context = record.row, record.context
    return RunView(
        run_id=row.id,
        status=row.state,
        gate=record.open_gate.id if record.open_gate else None,
        stage=row.stage,
        action=context.request.action,
        attempt=context.attempt,
        config=row.config,
        output_config=row.output_config,
        language=row.language,
        safety_level=row.safety_level,
        seed=context.seed,
        owner=row.owner,
        title=row.title,
        pinned=row.pinned,
        shared=row.shared,
        priority=row.priority,
        timeout_seconds=context.request.timeout_seconds,
        deadline_at=row.deadline_at,
        parent_run_id=row.parent_run_id,
        origin=record.origin,
        imported=row.imported,
        created_at=row.created_at,
        updated_at=row.updated_at,
        ended_at=row.ended_at,
        last_seq=row.last_seq,
        cost=cost_of(record.calls.values()),
        calls=tuple(_call(call) for call in record.calls.values()),
        media=media_of(record),
        refusal=refusal_of(record),
        problem=row.problem,
    )
