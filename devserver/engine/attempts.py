"""How an attempt ends: completed or open, refused, failed, interrupted; decided in one place, `work`.

What it did is in the record by then. The change that ends it is made here and written by whoever has the run in hand.
"""

from __future__ import annotations

from typing import Any

import structlog
from ulid import ULID

from devserver import events
from devserver.engine.additions import Change
from devserver.engine.closing import withdrawn
from devserver.engine.doubts import Waits
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.rows import Lost
from devserver.engine.stages import Stages
from devserver.engine.store import StoreAway
from devserver.engine.verdicts import Refusal
from devserver.engine.work import Work
from devserver.errors import BackendFailed, DevServerError, Interrupted, Problem, Unavailable
from devserver.models.runs import INTERACTIVE, PLAN, Action, RunState

log = structlog.get_logger(__name__)

LAST_STAGE: dict[Action, str] = {
    "interception": "interception",
    "optimization": "optimization",
    "generation": "media",
    "run": "media",
}

End = tuple[RunState, DevServerError | None]


def ending(record: Record, state: RunState, stage: str | None, error: DevServerError | None = None) -> Change:
    """Return what ends the work on an attempt here: the state, the problem if any, and the events that tell of them."""
    problem, attempt = (error.problem() if error else None), record.context.attempt
    row: dict[str, Any] = {"state": state, "problem": problem, "process": None}
    changed = events.RunStateChange(state=state, attempt=attempt, stage=stage)
    told = (_told(record, state, stage, problem),) if problem else ()
    return withdrawn(record).then(Change(row=row, events=(*told, changed)))


def _told(record: Record, state: RunState, stage: str | None, problem: Problem) -> events.EventData:
    """Return the event of a problem that ended an attempt; what a backend refused is a result and no error."""
    attempt = record.context.attempt
    if state != "refused":
        return events.Error(stage=stage, attempt=attempt, problem=problem)
    said: dict[str, str] = problem.params
    level = record.context.safety_level
    return events.Blocked(stage=said["stage"], attempt=attempt, level=level, source="backend", reason=said["reason"])


async def work(record: Record, stages: Stages, recorder: Recorder) -> End:
    """Do what is left of an attempt, and return how it ended; raises only where the work was cancelled or lost."""
    try:
        return await _done(record, stages, recorder)
    except Lost:
        raise
    except Waits:
        return "waiting", None
    except Refusal as refusal:
        return "refused", _refused(refusal)
    except DevServerError as error:
        return ("interrupted" if isinstance(error, Interrupted) else "failed"), error
    except OSError as error:
        log.exception("record_unwritable", run_id=record.run_id)
        return "failed", unwritable(error)
    except Exception:  # the top of the task: whatever it is, the run ends in a true state
        error_id = str(ULID())
        log.exception("run_defect", run_id=record.run_id, error_id=error_id)
        return "failed", DevServerError("internal", error_id=error_id)


async def _done(record: Record, stages: Stages, recorder: Recorder) -> End:
    action, origin = record.context.request.action, record.context.origin
    if record.context.plan != PLAN:
        raise Interrupted("plan_unknown", plan=record.context.plan, known=PLAN)
    declared = await recorder.snapshots.read(record.context.snapshot)
    *before, last = stages.plan(action, origin.from_stage if origin else None)
    for stage in before:
        await stage(Work(record, declared))
        if record.calls:
            await recorder.settle_behind(record)
    state: RunState = "open" if action in INTERACTIVE else "completed"
    await last(Work(record, declared, ending(record, state, LAST_STAGE[action])))
    return state, None


def _refused(refusal: Refusal) -> BackendFailed | None:
    """Return the problem of what a backend refused; a check has said all in its verdict."""
    if refusal.reason is None:
        return None
    return BackendFailed("call_refused", stage=refusal.stage, reason=refusal.reason)


def unwritable(error: Exception) -> Unavailable:
    """Return the problem of a record that could not be written."""
    if isinstance(error, Unavailable):
        return error
    if isinstance(error, StoreAway):
        return Unavailable("media_store_away", reason=str(error))
    reason = error.strerror if isinstance(error, OSError) else None
    return Unavailable("record_unwritable", reason=reason or type(error).__name__)
