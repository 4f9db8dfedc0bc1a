"""The catalogue of events: what happened, numbered, so that a live run and a recorded one read the same.

Stored events carry `seq` (per run, from 1, without gaps) and `cursor` (over all runs, increasing, may have gaps).
Transient ones (`text_delta`, `preview`, `dropped`, `command_error`, `run_deleted`) carry neither, are never stored, and
a slow reader may miss them.
Fields are only ever added; a reader ignores types and fields that it does not know. `v` is the version of `data`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, TypeAdapter

from devserver.errors import Problem
from devserver.models.frozen import Frozen, Json
from devserver.models.gates import Decision, GateKind, UnknownPayment
from devserver.models.outcomes import CostSource
from devserver.models.runs import Action, FromStage, RunState


class EventData(Frozen):
    """What one event says beyond run, number and time."""

    transient: ClassVar[bool] = False
    version: ClassVar[int] = 1
    type: str

    def payload(self) -> dict[str, Json]:
        """Return the `data` of the event as JSON values."""
        return self.model_dump(mode="json", exclude={"type"}, exclude_none=True)


class RunStateChange(EventData):
    """A run is in another state now; `stage` is where it stands.

    The first one of a run that repeats another names that, and the stage from which on it is done anew.
    """

    type: Literal["run_state_change"] = "run_state_change"
    state: RunState
    attempt: int
    action: Action | None = None
    stage: str | None = None
    parent_run_id: str | None = None
    from_stage: FromStage | None = None


class RunResumed(EventData):
    """The work on a run goes on where its record ends, from `stage`; what was done is not done again.

    `process_gone`: the process that worked on it is gone. `handed_over`: it was stopped, or had too much to do.
    """

    type: Literal["run_resumed"] = "run_resumed"
    attempt: int
    stage: str | None = None
    reason: Literal["process_gone", "handed_over"]


class PipelineStageUpdate(EventData):
    """A stage began or ended; `passed_through`: the text went on unchanged without a call, and `reason` says why.

    `reused`: what it gave is that of the run of which this is a repetition. Of another status `reason` is
    `fallback_model` where the first model was not available, or `cut_short` where the answer ended for want of tokens.
    """

    type: Literal["pipeline_stage_update"] = "pipeline_stage_update"
    stage: str
    status: Literal["started", "completed", "passed_through", "reused"]
    attempt: int
    config: str | None = None
    entity: int | None = None
    seconds: float | None = None
    reason: str | None = None


class GenerationStart(EventData):
    """A medium is being made."""

    type: Literal["generation_start"] = "generation_start"
    attempt: int
    config: str
    media_type: str
    backend: str
    model: str
    seed: int | None = None


class GenerationComplete(EventData):
    """An output lies in the record and can be fetched."""

    type: Literal["generation_complete"] = "generation_complete"
    attempt: int
    media_type: str
    index: int
    formats: tuple[str, ...]
    url: str
    seconds: float
    seed: int | None = None


class ProgressUpdate(EventData):
    """The share of a stage that is done, 0 to 1, and what is being done: `part`, at step `step` of `steps`, from 1.

    `note` is what the backend itself calls that, such as the name of a node.
    """

    type: Literal["progress_update"] = "progress_update"
    stage: str
    attempt: int
    fraction: float
    note: str = ""
    part: Literal["", "loading", "reading", "making", "finishing", "saving"] = ""
    step: int | None = None
    steps: int | None = None


class Preview(EventData):
    """A small picture of what is forming, in base64."""

    transient: ClassVar[bool] = True
    type: Literal["preview"] = "preview"
    stage: str
    attempt: int
    mime: str
    base64: str


class TextDelta(EventData):
    """The next piece of a text; `offset` counts characters from its beginning."""

    transient: ClassVar[bool] = True
    type: Literal["text_delta"] = "text_delta"
    stage: str
    attempt: int
    offset: int
    text: str


class CostUpdate(EventData):
    """A call was paid, or may have been: None with `unknown` where nobody knows.

    `run_usd` is what the run has cost so far, as far as it is known, and `run_unknown` counts its calls whose cost
    nobody knows.
    """

    type: Literal["cost_update"] = "cost_update"
    stage: str
    attempt: int
    provider: str
    model: str
    cost_usd: float | None = None
    cost_source: CostSource = "unknown"
    price_version: str | None = None
    seconds: float | None = None
    run_usd: float | None = None
    run_unknown: int = 0


class OpenRouterApiCall(EventData):
    """A call goes to OpenRouter; `estimate_usd` is what a budget reckons with, where there is one."""

    type: Literal["openrouter_api_call"] = "openrouter_api_call"
    stage: str
    attempt: int
    model: str
    estimate_usd: float | None = None


class OpenRouterCost(EventData):
    """What a call to OpenRouter used and cost, in USD, and how long it took, in seconds."""

    type: Literal["openrouter_cost"] = "openrouter_cost"
    stage: str
    attempt: int
    model: str
    outcome: str
    cost_usd: float | None = None
    cost_source: CostSource = "unknown"
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float | None = None


class Blocked(EventData):
    """A check stopped the run. `hits` name the place in the checked text, in characters."""

    type: Literal["blocked"] = "blocked"
    stage: str
    attempt: int
    level: str
    source: Literal["word_list", "model", "backend"]
    categories: tuple[str, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()
    reason: str = ""


class Error(EventData):
    """Something failed; the problem says what, where and what to do."""

    type: Literal["error"] = "error"
    stage: str | None = None
    attempt: int
    problem: Problem


class Queued(EventData):
    """A call waits for a place at its backend; `position` 0 is next, `estimated_seconds` the wait where it is known.

    `reason` says what it waits for where that is more than its turn, such as a server that is down.
    """

    type: Literal["queued"] = "queued"
    stage: str
    attempt: int
    backend: str
    position: int
    estimated_seconds: float | None = None
    reason: str = ""


class GateOpened(EventData):
    """The run waits: a person decides how it goes on, until `deadline_at` (UTC). `asks` is what there is to decide."""

    type: Literal["gate_opened"] = "gate_opened"
    gate_id: str
    kind: GateKind
    stage: str
    attempt: int
    asks: UnknownPayment
    deadline_at: datetime


class GateDecided(EventData):
    """A gate is closed: `retry` lets the run go on, `fail` and `cancel` end it; no `decision`: the deadline is over."""

    type: Literal["gate_decided"] = "gate_decided"
    gate_id: str
    stage: str
    attempt: int
    decision: Decision | None = None
    decided_by: str | None = None


class RunDeleted(EventData):
    """The run was deleted: nothing comes after this, and there is nothing of it to be read."""

    transient: ClassVar[bool] = True
    type: Literal["run_deleted"] = "run_deleted"


class Dropped(EventData):
    """This reader was too slow: `count` transient events were left out before this place."""

    transient: ClassVar[bool] = True
    type: Literal["dropped"] = "dropped"
    count: int


class CommandError(EventData):
    """A message of this client was not understood; nothing was done, and events go on."""

    transient: ClassVar[bool] = True
    type: Literal["command_error"] = "command_error"
    problem: Problem


AnyEvent = Annotated[
    RunStateChange
    | RunResumed
    | PipelineStageUpdate
    | GenerationStart
    | GenerationComplete
    | ProgressUpdate
    | Preview
    | TextDelta
    | CostUpdate
    | OpenRouterApiCall
    | OpenRouterCost
    | Blocked
    | Error
    | Queued
    | GateOpened
    | GateDecided
    | RunDeleted
    | Dropped
    | CommandError,
    Field(discriminator="type"),
]

CATALOGUE: tuple[type[EventData], ...] = (
    RunStateChange,
    RunResumed,
    PipelineStageUpdate,
    GenerationStart,
    GenerationComplete,
    ProgressUpdate,
    Preview,
    TextDelta,
    CostUpdate,
    OpenRouterApiCall,
    OpenRouterCost,
    Blocked,
    Error,
    Queued,
    GateOpened,
    GateDecided,
    RunDeleted,
    Dropped,
    CommandError,
)


class Event(Frozen):
    """An event as every transport carries it."""

    run_id: str
    seq: int | None = None
    cursor: int | None = None
    at: datetime
    type: str
    v: int = 1
    data: dict[str, Json]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the catalogue: the envelope, and the data of each type by its name."""
    schema = TypeAdapter(AnyEvent).json_schema(ref_template="#/$defs/{model}", mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "DevServer events",
        "envelope": Event.model_json_schema(mode="serialization"),
        **schema,
    }
