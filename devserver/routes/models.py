"""Models that providers offer, for forms that choose one."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from devserver.engine.engine import Engine
from devserver.engine.offered import Offer, offers
from devserver.errors import NotFound
from devserver.routes.answers import Offers, answer
from devserver.routes.asking import Query, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.documented import SYSTEM, responses

blueprint = Blueprint("models", "/api", tag=SYSTEM)


class ModelsQuery(Query):
    """Whose models."""

    provider: str | None = Field(None, description="Only this provider: ollama, openai, openrouter, or a named server.")


@blueprint.get("/models", responses=responses(200, Offers, NotFound))
def list_models(query: ModelsQuery) -> Response:
    """List the models that providers offer; one that cannot be reached says why."""
    return answer(Offers(providers=call(_offers(engine(), query.provider, language()))))


async def _offers(engine: Engine, provider: str | None, language: str) -> tuple[Offer, ...]:
    return await offers(engine.router, provider, language)
