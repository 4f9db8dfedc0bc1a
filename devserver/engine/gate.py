"""The gate: the one way by which a text reaches a model that makes something of it.

Word lists of the run's level are asked first, then the model that the check's config names, if one is set. A check
that cannot be completed stops the run: the gate fails closed. `Cleared` is made here only; what generates takes one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from devserver.engine.additions import Change, json_entity
from devserver.engine.builder import Model, Parts, text_call
from devserver.engine.fallbacks import first_available
from devserver.engine.ledger import Ledger
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.verdicts import Refusal, error_of
from devserver.engine.wordlists import Hit, WordLists
from devserver.engine.work import Work
from devserver.errors import BackendFailed
from devserver.events import Blocked, PipelineStageUpdate
from devserver.models.calls import InputMedia
from devserver.models.declarations import Chunk, Config
from devserver.models.frozen import Frozen
from devserver.models.outcomes import Ok, Outcome, OverBudget, Unavailable
from devserver.models.runs import SAFETY_LEVELS, SafetyLevel


class Verdict(Frozen):
    """What a check said of one text or picture, which is kept by its hash. `hits` are places in it, in characters."""

    passed: bool
    level: str
    source: Literal["word_list", "model"]
    text_sha256: str
    categories: tuple[str, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    model: str | None = None


@dataclass(frozen=True)
class Cleared:
    """A text that passed, with the other texts that go with it."""

    text: str
    verdict: Verdict


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def joined(texts: Sequence[str]) -> str:
    """Return all that is checked as one text."""
    return "\n".join(texts)


@dataclass(frozen=True)
class Gate:
    """Checks texts of runs."""

    words: WordLists
    ledger: Ledger
    recorder: Recorder

    async def check(self, work: Work, stage: str, config_id: str, text: str, *others: str) -> Cleared:
        """Return the text as cleared; raises Refusal when it is not, BackendFailed when that cannot be told.

        `others` are further texts that would be sent with it, such as a negative prompt.
        """
        texts = (text, *others)
        whole = joined(texts)
        verdict = _known(work, stage, digest(whole))
        if verdict is None:
            verdict = await self._judge(work, stage, work.declared.library.config(config_id), texts)
            await self._keep(work, stage, verdict)
        if not verdict.passed:
            raise Refusal(stage)
        return Cleared(text, verdict)

    async def check_picture(self, work: Work, stage: str, config_id: str, picture: InputMedia) -> None:
        """Let a model look at a picture; raises Refusal where it does not pass, BackendFailed where that is not known.

        A verdict that is in the record already holds.
        """
        verdict = _known(work, stage, picture.sha256)
        if verdict is None:
            config = work.declared.library.config(config_id)
            chunk = work.declared.library.chunk(str(config.parameters["SAFETY_CHUNK"]))
            verdict = await self._ask(work, stage, config, chunk, "", picture=picture)
            await self._keep(work, stage, verdict)
        if not verdict.passed:
            raise Refusal(stage)

    async def _judge(self, work: Work, stage: str, config: Config, texts: Sequence[str]) -> Verdict:
        level, text = work.context.safety_level, joined(texts)
        hits = self._find(texts, level)
        if hits:
            categories = tuple(dict.fromkeys(hit.category for hit in hits))
            places = tuple((hit.start, hit.end) for hit in hits)
            return Verdict(
                passed=False,
                level=level,
                source="word_list",
                text_sha256=digest(text),
                categories=categories,
                hits=places,
            )
        chunk = work.declared.library.chunk(str(config.parameters["SAFETY_CHUNK"]))
        if work.declared.model(chunk, config) is None:
            return Verdict(passed=True, level=level, source="word_list", text_sha256=digest(text))
        return await self._ask(work, stage, config, chunk, text)

    def _find(self, texts: Sequence[str], level: SafetyLevel) -> list[Hit]:
        """Search each text by itself, so that no term is made of the end of one and the beginning of the next.

        The places are those in all of them joined.
        """
        found: list[Hit] = []
        before = 0
        for text in texts:
            hits = self.words.find(text, level)
            found += [replace(hit, start=hit.start + before, end=hit.end + before) for hit in hits]
            before += len(text) + 1
        return found

    async def _ask(
        self, work: Work, stage: str, config: Config, chunk: Chunk, text: str, *, picture: InputMedia | None = None
    ) -> Verdict:
        context = work.context
        models = work.declared.needed_models(chunk, config)
        rules = work.declared.rules(config, context.safety_level).text(context.language)
        task = work.declared.task(chunk).text(context.language)
        parts = Parts(task, rules, text)

        async def asked(model: Model) -> Outcome:
            declared = work.declared.shutdown(chunk, config, model)
            if ended := self.ledger.router.lifecycles.refusal(model, declared):
                return ended
            images = (picture,) if picture else ()
            call = text_call(chunk, config, parts, model, seed=context.seed, language=context.language, images=images)
            return await self.ledger.perform(work.record, stage, call, lambda _outcome, _seconds: Change())

        outcome, model = await first_available(models, asked)
        if isinstance(outcome, OverBudget):
            raise error_of(outcome, stage, str(model))
        safe, reason = _answer(stage, outcome, str(model))
        return Verdict(
            passed=safe,
            level=context.safety_level,
            source="model",
            text_sha256=picture.sha256 if picture else digest(text),
            reason=reason,
            model=str(model),
        )

    async def _keep(self, work: Work, stage: str, verdict: Verdict) -> None:
        attempt = work.context.attempt
        meta = verdict.model_dump(mode="json", exclude_none=True)
        entity = json_entity(stage, stage, meta, producer=verdict.model or "word_list", meta=meta)
        done = PipelineStageUpdate(stage=stage, status="completed", attempt=attempt, entity=work.record.next_n)
        blocked = Blocked(
            stage=stage,
            attempt=attempt,
            level=verdict.level,
            source=verdict.source,
            categories=verdict.categories,
            hits=verdict.hits,
            reason=verdict.reason,
        )
        change = Change(entities=[entity], row={"stage": stage}, events=[done if verdict.passed else blocked])
        if verdict.passed:
            self.recorder.add(work.record, change)
        else:
            await self.recorder.commit(work.record, change)


def _known(work: Work, stage: str, sha256: str) -> Verdict | None:
    """Return what a stage of the attempt has said of a text or picture already, at a level as strict as the run's."""
    for entity in work.record.entities:
        if (entity.type, entity.attempt) == (stage, work.context.attempt):
            verdict = Verdict.model_validate(entity.meta)
            if verdict.text_sha256 == sha256 and as_strict(verdict.level, work.context.safety_level):
                return verdict
    return None


