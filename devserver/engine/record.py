"""The record of one run as its process holds it: the row, the frozen context, entities and calls.

It changes only through the recorder: what is `pending` is written with the next commit. Its questions are those that
a stage asks before it does anything: is this done already, what was the last text, which texts have passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from devserver.errors import Problem
from devserver.events import EventData
from devserver.models.frozen import Frozen
from devserver.models.runs import CallRecord, Entity, Imported, Origin, RunContext, RunState

TEXT_STAGES = (
    ("optimization", "optimization_edit"),
    ("interception", "interception_edit"),
    ("translation",),
    ("input",),
)
"""Types of texts, from the most to the least processed; what a stage made and a person's edit of it stand together."""


class RunRow(Frozen):
    """The row of a run; `deadline_at` is when its attempt is given up.

    `imported` says where a run of another installation came from. The five before it are what lists go by: the kind of
    medium it makes, `provider/model` of the newest call that made its result, known USD with the number of calls whose
    cost nobody knows, and the seconds that it was worked on.
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


@dataclass
class Pending:
    """What the next commit writes: entities with their bytes, rows of the ledger, fields of the run, events.

    `claims` come before all of them and may refuse; `new` tells that the run itself is not there yet; `released` are
    the numbers of entities that a check has let go.
    """

    released: list[int] = field(default_factory=list)
    claims: list[Callable[[sa.Connection], None]] = field(default_factory=list)
    new: bool = False
    entities: list[tuple[Entity, bytes]] = field(default_factory=list)
    calls: list[CallRecord] = field(default_factory=list)
    row: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[datetime, EventData]] = field(default_factory=list)

    def before(self, later: Pending) -> Pending:
        """Return this with what came later behind it."""
        return Pending(
            self.released + later.released,
            self.claims + later.claims,
            self.new or later.new,
            self.entities + later.entities,
            self.calls + later.calls,
            self.row | later.row,
            self.events + later.events,
        )


@dataclass
class Record:
    """A run, as far as it has come; `context` is that of its newest attempt, `earlier` are those before.

    `settled` tells that the files beside the bytes hold it all. `unwritten` are the lines that `events.ndjson` lacks,
    which are known where the record is `in_step` with that file. `begun` is when the attempt began that is at work.
    """

    row: RunRow
    context: RunContext
    earlier: list[RunContext] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    calls: dict[str, CallRecord] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    pending: Pending = field(default_factory=Pending)
    unwritten: list[str] = field(default_factory=list)
    settled: bool = True
    in_step: bool = True
    begun: datetime | None = None

    @property
    def run_id(self) -> str:
        """Return the id of the run."""
        return self.row.id

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
