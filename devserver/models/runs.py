"""What a run is made of: the request of a person, the frozen context of an attempt, entities, calls and states."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from devserver.models.frozen import Frozen, Json
from devserver.models.outcomes import NOT_DONE, CostSource

RunState = Literal[
    "pending", "running", "waiting", "open", "completed", "failed", "refused", "cancelled", "interrupted"
]
ENDED: frozenset[RunState] = frozenset({"completed", "failed", "refused", "cancelled", "interrupted"})
IN_FLIGHT: frozenset[RunState] = frozenset({"pending", "running"})

SafetyLevel = Literal["kids", "youth", "adult", "research"]
SAFETY_LEVELS: tuple[SafetyLevel, ...] = ("kids", "youth", "adult", "research")
"""From the strictest to the loosest."""

Action = Literal["interception", "optimization", "generation", "run"]
INTERACTIVE: frozenset[Action] = frozenset({"interception", "optimization"})
"""Actions whose end a person waits for, and after which the run stays open for the next one."""

FromStage = Literal["input", "interception", "optimization", "media"]
FROM_STAGES: tuple[FromStage, ...] = ("input", "interception", "optimization", "media")
"""Where a run can begin again, in the order of the stages; `media` is the output check with what follows it."""

MAX_SEED = 2**53 - 1
LEAST_PRIORITY, MOST_PRIORITY = -10, 10
LONGEST_TIMEOUT = 7 * 24 * 3600
Priority = Annotated[int, Field(ge=LEAST_PRIORITY, le=MOST_PRIORITY)]
"""How urgent a run is among those of the same person; 0 is usual, and a higher one goes first."""
Timeout = Annotated[float, Field(ge=1, le=LONGEST_TIMEOUT, allow_inf_nan=False)]
"""Seconds from when an attempt is accepted to when it is given up."""


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a UTC time as ISO 8601 with milliseconds and Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class InputRef(Frozen):
    """Where an input picture comes from: an upload, or an output of another run."""

    upload_id: str | None = None
    run_id: str | None = None
    type: str = "image"
    index: int | None = None


class Request(Frozen):
    """What a person asked for with one action; None is what was not said."""

    action: Action
    input_text: str | None = None
    config: str | None = None
    context_prompt: str | None = None
    prompt: str | None = None
    output_config: str | None = None
    parameters: dict[str, Json] = {}
    seed: int | None = None
    inputs: dict[str, InputRef] = {}
    priority: Priority = 0
    timeout_seconds: Timeout | None = None


class ReusedEntity(Frozen):
    """The n-th entity of a run is a copy of the `source_n`-th of another."""

    n: int
    run_id: str
    source_n: int


class ReusedCall(Frozen):
    """A call of another run whose answer is used again; `key` finds its row in the ledger, whichever run holds it."""

    key: str
    run_id: str
    stage: str


class Origin(Frozen):
    """The attempt of which a run is a repetition, from which stage on, and what it has from there without paying again.

    Without `from_stage` everything was done anew, as it was resolved then.
    """

    run_id: str
    attempt: int
    from_stage: FromStage | None = None
    entities: tuple[ReusedEntity, ...] = ()
    calls: tuple[ReusedCall, ...] = ()


class Imported(Frozen):
    """Where a run came from that was made elsewhere: when it was brought here, and in which bundle.

    `version` is that of the program that wrote the bundle, `sha256` that of its file.
    """

    at: datetime
    version: str
    sha256: str


PLAN = 1
"""The version of the plan of stages that this program follows; one with other stages gets the next number."""


class RunContext(Frozen):
    """All that an attempt depends on, frozen when a person's action is accepted; nothing of it lives elsewhere.

    `snapshot` is the SHA-256 of the declarations in use, which lie under that name in the data folder. `seed` is drawn
    or given: 0 … 2⁵³-1. `origin` is there where a run repeats another. `plan` is the version of the plan of stages.
    """

    run_id: str
    attempt: int
    owner: str
    request: Request
    language: str
    safety_level: SafetyLevel
    seed: int
    snapshot: str
    origin: Origin | None = None
    plan: int = 1


class Entity(Frozen):
    """One stored artefact: the n-th of its run. `index` counts outputs of one media type from 0 in the order made."""

    n: int
    type: str
    stage: str
    attempt: int
    mime: str
    bytes: int
    sha256: str
    file: str
    producer: str
    created_at: datetime
    seconds: float | None = None
    seed: int | None = None
    media_type: str | None = None
    index: int | None = None
    format: str | None = None
    blocked: bool = False
    meta: dict[str, Json] = {}


class CallRecord(Frozen):
    """A row of the ledger. `state` is `sent` from before the first byte until the answer is stored.

    USD and seconds. `estimate_usd` is what a budget reckoned with, `price_version` tells which prices were used where
    the cost is not reported, and `usage` is what the provider reported of it. What is `imported` was paid elsewhere and
    counts in no sum and no budget here. `repetition` counts how often the same call was made
    before without an answer; `maybe_paid_twice` tells that one of those may have been paid. `remote` is what finds the
    work again where it was handed in.
    """

    key: str
    stage: str
    attempt: int
    chunk: str
    backend: str
    provider: str
    model: str
    state: Literal["sent", "answered"]
    outcome: str | None = None
    request: dict[str, Json]
    answer: dict[str, Json] | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost_usd: float | None = None
    cost_source: CostSource = "unknown"
    price_version: str | None = None
    estimate_usd: float | None = None
    usage: dict[str, Json] | None = None
    remote: dict[str, Json] | None = None
    seconds: float | None = None
    sent_at: datetime
    answered_at: datetime | None = None
    imported: bool = False
    repetition: int = 0
    maybe_paid_twice: bool = False

    @property
    def not_done(self) -> bool:
        """Tell whether nothing was done for it: it cost nothing, and counts as no call."""
        return self.outcome in NOT_DONE and self.cost_usd == 0
