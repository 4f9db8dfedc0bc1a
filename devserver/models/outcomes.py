"""What a backend says while it works (signals) and at the end (one outcome), the same words for every backend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from devserver.models.frozen import Frozen, Json

CostSource = Literal["reported", "listed", "estimated", "unknown"]


Part = Literal["", "loading", "reading", "making", "finishing", "saving"]
"""What a backend is doing, in one of a few words that a page can say in any language; "" where it does not tell."""


class Progress(Frozen):
    """The share that is done, 0 to 1, and what is being done: `part`, at step `step` of `steps`, from 1.

    `note` is what the backend itself calls that, such as the name of a node.
    """

    type: Literal["progress"] = "progress"
    fraction: float
    note: str = ""
    part: Part = ""
    step: int | None = None
    steps: int | None = None


class TextDelta(Frozen):
    """The next piece of a text that is being written."""

    type: Literal["text_delta"] = "text_delta"
    text: str


class Preview(Frozen):
    """A small picture of what is forming."""

    type: Literal["preview"] = "preview"
    mime: str
    data: bytes


class Queued(Frozen):
    """The call waits in the backend's own line: how many stand before it, and how long it may take if that is known.

    `reason` says what it waits for where that is more than its turn, such as a server that is down.
    """

    type: Literal["queued"] = "queued"
    position: int
    estimated_seconds: float | None = None
    reason: str = ""


class Submitted(Frozen):
    """The work was handed in and goes on elsewhere, also without this process; `remote` is what finds it again there.

    It is stored with the call before it is waited for. Whoever goes on with the call gets it as `Ticket.remote`.
    """

    type: Literal["submitted"] = "submitted"
    remote: dict[str, Json]


Signal = Progress | TextDelta | Preview | Queued | Submitted


class Usage(Frozen):
    """What a call used and what it cost, in USD; a cost that nobody knows is None and `unknown`, never 0.

    `price_version` tells which prices were used, where the provider did not report the cost. `raw` is the usage as the
    provider reported it, whole; of several answers `{"answers": [...]}`.
    """

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost_usd: float | None = None
    cost_source: CostSource = "unknown"
    price_version: str | None = None
    raw: dict[str, Json] = {}


FREE = Usage(cost_usd=0.0, cost_source="listed")


class MediaFile(Frozen):
    """One encoding of one output; `meta` says what is known of it (width, height, seconds, ai_model …)."""

    data: bytes = Field(repr=False)
    format: str
    meta: dict[str, Json] = {}


class MediaOutput(Frozen):
    """One output of a call in all its encodings, the preferred one first."""

    files: tuple[MediaFile, ...]


class Ok(Frozen):
    """The call gave what it was asked for: text, or at least one media output."""

    type: Literal["ok"] = "ok"
    text: str | None = None
    media: tuple[MediaOutput, ...] = ()
    usage: Usage = Usage()
    meta: dict[str, Json] = {}


class Refused(Frozen):
    """The backend, or a check, said no, and why: a result that is shown."""

    type: Literal["refused"] = "refused"
    reason: str
    stage: str = "backend"
    usage: Usage = Usage()


class Empty(Frozen):
    """The call ended well and gave nothing."""

    type: Literal["empty"] = "empty"
    reason: str = ""
    usage: Usage = Usage()


class RateLimited(Frozen):
    """Too many calls; `retry_at` where the backend named a time, `retryable` unless it said that it is no use."""

    type: Literal["rate_limited"] = "rate_limited"
    reason: str = ""
    retryable: bool = True
    retry_at: datetime | None = None


class OutOfCredit(Frozen):
    """The account behind the key has nothing left; `began` tells that something of an answer had come before."""

    type: Literal["out_of_credit"] = "out_of_credit"
    reason: str = ""
    began: bool = False


class OverBudget(Frozen):
    """A budget does not allow the call, so it was not sent. USD; `estimate_usd` is None where nobody knows a price.

    `setting` names the budget, `spent_usd` is what counts against it already.
    """

    type: Literal["over_budget"] = "over_budget"
    setting: str
    limit_usd: float
    spent_usd: float
    estimate_usd: float | None = None


class Reason(Frozen):
    """A reason that can be said in every language: a key of `messages.MESSAGES` and its parameters."""

    message: str
    params: dict[str, Json] = {}


class Unavailable(Frozen):
    """The backend cannot do it now; `missing` names what is not there, `retryable` that waiting may help.

    `retry_at` is set where the backend named a time; `shutdown_date` is the last day of a model that is no more.
    `reasons` say the same as `reason`, which is English, in every language, where that is known.
    """

    type: Literal["unavailable"] = "unavailable"
    reason: str
    missing: tuple[str, ...] = ()
    retryable: bool = False
    retry_at: datetime | None = None
    shutdown_date: date | None = None
    successor: str | None = None
    reasons: tuple[Reason, ...] = ()


class Invalid(Frozen):
    """The backend did not accept the request: repeating it as it is cannot help."""

    type: Literal["invalid"] = "invalid"
    reason: str


class TimeoutUnknown(Frozen):
    """No answer in time; the call may have been done and paid."""

    type: Literal["timeout_unknown"] = "timeout_unknown"
    seconds: float


class Cancelled(Frozen):
    """It was ended before it had its answer, or its answer was not wanted any more."""

    type: Literal["cancelled"] = "cancelled"
    usage: Usage = Usage()


class Failed(Frozen):
    """Anything else. `before_first_byte` tells that the backend had not begun to answer."""

    type: Literal["error"] = "error"
    reason: str
    status: int | None = None
    before_first_byte: bool = False
    usage: Usage = Usage()


Outcome = Annotated[
    Ok
    | Refused
    | Empty
    | RateLimited
    | OutOfCredit
    | OverBudget
    | Unavailable
    | Invalid
    | TimeoutUnknown
    | Cancelled
    | Failed,
    Field(discriminator="type"),
]

OUTCOMES = (
    Ok,
    Refused,
    Empty,
    RateLimited,
    OutOfCredit,
    OverBudget,
    Unavailable,
    Invalid,
    TimeoutUnknown,
    Cancelled,
    Failed,
)

NOT_DONE = frozenset({"rate_limited", "out_of_credit", "over_budget", "unavailable", "invalid"})
"""Outcomes by which a call was not sent, or was turned away before anything was done: nothing is charged for them."""


def reason_of(outcome: Outcome, otherwise: str = "") -> str:
    """Return why an outcome is what it is, in its own words, or other words where it has none."""
    reason: str = getattr(outcome, "reason", "")
    return reason or otherwise


def missing_in(outcome: Outcome) -> tuple[str, ...]:
    """Return the names of what an outcome lacked."""
    return outcome.missing if isinstance(outcome, Unavailable) else ()
