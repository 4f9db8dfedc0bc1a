"""The record of one run as its process holds it: the row, the frozen context, entities, calls and gates.

It changes only through the recorder: what is `pending` is written with the next commit. Its questions are those that
a stage asks before it does anything: is this done already, what was the last text, which texts have passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json

from devserver.errors import Problem
from devserver.events import EventData
from devserver.models.frozen import Frozen
from devserver.models.gates import GateRecord
from devserver.models.runs import CallRecord, Entity, Imported, Origin, RunContext, RunState

FORMAT = 1
"""The format of `metadata.json`."""

TEXT_STAGES = (
    ("optimization", "optimization_edit"),
    ("interception", "interception_edit"),
    ("translation",),
    ("input",),
)
"""Types of texts, from the most to the least processed; what a stage made and a person's edit of it stand together."""


class RunRow(Frozen):
    """The row of a run; `deadline_at` is when its attempt is given up.

    `imported` says where a run of another installation came from.
    `media_type` to `seconds` are what lists go by: the kind of medium it makes, `provider/model` of the newest call
    that made its result, known USD with the number of calls whose cost nobody knows, and the seconds of work.
    `process` is who works on it; None while it is in flight: whoever has room takes it. `wanted` is what that process
    is asked for, `takes` how often it went on after its process was gone since it last came further, `taken_at` when
    its work went on.
    """

    id: str
    owner: str
    state: RunState
    stage: str | None = None
    attempt: int = 1
    last_seq: int = 0
    parent_run_id: str | None = None
    config: str | None = None
    output_config: str | None = None
    language: str
    safety_level: str
    title: str | None = None
    pinned: bool = False
    shared: bool = False
    process: str | None = None
    problem: Problem | None = None
    priority: int = 0
    deadline_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    media_type: str | None = None
    model: str | None = None
    cost_usd: float = 0.0
    cost_unknown: int = 0
    seconds: float = 0.0
    imported: Imported | None = None
    wanted: str | None = None
    takes: int = 0
    taken_at: datetime | None = None


@dataclass
class Pending:
    """What the next commit writes: entities with their bytes, rows of the ledger, gates, fields of the run, events.

    `claims` come before all of them and may refuse; `new` tells that the run itself is not there yet; `released` are
    the numbers of entities that a check has let go, `unsent` the keys of calls that were written and never sent.
    """

    released: list[int] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    claims: list[Callable[[sa.Connection], None]] = field(default_factory=list)
    new: bool = False
    entities: list[tuple[Entity, bytes]] = field(default_factory=list)
    calls: list[CallRecord] = field(default_factory=list)
    gates: list[GateRecord] = field(default_factory=list)
    row: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[datetime, EventData]] = field(default_factory=list)

    @property
    def is_progress(self) -> bool:
        """Tell whether the run comes further with it: an artefact, or an answer."""
        return bool(self.entities) or any(call.state == "answered" for call in self.calls)

    def before(self, later: Pending) -> Pending:
        """Return this with what came later behind it."""
        return Pending(
            self.released + later.released,
            self.unsent + later.unsent,
            self.claims + later.claims,
            self.new or later.new,
            self.entities + later.entities,
            self.calls + later.calls,
            self.gates + later.gates,
            self.row | later.row,
            self.events + later.events,
        )


@dataclass
class Record:
    """A run, as far as it has come; `context` is that of its newest attempt, `earlier` are those before.

    `settled` tells that the files beside the bytes hold it all, or will when `settling` is done, which writes them
    while the work goes on. `unwritten` are the lines that `events.ndjson` lacks, which are known where the record is
    `in_step` with that file. `begun` is when the work on the attempt began. `left` tells that this process gives the
    run away: what it has open elsewhere is not stopped.
    `mark` stands in the names of files where another process, frozen perhaps, could write some of the same numbers.
    """

    row: RunRow
    context: RunContext
    earlier: list[RunContext] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    calls: dict[str, CallRecord] = field(default_factory=dict)
    gates: dict[str, GateRecord] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    pending: Pending = field(default_factory=Pending)
    unwritten: list[str] = field(default_factory=list)
    settled: bool = True
    settling: asyncio.Task[None] | None = None
    in_step: bool = True
    begun: datetime | None = None
    left: bool = False
    mark: str = ""

    @property
    def run_id(self) -> str:
        """Return the id of the run."""
        return self.row.id

    @property
    def written(self) -> bool:
        """Tell whether the run is in the database: each begins with an event, which is counted once it is there."""
        return self.row.last_seq > 0

    @property
    def origin(self) -> Origin | None:
        """Return what the run is a repetition of, and what it has from there; None where it is none."""
        return next(iter((*self.earlier, self.context))).origin

    @property
    def committed(self) -> list[Entity]:
        """Return the entities that are written: all but those that wait for the next commit."""
        waiting = {entity.n for entity, _data in self.pending.entities}
        return [entity for entity in self.entities if entity.n not in waiting]

    @property
    def stage(self) -> str | None:
        """Return the stage that the run has come to."""
        return self.pending.row.get("stage", self.row.stage)

    @property
    def next_n(self) -> int:
        """Return the number that the next entity gets."""
        return len(self.entities) + 1

    @property
    def open_gate(self) -> GateRecord | None:
        """Return the gate at which the run waits."""
        return next((gate for gate in self.gates.values() if gate.state == "open"), None)

    def gate_of(self, key: str) -> GateRecord | None:
        """Return the gate that asks about the call with a key."""
        return next((gate for gate in self.gates.values() if gate.asks.call == key), None)

    def entity(self, entity_type: str, attempt: int | None = None) -> Entity | None:
        """Return the newest entity of a type, of one attempt where that is given."""
        fitting = (e for e in reversed(self.entities) if e.type == entity_type and attempt in {None, e.attempt})
        return next(fitting, None)

    def media(self, media_type: str | None = None) -> list[Entity]:
        """Return the media that were made, in the order made."""
        return [e for e in self.entities if e.media_type and media_type in {None, e.media_type}]

    def next_index(self, media_type: str) -> int:
        """Return the index that the next output of a media type gets; encodings of one output share theirs."""
        return max((e.index for e in self.media(media_type) if e.index is not None), default=-1) + 1

    def latest_text(self, stages: Sequence[Sequence[str]] = TEXT_STAGES) -> Entity | None:
        """Return the most processed text: optimized, else intercepted, else the input.

        Of what a stage made and the edits of it, the newest counts.
        """
        for kinds in stages:
            fitting = [entity for entity in self.entities if entity.type in kinds]
            if fitting:
                return fitting[-1]
        return None


def metadata(record: Record) -> bytes:
    """Return the content of `metadata.json`: run, attempts, entities and calls."""
    return to_json(
        {
            "format": FORMAT,
            "run": record.row,
            "attempts": [*record.earlier, record.context],
            "entities": record.committed,
            "calls": list(record.calls.values()),
            "gates": list(record.gates.values()),
        }
    )
