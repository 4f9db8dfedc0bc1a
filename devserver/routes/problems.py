"""Whatever goes wrong in a view becomes a problem (RFC 9457), here and nowhere else."""

from __future__ import annotations

import json
import traceback

import structlog
from flask import Flask, Response, request
from ulid import ULID
from werkzeug.exceptions import HTTPException

from devserver.engine.storage import storage_fault
from devserver.errors import BadRequest, DevServerError, MethodNotAllowed, NotFound, Problem, TooLarge, render
from devserver.routes.asgi import again_after
from devserver.routes.asking import MOST_BYTES, language

log = structlog.get_logger(__name__)

MIME = "application/problem+json"


class RunEnded(Exception):
    """A run of this request ended without the result that was asked for, and this is why."""

    def __init__(self, run_id: str, problem: Problem) -> None:
        super().__init__(run_id)
        self.run_id, self.problem = run_id, problem


def handle_errors(app: Flask) -> None:
    """Let an app answer every error with a problem."""
    app.register_error_handler(DevServerError, lambda error: respond(error.problem()))
    app.register_error_handler(RunEnded, lambda ended: respond(ended.problem, ended.run_id))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _defect)


def respond(problem: Problem, run_id: str | None = None) -> Response:
    """Make the response of a problem; one that may pass says when to come again."""
    body = render(problem, language(), f"/api/runs/{run_id}" if run_id else None)
    if run_id is not None:
        body["run_id"] = run_id
    text = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    response = Response(text, status=problem.status, mimetype=MIME)
    response.headers.update(again_after(problem))
    return response


def _http(error: HTTPException) -> Response:
    """Answer what Flask itself refuses; a path is cut, for it may be of any length."""
    allowed = dict(error.get_headers()).get("Allow", "")
    refused = {
        404: NotFound("path_not_found", path=request.path[:200]),
        405: MethodNotAllowed("method_not_allowed", method=request.method[:20], allowed=allowed),
        413: TooLarge("body_too_large", limit=MOST_BYTES),
    }
    response = respond(refused.get(error.code or 500, BadRequest("request_unreadable")).problem())
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _defect(error: Exception) -> Response:
    """Answer what is wrong with the storage, or a defect of ours.

    The log has where it happened, but no values, which may be what a person wrote.
    """
    if fault := storage_fault(error):
        log.error("storage_fault", fault=fault.message, endpoint=request.endpoint, **fault.params)
        return respond(fault.problem())
    error_id = str(ULID())
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("view_defect", error_id=error_id, type=type(error).__name__, endpoint=request.endpoint, frames=frames)
    return respond(DevServerError("internal", error_id=error_id).problem())
