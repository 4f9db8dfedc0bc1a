"""What becomes part of a record in one step: entities on their way, and the change that brings them.

The recorder writes changes; whoever makes one says here what it adds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from devserver.engine import files
from devserver.engine.record import Record
from devserver.events import EventData
from devserver.models.frozen import Json
from devserver.models.gates import GateRecord
from devserver.models.runs import CallRecord, Entity


@dataclass(frozen=True)
class NewEntity:
    """An artefact on its way into the record; `extension` names its file."""

    type: str
    stage: str
    data: bytes
    mime: str = "text/plain"
    extension: str = "txt"
    producer: str = "person"
    seconds: float | None = None
    seed: int | None = None
    media_type: str | None = None
    index: int | None = None
    format: str | None = None
    blocked: bool = False
    meta: dict[str, Json] = field(default_factory=dict)


def text_entity(entity_type: str, stage: str, text: str, **more: Any) -> NewEntity:
    """Make an entity of a text."""
    return NewEntity(entity_type, stage, text.encode(), **more)


def json_entity(entity_type: str, stage: str, value: Json, **more: Any) -> NewEntity:
    """Make an entity of a JSON value."""
    data = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return NewEntity(entity_type, stage, data, mime="application/json", extension="json", **more)


@dataclass(frozen=True)
class Change:
    """What becomes part of a record in one step: entities, rows of the ledger, fields of the run, events, gates.

    `released` are the numbers of blocked entities that may be seen from now on, `unsent` the keys of calls whose rows
    are written and that were never sent.
    """

    entities: Sequence[NewEntity] = ()
    calls: Sequence[CallRecord] = ()
    row: dict[str, Any] = field(default_factory=dict)
    events: Sequence[EventData] = ()
    released: Sequence[int] = ()
    gates: Sequence[GateRecord] = ()
    unsent: Sequence[str] = ()

    def then(self, other: Change | None) -> Change:
        """Return this with another behind it, as one step."""
        if other is None:
            return self
        entities, calls = (*self.entities, *other.entities), (*self.calls, *other.calls)
        released, unsent = (*self.released, *other.released), (*self.unsent, *other.unsent)
        gates, told = (*self.gates, *other.gates), (*self.events, *other.events)
        return Change(entities, calls, self.row | other.row, told, released, gates, unsent)


def described(record: Record, new: NewEntity, n: int, moment: datetime) -> Entity:
    """Return the entity that an artefact becomes as number `n` of a record, at a moment (UTC)."""
    return Entity(
        n=n,
        type=new.type,
        stage=new.stage,
        attempt=record.context.attempt,
        mime=new.mime,
        bytes=len(new.data),
        sha256=hashlib.sha256(new.data).hexdigest(),
        file=files.entity_name(n, f"{new.type}{record.mark}", new.extension),
        producer=new.producer,
        created_at=moment,
        seconds=new.seconds,
        seed=new.seed,
        media_type=new.media_type,
        index=new.index,
        format=new.format,
        blocked=new.blocked,
        meta=new.meta,
    )
