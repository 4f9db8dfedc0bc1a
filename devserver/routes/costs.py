"""What calls have cost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from devserver.engine import totals
from devserver.engine.totals import Costs, Group
from devserver.errors import Fault, InvalidInput
from devserver.routes.answers import answer
from devserver.routes.asking import Query, call, engine
from devserver.routes.documented import COSTS, operation_id, responses

blueprint = APIBlueprint(
    "costs", __name__, url_prefix="/api/costs", abp_tags=[COSTS], operation_id_callback=operation_id
)


LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def _day(value: object) -> object:
    """Take a date for its first moment in UTC."""
    return f"{value}T00:00:00Z" if isinstance(value, str) and len(value) == 10 else value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, Field(ge=totals.EARLIEST, le=LATEST), BeforeValidator(_day), AfterValidator(_in_utc)]


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
