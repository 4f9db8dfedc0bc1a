"""What a run that begins again at a stage has from another, so that nothing of it is done or paid twice.

Texts, verdicts and the pictures that were brought are copied: each run holds all it needs in its own folder. Calls are
never copied, because a cost that stands in two places is counted twice; `reused_calls` refers to their rows by key.
A verdict counts only where it would be the same today: it let pass, at a level as strict, by a model that still checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from devserver.engine.additions import NewEntity
from devserver.engine.gate import as_strict
from devserver.engine.inputs import ENTITY
from devserver.engine.pictures import BROUGHT
from devserver.engine.record import TEXT_STAGES, Record
from devserver.engine.recorder import Recorder
from devserver.engine.snapshots import Declared
from devserver.errors import Conflict
from devserver.models.runs import Action, Entity, FromStage, ReusedCall, RunContext, SafetyLevel

_FIRST: dict[FromStage, int] = {"media": 0, "optimization": 1, "interception": 3, "input": 3}
"""Where in `TEXT_STAGES` the texts begin that a stage may take."""
_ALONE: dict[FromStage, Action] = {"optimization": "optimization", "media": "generation"}
"""The actions that begin at a stage with whatever text there is."""
_VERDICTS = ("input_check", BROUGHT)


def begins_with(record: Record, stage: FromStage) -> Entity:
    """Return the text that a stage of a run begins with; raises Conflict where the run has not come so far."""
    contexts = (*record.earlier, record.context)
    begun = any(context.request.action == _ALONE.get(stage) for context in contexts)
    wanted = set() if begun else {name for context in contexts for name in _wanted(context)}
    for kinds in TEXT_STAGES[_FIRST[stage] :]:
        found = record.latest_text([kinds])
        if found is not None:
            return found
        if kinds[0] in wanted:
            break
    raise Conflict("stage_not_reached", run_id=record.run_id, stage=stage, reached=record.row.stage or "input")


def _wanted(context: RunContext) -> tuple[str, ...]:
    """Return the stages that an attempt was to go through, of those that make texts."""
    action, origin = context.request.action, context.origin
    if action == "run" and origin is not None and origin.from_stage in {"optimization", "media"}:
        return ("optimization",) if origin.from_stage == "optimization" else ()
    return {"run": ("interception", "optimization"), "generation": ()}.get(action, (action,))


def texts_before(record: Record, stage: FromStage, begins: Entity) -> list[Entity]:
    """Return the texts of a run up to that with which a stage begins: of each stage what was last.

    That is its result, with what its chunks made on the way, and behind it the edit of a person, if there is one.
    """
    made = [entity for entity in record.entities if entity.n <= begins.n]
    found: list[Entity] = []
    for kinds in TEXT_STAGES[_FIRST[stage] :]:
        of_stage = [entity for entity in made if entity.type in kinds]
        results = [entity for entity in of_stage if entity.type == kinds[0]][-1:]
        found += [entity for result in results for entity in made if _part_of(entity, result)]
        found += {entity.n: entity for entity in (*results, *of_stage[-1:])}.values()
    return sorted(found, key=lambda entity: entity.n)


def translation_of(record: Record, text: Entity) -> Entity | None:
    """Return the newest translation of an input, where a model made one."""
    found = record.entity("translation")
    return found if found and found.n > text.n and not found.meta.get("passed_through") else None


def _part_of(entity: Entity, result: Entity) -> bool:
    """Tell whether an entity is what a chunk before the last made on the way to a stage's result."""
    return entity.attempt == result.attempt and re.fullmatch(rf"{result.type}_\d+", entity.type) is not None


def brought(record: Record, names: Iterable[str]) -> list[Entity]:
    """Return the pictures and sounds that the newest attempt took in, under these names."""
    of_attempt = [e for e in record.entities if e.attempt == record.context.attempt and e.type == ENTITY]
    return [entity for entity in of_attempt if entity.meta.get("parameter") in set(names)]


def verdicts(record: Record, declared: Declared, level: SafetyLevel, checked: Iterable[str]) -> list[Entity]:
    """Return the newest verdict on each of the texts and pictures with these SHA-256, where it still counts.

    Those of a run that was imported never do: nobody here made them.
    """
    if record.row.imported is not None:
        return []
    wanted, models = set(checked), _models(declared)
    found = {
        (entity.type, entity.meta.get("text_sha256")): entity
        for entity in record.entities
        if entity.type in _VERDICTS
        and entity.meta.get("text_sha256") in wanted
        and entity.meta.get("passed")
        and as_strict(entity.meta.get("level"), level)
        and entity.meta.get("model") in models[entity.type]
    }
    return list(found.values())


def _models(declared: Declared) -> dict[str, set[str]]:
    """Return by which models each check is made now; what word lists alone said is looked up again for nothing."""
    checks = dict(zip(_VERDICTS, (declared.checks.input, declared.checks.input_picture), strict=True))
    configs = {name: declared.library.config(id) for name, id in checks.items()}
    chunks = {name: declared.library.chunk(str(c.parameters["SAFETY_CHUNK"])) for name, c in configs.items()}
    return {name: {str(model) for model in declared.models_of(chunks[name], configs[name])} for name in checks}


def calls_of(record: Record, entities: Iterable[Entity]) -> tuple[ReusedCall, ...]:
    """Return the calls that made entities of a run, be it its own or those that it has from others itself."""
    origin = record.origin
    copied = {one.n for one in origin.entities} if origin else set()
    own = {(entity.attempt, entity.stage) for entity in entities if entity.n not in copied}
    inherited = {entity.stage for entity in entities if entity.n in copied}
    calls = [
        ReusedCall(key=c.key, run_id=record.run_id, stage=c.stage)
        for c in record.calls.values()
        if (c.attempt, c.stage) in own and c.state == "answered"
    ]
    return (*(call for call in (origin.calls if origin else ()) if call.stage in inherited), *calls)


async def copies(recorder: Recorder, record: Record, entities: Sequence[Entity], *, held: bool) -> list[NewEntity]:
    """Return copies of entities for another run; pictures are `held` until somebody has looked at them again.

    What was blocked stays so. Of a run that was imported nobody knows at which level its texts were made, so that they
    are checked again. Raises NotFound where a file is gone.
    """
    forgotten = {"level"} if record.row.imported is not None else set[str]()
    return [
        NewEntity(
            **entity.model_dump(include=_COPIED),
            meta={name: value for name, value in entity.meta.items() if name not in forgotten},
            data=await recorder.content(record.run_id, entity),
            extension=PurePath(entity.file).suffix[1:],
            blocked=entity.blocked or (held and entity.type == ENTITY),
        )
        for entity in entities
    ]


_COPIED = {"type", "stage", "mime", "producer", "seconds", "seed", "media_type", "index", "format"}
