"""Everything that can go wrong, as one tree; each class is one problem type (RFC 9457).

    DevServerError            500  internal
    ├── BadRequest            400  bad-request
    ├── Forbidden             403  forbidden
    ├── NotFound              404  not-found
    ├── MethodNotAllowed      405  method-not-allowed
    ├── Conflict              409  conflict
    ├── Changed               412  changed              what the request is about, since it was read
    ├── TooLarge              413  too-large
    ├── UnsupportedMedia      415  unsupported-media-type
    ├── InvalidInput          422  invalid-input        one entry per fault, with JSON pointer
    ├── RateLimited           429  rate-limited
    ├── BackendFailed         502  backend-failed       a call gave nothing that can be used
    ├── Unavailable           503  unavailable          what is missing is named
    └── Interrupted           503  interrupted          the process that did the work is gone, or its time is over

A problem is stored as its type, a message key and parameters (`Problem`), and rendered in English or German when it
is read, by `render`. The sentences stand in `messages/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from devserver.messages import MESSAGES, TITLES
from devserver.messages.stages import stage_name

TYPE_PREFIX = "/problems/"
LANGUAGES = ("en", "de")
"""Languages in which the server itself speaks."""

NONE = {"en": "none", "de": "keine"}
"""What a sentence says in the place of a list that is empty."""


class Fault(BaseModel):
    """One wrong value: a JSON pointer into the request and a message with its parameters."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    message: str
    params: dict[str, Any] = {}


class Problem(BaseModel):
    """A problem as it is stored in a run or an event: language comes in only when it is rendered."""

    model_config = ConfigDict(frozen=True)

    type: str
    status: int
    message: str
    params: dict[str, Any] = {}
    faults: tuple[Fault, ...] = ()


class DevServerError(Exception):
    """Something went wrong; `message` is a key of `messages.MESSAGES`, `params` fill its sentence."""

    slug: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str = "internal", /, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def problem(self) -> Problem:
        """Return what is stored and rendered."""
        return Problem(type=self.slug, status=self.status, message=self.message, params=self.params)

    def cause(self) -> dict[str, Any]:
        """Return this as the parameter `cause` of an error that it led to."""
        return {"message": self.message, "params": self.params}

    def __str__(self) -> str:
        return sentence(self.message, self.params, "en")


class BadRequest(DevServerError):
    """A request that cannot be read."""

    slug, status = "bad-request", 400


class Forbidden(DevServerError):
    """A request that is understood and not allowed."""

    slug, status = "forbidden", 403


class NotFound(DevServerError):
    """Something that does not exist."""

    slug, status = "not-found", 404


class MethodNotAllowed(DevServerError):
    """A method that a path does not have."""

    slug, status = "method-not-allowed", 405


class Conflict(DevServerError):
    """Something that cannot be done in the present state."""

    slug, status = "conflict", 409


class Changed(DevServerError):
    """A change to what has changed since it was read."""

    slug, status = "changed", 412


class TooLarge(DevServerError):
    """A body or file over its limit."""

    slug, status = "too-large", 413


class UnsupportedMedia(DevServerError):
    """A body of a type that is not read here."""

    slug, status = "unsupported-media-type", 415


class InvalidInput(DevServerError):
    """Values that do not fit, one `Fault` each."""

    slug, status = "invalid-input", 422

    def __init__(self, *faults: Fault) -> None:
        super().__init__("invalid_input_one" if len(faults) == 1 else "invalid_input", count=len(faults))
        self.faults = faults

    def problem(self) -> Problem:
        """Return what is stored and rendered, with its faults."""
        return super().problem().model_copy(update={"faults": self.faults})


class RateLimited(DevServerError):
    """More than a backend or this server takes at once."""

    slug, status = "rate-limited", 429


class BackendFailed(DevServerError):
    """A call that gave nothing that can be used."""

    slug, status = "backend-failed", 502


class Unavailable(DevServerError):
    """What is needed is not there now."""

    slug, status = "unavailable", 503


class Interrupted(DevServerError):
    """Work that ended before it was done: its process is gone, or the time set for it is over."""

    slug, status = "interrupted", 503


_KINDS: tuple[type[DevServerError], ...] = (DevServerError, *DevServerError.__subclasses__())
PROBLEM_TYPES = {kind.slug: kind.status for kind in _KINDS}
"""Every problem type with its status."""


@dataclass(frozen=True)
class _Missing:
    """Stands for a parameter that a stored problem of an older version does not have."""

    name: str

    def __format__(self, spec: str) -> str:
        return f"({self.name}?)"


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> _Missing:
        return _Missing(key)


def spoken(language: str) -> str:
    """Return the language in which the server speaks where another is asked for: `de` for `de-AT`, else `en`."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else "en"


def sentence(message: str, params: dict[str, Any], language: str) -> str:
    """Fill the sentence of a message key; only the sentence is a template, parameters are data.

    The parameter `cause` is what `DevServerError.cause` made of another error, and is told in the same language; so are
    `reasons`, each a message and its parameters, in the place of `reason`. A `stage` is there as `stage_name` too.
    """
    texts = MESSAGES.get(message, MESSAGES["internal"])
    none = NONE[spoken(language)]
    shown = {k: ", ".join(map(str, v)) or none if isinstance(v, list | tuple) else v for k, v in params.items()}
    if "stage" in params:
        shown["stage_name"] = stage_name(params["stage"], spoken(language)) if params["stage"] else none
    if isinstance(cause := shown.get("cause"), dict):
        shown["cause"] = sentence(cause["message"], cause["params"], language)
    if reasons := params.get("reasons"):
        told = (sentence(one["message"], one["params"], language) for one in reasons)
        shown["reason"] = "; ".join(text.rstrip(".") for text in told)
    return texts[spoken(language)].format_map(_Params(shown))


def render(problem: Problem, language: str = "en", instance: str | None = None) -> dict[str, Any]:
    """Render a problem for HTTP, event and run alike, as RFC 9457 has it."""
    titles = TITLES.get(problem.type, TITLES["internal"])
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.type,
        "title": titles[spoken(language)],
        "status": problem.status,
        "detail": sentence(problem.message, problem.params, language),
        "params": problem.params,
    }
    if problem.faults:
        body["faults"] = [
            {"pointer": f.pointer, "detail": sentence(f.message, f.params, language), "params": f.params}
            for f in problem.faults
        ]
    if instance:
        body["instance"] = instance
    return body
