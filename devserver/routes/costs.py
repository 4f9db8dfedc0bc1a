"""What calls have cost."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from devserver.engine import totals
from devserver.engine.totals import Costs, Group
from devserver.errors import Fault, InvalidInput
from devserver.routes.answers import answer
from devserver.routes.asking import Moment, Query, call, engine
from devserver.routes.blueprint import Blueprint
from devserver.routes.documented import COSTS, responses

blueprint = Blueprint("costs", "/api/costs", tag=COSTS)


class CostsQuery(Query):
    """Which calls, and how they are grouped."""

    since: Moment | None = Field(None, description="From this time or day (UTC); 30 days before `until` without it.")
    until: Moment | None = Field(None, description="Up to this time or day (UTC), which is not in it; now without it.")
    group_by: Group = Field("day", description="What is added up.")


@blueprint.get("", responses=responses(200, Costs))
def get_costs(query: CostsQuery) -> Response:
    """Return what calls have cost, of all people together, from one time up to another."""
    since, until = totals.period(query.since, query.until)
    if since > until:
        raise InvalidInput(Fault(pointer="", message="period_reversed", params={"in": "query", "parameter": "since"}))
    found = call(engine().database.read(lambda connection: totals.read_costs(connection, since, until, query.group_by)))
    return answer(found)
