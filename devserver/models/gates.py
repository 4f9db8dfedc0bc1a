"""Gates: places where a person decides how a run goes on. Not to be confused with the safety gate, which reads texts.

A run has at most one open gate, and while it has one it is `waiting` and nothing of it is in flight. A gate is decided
once: by a person, by who cancels its run, or by its deadline, after which it is `expired` and counts as `fail`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from devserver.models.frozen import Frozen

GateKind = Literal["unknown_payment"]
GateState = Literal["open", "decided", "expired"]
STATES: tuple[GateState, ...] = get_args(GateState)
Choice = Literal["retry", "fail"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
"""What a person can decide."""
Decision = Literal["retry", "fail", "cancel"]
"""What was decided; `cancel`: the run was cancelled meanwhile."""
EstimateSource = Literal["listed", "estimated", "unknown"]


class UnknownPayment(Frozen):
    """A call without an answer that may have been paid: is it made once more, or does the run fail?

    `call` is its key in the ledger. `estimate_usd` is the most that it costs, None where nobody knows; `lost` tells
    that the process which waited for the answer is gone, else none came within `seconds`.
    """

    call: str
    chunk: str
    provider: str
    model: str
    repetition: int
    estimate_source: EstimateSource
    estimate_usd: float | None = None
    lost: bool
    seconds: float


class GateRecord(Frozen):
    """A row of `gates`. `asks` is what there is to decide; times are UTC."""

    id: str
    attempt: int
    stage: str
    kind: GateKind
    state: GateState = "open"
    asks: UnknownPayment
    created_at: datetime
    deadline_at: datetime
    decided_at: datetime | None = None
    decision: Decision | None = None
    decided_by: str | None = None
