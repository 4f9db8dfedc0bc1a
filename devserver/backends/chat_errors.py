"""What the errors of OpenAI-compatible servers mean, as outcomes.

An error has a status, a code and a type: of the HTTP answer, or of an error inside an answer with status 200, as
OpenRouter sends it once a model has begun. The key is named by its place; what a server says of it is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devserver.backends.availability import Availability, lacking
from devserver.backends.waiting import as_told, retry_at
from devserver.backends.wire import Reply, Wire, is_page, page_sentence
from devserver.models.outcomes import (
    Failed,
    Invalid,
    Outcome,
    OutOfCredit,
    RateLimited,
    Reason,
    Refused,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.runs import now

NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "payment_required", "insufficient_credits"})
NO_KEY = frozenset({"invalid_api_key", "authentication", "authentication_error", "permission_denied"})
REFUSALS = frozenset({"content_policy_violation", "refusal", "content_filter", "moderation_blocked"})
NO_MODEL = frozenset({"model_not_found", "not_found", "NotFoundError"})
LIMITS = frozenset({"rate_limit_exceeded", "rate_limit_error"})
PASSING = frozenset({"provider_overloaded", "provider_unavailable", "overloaded_error"})
STOPPED_WAITING = frozenset({504, 524})
"""What a gateway answers when what stands behind it took too long; there it may go on, and be paid."""
TOO_LONG = frozenset({"context_length_exceeded", "max_tokens_exceeded", "token_limit_exceeded", "string_too_long"})


@dataclass(frozen=True)
class Fault:
    """An error as a server sent it; `began` tells that something of an answer had come before.

    `model` is "" where no model was asked, but for the list of them.
    """

    wire: Wire
    model: str
    status: int
    words: frozenset[str]
    message: str
    metadata: Mapping[str, Any]
    headers: Mapping[str, str]
    began: bool = False
    path: str = ""
    waited: float = 0.0

    @property
    def said(self) -> str:
        """Return what the server said, to be shown."""
        return self.message or f"status {self.status}"


def read_fault(reply: Reply, model: str, body: Any, began: bool = False) -> Fault:
    """Read an error in any of its forms, of a reply or inside one."""
    error = body.get("error", body) if isinstance(body, dict) else body
    fields = error if isinstance(error, dict) else {"message": error}
    metadata, waits = _members(fields.get("metadata")), _members(fields.get("availability"))
    code = fields.get("code")
    inner = next((value for value in (code, fields.get("http_status")) if _is_status(value)), None)
    words = (code, fields.get("type"), fields.get("error_type"), metadata.get("error_type"))
    further = {name.lower(): str(value) for name, value in _members(metadata.get("headers")).items()}
    if _is_number(waits.get("retry_after")):
        further["retry-after"] = str(waits["retry_after"])
    return Fault(
        wire=reply.wire,
        model=model,
        status=int(inner or reply.status),
        words=frozenset(word for word in words if isinstance(word, str)),
        message=reply.wire.clean(fields.get("message") or fields.get("detail") or ""),
        metadata=metadata,
        headers={**further, **{name.lower(): value for name, value in reply.headers.items()}},
        began=began,
        path=reply.path,
        waited=reply.waited,
    )


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600


def outcome_of(fault: Fault) -> Outcome:
    """Return what an error means. Once an answer had begun, only a refusal and empty credit are told apart."""
    for fits, outcome in _KINDS:
        if fits(fault):
            found = outcome(fault) if fault.began else as_told(outcome(fault), fault.headers)
            passing = isinstance(found, RateLimited | Unavailable | Failed | Invalid | TimeoutUnknown)
            if fault.began and isinstance(found, OutOfCredit):
                return found.model_copy(update={"began": True})
            return _broken(fault) if fault.began and passing else found
    return Failed(reason=f"{fault.wire.name} failed: {fault.said}", status=fault.status)


def _broken(fault: Fault) -> Failed:
    return Failed(reason=f"{fault.wire.name} broke off its answer: {fault.said}", status=fault.status)


def page_outcome(reply: Reply, body: Any) -> Outcome | None:
    """Return the outcome of an HTML page where an error was meant, or None where it is no page."""
    if not isinstance(body, str) or not is_page(reply.kind, body):
        return None
    if may_be_paid(reply.wire, reply.status):
        return TimeoutUnknown(seconds=reply.waited)
    reason = page_sentence(reply.wire.name, reply.wire.server.url)
    return as_told(Failed(reason=reason, status=reply.status, before_first_byte=reply.status >= 500), reply.headers)


def may_be_paid(wire: Wire, status: int) -> bool:
    """Tell whether a status leaves open that the call is still being done, and will be paid."""
    return wire.charges and status in STOPPED_WAITING


def key_missing(wire: Wire) -> Unavailable:
    """Return the outcome of a call for which there is no key."""
    return no_key(wire).outcome()


def no_key(wire: Wire) -> Availability:
    """Return that there is no key, and where one can be written."""
    variable, file = wire.keys.variable(wire.name), str(wire.keys.file(wire.name))
    reason = Reason(message="key_missing", params={"name": wire.name, "variable": variable, "file": file})
    return lacking("no_key", reason, missing=(variable,))


def _key(fault: Fault) -> Outcome:
    wire, key = fault.wire, fault.wire.key
    if key is None:
        return key_missing(wire)
    params = {"name": wire.name, "place": key.place, **({"model": fault.model} if fault.model else {})}
    message = "key_refused" if fault.model else "key_not_taken"
    return lacking("no_key", Reason(message=message, params=params), missing=(key.place,)).outcome()


def _moderated(fault: Fault) -> bool:
    told = bool(fault.metadata.get("reasons") or fault.metadata.get("patterns"))
    return bool(fault.words & REFUSALS) or (fault.status == 403 and (told or "moderation" in fault.message.lower()))


def _refused(fault: Fault) -> Outcome:
    reasons = fault.metadata.get("reasons")
    named = ", ".join(map(str, reasons))[:200] if isinstance(reasons, list) and reasons else ""
    return Refused(reason=f"The provider's moderation stopped the text: {named or fault.said}.")


def _limited(fault: Fault) -> Outcome:
    return RateLimited(reason=f"{fault.wire.clean(fault.said)}.", retry_at=retry_at(fault.headers, now()))


def _credit(fault: Fault) -> Outcome:
    if fault.metadata.get("limit_source") == "openrouter_in_flight_budget" and "retry-after" in fault.headers:
        return _limited(fault)
    return OutOfCredit(reason=f"{fault.said}.")


def _model(fault: Fault) -> Outcome:
    if fault.model and (fault.words & NO_MODEL or "model" in fault.message.lower()):
        reason = f"{fault.wire.name} has no model {fault.model!r}, or this key may not use it"
        return Unavailable(reason=reason, missing=(fault.model,))
    url = fault.wire.server.url
    reason = f"there is no {fault.path} at {url}: an address usually ends with /v1"
    return Unavailable(reason=reason, missing=(url,))


def _passing(fault: Fault) -> Outcome:
    reason = f"{fault.wire.name} cannot take the call now: {fault.said}"
    return Unavailable(reason=reason, retryable=True, retry_at=retry_at(fault.headers, now()))


def _long(fault: Fault) -> Outcome:
    return Invalid(reason=f"{fault.said}; send less text, or choose a model with a larger context")


def _redirect(fault: Fault) -> Outcome:
    url = fault.wire.server.url
    return Unavailable(reason=f"{url} sends one elsewhere (status {fault.status}): set the address that it means")


def _stopped_waiting(fault: Fault) -> Outcome:
    return TimeoutUnknown(seconds=fault.waited)


def _server(fault: Fault) -> Outcome:
    reason = f"{fault.wire.name} failed: {fault.said}"
    return Failed(reason=reason, status=fault.status, before_first_byte=True)


_KINDS = (
    (_moderated, _refused),
    (lambda fault: fault.words & NO_CREDIT or fault.status == 402, _credit),
    (lambda fault: fault.words & NO_KEY or fault.status in {401, 403}, _key),
    (lambda fault: fault.words & LIMITS or fault.status == 429, _limited),
    (lambda fault: fault.words & TOO_LONG or fault.status == 413, _long),
    (lambda fault: fault.words & PASSING or fault.status in {503, 529}, _passing),
    (lambda fault: fault.words & NO_MODEL or fault.status in {404, 405}, _model),
    (lambda fault: 300 <= fault.status < 400, _redirect),
    (lambda fault: may_be_paid(fault.wire, fault.status), _stopped_waiting),
    (lambda fault: fault.status >= 500 or fault.status in {408, 409, 425}, _server),
    (lambda fault: 400 <= fault.status < 500, lambda fault: Invalid(reason=fault.said)),
)
