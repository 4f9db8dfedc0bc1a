"""Models that providers offer, for forms that choose one."""

from __future__ import annotations

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field

from devserver.engine.engine import Engine
from devserver.engine.offered import Offer, offers
from devserver.errors import NotFound
from devserver.routes.answers import Offers, answer
from devserver.routes.asking import Query, call, engine, language
from devserver.routes.documented import SYSTEM, operation_id, responses

blueprint = APIBlueprint("models", __name__, url_prefix="/api", abp_tags=[SYSTEM], operation_id_callback=operation_id)


class ModelsQuery(Query):
    """Whose models."""

    provider: str | None = Field(None, description="Only this provider: ollama, openai, openrouter, or a named server.")


@blueprint.get("/models", responses=responses(200, Offers, NotFound))
def list_models(query: ModelsQuery) -> Response:
    """List the models that providers offer; one that cannot be reached says why."""
    return answer(Offers(providers=call(_offers(engine(), query.provider, language()))))


async def _offers(engine: Engine, provider: str | None, language: str) -> tuple[Offer, ...]:
    return await offers(engine.router, provider, language)
