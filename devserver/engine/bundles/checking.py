"""The record of a bundle is read as strictly as if somebody wanted to do harm with it.

What the program wrote itself it trusts later: file names, MIME types that become headers, media types, the shape of a
problem. So a record from elsewhere has to be one that this program could have written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path, PurePath

from devserver import ids
from devserver.engine import files
from devserver.engine.bundles.layout import MOST_TEXT, RECORD
from devserver.engine.bundles.reading import Unpacked
from devserver.engine.loglines import line_of
from devserver.engine.record import Record, metadata
from devserver.engine.reindex import read_folder
from devserver.engine.snapshots import thaw
from devserver.engine.views import run_view
from devserver.errors import LANGUAGES, BadRequest, render
from devserver.events import Event
from devserver.media_types import MEDIA_TYPES, fits, sniff
from devserver.models.runs import ENDED, Entity, now

_WRONG = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RecursionError)
"""What reading a record raises that is none; a validation error is a ValueError."""
_PLAIN = frozenset({"text/plain", "application/json"})
_KNOWN = _PLAIN | {mime for kind in MEDIA_TYPES.values() for mime in kind.formats.values()}
_AHEAD = timedelta(days=1)
"""How far the clock of another machine may be ahead; a run of a later day would stay the newest of all for ever."""
_MOST_REASON = 300
_HEAD = 4096
"""Bytes by which a picture, sound or film is known."""


def read_record(unpacked: Unpacked) -> tuple[Record, list[Event]]:
    """Return the record of a bundle with its events; raises BadRequest with what is wrong first."""
    try:
        record, happened = read_folder(unpacked.run)
        reason = next(_faults(record, happened, unpacked), None)
        if reason is None:
            _tell(record, happened)
            _refuse_infinite(unpacked.run / RECORD)
    except _WRONG as error:
        reason = f"{type(error).__name__}: {error}"
    if reason is not None:
        raise BadRequest("bundle_record_wrong", reason=reason[:_MOST_REASON])
    return record, happened


def _faults(record: Record, happened: Sequence[Event], unpacked: Unpacked) -> Iterator[str]:
    """Yield what no record is that this program writes."""
    yield from _to_come(record.run_id)
    row, contexts = record.row, [*record.earlier, record.context]
    if row.state not in ENDED and row.state != "open":
        yield f"the run is {row.state}"
    if [c.attempt for c in contexts] != list(range(1, row.attempt + 1)) or any(c.run_id != row.id for c in contexts):
        yield "its attempts are not those of this run"
    if any(event.run_id != row.id for event in happened):
        yield "its events are not those of this run"
    if [entity.n for entity in record.entities] != list(range(1, len(record.entities) + 1)):
        yield "its entities are not numbered one by one"
    there, said = unpacked.entities, {entity.file for entity in record.entities if not entity.blocked}
    for name in sorted(there.keys() ^ said):
        yield f"{name} is a file without an entity, or an entity without a file"
    for entity in record.entities:
        yield from _of_entity(entity, unpacked)
    for digest in unpacked.snapshots.keys() - {context.snapshot for context in contexts}:
        yield f"no attempt used the declarations {digest}"
    for digest, path in unpacked.snapshots.items():
        if unpacked.manifest.files[f"declarations/{digest}.json"].sha256 != digest:
            yield f"the declarations {digest} have another name than their content"
        thaw(path.read_bytes())


def _to_come(run_id: str) -> Iterator[str]:
    made_at = ids.made_at(run_id)
    if made_at > now() + _AHEAD:
        yield f"its id is of {made_at:%Y-%m-%d}, which is yet to come"


def _of_entity(entity: Entity, unpacked: Unpacked) -> Iterator[str]:
    if entity.file != files.entity_name(entity.n, entity.type, PurePath(entity.file).suffix[1:]):
        yield f"{entity.file!r} is not the name of entity {entity.n}"
    if entity.mime not in _KNOWN:
        yield f"{entity.mime!r} is no type of a file that is kept"
    kind = MEDIA_TYPES.get(entity.media_type or "")
    if entity.media_type is not None and (kind is None or kind.formats.get(entity.format or "") != entity.mime):
        yield f"{entity.file} is no {entity.media_type!r} of the format {entity.format!r}"
    if entity.blocked:
        return
    part = unpacked.entities[entity.file]
    if (part.bytes, part.sha256) != (entity.bytes, entity.sha256):
        yield f"{entity.file} has other bytes than its entity"
    elif not _fits(entity, unpacked.run / entity.file):
        yield f"{entity.file} does not hold {entity.mime}"


def _fits(entity: Entity, path: Path) -> bool:
    """Tell whether a file is what its entity says: a text to its end, of anything else its beginning."""
    whole = entity.mime.startswith(("text/", "application/json", "model/obj"))
    if whole and entity.bytes > MOST_TEXT:
        return False
    data = files.read_head(path, entity.bytes if whole else _HEAD)
    if entity.media_type is not None:
        return fits(entity.media_type, entity.format or "", data)
    if entity.mime in _PLAIN:
        data.decode()
        return True
    return sniff(data) == entity.mime


def _tell(record: Record, happened: Sequence[Event]) -> None:
    """Tell everything once that is told of a run later; what cannot be told raises here and not there."""
    run_view(record)
    metadata(record)
    for language in LANGUAGES:
        if record.row.problem is not None:
            render(record.row.problem, language)
        for event in happened:
            line_of(event, language)


def _refuse_infinite(path: Path) -> None:
    """Raise ValueError for a number without end, or that is none: JSON has none, and no list is sorted by it."""
    json.dumps(json.loads(path.read_bytes()), allow_nan=False)
