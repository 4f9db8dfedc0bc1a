"""Pictures and the gate: none can be fetched before a model has looked at it, where one is set that does.

What was made, and what somebody brought, enters the record blocked; its check lets it go. Until then no route gives
its bytes, no event tells of it, and no preview shows what is forming. Where the check says no, or cannot be completed,
the picture stays blocked for ever: its bytes are kept, and nobody gets them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from devserver.engine import files
from devserver.engine.additions import Change
from devserver.engine.gate import Gate
from devserver.engine.inputs import ENTITY
from devserver.engine.maker import STAGE, complete
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.work import Work
from devserver.errors import BackendFailed
from devserver.models.calls import InputMedia
from devserver.models.declarations import Config
from devserver.models.runs import Entity

MADE, BROUGHT = "picture_check", "input_picture_check"
"""The stages under which the checks are recorded."""
SEEN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What a model can look at."""


@dataclass(frozen=True)
class Pictures:
    """Has pictures of runs checked; holds nothing of any run."""

    gate: Gate
    recorder: Recorder

    def holds(self, work: Work, config: Config) -> bool:
        """Tell whether what a config makes is a picture that somebody looks at first."""
        kind = work.declared.library.media_type(config)
        return kind is not None and kind.name == "image" and work.declared.looks_at(work.declared.checks.picture)

    async def check_inputs(self, work: Work) -> None:
        """Have the pictures looked at that the attempt takes in; raises what ends it."""
        given = [e for e in _of_attempt(work.record, work.record.entities) if e.type == ENTITY and e.blocked]
        for entity in given:
            if entity.mime in SEEN:
                await self._check(work, BROUGHT, work.declared.checks.input_picture, entity)
        self.recorder.add(work.record, Change(released=[entity.n for entity in given]))

    async def let_go(self, work: Work) -> None:
        """Have what the attempt made and holds back looked at, and let it go; raises what ends the attempt."""
        held = [entity for entity in _of_attempt(work.record, work.record.media()) if entity.blocked]
        if not held:
            return
        outputs = [list(group) for _index, group in groupby(held, key=lambda entity: entity.index)]
        for encodings in outputs:
            seen = next((entity for entity in encodings if entity.mime in SEEN), None)
            if seen is None:
                raise BackendFailed("picture_unseen", stage=MADE, formats=[entity.format for entity in encodings])
            await self._check(work, MADE, work.declared.checks.picture, seen)
        told = [complete(work.record, encodings) for encodings in outputs]
        change = Change(released=[entity.n for entity in held], row={"stage": STAGE}, events=told)
        await self.recorder.commit(work.record, change.then(work.closing))

    async def _check(self, work: Work, stage: str, config_id: str, entity: Entity) -> None:
        folder = files.run_folder(Path(), work.record.run_id)
        path = (folder / entity.file).as_posix()
        picture = InputMedia(parameter=f"entity_{entity.n}", path=path, mime=entity.mime, sha256=entity.sha256)
        await self.gate.check_picture(work, stage, config_id, picture)


def _of_attempt(record: Record, entities: Iterable[Entity]) -> list[Entity]:
    return [entity for entity in entities if entity.attempt == record.context.attempt]
