"""Shapes of answers. What the engine tells is written down as it is; here stands what only HTTP adds."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from devserver.backends.probing import State
from devserver.engine import accepting, acting, reading
from devserver.engine.acting import StageResult
from devserver.engine.catalogue import ConfigView
from devserver.engine.details import JobFacts
from devserver.engine.engine import Engine
from devserver.engine.estimating import Estimate
from devserver.engine.explaining import Refusal
from devserver.engine.offered import Offer
from devserver.engine.overview import DeclarationView
from devserver.engine.reading import EntityView, RunDetail, Texts
from devserver.engine.record import Record
from devserver.engine.results import ResultFacts
from devserver.engine.views import MediaView, RunFacts
from devserver.errors import render, sentence
from devserver.models.frozen import Frozen
from devserver.models.imports import Imported, Undecided
from devserver.models.runs import INTERACTIVE, RunState


class FaultAnswer(Frozen):
    """One wrong value; `pointer` is a JSON pointer into the body, empty for a query or header."""

    pointer: str
    detail: str
    params: dict[str, Any]


class ProblemAnswer(BaseModel):
    """A problem (RFC 9457). `params` holds the values of `detail`; `faults` has one entry for each wrong value."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(description="Where the problem type is explained: /problems/…")
    title: str
    status: int
    detail: str
    params: dict[str, Any]
    faults: list[FaultAnswer] = []
    instance: str = ""
    run_id: str = Field("", description="The run that ended with this problem.")


class Configs(Frozen):
    """Configs in the order in which they are shown."""

    configs: tuple[ConfigView, ...]


class Offers(Frozen):
    """Models by provider."""

    providers: tuple[Offer, ...]


class Declarations(Frozen):
    """Every file of declarations."""

    declarations: tuple[DeclarationView, ...]


class UndecidedAnswer(Undecided):
    """Something that was not decided, with its sentence."""

    detail: str


class ImportAnswer(Imported):
    """A workflow that became a config, which can be picked now."""

    undecided: tuple[UndecidedAnswer, ...]


class _Ended(Frozen):
    run_id: str
    status: RunState
    attempt: int
    passed_through: bool = Field(description="The text went on unchanged, without a call.")
    reason: str | None = Field(description="Why it went on unchanged.")
    refusal: Refusal | None
    seed: int
    language: str
    safety_level: str
    last_seq: int


class Interception(_Ended):
    """What an attitude made of a text; a refusal is a result, with `refusal` instead of a text."""

    interception_result: str | None


class Optimization(_Ended):
    """A text refined for one model, or the text itself where the model asks for nothing."""

    optimized_prompt: str | None
    optimization_applied: bool
    output_config: str | None


class Urls(Frozen):
    """Where a run can be watched and read."""

    run: str
    events: str
    entities: str
    media: str


class Accepted(Frozen):
    """A job that goes on in the background."""

    run_id: str
    status: RunState
    attempt: int
    last_seq: int
    urls: Urls


class RunAnswer(RunFacts):
    """A run as it stands. `text` is the beginning of what its person sent last: it is called by it."""

    text: str
    texts: Texts
    estimated_completion: Estimate | None
    refusal: Refusal | None
    problem: ProblemAnswer | None


class JobAnswer(JobFacts):
    """A job in detail."""

    problem: ProblemAnswer | None


class ResultAnswer(ResultFacts):
    """What came of a job."""

    problem: ProblemAnswer | None


class Deleted(Frozen):
    """A job that is no more."""

    job_id: str
    deleted: bool = True


class Entities(Frozen):
    """Everything that a run holds, in the order made."""

    run_id: str
    entities: tuple[EntityView, ...]


class MediaInfo(Frozen):
    """The outputs of a run that can be fetched, in the order made."""

    run_id: str
    media: tuple[MediaView, ...]


class ProviderTest(Frozen):
    """How a provider answered when it was asked."""

    provider: str
    state: State
    detail: str = Field(description="The same as a sentence.")


class ProblemType(Frozen):
    """What a problem type means."""

    type: str
    slug: str
    status: int
    title: str
    detail: str


def answer(value: BaseModel, status: int = 200, location: str | None = None) -> Response:
    """Make the response of a value."""
    response = Response(value.model_dump_json(), status=status, mimetype="application/json")
    if location is not None:
        response.headers["Location"] = location
        response.autocorrect_location_header = False
    return response


def urls(run_id: str) -> Urls:
    """Return where a run can be watched and read."""
    run = f"/api/runs/{run_id}"
    return Urls(run=run, events=f"{run}/events", entities=f"{run}/entities", media=f"/api/media/info/{run_id}")


def run_answer(detail: RunDetail, language: str) -> RunAnswer:
    """Return a run with its problem in a language."""
    problem = None
    if detail.problem is not None:
        problem = {**render(detail.problem, language, urls(detail.run_id).run), "run_id": detail.run_id}
    return RunAnswer.model_validate({**dict(detail), "problem": problem})


def import_answer(imported: Imported, language: str) -> ImportAnswer:
    """Return an imported workflow with what was not decided as sentences in a language."""
    told = [
        UndecidedAnswer(**dict(one), detail=sentence(one.message, one.params, language)) for one in imported.undecided
    ]
    return ImportAnswer(**{**dict(imported), "undecided": tuple(told)})


def interception_answer(result: StageResult) -> Interception:
    """Return what an attitude made of a text."""
    return Interception(**_ended(result), interception_result=result.text)


def optimization_answer(result: StageResult) -> Optimization:
    """Return a text refined for one model."""
    applied = result.text is not None and not result.passed_through
    return Optimization(
        **_ended(result),
        optimized_prompt=result.text,
        optimization_applied=applied,
        output_config=result.output_config,
    )


def _ended(result: StageResult) -> dict[str, Any]:
    return {name: value for name, value in dict(result).items() if name in _Ended.model_fields}


async def stage_answer(engine: Engine, accepted: accepting.Accepted, record: Record) -> dict[str, Any]:
    """Return what came of an action, as its stream tells at its end: of a job the run as it stands, else its result.

    What failed is a problem, in the language of the attempt.
    """
    language, action = record.context.language, record.context.request.action
    if action not in INTERACTIVE:
        detail = await reading.detail_of(engine, record, language)
        return run_answer(detail, language).model_dump(mode="json")
    result = await acting.result_of(engine, record, language)
    if result.problem is not None:
        return {**render(result.problem, language, urls(accepted.run_id).run), "run_id": accepted.run_id}
    told = interception_answer(result) if action == "interception" else optimization_answer(result)
    return told.model_dump(mode="json")
