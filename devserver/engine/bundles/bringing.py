"""A run comes back from its bundle: the same id, entities, calls and events, or nothing at all.

It says where it came from, and its costs were paid elsewhere: they count in no sum and no budget here. What nobody had
ended is completed, for nobody goes on with a record from elsewhere; it can be repeated and forked.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from ulid import ULID

from devserver import events
from devserver.disk import append, sync_folder, write_all
from devserver.engine import files, rows, tables
from devserver.engine.bundles.checking import read_record
from devserver.engine.bundles.reading import Unpacked, unpack
from devserver.engine.record import Record, metadata
from devserver.engine.recorder import EVENTS
from devserver.engine.store import StoreAway
from devserver.engine.store.shelf import Shelf
from devserver.errors import BadRequest, Conflict, Unavailable
from devserver.events import Event
from devserver.models.runs import Imported, RunContext, now

log = structlog.get_logger(__name__)

AT_ONCE = 1000
"""Calls that are looked for in one statement: whoever wrote a bundle may name more than a database takes."""


@dataclass(frozen=True)
class Brought:
    """A run that was imported, and how much there is of it."""

    run_id: str
    state: str
    entities: int
    calls: int
    events: int


def bring(engine: sa.Engine, data: Path, bundle: Path, shelf: Shelf | None = None) -> Brought:
    """Import a bundle into a data folder and its database; `shelf` takes its media further, where a store is set.

    Raises BadRequest and TooLarge for what is no bundle, Conflict for a run that is or was here, Unavailable where the
    data folder or the database cannot be written; then nothing is left of it.
    """
    if not bundle.is_file():
        reason = "it is a folder" if bundle.is_dir() else "there is no such file"
        raise BadRequest("bundle_unreadable", file=str(bundle), reason=reason)
    staging = data / "imports" / str(ULID())
    try:
        staging.mkdir(parents=True)
        unpacked = unpack(bundle, staging)
        record, happened = read_record(unpacked)
        _leave_out(record, _made_here(engine, record))
        record, happened = _imported(record, happened, unpacked)
        _place(engine, data, record, happened, unpacked)
    except OSError as error:
        raise Unavailable("data_folder_unusable", folder=str(data), reason=error.strerror) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    if shelf is not None:
        _send(shelf, record)
    return Brought(record.run_id, record.row.state, len(record.entities), len(record.calls), len(happened))


def _made_here(engine: sa.Engine, record: Record) -> set[str]:
    """Return which calls that a run says to have from others were made in this installation."""
    said = [call.key for context in _contexts(record) if context.origin for call in context.origin.calls]
    with engine.connect() as connection:
        asked = (said[start : start + AT_ONCE] for start in range(0, len(said), AT_ONCE))
        return {key for keys in asked for key in connection.execute(_made_here_of(keys)).scalars()}


def _made_here_of(keys: list[str]) -> sa.Select[str]:
    calls = tables.calls.c
    return sa.select(calls.key).where(calls.key.in_(keys) & calls.imported.is_(False))


def _leave_out(record: Record, keys: set[str]) -> None:
    """Leave calls of others out of a record: whoever wrote it could else show them, and inherit what they cost."""
    *record.earlier, record.context = [_without(context, keys) for context in _contexts(record)]


def _contexts(record: Record) -> tuple[RunContext, ...]:
    return *record.earlier, record.context


def _without(context: RunContext, keys: set[str]) -> RunContext:
    if context.origin is None:
        return context
    calls = tuple(call for call in context.origin.calls if call.key not in keys)
    return context.model_copy(update={"origin": context.origin.model_copy(update={"calls": calls})})


def _send(shelf: Shelf, record: Record) -> None:
    """Take the media of a run to the store; where that is away they stay in the folder, and are read from there."""
    try:
        shelf.send(record.run_id, record.entities)
    except StoreAway as error:
        log.warning("media_stay_in_folder", run_id=record.run_id, reason=str(error))


def _imported(record: Record, happened: list[Event], unpacked: Unpacked) -> tuple[Record, list[Event]]:
    """Return a record as it is kept here, and write its `metadata.json` so; what was open is completed."""
    moment = now()
    origin = Imported(at=moment, version=unpacked.manifest.version[:40], sha256=unpacked.sha256)
    changed: dict[str, Any] = {"imported": origin, "process": None, "shared": False}
    if record.row.state == "open":
        seq = record.row.last_seq + 1
        done = events.RunStateChange(state="completed", attempt=record.row.attempt, stage=record.row.stage)
        happened = [*happened, Event(run_id=record.run_id, seq=seq, at=moment, type=done.type, data=done.payload())]
        changed |= {"state": "completed", "last_seq": seq, "ended_at": moment, "updated_at": moment}
        line = happened[-1].model_dump_json(exclude_none=True)
        append(unpacked.run / EVENTS, f"{line}\n".encode())
    calls = {key: call.model_copy(update={"imported": True}) for key, call in record.calls.items()}
    row = record.row.model_copy(update=changed)
    kept = Record(row, record.context, record.earlier, record.entities, calls)
    write_all(unpacked.run, [("metadata.json", metadata(kept))])
    return kept, happened


def _place(engine: sa.Engine, data: Path, record: Record, happened: list[Event], unpacked: Unpacked) -> None:
    """Put the files where they belong, then the rows: as a whole, or not at all."""
    folder = files.run_folder(data, record.run_id)
    moved = False
    try:
        with engine.begin() as connection:
            _refuse_known(connection, record)
            if folder.exists():
                raise Conflict("bundle_folder_taken", run_id=record.run_id)
            for path in unpacked.snapshots.values():
                files.write_snapshot(data, path.read_bytes())
            folder.parent.mkdir(parents=True, exist_ok=True)
            os.rename(unpacked.run, folder)
            moved = True
            sync_folder(folder.parent)
            rows.insert_record(connection, record, happened)
    except BaseException as error:
        if moved:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, sa.exc.OperationalError):  # locked, full or away: nothing is wrong with the bundle
            raise Unavailable("record_unwritable", reason=str(error.orig)) from error
        if isinstance(error, sa.exc.SQLAlchemyError | ValueError | OverflowError):
            reason = f"the database does not take it ({type(error).__name__})"
            raise BadRequest("bundle_record_wrong", reason=reason) from error
        raise


def _refuse_known(connection: sa.Connection, record: Record) -> None:
    query = sa.select(tables.tombstones.c.deleted_at).where(tables.tombstones.c.run_id == record.run_id)
    deleted_at = connection.execute(query).scalar_one_or_none()
    if deleted_at is not None:
        at = deleted_at.isoformat(timespec="seconds")
        raise Conflict("bundle_was_deleted", run_id=record.run_id, deleted_at=at)
    known = rows.read_record(connection, record.run_id)
    if known is not None:
        same = _content(known) == _content(record)
        raise Conflict("bundle_here_already" if same else "bundle_id_taken", run_id=record.run_id)


def _content(record: Record) -> tuple[list[tuple[int, str]], set[str], list[str]]:
    """Return what makes a run this one: what was asked, called and made."""
    entities = [(entity.n, entity.sha256) for entity in record.entities]
    asked = [context.request.model_dump_json() for context in (*record.earlier, record.context)]
    return entities, set(record.calls), asked
