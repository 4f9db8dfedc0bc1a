"""Configs that a person can pick, and the declarations behind them."""

from __future__ import annotations

from typing import Literal

from flask import Response
from pydantic import BaseModel, Field

from devserver.engine import catalogue, overview
from devserver.engine.catalogue import ConfigDetail, ConfigView
from devserver.engine.engine import Engine
from devserver.errors import NotFound
from devserver.routes.answers import Configs, Declarations, answer
from devserver.routes.asking import Query, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.documented import CONFIGS, responses

blueprint = Blueprint("configs", "/api", tag=CONFIGS)

Kind = Literal["interception", "output", "safety_check", "translation", "other"]


class ConfigsQuery(Query):
    """Which configs, in which language."""

    kind: Kind | None = Field(None, description="Only configs of this kind.")


class ConfigPath(BaseModel):
    """The id of a config."""

    id: str = Field(json_schema_extra={"example": "close_observer"})


def _listed(kind: str | None) -> Response:
    return answer(Configs(configs=tuple(call(_views(engine(), kind, language())))))


async def _views(engine: Engine, kind: str | None, language: str) -> list[ConfigView]:
    return await catalogue.list_configs(engine.declared, engine.router, kind, language)


async def _detail(engine: Engine, id: str, language: str) -> ConfigDetail:
    declared = engine.declared
    return await catalogue.detail(declared, engine.router, declared.library.config(id), language)


@blueprint.get("/configs", responses=responses(200, Configs))
def list_configs(query: ConfigsQuery) -> Response:
    """List the configs."""
    return _listed(query.kind)


@blueprint.get("/configs/outputs", responses=responses(200, Configs))
def list_outputs(query: Query) -> Response:
    """List the configs that make media."""
    return _listed("output")


@blueprint.get("/configs/interceptions", responses=responses(200, Configs))
def list_interceptions(query: Query) -> Response:
    """List the attitudes from which a text can be rewritten."""
    return _listed("interception")


@blueprint.get("/configs/<path:id>", responses=responses(200, ConfigDetail, NotFound))
def get_config(path: ConfigPath, query: Query) -> Response:
    """Return a config with its attitude and the JSON Schema of its parameters."""
    return answer(call(_detail(engine(), path.id, language())))


@blueprint.get("/declarations", responses=responses(200, Declarations))
def list_declarations(query: Query) -> Response:
    """List every file of declarations, with its faults and where they stand."""
    return answer(Declarations(declarations=tuple(overview.declarations(engine()))))
