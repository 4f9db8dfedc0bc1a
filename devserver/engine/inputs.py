"""Pictures and sounds that a run takes in: uploads, or outputs of other runs, copied into its own record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from devserver.engine.additions import NewEntity
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.uploads import Uploads
from devserver.errors import Fault, InvalidInput, NotFound
from devserver.media_types import MEDIA_TYPES
from devserver.models.runs import Entity, InputRef

ENTITY = "input_media"


def find_media(record: Record, media_type: str, index: int | None = None, extension: str | None = None) -> Entity:
    """Return an output of a run: the newest without an index, its preferred encoding without an extension.

    Raises NotFound where there is none; what a check blocked counts as none.
    """
    kind = MEDIA_TYPES.get(media_type)
    names = [name for name in (media_type, kind.falls_back_to if kind else None) if name]
    for name in names:
        fitting = [entity for entity in record.media(name) if not entity.blocked]
        place = max((e.index or 0 for e in fitting), default=0) if index is None else index
        found = next((e for e in fitting if e.index == place and extension in {None, e.format}), None)
        if found is not None:
            return found
    raise NotFound("media_not_found", run_id=record.run_id, type=media_type, index=index, format=extension)


@dataclass(frozen=True)
class Inputs:
    """Finds the inputs that a request names."""

    uploads: Uploads
    recorder: Recorder

    async def entities(self, inputs: Mapping[str, InputRef], *, held: bool) -> list[NewEntity]:
        """Return the entities of the inputs; raises InvalidInput for a reference that is none, NotFound.

        What is `held` is blocked until somebody has looked at it.
        """
        return [replace(await self._entity(name, ref), blocked=held) for name, ref in inputs.items()]

    async def _entity(self, parameter: str, ref: InputRef) -> NewEntity:
        if (ref.upload_id is None) == (ref.run_id is None):
            raise InvalidInput(Fault(pointer=f"/inputs/{parameter}", message="input_reference_wrong"))
        if ref.upload_id is not None:
            upload, data = await self.uploads.read(ref.upload_id)
            return _input(parameter, data, upload.mime, {"upload_id": ref.upload_id})
        record = await self.recorder.load(ref.run_id or "")
        entity = find_media(record, ref.type, ref.index)
        data = await self.recorder.content(record.run_id, entity)
        return _input(parameter, data, entity.mime, {"run_id": record.run_id, "entity": entity.n})


def _input(parameter: str, data: bytes, mime: str, source: dict[str, object]) -> NewEntity:
    extension = next(name for kind in MEDIA_TYPES.values() for name, known in kind.formats.items() if known == mime)
    meta = {"parameter": parameter, **source}
    return NewEntity(ENTITY, "input", data, mime=mime, extension=extension, meta=meta)
