"""Gates: where a person decides how a run goes on. Only the owner of a run sees and decides what it asks."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from pydantic import BaseModel, Field

from devserver.engine import deciding
from devserver.engine.deciding import GatePage, GateView, WantedGates
from devserver.errors import NotFound, Unavailable
from devserver.ids import GATE_ID
from devserver.models.gates import GateKind, GateState
from devserver.routes.answers import answer
from devserver.routes.asking import Query, Whole, call, engine, owner
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import DecisionBody, RunId
from devserver.routes.documented import BODY, GATES, responses

blueprint = Blueprint("gates", "/api/gates", tag=GATES)


class GatePath(BaseModel):
    """The id of a gate; what has not its form does not exist."""

    gate_id: str = Field(json_schema_extra={"pattern": GATE_ID})


class GatesQuery(Query):
    """Which gates, from where."""

    state: GateState | None = Field(None, description="open: somebody has to decide.")
    run_id: RunId | None = None
    kind: GateKind | None = Field(None, description="What is asked there.")
    limit: Whole = Field(50, ge=1, le=deciding.MOST)
    cursor: Annotated[str, Field(pattern=GATE_ID)] | None = Field(None, description="`next` of the page before.")


@blueprint.get("", responses=responses(200, GatePage))
def list_gates(query: GatesQuery) -> Response:
    """List the gates of one's own runs in pages, the newest first. `total` is exact to 10,000."""
    wanted = WantedGates(**query.model_dump(exclude={"language"}), owner=owner())
    return answer(call(engine().database.read(lambda connection: deciding.read_gates(connection, wanted))))


@blueprint.get("/<gate_id>", responses=responses(200, GateView, NotFound))
def get_gate(path: GatePath, query: Query) -> Response:
    """Return a gate of one's own runs: what it asks, until when, and what was decided."""
    asking = owner()
    return answer(call(engine().database.read(lambda c: deciding.read_gate(c, path.gate_id, asking))))


@blueprint.post("/<gate_id>", responses=responses(200, GateView, *BODY, Unavailable))
def decide_gate(path: GatePath, query: Query, body: DecisionBody) -> Response:
    """Decide how a run goes on: `retry` makes the call once more, which may be paid twice; `fail` ends the run."""
    by = owner()
    return answer(call(engine().decisions.decide(path.gate_id, body.decision, by=by, owner=by)))
