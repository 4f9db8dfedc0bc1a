"""What a person's action came to, as one value: the text that its stage gave, or why there is none."""

from __future__ import annotations

from devserver.engine.accepting import Accepted, Asked
from devserver.engine.engine import Engine
from devserver.engine.explaining import Refusal, explain
from devserver.engine.record import Record
from devserver.engine.views import refusal_of
from devserver.errors import Conflict, Interrupted, Problem
from devserver.models.frozen import Frozen
from devserver.models.runs import IN_FLIGHT, RunState


class StageResult(Frozen):
    """The end of one attempt at a text stage. `problem` says why it failed; a refusal is a result.

    `text` is None unless the stage gave one. `passed_through`: it went on unchanged without a call, and `reason`
    says why. `last_seq` is the newest event of the run.
    """

    run_id: str
    status: RunState
    attempt: int
    text: str | None
    passed_through: bool
    reason: str | None
    refusal: Refusal | None
    problem: Problem | None
    config: str | None
    output_config: str | None
    seed: int
    language: str
    safety_level: str
    last_seq: int


class Begun(Frozen):
    """An action that goes on in the background."""

    run_id: str
    status: RunState
    attempt: int
    last_seq: int


async def begin(engine: Engine, asked: Asked) -> Begun:
    """Accept an action and return at once; raises what is wrong with it."""
    return begun(await engine.runs.start(asked))


def begun(accepted: Accepted) -> Begun:
    """Return an action that was accepted, as it goes on in the background."""
    row = accepted.record.row
    return Begun(run_id=row.id, status=row.state, attempt=accepted.attempt, last_seq=row.last_seq)


async def perform(engine: Engine, asked: Asked, language: str) -> StageResult:
    """Do an interception or an optimization and return what came of it, explained in a language."""
    return await result_of(engine, await engine.runs.perform(asked), language)


async def result_of(engine: Engine, record: Record, language: str) -> StageResult:
    """Return what came of the attempt whose context a record holds, explained in a language."""
    text, passed, reason = await _outcome(engine, record)
    row, context = record.row, record.context
    return StageResult(
        run_id=row.id,
        status=row.state,
        attempt=context.attempt,
        text=text,
        passed_through=passed,
        reason=reason,
        refusal=explain(refusal_of(record), engine.words, language) if text is None else None,
        problem=_problem(record) if text is None else None,
        config=context.request.config,
        output_config=context.request.output_config,
        seed=context.seed,
        language=context.language,
        safety_level=context.safety_level,
        last_seq=row.last_seq,
    )


async def _outcome(engine: Engine, record: Record) -> tuple[str | None, bool, str | None]:
    entity = record.entity(record.context.request.action, record.context.attempt)
    if entity is None:
        return None, False, None
    reason = entity.meta.get("reason")
    text = await engine.recorder.text(record, entity)
    return text, bool(entity.meta.get("passed_through")), reason if isinstance(reason, str) else None


def _problem(record: Record) -> Problem | None:
    if record.row.state == "refused":
        return None
    if record.open_gate is not None:
        return Conflict("run_waits", run_id=record.run_id, gate_id=record.open_gate.id).problem()
    if record.left and record.row.state in IN_FLIGHT:  # this process stops, and the run goes on later
        return Interrupted("handed_over", run_id=record.run_id).problem()
    if record.row.state in IN_FLIGHT:  # a repeated request that came while the first is at work elsewhere
        return Conflict("run_busy", run_id=record.run_id, state=record.row.state).problem()
    if record.row.state == "cancelled":
        return Conflict("run_cancelled", run_id=record.run_id).problem()
    return record.row.problem
