"""Jobs: every run as a job that can be listed, looked at, cancelled and deleted; its id is that of the run."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from pydantic import BaseModel, Field

from devserver.engine import details, listing, results
from devserver.engine.cursors import LONGEST, Order, Sort
from devserver.engine.details import JobDetail
from devserver.engine.listing import JobPage, Paging, StateTotals
from devserver.engine.loglines import LogPage
from devserver.engine.results import JobResult
from devserver.engine.wanted import Wanted
from devserver.errors import Conflict, NotFound, Unavailable, render
from devserver.ids import RUN_ID
from devserver.models.runs import RunState
from devserver.routes.answers import Deleted, JobAnswer, ResultAnswer, answer
from devserver.routes.asking import Moment, Query, Whole, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import MediaTypeName, Name
from devserver.routes.documented import JOBS, responses
from devserver.routes.runs import EventsQuery

blueprint = Blueprint("jobs", "/api/v2/jobs", tag=JOBS)


Usd = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class JobPath(BaseModel):
    """The id of a job; what has not its form does not exist."""

    run_id: str = Field(json_schema_extra={"pattern": RUN_ID})


class WantedQuery(Query):
    """Which jobs."""

    status: RunState | None = Field(None, description="The state that they are in.")
    kind: MediaTypeName | None = Field(None, description="The media type that they make.")
    config: Name | None = Field(None, description="Id of their interception config.")
    output_config: Name | None = Field(None, description="Id of their output config.")
    model: Annotated[str, Field(min_length=1, max_length=265)] | None = Field(
        None, description="provider/model of the newest call that made a result: of a medium, else of a text."
    )
    parent: Annotated[str, Field(pattern=RUN_ID)] | None = Field(
        None, description="Id of the run from which they were begun: forked, or made once more."
    )
    pinned: bool | None = Field(None, description="Whether they are pinned.")
    has_media: bool | None = Field(None, description="Whether a medium came of them that can be fetched.")
    text: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None,
        description="Words, or their beginnings, in what was asked or in the title; all must be there. Of words "
        "that more than 10,000 jobs have, the newest 10,000 are found; with other filters than a time, or in another "
        "order, the newest 3,000.",
    )
    created_after: Moment | None = Field(None, description="Made at this time or day (UTC) or later.")
    created_before: Moment | None = Field(None, description="Made before this time or day (UTC).")
    cost_min: Usd | None = Field(None, description="Cost at least so many USD, as far as it is known.")
    cost_max: Usd | None = Field(None, description="Cost at most so many USD, as far as it is known.")


class JobsQuery(WantedQuery):
    """Which jobs, in which order, from where."""

    sort: Sort = Field("created", description="By time of making, by known cost, or by seconds of work.")
    order: Order = Field("desc", description="desc: the newest, dearest or longest first.")
    limit: Whole = Field(50, ge=1, le=listing.MOST)
    cursor: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = Field(
        None, description="`next` of the page before; sort and order must be as they were."
    )


@blueprint.get("", responses=responses(200, JobPage))
def list_jobs(query: JobsQuery) -> Response:
    """List jobs in pages. `total` is exact to 10,000; beyond, there are at least so many."""
    wanted = Wanted(**query.model_dump(include=set(Wanted.model_fields)))
    paging = Paging(**query.model_dump(include=set(Paging.model_fields)))
    estimating = engine().estimating
    page = call(engine().database.read(lambda connection: listing.read_page(connection, wanted, paging, estimating)))
    return answer(page)


@blueprint.get("/totals", responses=responses(200, StateTotals))
def count_jobs(query: WantedQuery) -> Response:
    """Count jobs by state, each exactly to 10,000; `status` does not matter."""
    wanted = Wanted(**query.model_dump(include=set(Wanted.model_fields)))
    return answer(call(engine().database.read(lambda connection: listing.read_totals(connection, wanted))))


@blueprint.get("/<run_id>", responses=responses(200, JobAnswer, NotFound))
def get_job(path: JobPath, query: Query) -> Response:
    """Return a job in detail: progress, place in the queue, times, tokens, cost, the last log lines."""
    wanted = language()
    return answer(_told(call(details.job_detail(engine(), path.run_id, wanted)), wanted))


@blueprint.post("/<run_id>/cancel", responses=responses(200, JobAnswer, NotFound, Conflict, Unavailable))
def cancel_job(path: JobPath, query: Query) -> Response:
    """Cancel a job that has not ended; what it costs so far stays in the ledger."""
    wanted = language()
    return answer(_told(call(details.cancel_job(engine(), path.run_id, wanted)), wanted))


@blueprint.get("/<run_id>/result", responses=responses(200, ResultAnswer, NotFound, Conflict))
def get_job_result(path: JobPath, query: Query) -> Response:
    """Return what came of a job that nothing works on any more, and where it can be fetched."""
    wanted = language()
    found = call(results.job_result(engine(), path.run_id, wanted))
    return answer(ResultAnswer.model_validate({**dict(found), "problem": _problem(found, wanted)}))


class LogQuery(EventsQuery):
    """Which lines of a job."""

    follow: bool = Field(
        False, description="As server-sent events, those to come as well, until the job ends; so does Accept."
    )


@blueprint.get("/<run_id>/logs", responses=responses(200, LogPage, NotFound))
def get_job_log(path: JobPath, query: LogQuery) -> Response:
    """Return a page of a job's log lines; with `follow` they are sent as they happen."""
    return answer(call(details.log_page(engine(), path.run_id, query.after, query.limit, language())))


@blueprint.delete("/<run_id>", responses=responses(200, Deleted, NotFound, Conflict, Unavailable))
def delete_job(path: JobPath, query: Query) -> Response:
    """Delete a job that has ended, its rows and its files; one that is pinned is unpinned first. Costs stay in sums."""
    call(engine().upkeep.delete(path.run_id))
    return answer(Deleted(job_id=path.run_id))


def _told(detail: JobDetail, wanted: str) -> JobAnswer:
    """Return a job with its problem in a language."""
    return JobAnswer.model_validate({**dict(detail), "problem": _problem(detail, wanted)})


def _problem(of: JobDetail | JobResult, wanted: str) -> dict[str, Any] | None:
    return render(of.problem, wanted, f"/api/runs/{of.job_id}") if of.problem else None
