"""Stage 4: the call that makes the medium, and its way into the record.

It takes only what the gate has cleared. What comes back counts when its bytes are of the declared media type: success
is never reported for media that are missing, empty or of another type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from devserver import events
from devserver.backends import Ticket
from devserver.engine import files
from devserver.engine.additions import Change, NewEntity
from devserver.engine.builder import Model, Parts, media_call, text_call
from devserver.engine.catalogue import estimated_seconds
from devserver.engine.fallbacks import first_available
from devserver.engine.gate import Cleared
from devserver.engine.ledger import Ledger
from devserver.engine.lifecycle import named_model
from devserver.engine.record import Record
from devserver.engine.verdicts import error_of
from devserver.engine.work import Work
from devserver.errors import BackendFailed, Unavailable
from devserver.media_types import MEDIA_TYPES, TEXT_MEDIA, fits
from devserver.models.calls import InputMedia, MediaCall, TextCall
from devserver.models.declarations import Chunk, Config
from devserver.models.frozen import Json
from devserver.models.outcomes import MediaFile, MediaOutput, Ok, Outcome
from devserver.models.runs import Entity

STAGE = "media"


def url(media_type: str, run_id: str, index: int) -> str:
    """Return where an output can be fetched."""
    return f"/api/media/{media_type}/{run_id}/{index}"


@dataclass(frozen=True)
class Maker:
    """Makes media; holds nothing of any run."""

    ledger: Ledger

    async def make(self, work: Work, config: Config, chunk: Chunk, cleared: Cleared, *, held: bool = False) -> None:
        """Call the output chunk with a cleared text and record what it gives; raises what ends the attempt.

        What is `held` is blocked and not told of: somebody looks at it first.
        """
        declared = work.declared.library.media_type(config)
        if declared is None:
            raise Unavailable("media_type_unknown", config=config.id)
        media_type = declared.name
        calls = _calls(work, config, chunk, cleared.text, media_type)
        outcome, call = await first_available(
            calls, partial(self._try, work, config, chunk, calls[0], media_type=media_type, held=held)
        )
        model = _model(call)
        if not isinstance(outcome, Ok):
            raise error_of(outcome, STAGE, model)
        if not any(entity.attempt == work.context.attempt for entity in work.record.media(media_type)):
            raise BackendFailed("media_unusable", stage=STAGE, model=model, media_type=media_type)

    async def _try(
        self,
        work: Work,
        config: Config,
        chunk: Chunk,
        wanted: MediaCall | TextCall,
        call: MediaCall | TextCall,
        *,
        media_type: str,
        held: bool,
    ) -> Outcome:
        """Make one call, or tell why it cannot be made; `wanted` is the first of the calls that can be chosen."""
        model = _model(call)
        asked = Model(call.provider, call.model) if call.model else None
        declared = work.declared.shutdown(chunk, config, asked)
        if ended := self.ledger.router.lifecycles.refusal(named_model(chunk, asked), declared):
            return ended
        workflow = call.workflow if isinstance(call, MediaCall) else None
        ready = await self.ledger.router.availability(call.backend, call.model, media_type, workflow)
        if not (ready.ready or ready.waits):
            return ready.outcome()
        note: dict[str, Json] = {} if call is wanted else {"fallback_for": _model(wanted)}
        price = work.declared.library.price(config) if isinstance(call, MediaCall) else None
        start = events.GenerationStart(
            attempt=work.context.attempt,
            config=config.id,
            media_type=media_type,
            backend=call.backend,
            model=model,
            seed=call.seed,
        )

        def conclude(outcome: Outcome, seconds: float) -> Change:
            outputs = _outputs(outcome, media_type, note)
            change = _change(work.record, media_type, outputs, model, seconds, held=held)
            return change.then(work.closing) if change.entities and not held else change

        ticket = Ticket(kind=config.id, seconds=estimated_seconds(work.declared.library.output_chunk(config)))
        return await self.ledger.perform(
            work.record, STAGE, call, conclude, announce=[start], ticket=ticket, previews=not held, price=price
        )


def _model(call: MediaCall | TextCall) -> str:
    return f"{call.provider}/{call.model}".rstrip("/")


def _calls(work: Work, config: Config, chunk: Chunk, prompt: str, media_type: str) -> list[MediaCall | TextCall]:
    """Return the call to make, and behind it those for when its model is unavailable."""
    run = work.context
    images = tuple(input_media(work.record))
    model = work.declared.model(chunk, config)
    if media_type in TEXT_MEDIA and chunk.template is not None:
        parts = Parts(work.declared.task(chunk).text(run.language), "", prompt)
        making = partial(text_call, chunk, config, parts, seed=run.seed, language=run.language, images=images)
        return [making(model) for model in work.declared.needed_models(chunk, config)]
    call = media_call(
        chunk,
        config,
        run.request.parameters,
        prompt=prompt,
        media_type=media_type,
        model=model,
        seed=run.seed,
        language=run.language,
        images=images,
    )
    return [call]


def input_media(record: Record) -> list[InputMedia]:
    """Return the pictures and sounds that the attempt takes in; their paths are relative to the data folder."""
    folder = files.run_folder(Path(), record.run_id)
    return [
        InputMedia(parameter=str(e.meta["parameter"]), path=(folder / e.file).as_posix(), mime=e.mime, sha256=e.sha256)
        for e in record.entities
        if e.type == "input_media" and e.attempt == record.context.attempt
    ]


def _outputs(outcome: Outcome, media_type: str, note: dict[str, Json]) -> list[MediaOutput]:
    """Return the outputs whose every encoding is what its media type declares, or none where one is not."""
    if not isinstance(outcome, Ok):
        return []
    outputs = list(outcome.media)
    if not outputs and outcome.text and media_type in TEXT_MEDIA:
        written = MediaFile(
            data=outcome.text.encode(), format=MEDIA_TYPES[media_type].default_format, meta={**outcome.meta, **note}
        )
        outputs = [MediaOutput(files=(written,))]
    usable = all(o.files and all(fits(media_type, f.format, f.data) for f in o.files) for o in outputs)
    return outputs if usable else []


def _change(
    record: Record, media_type: str, outputs: list[MediaOutput], model: str, seconds: float, *, held: bool
) -> Change:
    entities: list[NewEntity] = []
    told: list[events.EventData] = []
    seed = record.context.seed
    for index, output in enumerate(outputs, record.next_index(media_type)):
        made = [_entity(media_type, index, file, producer=model, seconds=seconds, seed=seed) for file in output.files]
        entities += [replace(entity, blocked=held) for entity in made]
        if not held:
            told.append(complete(record, made))
    return Change(entities=entities, row={"stage": STAGE} if entities else {}, events=told)


def complete(record: Record, encodings: Sequence[NewEntity | Entity]) -> events.GenerationComplete:
    """Return the event that tells of an output in all its encodings."""
    first = encodings[0]
    media_type, index = first.media_type or "", first.index or 0
    return events.GenerationComplete(
        attempt=record.context.attempt,
        media_type=media_type,
        index=index,
        formats=tuple(one.format or "" for one in encodings),
        url=url(media_type, record.run_id, index),
        seconds=first.seconds or 0.0,
        seed=record.context.seed,
    )


def _entity(media_type: str, index: int, file: MediaFile, *, producer: str, seconds: float, seed: int) -> NewEntity:
    return NewEntity(
        type=media_type,
        stage=STAGE,
        data=file.data,
        mime=MEDIA_TYPES[media_type].formats[file.format],
        extension=file.format,
        producer=producer,
        seconds=round(seconds, 4),
        seed=seed,
        media_type=media_type,
        index=index,
        format=file.format,
        meta=dict(file.meta),
    )
