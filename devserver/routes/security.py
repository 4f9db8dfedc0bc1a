"""What every request passes first: Host, origin, headers of the answer, and the session.

The server listens on loopback without a password, so what stands between it and any web page that a person opens is
this: a page of another site reaches us only under a name of its own (DNS rebinding; the Host is checked) or with an
Origin of its own (cross-site requests and websockets; both are refused). There are no CORS headers. The last line is
the Content-Security-Policy of every answer, which an endpoint may only make stricter.
"""

from __future__ import annotations

import ipaddress
import re
import traceback
from collections.abc import Callable
from urllib.parse import quote

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from ulid import ULID

from devserver.engine.storage import storage_fault
from devserver.errors import BadRequest, DevServerError, Forbidden
from devserver.routes.asgi import SCOPE_LANGUAGE, SCOPE_OWNER, problem_response
from devserver.routes.sessions import Sessions

log = structlog.get_logger(__name__)

OWNER_HEADER = "x-devserver-owner"
"""Tells a Flask view the owner; taken away from whatever comes in, so that only this module can set it."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9.-]{1,253}))(?::\d{1,5})?", re.ASCII)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_OWN = frozenset({"same-origin", "none"})


def is_loopback(host: str) -> bool:
    """Tell whether a name or address means this machine only: `localhost`, 127.0.0.0/8 or ::1."""
    if host.lower().removesuffix(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(headers: Headers) -> None:
    """Refuse a request for another name, which a page of that name may have sent; any port may be forwarded here."""
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        raise BadRequest("host_missing")
    found = _HOST.fullmatch(hosts[0])
    if found is None or not is_loopback(found["six"] or found["name"]):
        raise Forbidden("host_not_allowed", host=hosts[0][:253])


def check_origin(scope: Scope, headers: Headers) -> None:
    """Refuse what a page of another origin wants to change or follow; programs send no Origin."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    own = f"{scheme}://{headers['host']}".lower()
    wrong = [origin for origin in headers.getlist("origin") if origin.lower() != own]
    wrong += [site for site in headers.getlist("sec-fetch-site") if site.lower() not in _OUR_OWN]
    if wrong:
        raise Forbidden("cross_site", origin=wrong[0][:253])


class Guard:
    """Wraps the whole application. Pure ASGI, so that it holds nothing back and works for websockets too."""

    def __init__(
        self,
        app: ASGIApp,
        sessions: Callable[[Scope], Sessions],
        language: Callable[[Scope], str] = lambda _scope: "en",
    ) -> None:
        self._app = app
        self._language = language
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, give it its owner, and pass it on; whatever breaks behind it becomes a problem here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "state": {**scope.get("state", {}), SCOPE_LANGUAGE: self._language(scope)}}
        headers = Headers(scope=scope)
        answer = _Answer(send)
        try:
            check_host(headers)
            check_origin(scope, headers)
            owner, cookie = self._sessions(scope).owner(headers)
            answer.cookie = cookie
            await self._app(_owned(scope, owner), receive, answer)
        except DevServerError as error:
            await self._refuse(error, scope, receive, answer)
        except Exception as error:  # the top of a request: the client gets a problem, the log where it happened
            told = _logged(error)
            if answer.started:
                raise
            await self._refuse(told, scope, receive, answer)

    async def _refuse(self, error: DevServerError, scope: Scope, receive: Receive, answer: _Answer) -> None:
        """Answer with a problem; for a websocket that is the answer to its handshake."""
        await problem_response(error.problem(), scope)(scope, receive, answer)


def _logged(error: Exception) -> DevServerError:
    """Log what broke a request, without values, and return what its client is told."""
    if fault := storage_fault(error):
        log.error("storage_fault", fault=fault.message, **fault.params)
        return fault
    error_id = str(ULID())
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("request_defect", error_id=error_id, type=type(error).__name__, frames=frames)
    return DevServerError("internal", error_id=error_id)


def _owned(scope: Scope, owner: str) -> Scope:
    """Return a scope whose owner is the session's, whatever the client called itself.

    A WSGI server makes the same variable of `X-DevServer-Owner` and `X_DevServer_Owner`: both are taken out. It also
    reads the query as ASCII, so that other bytes are escaped.
    """
    internal = OWNER_HEADER.encode()
    kept = [(name, value) for name, value in scope["headers"] if name.lower().replace(b"_", b"-") != internal]
    return {
        **scope,
        "headers": [*kept, (internal, owner.encode())],
        "query_string": quote(scope["query_string"], safe="".join(map(chr, range(33, 127)))).encode(),
        "state": {**scope["state"], SCOPE_OWNER: owner},
    }


class _Answer:
    """The way back: adds the headers that the endpoint did not set, and the session's cookie."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.cookie: str | None = None
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start", "websocket.accept"}:
            self.started = True
            headers = MutableHeaders(raw=list(message.get("headers", ())))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self.cookie is not None:
                headers.append("Set-Cookie", self.cookie)
            message = {**message, "headers": headers.raw}
        await self._send(message)
