"""A bundle is written while it is sent: piece by piece, in one order, without going back."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from pydantic_core import to_json

from devserver import __version__
from devserver.engine import files
from devserver.engine.bundles.layout import EVENTS, FORMAT, KIND, MANIFEST, OWNER, PAGE, RECORD, Manifest, Part
from devserver.engine.bundles.replay import replay
from devserver.engine.engine import Engine
from devserver.engine.exporting import masked, secrets, stored_events
from devserver.engine.record import Record, metadata
from devserver.engine.store.shelf import key_of
from devserver.engine.verifying import check_bytes
from devserver.models.runs import Entity, RunContext

_TEXTS = ("text/", "application/json", "image/svg")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""No file in a zip is older."""

Pieces = AsyncGenerator[bytes, None]
Member = tuple[str, datetime, Pieces]


async def open_bundle(engine: Engine, record: Record) -> Pieces:
    """Return the bytes of the bundle of a run that nothing works on.

    Raises NotFound for a file that is gone or has other bytes than were recorded.
    """
    for entity in record.committed:
        if not entity.blocked:
            shelf = engine.recorder.shelf
            await shelf.off_loop(partial(check_bytes, shelf, record.run_id, entity))
    return _zipped(_Bundle(engine, record, secrets(engine)))


class _Sink:
    """Takes what is written, until it is taken away; it cannot seek, so that nothing written is changed later."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is written at once."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


@dataclass(frozen=True)
class _Bundle:
    """A run on its way into a bundle, and the secrets that stay here."""

    engine: Engine
    record: Record
    hidden: tuple[str, ...]

    async def members(self) -> AsyncGenerator[Member, None]:
        """Yield the files of the bundle but for its manifest: name, time, bytes."""
        record, told = self.record, self.record.row.updated_at
        entities = [await self._as_sent(entity) for entity in record.committed]
        for entity in entities:
            if not entity.blocked:
                yield entity.file, entity.created_at, self._entity(entity)
        for digest in dict.fromkeys(context.snapshot for context in (*record.earlier, record.context)):
            content = await self._snapshot(digest)
            if content is not None:
                yield f"declarations/{digest}.json", told, _once(content)
        sent = self._without_owner(entities)
        yield EVENTS, told, self._events()
        yield RECORD, told, _once(to_json(masked(json.loads(metadata(sent)), self.hidden)))
        yield PAGE, told, replay(self.engine, sent, self.hidden)

    def _without_owner(self, entities: list[Entity]) -> Record:
        row = self.record.row.model_copy(update={"owner": OWNER, "process": None, "shared": False})

        def unowned(context: RunContext) -> RunContext:
            return context.model_copy(update={"owner": OWNER})

        earlier = [unowned(context) for context in self.record.earlier]
        return Record(row, unowned(self.record.context), earlier, entities, self.record.calls)

    async def _as_sent(self, entity: Entity) -> Entity:
        """Return an entity as the bundle holds it: a text without secrets, and what else holds one not at all."""
        if entity.blocked or not self.hidden or not await self._holds_secret(entity):
            return entity
        if not entity.mime.startswith(_TEXTS):
            return entity.model_copy(update={"blocked": True})
        data = await self._masked_text(entity)
        changed = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        return entity.model_copy(update=changed)

    async def _holds_secret(self, entity: Entity) -> bool:
        wanted = [secret.encode(errors="replace") for secret in self.hidden]
        longest, before = max(map(len, wanted)), b""
        async with aclosing(self._pieces(key_of(self.record.run_id, entity))) as pieces:
            async for piece in pieces:
                before = before[-longest:] + piece
                if any(secret in before for secret in wanted):
                    return True
        return False

    async def _masked_text(self, entity: Entity) -> bytes:
        text = (await self.engine.recorder.content(self.record.run_id, entity)).decode(errors="replace")
        return str(masked(text, self.hidden)).encode()

    async def _entity(self, entity: Entity) -> Pieces:
        known = next(one for one in self.record.entities if one.n == entity.n)
        if known.sha256 != entity.sha256:
            yield await self._masked_text(known)
            return
        async with aclosing(self._pieces(key_of(self.record.run_id, entity))) as pieces:
            async for piece in pieces:
                yield piece

    async def _snapshot(self, digest: str) -> bytes | None:
        """Return a snapshot, or None where it is gone or would tell a secret."""
        path = files.snapshot_path(self.engine.recorder.data, digest)
        try:
            content = await self.engine.recorder.off_loop(path.read_bytes)
        except FileNotFoundError:
            return None
        return None if any(secret.encode(errors="replace") in content for secret in self.hidden) else content

    async def _events(self) -> Pieces:
        async for event in stored_events(self.engine, self.record):
            yield to_json(masked({"run_id": self.record.run_id, **event}, self.hidden)) + b"\n"

    async def _pieces(self, key: str) -> Pieces:
        shelf = self.engine.recorder.shelf
        with closing(await shelf.off_loop(partial(shelf.open, key))) as opened:
            for start in range(0, opened.size, opened.piece):
                yield await shelf.off_loop(partial(opened.read, start, opened.piece))


async def _once(content: bytes) -> Pieces:
    yield content


async def _zipped(bundle: _Bundle) -> Pieces:
    sink, parts, row = _Sink(), dict[str, Part](), bundle.record.row
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        async with aclosing(bundle.members()) as members:
            async for name, at, pieces in members:
                counted, size = hashlib.sha256(), 0
                with archive.open(_info(f"{row.id}/{name}", at), "w", force_zip64=True) as member:
                    async with aclosing(pieces):
                        async for piece in pieces:
                            counted.update(piece)
                            size += len(piece)
                            member.write(piece)
                            yield sink.take()
                parts[name] = Part(bytes=size, sha256=counted.hexdigest())
        told = Manifest(format=FORMAT, kind=KIND, run_id=row.id, version=__version__, files=parts)
        archive.writestr(_info(f"{row.id}/{MANIFEST}", row.updated_at), told.model_dump_json(indent=1))
    yield sink.take()


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    moment = max(at.astimezone(UTC), _EARLIEST)
    info = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    info.external_attr = 0o644 << 16
    return info