def as_strict(level: object, wanted: SafetyLevel) -> bool:
    """Tell whether a level is known and at least as strict as another."""
    return level in SAFETY_LEVELS and SAFETY_LEVELS.index(level) <= SAFETY_LEVELS.index(wanted)


def _answer(stage: str, outcome: Outcome, model: str) -> tuple[bool, str]:
    """Read a model's verdict: a JSON object with a boolean `safe`, and nothing else will do."""
    if isinstance(outcome, Unavailable) and outcome.shutdown_date is not None:
        raise error_of(outcome, stage, model)
    if not isinstance(outcome, Ok):
        raise BackendFailed("check_failed", stage=stage, outcome=outcome.type, cause=_cause(outcome, stage, model))
    try:
        answer = json.loads(outcome.text or "")
    except (ValueError, RecursionError):  # no JSON, or nested beyond reason
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("safe"), bool):
        raise BackendFailed("check_unreadable", stage=stage)
    return answer["safe"], str(answer.get("reason", ""))[:500]


def _cause(outcome: Outcome, stage: str, model: str) -> dict[str, Any]:
    """Tell why a model gave no verdict; its own refusal is none, because it says nothing of the text."""
    error = error_of(outcome, stage, model)
    if isinstance(error, Refusal):
        error = BackendFailed("call_declined", model=model, stage=stage, reason=error.reason)
    return error.cause()


def passed_before(record: Record, text: str) -> bool:
    """Tell whether this very text passed a check of this run, or was made by its stages, at a level as strict."""
    wanted = digest(text)
    for entity in record.entities:
        if as_strict(entity.meta.get("level"), record.context.safety_level) and (
            entity.sha256 == wanted or (entity.meta.get("passed") and entity.meta.get("text_sha256") == wanted)
        ):
            return True
    return False
