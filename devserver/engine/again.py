"""Runs again: a retry does an ended run anew as it was resolved, a fork begins at a stage with what came before.

Either makes a run of its own with `parent_run_id` and `origin`. A retry keeps declarations, models, texts and seed; a
fork takes the declarations of today, like every further action of a person. Neither goes past the gate: the checks are
those of today, at a level as strict as that of the server and of the run, and what a person changes is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from devserver import events, ids
from devserver.engine.accepting import Accepted, Reception
from devserver.engine.acting import Begun, begun
from devserver.engine.additions import Change, NewEntity, text_entity
from devserver.engine.engine import Engine
from devserver.engine.gate import digest, joined
from devserver.engine.inputs import ENTITY
from devserver.engine.record import Record
from devserver.engine.requests import choose_seed, stricter
from devserver.engine.reusing import begins_with, brought, calls_of, copies, texts_before, translation_of, verdicts
from devserver.engine.setups import Setup
from devserver.engine.snapshots import Declared, freeze
from devserver.engine.varying import EARLY, Changes, check_changes, level_of, varied
from devserver.errors import Conflict
from devserver.models.runs import ENDED, PLAN, Entity, FromStage, Origin, Request, ReusedEntity, RunContext, SafetyLevel


@dataclass(frozen=True)
class Again:
    """A run that is to be done again: from a stage on with changes, or without one anew as it was."""

    run_id: str
    from_stage: FromStage | None = None
    changes: Changes = field(default_factory=Changes)
    owner: str = "local"
    key: str | None = None
    body_sha256: str = ""


@dataclass(frozen=True)
class Resolved:
    """What a repetition goes by, before anything is copied."""

    request: Request
    language: str
    level: SafetyLevel
    seed: int
    declared: Declared
    snapshot: bytes


async def begin(engine: Engine, again: Again) -> Begun:
    """Accept a repetition and return at once; raises what is wrong with it, and then nothing is recorded."""
    return begun(await engine.runs.begin(partial(accept, engine.runs.reception, again)))


async def accept(reception: Reception, again: Again, setup: Setup) -> Accepted:
    """Record a repetition as a new run by a setup, once for its key."""

    async def accepted() -> Accepted:
        source = await reception.recorder.load(again.run_id)
        return await Repetition(reception, again, setup, source).accept()

    return await reception.once(again, accepted)


@dataclass(frozen=True)
class Repetition:
    """One repetition that is looked at as a whole, of a run as it stands."""

    reception: Reception
    again: Again
    setup: Setup
    source: Record

    async def accept(self) -> Accepted:
        """Record it as a new run; raises Conflict where the run is not in a state for it."""
        state, stage = self.source.row.state, self.again.from_stage
        if stage is None and state not in ENDED:
            raise Conflict("run_not_retried", run_id=self.source.run_id, state=state)
        if state not in ENDED | {"open", "waiting"}:
            raise Conflict("run_busy", run_id=self.source.run_id, state=state)
        return await (self._retry() if stage is None else self._fork(stage))

    @property
    def _today(self) -> Declared:
        return Declared(self.reception.declarations.library, self.setup.models, self.setup.checks)

    async def _retry(self) -> Accepted:
        source, origin = self.source, self.source.context.origin
        resolved = await self._as_it_was()
        request, given = resolved.request, brought(source, resolved.request.inputs)
        if origin is None or origin.from_stage is None:
            text = (request.prompt if request.action == "generation" else request.input_text) or ""
            return await self._begin(resolved, None, given, [text_entity("input", "input", text)])
        copied = {one.n for one in origin.entities}
        begun_with = [e for e in source.entities if (e.n in copied or e.producer == "person") and e not in given]
        texts = [entity for entity in begun_with if "passed" not in entity.meta]
        checked = [str(entity.meta.get("text_sha256")) for entity in begun_with]
        kept = [*texts, *given, *verdicts(source, resolved.declared, resolved.level, checked)]
        return await self._begin(resolved, origin.from_stage, kept, [])

    async def _as_it_was(self) -> Resolved:
        """Return what the newest attempt of the run went by, guarded as today, with another seed where one is asked."""
        context, changes = self.source.context, self.again.changes
        before = await self.reception.recorder.snapshots.read(context.snapshot)
        declared = before.guarded_by(self._today)
        request, seed = context.request.model_copy(update=changes.pace(context.request)), context.seed
        if changes.says("seed"):
            request = request.model_copy(update={"seed": changes.asked_seed})
            seed = choose_seed(declared.library, request)
        configs = [id for id in (request.config, request.output_config) if id and id in before.library.configs]
        return Resolved(
            request=request,
            language=context.language,
            level=stricter(self.setup.settings.safety_level, self.source.row.safety_level),
            seed=seed,
            declared=declared,
            snapshot=freeze(declared.library, declared.models, declared.checks, configs),
        )

    async def _fork(self, stage: FromStage) -> Accepted:
        source, text_of = self.source, self.reception.recorder.text
        begins = begins_with(source, stage)
        given_text, first = self.again.changes.text, await text_of(source, begins_with(source, "input"))
        new = given_text if given_text is not None and given_text != await text_of(source, begins) else None
        resolved = self._varied(stage, new if new is not None and stage in EARLY else first)
        texts = texts_before(source, stage, begins)
        if stage in EARLY and new is not None:
            texts = []
        elif stage == "interception" and await self._in_same_language(resolved):
            texts += [found for found in (translation_of(source, begins),) if found]
        given = brought(source, resolved.request.inputs)
        checked = self._checked(stage, resolved.request, [*texts, *given])
        kept = [*texts, *given, *verdicts(source, resolved.declared, resolved.level, checked)]
        return await self._begin(resolved, stage, kept, [] if new is None else [_edit(stage, new)])

    def _varied(self, stage: FromStage, text: str) -> Resolved:
        """Return what a fork goes by; raises InvalidInput with every fault, NotFound for a config, Forbidden."""
        changes, settings, source = self.again.changes, self.setup.settings, self.source
        declared = self._today
        request = varied(declared.library, source, changes, text)
        check_changes(declared.library, request, changes, stage, settings.text_limit)
        configs = [id for id in (request.config if stage in EARLY else None, request.output_config) if id]
        return Resolved(
            request=request,
            language=changes.language or source.context.language,
            level=level_of(settings.safety_level, source.row.safety_level, changes.safety_level),
            seed=choose_seed(declared.library, request),
            declared=declared,
            snapshot=self.reception.declarations.snapshot(declared, configs),
        )

    def _checked(self, stage: FromStage, request: Request, kept: Sequence[Entity]) -> Iterator[str]:
        """Yield the SHA-256 of what was checked before a stage: the texts, or with an attitude in own words both."""
        earlier = [context.request for context in (*self.source.earlier, self.source.context)]
        for asked in {"input": [], "interception": [request]}.get(stage, [request, *earlier]):
            if asked.context_prompt and asked.input_text:
                yield digest(joined([asked.input_text, asked.context_prompt]))
        alone = stage != "interception" or not request.context_prompt
        yield from (e.sha256 for e in kept if stage != "input" and (alone or e.type == ENTITY))

    async def _in_same_language(self, resolved: Resolved) -> bool:
        """Tell whether the attitude wants its input in the language into which the run had it translated."""
        config = resolved.declared.library.config(resolved.request.config or "")
        before = await self.reception.recorder.snapshots.read(self.source.context.snapshot)
        known = before.library.configs.get(self.source.row.config or "")
        return known is not None and known.meta.get("input_language") == config.meta.get("input_language")

    async def _begin(
        self, resolved: Resolved, stage: FromStage | None, kept: Sequence[Entity], new: Sequence[NewEntity]
    ) -> Accepted:
        """Record the new run: what it has from the other, what a person changed, and the events that tell of both."""
        recorder, source, declared = self.reception.recorder, self.source, resolved.declared
        entities = sorted(kept, key=lambda entity: entity.n)
        held = bool(resolved.request.inputs) and declared.looks_at(declared.checks.input_picture)
        parts = [*await copies(recorder, source, entities, held=held), *new]
        context = RunContext(
            run_id=ids.new_run_id(),
            attempt=1,
            owner=self.again.owner,
            request=resolved.request,
            language=resolved.language,
            safety_level=resolved.level,
            seed=resolved.seed,
            snapshot=await recorder.snapshots.keep(resolved.snapshot),
            plan=PLAN,
            origin=_origin(source, stage, entities),
        )
        change = Change(entities=parts, events=[*_told(context, entities)])
        return await self.reception.begin(context, source.run_id, change, self.again)


def _edit(stage: FromStage, text: str) -> NewEntity:
    """Return a person's text as the input, or as an edit of what the stage before made."""
    before = {"optimization": "interception", "media": "optimization"}.get(stage)
    return text_entity(f"{before}_edit", before, text) if before else text_entity("input", "input", text)


def _origin(source: Record, stage: FromStage | None, entities: Sequence[Entity]) -> Origin:
    return Origin(
        run_id=source.run_id,
        attempt=source.context.attempt,
        from_stage=stage,
        entities=tuple(ReusedEntity(n=n, run_id=source.run_id, source_n=e.n) for n, e in enumerate(entities, 1)),
        calls=calls_of(source, entities),
    )


def _told(context: RunContext, entities: Sequence[Entity]) -> Iterator[events.EventData]:
    """Yield the events with which a repetition begins: of which run it is, and which stages are not done again."""
    parent, stage = (context.origin.run_id, context.origin.from_stage) if context.origin else (None, None)
    action = context.request.action
    yield events.RunStateChange(state="running", attempt=1, action=action, parent_run_id=parent, from_stage=stage)
    for n, entity in enumerate(entities, 1):
        if entity.type == entity.stage and entity.producer != "person":
            yield events.PipelineStageUpdate(stage=entity.stage, status="reused", attempt=1, entity=n)
