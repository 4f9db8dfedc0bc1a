"""How routes are documented: which answers an operation gives, and which problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from devserver.errors import (
    BackendFailed,
    BadRequest,
    Conflict,
    DevServerError,
    Forbidden,
    InvalidInput,
    NotFound,
    RateLimited,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)
from devserver.messages import TITLES
from devserver.routes.problems import MIME

CONFIGS = Tag(name="Configs", description="What a person can pick, and the files that declare it.")
PIPELINE = Tag(name="Pipeline", description="The stages, one by one.")
RUNS = Tag(name="Runs", description="Jobs, and what they hold.")
JOBS = Tag(name="Jobs", description="Every run as a job: listed, looked at, cancelled, fetched, deleted.")
GATES = Tag(name="Gates", description="Where a person decides how a run goes on.")
MEDIA = Tag(name="Media", description="What was made, and what people bring.")
COSTS = Tag(name="Costs", description="What calls have cost.")
SETTINGS = Tag(name="Settings", description="Models, servers, keys and limits, changed while the server runs.")
SYSTEM = Tag(name="System", description="The server itself.")
TAGS = (CONFIGS, PIPELINE, RUNS, JOBS, GATES, MEDIA, COSTS, SETTINGS, SYSTEM)

BODY = (BadRequest, Forbidden, NotFound, Conflict, TooLarge, UnsupportedMedia, InvalidInput)
"""What a request with a body can meet before any work is done."""
WORK = (RateLimited, BackendFailed, Unavailable)
"""What work can end with."""


def responses(status: int, model: type[BaseModel], *problems: type[DevServerError]) -> Any:
    """Return the answers of an operation; any can break."""
    return {status: model, **documented((*problems, InvalidInput, DevServerError))}


def documented(problems: Iterable[type[DevServerError]]) -> dict[int, dict[str, Any]]:
    """Return the documentation of problems by status."""
    return {kind.status: problem(kind.slug) for kind in sorted(problems, key=lambda kind: kind.status)}


def problem(slug: str) -> dict[str, Any]:
    """Return the documentation of a problem of a type."""
    content = {MIME: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    return {"description": TITLES[slug]["en"], "content": content}
