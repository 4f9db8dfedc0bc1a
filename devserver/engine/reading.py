"""What can be read of a run: how it stands, its entities with their texts, its events in pages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from devserver.engine import searching, tables
from devserver.engine.engine import Engine
from devserver.engine.estimating import Estimate
from devserver.engine.explaining import Refusal, explain
from devserver.engine.maker import STAGE
from devserver.engine.record import Record
from devserver.engine.views import MediaView, RunFacts, media_of, refusal_of, run_view
from devserver.errors import NotFound, Problem
from devserver.events import Event
from devserver.ids import is_run_id
from devserver.models.frozen import Frozen, Json
from devserver.models.runs import IN_FLIGHT, Entity

WHOLE_TEXT = 64 * 1024
"""The most bytes of an entity's text that a list gives; beyond, it is cut and marked."""
SHORT_TEXT = 500
"""The most characters of a text that the view of a run gives."""

_TEXTS = {
    "input": ("input",),
    "interception": ("interception_edit", "interception"),
    "optimization": ("optimization_edit", "optimization"),
}


class Texts(Frozen):
    """The beginnings of a run's texts, edits before what they changed; `prompt` is what was sent to the media model."""

    input: str | None
    interception: str | None
    optimization: str | None
    prompt: str | None


class RunDetail(RunFacts):
    """A run as it stands, with the beginnings of its texts and its refusal explained.

    `text` is the beginning of what its person sent last, which it is called by where it has no title.
    """

    text: str
    texts: Texts
    estimated_completion: Estimate | None
    refusal: Refusal | None
    problem: Problem | None


class EntityView(Frozen):
    """One stored artefact. `text` is whole up to `WHOLE_TEXT` bytes, else `truncated`; None for what is no text."""

    n: int
    type: str
    stage: str
    attempt: int
    mime: str
    bytes: int
    sha256: str
    producer: str
    created_at: datetime
    seconds: float | None
    seed: int | None
    media_type: str | None
    index: int | None
    format: str | None
    blocked: bool
    meta: dict[str, Json]
    url: str | None
    text: str | None
    truncated: bool


class EventPage(Frozen):
    """Stored events of a run after a place; `more` tells that there are further ones, `last_seq` is the newest."""

    run_id: str
    events: tuple[Event, ...]
    last_seq: int
    more: bool


async def run_detail(engine: Engine, run_id: str, language: str) -> RunDetail:
    """Return a run as it stands, its refusal in a language; raises NotFound."""
    return await detail_of(engine, await engine.recorder.load(run_id), language)


async def describe(engine: Engine, run_id: str, changes: Mapping[str, Json], language: str) -> RunDetail:
    """Change title, pinned or shared of a run and return it; raises NotFound."""
    return await detail_of(engine, await engine.upkeep.describe(run_id, changes), language)


async def detail_of(engine: Engine, record: Record, language: str) -> RunDetail:
    """Return the run of a record as it stands, its refusal in a language."""
    facts = run_view(record).model_dump(include=set(RunFacts.model_fields))
    texts = {name: text and text[:SHORT_TEXT] for name, text in (await newest_texts(engine, record)).items()}
    return RunDetail(
        **facts,
        text=await engine.database.read(lambda connection: searching.called(connection, record.run_id)),
        texts=Texts(**texts, prompt=_prompt(record)),
        estimated_completion=await estimate_of(engine, record),
        refusal=explain(refusal_of(record), engine.words, language),
        problem=record.row.problem,
    )


async def estimate_of(engine: Engine, record: Record) -> Estimate | None:
    """Return when a run will be done, where that is known and it is at work."""
    row = record.row
    if row.state not in IN_FLIGHT:
        return None
    return (await engine.database.read(lambda connection: engine.estimating.of(connection, [row]))).get(row.id)


async def newest_texts(engine: Engine, record: Record) -> dict[str, str | None]:
    """Return the newest texts of a run by their stage, up to `WHOLE_TEXT` bytes of each."""
    texts: dict[str, str | None] = {}
    for name, kinds in _TEXTS.items():
        newest = max((e for kind in kinds if (e := record.entity(kind))), key=lambda e: e.n, default=None)
        texts[name] = (await _text(engine, record.run_id, newest))[0] if newest else None
    return texts


def _prompt(record: Record) -> str | None:
    """Return what was last sent to a media model, from the ledger, which holds it as it was sent."""
    sent = [call.request.get("prompt") for call in record.calls.values() if call.stage == STAGE]
    prompt = sent[-1] if sent else None
    text = prompt.get("text") if isinstance(prompt, dict) else prompt
    return text[:SHORT_TEXT] if isinstance(text, str) else None


async def entities(engine: Engine, run_id: str) -> list[EntityView]:
    """Return everything that a run holds, in the order made; raises NotFound."""
    record = await engine.recorder.load(run_id)
    return list(await asyncio.gather(*(_entity(engine, run_id, entity) for entity in record.entities)))


async def _entity(engine: Engine, run_id: str, entity: Entity) -> EntityView:
    text, truncated = await _text(engine, run_id, entity)
    url = None if entity.blocked else f"/api/runs/{run_id}/entities/{entity.n}"
    return EntityView(**entity.model_dump(exclude={"file"}), url=url, text=text, truncated=truncated)


async def _text(engine: Engine, run_id: str, entity: Entity) -> tuple[str | None, bool]:
    """Return the text of an entity, and whether it is cut: None for other bytes, what is blocked and what is gone."""
    if entity.blocked or not entity.mime.startswith(("text/", "application/json")):
        return None, False
    try:
        head = await engine.recorder.head(run_id, entity, WHOLE_TEXT)
    except NotFound:
        return None, False
    return head.decode(errors="ignore"), entity.bytes > WHOLE_TEXT


async def event_page(engine: Engine, run_id: str, after: int, limit: int) -> EventPage:
    """Return a page of a run's stored events after a `seq`; raises NotFound."""
    query = sa.select(tables.runs.c.last_seq).where(tables.runs.c.id == run_id)
    known = is_run_id(run_id)
    last_seq = await engine.database.read(lambda c: c.execute(query).scalar_one_or_none()) if known else None
    if last_seq is None:
        last_seq = (await engine.recorder.load(run_id)).row.last_seq  # raises, and says whether it was deleted
    found = await engine.log.stored(run_id, after, limit)
    more = bool(found) and (found[-1].seq or 0) < last_seq
    return EventPage(run_id=run_id, events=tuple(found), last_seq=last_seq, more=more)


async def media(engine: Engine, run_id: str) -> tuple[MediaView, ...]:
    """Return the outputs of a run that may be fetched, in the order made; raises NotFound."""
    return media_of(await engine.recorder.load(run_id))
