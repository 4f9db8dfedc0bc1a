"""What the errors of SwarmUI mean, as outcomes.

An error in a generation comes with status 200, as a sentence for people; only errors of the API itself have an id and
a status. Sentences are those of SwarmUI's source, of 2026; one that is not known is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from devserver.backends.swarmui.protocol import Fault, read_fault
from devserver.backends.waiting import retry_at
from devserver.backends.wire import Reply, Wire, is_page, page_sentence
from devserver.models.outcomes import Failed, Invalid, Outcome, RateLimited, Unavailable
from devserver.models.runs import now

NO_SESSION = "invalid_session_id"

_QUOTED = re.compile(r"['\"‘“]([^'\"’”]+)['\"’”]")


def outcome_of(fault: Fault, wire: Wire) -> Outcome:
    """Return what an error means."""
    said = wire.clean(fault.text) or fault.id or "it does not say why"
    for pattern, make in _KINDS:
        if re.search(pattern, f"{fault.id} {fault.text}", re.IGNORECASE):
            return make(said, wire)
    return Failed(reason=f"{wire.name}: {said}")


def reply_outcome(reply: Reply, body: Any) -> Outcome:
    """Return what an answer means that is no success: an error of the API, or of what stands before it."""
    wire, status = reply.wire, reply.status
    if isinstance(body, dict) and ("error" in body or "error_id" in body):
        fault = read_fault(body)
        return outcome_of(fault, wire) if fault.text or fault.id else _no_swarm("", wire)
    if isinstance(body, str) and is_page(reply.kind, body) and not 300 <= status < 400:
        reason = page_sentence(wire.name, wire.server.url)
        return Failed(reason=reason, status=status, before_first_byte=status >= 500)
    return _by_status(reply, wire.clean(body) if isinstance(body, str) and body else f"status {status}")


def _by_status(reply: Reply, said: str) -> Outcome:
    wire, status = reply.wire, reply.status
    match status:
        case 401 | 403:
            found: Outcome = _login(said, wire)
        case 404 | 405:
            found = _no_swarm(said, wire)
        case 413:
            found = Invalid(reason=f"{wire.name} does not take a request that large: send a smaller picture (413)")
        case 429:
            found = RateLimited(reason=f"{said}.", retry_at=retry_at(reply.headers, now()))
        case 503:
            reason = f"{wire.name} cannot take the call now: {said}"
            found = Unavailable(reason=reason, retryable=True, retry_at=retry_at(reply.headers, now()))
        case _ if 300 <= status < 400:
            reason = f"{wire.server.url} sends one elsewhere (status {status}): set the address of SwarmUI itself"
            found = Unavailable(reason=reason, missing=(wire.server.url,))
        case _:
            found = Failed(reason=f"{wire.name} failed: {said}", status=status, before_first_byte=status >= 500)
    return found


def _login(_said: str, wire: Wire) -> Unavailable:
    key = wire.key
    if key is None:
        reason = f"{wire.name} asks for an account: make a token there (User tab), and {wire.keys.places(wire.name)}"
        return Unavailable(reason=reason, missing=(wire.keys.variable(wire.name),))
    return Unavailable(reason=f"{wire.name} does not accept the token in {key.place}", missing=(key.place,))


def _no_swarm(_said: str, wire: Wire) -> Unavailable:
    url = wire.server.url
    return Unavailable(reason=f"there is no API of SwarmUI at {url}: look whether that is its address", missing=(url,))


def _not_allowed(said: str, wire: Wire) -> Unavailable:
    return Unavailable(reason=f"{wire.name} does not let this account do it: {said}")


def _busy(_said: str, wire: Wire) -> Unavailable:
    return Unavailable(reason=f"all backends of {wire.name} were busy with other work for too long", retryable=True)


def _model(said: str, wire: Wire) -> Unavailable:
    found = _QUOTED.search(said)
    reason = f"{wire.name} cannot use the model: {said}"
    return Unavailable(reason=reason, missing=(found[1],) if found else ())


def _nobody(said: str, wire: Wire) -> Unavailable:
    return Unavailable(reason=f"{wire.name} has no backend that can do it: {said}")


def _memory(_said: str, wire: Wire) -> Failed:
    return Failed(reason=f"{wire.name} ran out of graphics memory: try a smaller size or fewer pictures at once")


def _stopped(_said: str, wire: Wire) -> Failed:
    return Failed(reason=f"somebody stopped it at {wire.name}")


def _unfit(said: str, _wire: Wire) -> Invalid:
    return Invalid(reason=said)


_KINDS: tuple[tuple[str, Callable[[str, Wire], Outcome]], ...] = (
    (r"^(invalid_user|unauthorized)\b|invalid or unauthorized|must be logged in", _login),
    (r"^bad_permissions\b|do not have permission|lacks? (the )?(required )?permission", _not_allowed),
    (r"^(bad_route|bad_request_method|basic_api)\b", _no_swarm),
    (r"generation session interrupted|was interrupted", _stopped),
    (r"all backends are occupied", _busy),
    (r"out of memory|OutOfMemory|allocation on device", _memory),
    (r"invalid model value|no model input given|model .* (not found|does not exist|could not be found)", _model),
    (r"invalid value for param\w* loras?\b", _model),
    (r"no backends? (match|available)|backends? refused|backends? have errored", _nobody),
    (r"invalid (image )?value for param|unrecognized parameter", _unfit),
)
