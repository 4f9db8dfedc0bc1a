"""The rows of the record, made again from the folders: each holds all there is to know of its run.

A run that a living process works on is left alone, one that was deleted, and one of which the database has more than
its folder. What does
not fit is told and changes nothing: a folder whose `metadata.json` cannot be read, an entity whose file is missing or
has other bytes than its SHA-256 says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from devserver import ids
from devserver.engine import files, tables
from devserver.engine.processes import Process, dead
from devserver.engine.record import FORMAT, Record, RunRow
from devserver.engine.rows import insert_record
from devserver.engine.store import StoreAway
from devserver.engine.store.shelf import Shelf, key_of
from devserver.engine.tallies import tally
from devserver.events import Event
from devserver.models.gates import GateRecord
from devserver.models.runs import IN_FLIGHT, CallRecord, Entity, RunContext


@dataclass
class Found:
    """What a pass over the folders found: runs indexed, runs left alone, and faults as (path, reason)."""

    indexed: int = 0
    left: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


def reindex(
    engine: sa.Engine, data: Path, process: Process, told: Callable[[str], None], shelf: Shelf | None = None
) -> Found:
    """Make the rows of every run in a data folder again; `told` gets each run id as it is done.

    `shelf` knows where media lie, where that is not only in the folder.
    """
    found = Found()
    for folder in run_folders(data):
        try:
            record, happened = read_folder(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            found.faults.append((str(folder), f"{type(error).__name__}: {error}"))
            continue
        found.faults += [(str(folder / name), reason) for name, reason in _wrong_files(folder, record, shelf)]
        with engine.begin() as connection:
            if _in_hand(connection, record, process) or _was_deleted(connection, record.run_id):
                found.left += 1
                continue
            connection.execute(tables.runs.delete().where(tables.runs.c.id == record.run_id))
            insert_record(connection, record, happened)
        found.indexed += 1
        told(record.run_id)
    return found


def run_folders(data: Path) -> Iterator[Path]:
    """Yield the folders of runs, oldest first; anything else below `runs/` is passed over."""
    for folder in sorted((data / "runs").glob("*/*/*/run_*")):
        if ids.is_run_id(folder.name) and folder == files.run_folder(data, folder.name):
            yield folder


def read_folder(folder: Path) -> tuple[Record, list[Event]]:
    """Read a run's folder; raises OSError or ValueError where it does not hold a run."""
    content: dict[str, Any] = json.loads((folder / "metadata.json").read_bytes())
    if content["format"] != FORMAT:
        raise ValueError(f"metadata.json has format {content['format']}, and this program reads {FORMAT}")
    row = RunRow.model_validate(content["run"])
    if row.id != folder.name:
        raise ValueError(f"metadata.json is of {row.id}")
    *earlier, context = [RunContext.model_validate(values) for values in content["attempts"]]
    entities = [Entity.model_validate(values) for values in content["entities"]]
    calls = [CallRecord.model_validate(values) for values in content["calls"]]
    row = row.model_copy(update={"media_type": row.media_type or _media_type(entities), **tally(calls)})
    gates = [GateRecord.model_validate(values) for values in content.get("gates", ())]
    by_key, by_id = {call.key: call for call in calls}, {gate.id: gate for gate in gates}
    record = Record(row, context, earlier, entities, by_key, by_id)
    return record, list(_events(folder / "events.ndjson", row))


def _media_type(entities: list[Entity]) -> str | None:
    """Return the kind of medium of a run from the time before its row named that."""
    return next((entity.media_type for entity in reversed(entities) if entity.media_type), None)


def _events(path: Path, row: RunRow) -> Iterator[Event]:
    """Yield the stored events up to the row's last, each once: a line may stand twice after a crash."""
    expected = 1
    for line in path.read_bytes().split(b"\n"):
        if expected > row.last_seq or not line:
            break
        event = Event.model_validate_json(line)
        if event.seq == expected:
            expected += 1
            yield event
    if expected != row.last_seq + 1:
        raise ValueError(f"events.ndjson ends at {expected - 1}, and the run had {row.last_seq}")


def _wrong_files(folder: Path, record: Record, shelf: Shelf | None) -> Iterator[tuple[str, str]]:
    for entity in record.entities:
        if entity.blocked and record.row.imported is not None:
            continue  # what a check blocked is in no bundle
        try:
            path = folder / entity.file
            away = shelf is not None and not path.is_file()
            digest = shelf.sha256(key_of(record.run_id, entity)) if shelf and away else files.sha256_of(path)
        except FileNotFoundError:
            yield entity.file, "the file is missing"
        except StoreAway as error:
            yield entity.file, f"the object store of media does not give it: {error}"
        else:
            if digest != entity.sha256:
                yield entity.file, "the file has other bytes than the record says"


def _was_deleted(connection: sa.Connection, run_id: str) -> bool:
    query = sa.select(tables.tombstones.c.run_id).where(tables.tombstones.c.run_id == run_id)
    return connection.execute(query).one_or_none() is not None


def _in_hand(connection: sa.Connection, record: Record, process: Process) -> bool:
    """Tell whether a run is worked on, or the database has more of it than the folder: a crash came between the two."""
    runs = tables.runs.c
    query = sa.select(runs.state, runs.process, runs.last_seq).where(runs.id == record.run_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return False
    at_work = row.state in IN_FLIGHT and row.process is not None and not dead(connection, process, [row.process])
    return row.last_seq > record.row.last_seq or at_work
