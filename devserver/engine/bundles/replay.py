"""The page of a bundle: a run that can be watched again, from a file, without a server or a network.

Everything that a person or a model wrote stands in it as JSON, in a block that no browser runs, and its script puts it
on the page as text. Style and script are `replay.css` and `replay.js`; the page allows nothing but these two, by their
SHA-256, and pictures, sounds and films of its own folder.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json

from devserver import __version__
from devserver.engine import tables
from devserver.engine.engine import Engine
from devserver.engine.explaining import explain
from devserver.engine.exporting import masked, stored_events
from devserver.engine.record import Record
from devserver.engine.spending import cost_of
from devserver.engine.views import refusal_of
from devserver.errors import NotFound, render, spoken
from devserver.models.frozen import Json
from devserver.models.runs import CallRecord, Entity

MOST_TEXT = 256 * 1024
"""The most bytes of a text that the page shows; the file beside it holds it whole."""
MOST_NOTES = 4_000
"""The most notes of a tune that the page shows."""
MOST_TUNE = 4 * 2**20
"""The most bytes of a tune that is read."""
_TITLE = 80
_HERE = Path(__file__).parent
_TEXTS = ("text/", "application/json")
_LACKING = {
    "en": "This page needs JavaScript to replay the run. Everything that the run holds lies beside it as files.",
    "de": "Diese Seite braucht JavaScript, um den Lauf abzuspielen. Alles, was er enthält, liegt als Datei daneben.",
}


async def replay(engine: Engine, record: Record, hidden: tuple[str, ...]) -> AsyncGenerator[bytes, None]:
    """Yield the page of a run, piece by piece, without what is to be `hidden`."""
    style, script = _shipped("replay.css"), _shipped("replay.js")
    yield _head(record, style, script, hidden).encode(errors="replace")
    async for piece in _data(engine, record, hidden):
        yield piece.replace(b"<", b"\\u003c")  # in JSON it stands in texts only; so no text ends the block
    yield f"</script>\n<script>{script}</script>\n</body>\n</html>\n".encode()


@cache
def _shipped(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _allowed(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def _head(record: Record, style: str, script: str, hidden: tuple[str, ...]) -> str:
    language = spoken(record.row.language)
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)}; img-src 'self' file:; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )
    request = record.context.request
    title = str(masked(record.row.title or request.input_text or request.prompt or record.run_id, hidden))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title[:_TITLE])} · DevServer</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<div id="page"></div>\n<noscript>{_LACKING[language]}</noscript>\n'
        '<script type="application/json" id="record">'
    )


async def _data(engine: Engine, record: Record, hidden: tuple[str, ...]) -> AsyncIterator[bytes]:
    def written(value: Json) -> bytes:
        return to_json(masked(value, hidden))

    yield b'{"version": ' + written(__version__)
    yield b',\n"run": ' + written(_run(engine, record))
    yield b',\n"attempts": ' + written([c.model_dump(mode="json") for c in (*record.earlier, record.context)])
    reused = [{**_call(call), "reused": True} for call in await _reused(engine, record)]
    yield b',\n"calls": ' + written([*reused, *(_call(call) for call in record.calls.values())])
    yield b',\n"entities": ['
    for place, entity in enumerate(record.committed):
        yield (b",\n" if place else b"") + written(await _entity(engine, record.run_id, entity))
    yield b'],\n"events": ['
    before = b""
    async for event in stored_events(engine, record):
        yield before + written(event)
        before = b",\n"
    yield b"]}"


def _run(engine: Engine, record: Record) -> dict[str, Json]:
    """Return what the head of the page says: the row, cost, and why it ended as it did, as sentences."""
    language = spoken(record.row.language)
    refusal = explain(refusal_of(record), engine.words, language)
    problem = record.row.problem
    return {
        **record.row.model_dump(mode="json", exclude={"problem", "owner", "process"}),
        "cost": cost_of(record.calls.values()).model_dump(mode="json"),
        "refusal": refusal.model_dump(mode="json") if refusal else None,
        "problem": render(problem, language)["detail"] if problem else None,
    }


async def _reused(engine: Engine, record: Record) -> list[CallRecord]:
    """Return the calls of other runs whose answers this one used again, as far as they are still there."""
    keys = [call.key for call in record.origin.calls if call.key not in record.calls] if record.origin else []
    query = sa.select(tables.calls).where(tables.calls.c.key.in_(keys)).order_by(tables.calls.c.sent_at)
    found = await engine.database.read(lambda connection: connection.execute(query).mappings().all()) if keys else []
    return [CallRecord.model_validate({k: v for k, v in row.items() if k != "run_id"}) for row in found]


def _call(call: CallRecord) -> dict[str, Json]:
    return call.model_dump(mode="json", exclude={"key", "answer", "usage"})


async def _entity(engine: Engine, run_id: str, entity: Entity) -> dict[str, Json]:
    told: dict[str, Json] = entity.model_dump(mode="json")
    if entity.blocked:
        return told
    with suppress(NotFound):
        if entity.mime.startswith(_TEXTS):
            head = await engine.recorder.head(run_id, entity, MOST_TEXT)
            told |= {"text": head.decode(errors="ignore"), "cut": entity.bytes > MOST_TEXT}
        elif entity.media_type == "midi" and entity.bytes <= MOST_TUNE:
            content = await engine.recorder.content(run_id, entity)
            told["notes"] = await engine.on_thread(lambda: notes_of(content))
    return told


def notes_of(content: bytes) -> list[list[float]]:
    """Return the notes of a MIDI file as [start, length, pitch, channel]: seconds and MIDI numbers.

    There are none where it cannot be read.
    """
    import mido  # type: ignore[import-untyped]  # only who shows a tune waits for it

    found: list[list[float]] = []
    sounding: dict[tuple[int, int], float] = {}
    at = 0.0
    try:
        for message in mido.MidiFile(file=BytesIO(content)):
            at += message.time
            if len(found) >= MOST_NOTES:
                break
            if message.type in {"note_on", "note_off"}:
                _sound(message, at, sounding, found)
    except (OSError, ValueError, EOFError, KeyError, IndexError):
        return []
    return sorted(found)


def _sound(message: Any, at: float, sounding: dict[tuple[int, int], float], found: list[list[float]]) -> None:
    key = (message.channel, message.note)
    if (start := sounding.pop(key, None)) is not None:
        found.append([round(start, 3), round(at - start, 3), message.note, message.channel])
    if message.type == "note_on" and message.velocity:
        sounding[key] = at
