"""The stages one by one, each with or without a run to continue, and all four as one job."""

from __future__ import annotations

from flask import Response

from devserver.engine import acting
from devserver.engine.acting import Begun, StageResult
from devserver.routes import bodies
from devserver.routes.answers import (
    Accepted,
    Interception,
    Optimization,
    answer,
    interception_answer,
    optimization_answer,
    urls,
)
from devserver.routes.asking import KeyHeader, Query, call, engine, language, owner
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import GenerationBody, InterceptionBody, OptimizationBody, RunBody
from devserver.routes.documented import BODY, PIPELINE, RUNS, WORK, responses
from devserver.routes.problems import RunEnded

blueprint = Blueprint("pipeline", "/api")

STAGES = "/schema/pipeline"


def _perform(body: bodies.Body, header: KeyHeader) -> StageResult:
    asked = bodies.asked(body, owner=owner(), language=language(), key=header.idempotency_key)
    result = call(acting.perform(engine(), asked, language()))
    if result.problem is not None:
        raise RunEnded(result.run_id, result.problem)
    return result


def _begin(body: bodies.Body, header: KeyHeader) -> Response:
    asked = bodies.asked(body, owner=owner(), language=language(), key=header.idempotency_key)
    begun: Begun = call(acting.begin(engine(), asked))
    where = urls(begun.run_id)
    return answer(Accepted(**dict(begun), urls=where), status=202, location=where.run)


@blueprint.post(
    f"{STAGES}/stage2",
    tags=[PIPELINE],
    responses=responses(200, Interception, *BODY, *WORK),
    operation_id="stage2",
    deprecated=True,
    summary="Rewrite a text from an attitude (the older name of /interception).",
)
@blueprint.post(f"{STAGES}/interception", tags=[PIPELINE], responses=responses(200, Interception, *BODY, *WORK))
def interception(header: KeyHeader, query: Query, body: InterceptionBody) -> Response:
    """Rewrite a text from an attitude: stages 1 and 2a."""
    return answer(interception_answer(_perform(body, header)))


@blueprint.post(f"{STAGES}/optimize", tags=[PIPELINE], responses=responses(200, Optimization, *BODY, *WORK))
def optimize(header: KeyHeader, query: Query, body: OptimizationBody) -> Response:
    """Refine a text for one model: stage 2b."""
    return answer(optimization_answer(_perform(body, header)))


@blueprint.post(f"{STAGES}/generation", tags=[PIPELINE], responses=responses(202, Accepted, *BODY))
def generation(header: KeyHeader, query: Query, body: GenerationBody) -> Response:
    """Make a medium of a prompt: stages 3 and 4, as a job."""
    return _begin(body, header)


@blueprint.post("/runs", tags=[RUNS], responses=responses(202, Accepted, *BODY))
def start_run(header: KeyHeader, query: Query, body: RunBody) -> Response:
    """Do all four stages as one job."""
    return _begin(body, header)
