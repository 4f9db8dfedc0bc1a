"""Runs done again: whole, as they were, or from a stage on, with changes."""

from __future__ import annotations

import hashlib
from typing import Annotated

from flask import Response
from pydantic import Field

from devserver.engine import again
from devserver.engine.again import Again
from devserver.engine.varying import Changes
from devserver.errors import Conflict, Forbidden, NotFound
from devserver.models.frozen import Json
from devserver.models.runs import LEAST_PRIORITY, MAX_SEED, MOST_PRIORITY, FromStage, Timeout
from devserver.routes.answers import Accepted, answer, urls
from devserver.routes.asking import KeyHeader, Query, Whole, call, engine, owner
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import ForkBody
from devserver.routes.documented import BODY, RUNS, responses
from devserver.routes.runs import RunPath

blueprint = Blueprint("again", "/api", tag=RUNS)


class RetryQuery(Query):
    """How a run is done again."""

    seed: Whole | None = Field(None, ge=-1, le=MAX_SEED, description="Another seed; -1 draws one. Else it is the same.")
    priority: Annotated[Whole, Field(ge=LEAST_PRIORITY, le=MOST_PRIORITY)] | None = Field(
        None, description="Another priority. Else it is the same."
    )
    timeout_seconds: Timeout | None = Field(None, description="Another limit in seconds. Else it is the same.")


@blueprint.post("/v2/jobs/<run_id>/retry", responses=responses(202, Accepted, Forbidden, NotFound, Conflict))
def retry_job(path: RunPath, header: KeyHeader, query: RetryQuery) -> Response:
    """Do an ended run anew as a new one: the same declarations, texts and seed."""
    return _begin(
        path.run_id,
        None,
        query.model_dump(exclude_none=True, include=set(RetryQuery.model_fields) - {"language"}),
        header,
    )


@blueprint.post("/runs/<run_id>/fork", responses=responses(202, Accepted, *BODY))
def fork_run(path: RunPath, header: KeyHeader, query: Query, body: ForkBody) -> Response:
    """Begin a run again at a stage, as a new one: what came before is used again and not paid again."""
    return _begin(path.run_id, body.from_stage, body.changes.model_dump(exclude_unset=True), header)


def _begin(run_id: str, stage: FromStage | None, changes: dict[str, Json], header: KeyHeader) -> Response:
    given = Changes(**changes)
    content = f"{run_id}\n{stage}\n{given.model_dump_json(exclude_unset=True)}"
    asked = Again(
        run_id=run_id,
        from_stage=stage,
        changes=given,
        owner=owner(),
        key=header.idempotency_key,
        body_sha256=hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest(),
    )
    begun = call(again.begin(engine(), asked))
    where = urls(begun.run_id)
    return answer(Accepted(**dict(begun), urls=where), status=202, location=where.run)
