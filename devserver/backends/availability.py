"""Whether a backend can do something now, and if not, what is missing and what would help, in the reader's language.

`state` is ready, unavailable, or down: a server that may have it does not answer, and calls wait for it. `cause` says
more:

| cause | what is missing |
| ----- | --------------- |
| missing_node | a node class of ComfyUI |
| missing_file | a model file; `files` names each with its folder |
| missing_choice | a choice of a node's input that is no file |
| missing_model | a model that a server or service does not have |
| server_down | a server that answers |
| not_configured | a setting |
| no_key | a key, or one that is accepted |
| resting | patience: it failed several times in a row |
| "" | something else, which `reason` says |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from devserver.errors import sentence
from devserver.models.frozen import Frozen
from devserver.models.outcomes import Outcome, Reason, Unavailable, missing_in, reason_of

Cause = Literal[
    "",
    "missing_node",
    "missing_file",
    "missing_choice",
    "missing_model",
    "server_down",
    "not_configured",
    "no_key",
    "resting",
]


class ModelFile(Frozen):
    """A model file to install; `folder` is where it goes below ComfyUI's own folder, "" where nobody knows."""

    name: str
    folder: str = ""


class Availability(Frozen):
    """Whether a backend can do something now; `missing` names what it lacks.

    `reason` is in English until `in_language` says it otherwise; without `reasons` it stays as it is.
    """

    state: str
    reason: str = ""
    missing: tuple[str, ...] = ()
    cause: Cause = ""
    files: tuple[ModelFile, ...] = ()
    reasons: tuple[Reason, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def ready(self) -> bool:
        """Tell whether it can."""
        return self.state == "ready"

    @property
    def waits(self) -> bool:
        """Tell whether a call that is sent now waits in the backend's own line until it can be done."""
        return self.state == "down"

    def in_language(self, language: str) -> Availability:
        """Return the same with its reason in a language."""
        return self.model_copy(update={"reason": said(self.reasons, language)}) if self.reasons else self

    def outcome(self) -> Unavailable:
        """Return the outcome of a call that meets this."""
        return Unavailable(reason=self.reason, missing=self.missing, reasons=self.reasons)


READY = Availability(state="ready")


def lacking(
    cause: Cause,
    *reasons: Reason,
    state: str = "unavailable",
    missing: Iterable[str] = (),
    files: Iterable[ModelFile] = (),
) -> Availability:
    """Return that something cannot be had, for reasons that can be said in every language."""
    told = said(reasons, "en")
    return Availability(
        state=state, reason=told, missing=tuple(missing), cause=cause, files=tuple(files), reasons=reasons
    )


_OF_KEYS = frozenset({"key_missing", "key_refused", "key_not_taken"})


def unreachable(fault: Outcome, name: str, url: str, missing: Iterable[str] = ()) -> Availability:
    """Return that a server gave no usable answer: in words of the fault, else that it is silent."""
    reasons = fault.reasons if isinstance(fault, Unavailable) else ()
    own = reason_of(fault)
    if not own:
        reasons = (Reason(message="server_silent", params={"name": name, "url": url}),)
    cause: Cause = "no_key" if any(reason.message in _OF_KEYS for reason in reasons) else "server_down"
    lacks = missing_in(fault) or tuple(missing)
    return Availability(
        state="unavailable", cause=cause, reason=own or said(reasons, "en"), missing=lacks, reasons=reasons
    )


def said(reasons: Iterable[Reason], language: str) -> str:
    """Say reasons in a language, as one sentence without its full stop."""
    tag = language.partition("-")[0].lower()
    return "; ".join(sentence(reason.message, reason.params, tag).rstrip(".") for reason in reasons)
