"""What native endpoints share: the language of an answer, problems as responses, and the owner of a request."""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from typing import Any, Literal, cast

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import Scope

from devserver.errors import LANGUAGES, NotFound, Problem, render
from devserver.ids import is_run_id
from devserver.models.runs import now

SCOPE_OWNER = "owner"
"""Key of a request's state under which the id of its owner lies."""
SCOPE_LANGUAGE = "language"
"""Key of a request's state under which the server's own language lies."""
LOCAL = "local"
"""The owner of requests without a session."""

AGAIN_AFTER = 5
"""Seconds after which a request may be repeated where nobody knows better."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def language_of(scope: Scope) -> Literal["en", "de"]:
    """Return the language of an answer: `?language=`, else the best of Accept-Language, else the server's."""
    asked = QueryParams(scope.get("query_string", b"")).get("language", "")
    ranked = [asked, *_ranked(Headers(scope=scope).get("accept-language", ""))]
    known = (tag.partition("-")[0].strip().lower() for tag in ranked)
    default = scope.get("state", {}).get(SCOPE_LANGUAGE, "en")
    found = next((tag for tag in known if tag in LANGUAGES), default)
    return cast(Literal["en", "de"], found)


def run_language(scope: Scope) -> str:
    """Return the language that a run gets where its body names none: as `language_of`, but `?language=` may be any."""
    asked = QueryParams(scope.get("query_string", b"")).get("language", "")
    return asked if _TAG.fullmatch(asked) else language_of(scope)


def _ranked(header: str) -> list[str]:
    parts = [part.partition(";") for part in header.split(",")[:20]]
    weighed = [(_weight(parameters), tag) for tag, _, parameters in parts]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def owner_of(scope: Scope) -> str:
    """Return the owner that the session of a request names."""
    return str(scope.get("state", {}).get(SCOPE_OWNER, LOCAL))


def valid_run_id(text: str) -> str:
    """Return a run id as it is; raises NotFound for a text that is none, because no run has it."""
    if not is_run_id(text):
        raise NotFound("run_not_found", run_id=text[:100])
    return text


def to_json(value: Any) -> bytes:
    """Write JSON in UTF-8; half a surrogate pair, which UTF-8 does not have, stays an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def problem_response(problem: Problem, scope: Scope) -> Response:
    """Render a problem (RFC 9457) in the language of a request."""
    body = to_json(render(problem, language_of(scope)))
    headers = {"Cache-Control": "no-store", "Content-Language": language_of(scope), **again_after(problem)}
    return Response(body, problem.status, headers, media_type="application/problem+json")


def again_after(problem: Problem) -> dict[str, str]:
    """Return the header by which a problem that may pass says when to come again."""
    if problem.status not in {429, 503}:
        return {}
    moment = problem.params.get("retry_at")
    if not isinstance(moment, str):
        return {"Retry-After": str(AGAIN_AFTER)}
    return {"Retry-After": str(max(1, math.ceil((datetime.fromisoformat(moment) - now()).total_seconds())))}
