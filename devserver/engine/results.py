"""What came of a job, and in which formats it can be fetched.

A download is one entry of a table: `json` and `zip` for every job, and each format that one of its media has.
"""

from __future__ import annotations

from devserver.engine.engine import Engine
from devserver.engine.explaining import Refusal, explain
from devserver.engine.maker import STAGE
from devserver.engine.reading import newest_texts
from devserver.engine.record import Record
from devserver.engine.views import MediaView, media_of, refusal_of
from devserver.errors import Conflict, NotFound, Problem
from devserver.models.frozen import Frozen
from devserver.models.runs import Entity, RunState

_AT_WORK = frozenset({"pending", "running", "waiting"})
WHOLE: dict[str, str] = {"json": "application/json", "zip": "application/zip"}
"""Downloads that every job has, with their MIME types."""


class ResultFacts(Frozen):
    """What came of a job: its texts whole, its media, and where each download lies, by format."""

    job_id: str
    status: RunState
    interception: str | None
    optimization: str | None
    prompt: str | None
    media: tuple[MediaView, ...]
    downloads: dict[str, str]
    refusal: Refusal | None


class JobResult(ResultFacts):
    """What came of a job; `problem` says why there is nothing more."""

    problem: Problem | None


async def job_result(engine: Engine, job_id: str, language: str) -> JobResult:
    """Return what came of a job; raises NotFound, and Conflict while it is at work."""
    record = await finished(engine, job_id)
    texts = await newest_texts(engine, record)
    formats = (*WHOLE, *dict.fromkeys(e.format for e in reversed(record.media()) if e.format and not e.blocked))
    return JobResult(
        job_id=job_id,
        status=record.row.state,
        interception=texts["interception"],
        optimization=texts["optimization"],
        prompt=_prompt(record),
        media=media_of(record),
        downloads={name: f"/api/v2/jobs/{job_id}/download/{name}" for name in formats},
        refusal=explain(refusal_of(record), engine.words, language),
        problem=record.row.problem,
    )


async def finished(engine: Engine, job_id: str) -> Record:
    """Return the record of a job that nothing works on; raises NotFound and Conflict."""
    record = await engine.recorder.load(job_id)
    if record.row.state in _AT_WORK:
        raise Conflict("run_not_ended", run_id=job_id, state=record.row.state)
    return record


def _prompt(record: Record) -> str | None:
    sent = [call.request.get("prompt") for call in record.calls.values() if call.stage == STAGE]
    prompt = sent[-1] if sent else None
    text = prompt.get("text") if isinstance(prompt, dict) else prompt
    return text if isinstance(text, str) else None


def medium_in(record: Record, format_name: str) -> Entity:
    """Return the newest medium of a job in a format; raises NotFound, naming the formats that there are."""
    shown = [entity for entity in record.media() if not entity.blocked]
    fitting = [entity for entity in shown if entity.format == format_name]
    if not fitting:
        known = [*WHOLE, *dict.fromkeys(entity.format for entity in shown)]
        raise NotFound("download_not_found", run_id=record.run_id, format=format_name[:40], known=known)
    return fitting[-1]
