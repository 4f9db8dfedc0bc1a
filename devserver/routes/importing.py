"""A ComfyUI workflow becomes a config that can be picked at once."""

from __future__ import annotations

from flask import Response

from devserver.errors import Unavailable
from devserver.routes.answers import ImportAnswer, answer, import_answer
from devserver.routes.asking import Query, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import ImportBody
from devserver.routes.documented import BODY, CONFIGS, responses

blueprint = Blueprint("importing", "/api", tag=CONFIGS)


@blueprint.post("/import-workflow", responses=responses(201, ImportAnswer, *BODY, Unavailable))
def import_workflow(query: Query, body: ImportBody) -> Response:
    """Make a config of a ComfyUI workflow in API format."""
    from devserver.engine.importing.importer import Order, import_into  # it brings the network clients with it

    order = Order(name=body.name, workflow=body.workflow, server=body.server, force=body.force)
    imported = call(import_into(engine(), order))
    return answer(import_answer(imported, language()), status=201, location=f"/api/configs/{imported.config.id}")
