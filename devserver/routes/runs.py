"""Runs as they stand, what they hold, and what people say of them."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel, Field

from devserver.engine import reading
from devserver.engine.reading import EventPage
from devserver.errors import NotFound
from devserver.ids import RUN_ID
from devserver.models.runs import MAX_SEED
from devserver.routes.answers import Entities, RunAnswer, answer, run_answer
from devserver.routes.asking import Query, Whole, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import DescriptionBody
from devserver.routes.documented import BODY, RUNS, responses

blueprint = Blueprint("runs", "/api/runs", tag=RUNS)

MOST_EVENTS = 500


class RunPath(BaseModel):
    """The id of a run; what has not its form does not exist."""

    run_id: str = Field(json_schema_extra={"pattern": RUN_ID})


class EventsQuery(Query):
    """Which events of a run."""

    after: Whole = Field(0, ge=0, le=MAX_SEED, description="The `seq` after which to begin.")
    limit: Whole = Field(MOST_EVENTS, ge=1, le=MOST_EVENTS)


@blueprint.get("/<run_id>", responses=responses(200, RunAnswer, NotFound))
def get_run(path: RunPath, query: Query) -> Response:
    """Return a run as it stands."""
    wanted = language()
    return answer(run_answer(call(reading.run_detail(engine(), path.run_id, wanted)), wanted))


@blueprint.patch("/<run_id>", responses=responses(200, RunAnswer, *BODY))
def describe_run(path: RunPath, query: Query, body: DescriptionBody) -> Response:
    """Give a run a title, pin it, share it."""
    wanted = language()
    changes = body.model_dump(exclude_unset=True)
    return answer(run_answer(call(reading.describe(engine(), path.run_id, changes, wanted)), wanted))


@blueprint.get("/<run_id>/entities", responses=responses(200, Entities, NotFound))
def list_entities(path: RunPath, query: Query) -> Response:
    """List everything that a run holds; texts are whole up to 64 kB."""
    found = call(reading.entities(engine(), path.run_id))
    return answer(Entities(run_id=path.run_id, entities=tuple(found)))


@blueprint.get("/<run_id>/events", responses=responses(200, EventPage, NotFound))
def list_events(path: RunPath, query: EventsQuery) -> Response:
    """Return a page of a run's events; with Accept: text/event-stream they are followed as they happen."""
    return answer(call(reading.event_page(engine(), path.run_id, query.after, query.limit)))
