"""The stages: which chunk is called next, with which values, and what of the answer enters the record.

    input_check → translation → interception → optimization → output_translation → output_check → media

Each stage asks the record first whether its attempt has done it already, so a run goes on where its record ends.
Interception reads `config.context`; optimization never does: its context is the `optimization_instruction`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from devserver import events
from devserver.engine.additions import Change, text_entity
from devserver.engine.builder import Model, Parts, text_call, texts_in, upper_keys
from devserver.engine.fallbacks import REASON, first_available
from devserver.engine.gate import Gate, passed_before
from devserver.engine.languages import language_name
from devserver.engine.ledger import Ledger
from devserver.engine.maker import Maker
from devserver.engine.pictures import Pictures
from devserver.engine.recorder import Recorder
from devserver.engine.verdicts import text_of
from devserver.engine.work import Work
from devserver.models.declarations import Chunk, Config
from devserver.models.frozen import Json
from devserver.models.outcomes import Ok, Outcome
from devserver.models.runs import Action, FromStage

Stage = Callable[[Work], Awaitable[object]]

MADE_TEXTS = (
    *("output_translation", "optimization_edit", "optimization"),
    *("interception_edit", "interception", "translation"),
)
"""Texts that stages make, and a person's edits of them, the most processed first."""
CUT_SHORT = "cut_short"
"""Why a text may end in the middle: the model had used all tokens that it was allowed."""


@dataclass(frozen=True)
class Step:
    """One chunk of a stage: under which name it is recorded and with which values."""

    name: str
    config: Config
    chunk: Chunk
    preferred: Json
    context: str
    text: str
    source: str
    last: bool
    values: Mapping[str, Json]


