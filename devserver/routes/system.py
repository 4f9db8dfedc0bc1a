"""The server itself: whether it is well, and its backends."""

from __future__ import annotations

from flask import Response

from devserver.engine import overview
from devserver.engine.overview import Backends, Health
from devserver.errors import Unavailable
from devserver.routes.answers import answer
from devserver.routes.asking import Query, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.documented import SYSTEM, responses

blueprint = Blueprint("system", "/api/system", tag=SYSTEM)


@blueprint.get("/health", responses=responses(200, Health, Unavailable))
def get_health(query: Query) -> Response:
    """Tell whether the server can work: 503 says why it cannot, as while its database is gone. Waits for nothing."""
    return answer(overview.health(engine()))


@blueprint.get("/backends", responses=responses(200, Backends))
def list_backends(query: Query) -> Response:
    """List the backends, and which configs can run."""
    return answer(call(overview.backends(engine(), language())))
