"""What the errors of SwarmUI mean."""

from __future__ import annotations

import pytest

from devserver.backends.swarmui.protocol import Fault
from devserver.backends.swarmui.refusals import outcome_of
from devserver.models.outcomes import Failed, Invalid, Outcome, Unavailable
from tests.backends.contract import SECRET
from tests.backends.swarmui.working import KEY, wire_to

STEPS = "Invalid value for parameter Steps: Invalid value for param Steps - '900' - must be between 0 and 500"
MODEL = "Invalid value for parameter Model: Invalid model value for param Model - 'x/y' - are you sure?"
LORA = "Invalid value for parameter LoRAs: Invalid value for param LoRAs - 'ink' - option does not exist."
NOBODY = "No backends match the settings of the request given! Backends refused for the following reason(s):\n- No."
ERRORS: dict[str, tuple[Fault, type[Outcome], str]] = {
    "a value that does not fit": (Fault(STEPS), Invalid, "between 0 and 500"),
    "a model that is not there": (Fault(MODEL), Unavailable, "cannot use the model"),
    "a LoRA that is not there": (Fault(LORA), Unavailable, "ink"),
    "no model at all": (Fault("No model input given. Did your UI load properly?"), Unavailable, "No model input"),
    "nobody who can do it": (Fault(NOBODY), Unavailable, "no backend that can do it"),
    "backends that are busy": (Fault("Timeout! All backends are occupied with other tasks."), Unavailable, "busy"),
    "somebody who stopped it": (Fault("Generation session interrupted."), Failed, "somebody stopped it"),
    "too little memory": (
        Fault("ComfyUI execution error: CUDA out of memory. Tried to allocate"),
        Failed,
        "smaller size",
    ),
    "no pictures": (Fault("No images were generated (all refused, or failed)."), Failed, "No images"),
    "no account": (Fault("Invalid or unauthorized."), Unavailable, KEY),
    "no account for a picture": (Fault("invalid or unauthorized", "invalid_user"), Unavailable, KEY),
    "no permission": (
        Fault("You lack permissions for this route.", "bad_permissions"),
        Unavailable,
        "let this account",
    ),
    "no permission for a value": (Fault("You do not have permission to use parameter X."), Unavailable, "parameter X"),
    "another server": (Fault("Unknown API route", "bad_route"), Unavailable, "whether that is its address"),
    "a defect of it": (Fault("An internal error occurred", "internal_error"), Failed, "internal error"),
    "words of nobody": (Fault("Bananas."), Failed, "swarmui: Bananas"),
    "no words": (Fault(""), Failed, "does not say why"),
}


@pytest.mark.parametrize(("fault", "kind", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_what_an_error_means(fault: Fault, kind: type[Outcome], words: str) -> None:
    outcome = outcome_of(fault, wire_to("http://localhost:7801"))
    assert isinstance(outcome, kind)
    assert words in getattr(outcome, "reason", "")


def test_only_busy_backends_are_worth_another_try() -> None:
    wire = wire_to("http://localhost:7801")
    outcomes = [outcome_of(fault, wire) for fault, _kind, _words in ERRORS.values()]
    waiting = [outcome for outcome in outcomes if isinstance(outcome, Unavailable) and outcome.retryable]
    assert len(waiting) == 1


def test_a_model_is_named_as_missing() -> None:
    outcome = outcome_of(Fault(MODEL), wire_to("http://localhost:7801"))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("x/y",)


def test_a_long_error_is_cut_and_holds_no_token() -> None:
    outcome = outcome_of(Fault(f"token {SECRET} " + 5000 * "x"), wire_to("http://localhost:7801"))
    assert isinstance(outcome, Failed)
    assert SECRET not in outcome.reason
    assert len(outcome.reason) < 400