@dataclass(frozen=True)
class Stages:
    """Does the stages of runs; holds nothing of any run."""

    gate: Gate
    ledger: Ledger
    recorder: Recorder
    maker: Maker
    pictures: Pictures

    def plan(self, action: Action, from_stage: FromStage | None = None) -> tuple[Stage, ...]:
        """Return the stages of a person's action, in order; of one that begins again those from a stage on.

        What comes before that is in the record already. A verdict that does not hold for the text or the level of this
        attempt is asked for again, so that `input` and `interception` have the same stages.
        """
        before = (self.check_input, self.translate_input, self.intercept)
        after = (self.make,)
        if from_stage in {"optimization", "media"}:
            return after if from_stage == "media" else (self.check_edit, self.optimize, *after)
        return {
            "interception": before,
            "optimization": (self.check_edit, self.optimize),
            "generation": after,
            "run": (*before, self.optimize, *after),
        }[action]

    async def check_input(self, work: Work) -> None:
        """Check the input, and an attitude in own words, at the run's level, before anything else sees them."""
        attitude = work.context.request.context_prompt
        others = [attitude] if attitude else []
        text = work.context.request.input_text or ""
        await self.gate.check(work, "input_check", work.declared.checks.input, text, *others)
        await self.pictures.check_inputs(work)

    async def check_edit(self, work: Work) -> None:
        """Check a text that is to be optimized, unless this very text has passed in this run."""
        if work.record.entity("optimization", work.context.attempt):
            return
        text = await self.text(work)
        if not passed_before(work.record, text):
            await self.gate.check(work, "input_check", work.declared.checks.input, text)

    async def translate_input(self, work: Work) -> None:
        """Translate the input where the attitude's config asks for a language (`meta.input_language`)."""
        config = work.declared.library.config(work.context.request.config or "")
        target = config.meta.get("input_language")
        if isinstance(target, str):
            await self._translate(work, "translation", target, work.context.request.input_text or "")

    async def intercept(self, work: Work) -> None:
        """Stage 2a: rewrite the text from the attitude; an empty context lets it pass, marked so."""
        if work.record.entity("interception", work.context.attempt):
            return
        config = work.declared.library.config(work.context.request.config or "")
        pipeline = work.declared.library.pipeline(config.pipeline)
        given = work.context.request.context_prompt
        context = given if given is not None else config.context.text(work.context.language) if config.context else ""
        text = await self.text(work)
        if not context.strip():
            self._pass(work, "interception", text, config.id, "empty_context")
        elif pipeline.skip_stage2 or not pipeline.chunks:
            self._pass(work, "interception", text, config.id, "pipeline_skips_interception")
        else:
            await self._rewrite(work, "interception", config, context, text)

    async def optimize(self, work: Work) -> None:
        """Stage 2b: refine the text for one model; without an instruction it passes, which needs no notice."""
        if work.record.entity("optimization", work.context.attempt):
            return
        library = work.declared.library
        output = library.config(work.context.request.output_config or "")
        instruction = library.optimization_instruction(output)
        context = instruction.text(work.context.language) if instruction else ""
        text = await self.text(work)
        if not context.strip():
            self._pass(work, "optimization", text, output.id, None)
            return
        config = library.config(work.declared.checks.optimization)
        preferred = output.meta.get("optimization_model")
        await self._rewrite(work, "optimization", config, context, text, preferred=preferred)

    async def make(self, work: Work) -> None:
        """Stages 3 and 4: translate to the model's language, check exactly what will be sent, and send it."""
        attempt = work.context.attempt
        if any(entity.attempt == attempt for entity in work.record.media()):
            await self.pictures.let_go(work)
            return
        await self.pictures.check_inputs(work)
        request = work.context.request
        config = work.declared.library.config(request.output_config or "")
        chunk = work.declared.library.output_chunk(config)
        target = config.meta.get("prompt_language", chunk.meta.get("prompt_language"))
        text = await self.text(work)
        if isinstance(target, str):
            unfinished = replace(work, closing=None)
            text = await self._translate(unfinished, "output_translation", target, text)
        others = texts_in(request.parameters)
        cleared = await self.gate.check(work, "output_check", work.declared.checks.output, text, *others)
        held = self.pictures.holds(work, config)
        await self.maker.make(work, config, chunk, cleared, held=held)
        await self.pictures.let_go(work)

    async def text(self, work: Work) -> str:
        """Return the text that the attempt has come to."""
        context = work.context
        for kind in MADE_TEXTS:
            if entity := work.record.entity(kind, context.attempt):
                return await self.recorder.text(work.record, entity)
        request = context.request
        return (request.prompt if request.action == "generation" else request.input_text) or ""

    def _pass(self, work: Work, stage: str, text: str, config: str, reason: str | None) -> None:
        meta: dict[str, Json] = {"passed_through": True, "reason": reason, "level": work.context.safety_level}
        told = events.PipelineStageUpdate(
            stage=stage,
            status="passed_through",
            attempt=work.context.attempt,
            config=config,
            entity=work.record.next_n,
            reason=reason,
        )
        entity = text_entity(stage, stage, text, producer="passed_through", meta=meta)
        self.recorder.add(work.record, Change(entities=[entity], row={"stage": stage}, events=[told]))

    async def _translate(self, work: Work, stage: str, language: str, text: str) -> str:
        if known := work.record.entity(stage, work.context.attempt):
            return await self.recorder.text(work.record, known)
        config = work.declared.library.config(work.declared.checks.translation)
        chunk = work.declared.library.steps(config)[0]
        if work.declared.model(chunk, config) is None:
            self._pass(work, stage, text, config.id, "no_translation_model")
            return text
        context = config.context.text(work.context.language) if config.context else ""
        values = {"TARGET_LANGUAGE": language_name(language), "TARGET_LANGUAGE_CODE": language}
        return await self._rewrite(work, stage, config, context, text, values=values)

    async def _rewrite(
        self,
        work: Work,
        stage: str,
        config: Config,
        context: str,
        text: str,
        *,
        preferred: Json = None,
        values: dict[str, Json] | None = None,
    ) -> str:
        """Send a text through the chunks of a config's pipeline, each taking what the one before it gave."""
        chunks = work.declared.library.steps(config)
        source = text
        known: dict[str, Json] = {"INPUT_LANGUAGE": work.context.language, **(values or {})}
        for place, chunk in enumerate(chunks):
            last = place == len(chunks) - 1
            name = stage if last else f"{stage}_{place + 1}"
            step = Step(name, config, chunk, preferred, context, text, source, last, known)
            text = await self._step(work, step)
            known |= upper_keys(text)
        return text

    async def _step(self, work: Work, step: Step) -> str:
        models = work.declared.needed_models(step.chunk, step.config, step.preferred)
        outcome, model = await first_available(models, partial(self._ask, work, step, models[0]))
        return text_of(outcome, step.name, str(model))

    async def _ask(self, work: Work, step: Step, wanted: Model, model: Model) -> Outcome:
        """Ask one model; `wanted` is the first of the setting."""
        run = work.context
        declared = work.declared.shutdown(step.chunk, step.config, model)
        if ended := self.ledger.router.lifecycles.refusal(model, declared):
            return ended
        chunk = work.declared.library.family_variant(step.chunk, model.name)
        task = work.declared.task(chunk).text(run.language)
        parts = Parts(task, step.context, step.text, source=step.source)
        call = text_call(chunk, step.config, parts, model, seed=run.seed, language=run.language, values=step.values)
        started = events.PipelineStageUpdate(
            stage=step.name,
            status="started",
            attempt=run.attempt,
            config=step.config.id,
            reason=None if model == wanted else REASON,
        )
        note: dict[str, Json] = {} if model == wanted else {"fallback_for": str(wanted)}

        def conclude(outcome: Outcome, seconds: float) -> Change:
            if not isinstance(outcome, Ok) or not (outcome.text or "").strip():
                return Change()
            entity = text_entity(
                step.name,
                step.name,
                outcome.text or "",
                producer=str(model),
                seconds=round(seconds, 4),
                seed=run.seed,
                meta={**outcome.meta, **note, "level": run.safety_level},
            )
            ended = {"status": "completed", "entity": work.record.next_n, "seconds": round(seconds, 4)}
            if outcome.meta.get("finish_reason") == "length":
                ended["reason"] = CUT_SHORT
            done = started.model_copy(update=ended)
            change = Change(entities=[entity], row={"stage": step.name}, events=[done])
            return change.then(work.closing) if step.last else change

        return await self.ledger.perform(work.record, step.name, call, conclude, announce=[started])
