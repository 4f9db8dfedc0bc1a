"""What an outcome means for the run: the text or media it holds, or the error that ends the attempt."""

from __future__ import annotations

from devserver.errors import BackendFailed, DevServerError, RateLimited, Unavailable
from devserver.models import outcomes
from devserver.models.outcomes import Outcome


class Refusal(Exception):
    """A check or a backend said no: the run ends as refused, which is a result.

    `reason` is what a backend said, and may be empty; None for a check, whose verdict says why and is stored already.
    """

    def __init__(self, stage: str, reason: str | None = None) -> None:
        super().__init__(stage)
        self.stage = stage
        self.reason = reason


def error_of(outcome: Outcome, stage: str, model: str) -> DevServerError | Refusal:
    """Return the error that an outcome other than `ok` ends an attempt with."""
    if isinstance(outcome, outcomes.Refused):
        return Refusal(stage, outcome.reason)
    kind, message = _ERRORS.get(outcome.type, (BackendFailed, "call_failed"))
    if isinstance(outcome, outcomes.Empty) and outcome.reason:
        message = "call_empty_why"
    if isinstance(outcome, outcomes.Unavailable) and outcome.shutdown_date is not None:
        message = "call_model_ended_with_successor" if outcome.successor else "call_model_ended"
        model = next(iter(outcome.missing), model)
    if isinstance(outcome, outcomes.OverBudget) and outcome.estimate_usd is None:
        message = "call_without_price"
    said = outcome.model_dump(mode="json", exclude={"type", "usage"}, exclude_none=True)
    if not said.get("reasons"):
        said.pop("reasons", None)
    return kind(message, **{"reason": outcome.type, **said, "stage": stage, "model": model})


_ERRORS: dict[str, tuple[type[DevServerError], str]] = {
    "rate_limited": (RateLimited, "call_rate_limited"),
    "out_of_credit": (Unavailable, "call_out_of_credit"),
    "over_budget": (Unavailable, "call_over_budget"),
    "unavailable": (Unavailable, "call_unavailable"),
    "timeout_unknown": (BackendFailed, "call_timeout"),
    "empty": (BackendFailed, "call_empty"),
    "invalid": (BackendFailed, "call_invalid"),
}


def text_of(outcome: Outcome, stage: str, model: str) -> str:
    """Return the text of an outcome; raises what `error_of` says where there is none."""
    if not isinstance(outcome, outcomes.Ok):
        raise error_of(outcome, stage, model)
    if not (outcome.text or "").strip():
        raise BackendFailed("call_empty", stage=stage, model=model)
    return outcome.text or ""
