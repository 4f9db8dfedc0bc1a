"""A job as one document: everything that the record holds of it, in JSON, YAML or CSV, and never a secret.

It is made piece by piece, so that a job of any length takes the memory of one entity or one page of events. The parts
are the same in every format: `job`, `attempts`, `configurations`, `calls`, `gates`, `entities`, `events`. Answers of
backends as they came, and what the server keeps for itself, are in it only for who looks for a fault. What a check
blocked is not.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic_core import to_json

from devserver.engine import files
from devserver.engine.engine import Engine
from devserver.engine.eventlog import PAGE
from devserver.engine.record import Record
from devserver.engine.verifying import check_size
from devserver.errors import NotFound
from devserver.keys import OWN_VARIABLES
from devserver.models.frozen import Json

FORMAT = 1
HIDDEN = "(hidden)"
_OWN = {"job": {"process"}, "calls": {"answer", "usage", "key"}, "entities": {"file"}}
"""Fields that only who looks for a fault needs."""
_TEXTS = ("text/", "application/json")

Part = tuple[str, AsyncIterator[Json]]


@dataclass(frozen=True)
class Writing:
    """How a format is written: its MIME type, and what makes bytes of parts."""

    mime: str
    write: Callable[[list[Part]], AsyncIterator[bytes]]


def export(engine: Engine, record: Record, format_name: str, *, debug: bool = False) -> AsyncIterator[bytes]:
    """Yield a job as a document of one of the `FORMATS`."""
    return FORMATS[format_name].write(list(_parts(engine, record, debug)))


def _parts(engine: Engine, record: Record, debug: bool) -> Iterable[Part]:
    hidden = secrets(engine)

    async def clean(name: str, values: AsyncIterator[Json]) -> AsyncIterator[Json]:
        async for value in values:
            kept = value if debug else {k: v for k, v in value.items() if k not in _OWN.get(name, ())}
            yield masked(kept, hidden)

    plain = {
        "job": _given([record.row]),
        "attempts": _given([*record.earlier, record.context]),
        "configurations": _configurations(engine, record),
        "calls": _given(record.calls.values()),
        "gates": _given(record.gates.values()),
        "entities": _entities(engine, record),
        "events": stored_events(engine, record),
    }
    return [(name, clean(name, values)) for name, values in plain.items()]


def secrets(engine: Engine) -> tuple[str, ...]:
    """Return the keys and header values that are configured, the longest first."""
    settings, keys = engine.settings, engine.keys
    names = {*OWN_VARIABLES, *keys.stored(), *(server.name for server in settings.openai_servers)}
    found = {key.value for name in names if (key := keys.find(name))}
    headers = [server.headers for server in settings.openai_servers] + [server.headers for server in settings.comfyui]
    found |= {value.get_secret_value() for values in headers for value in values.values()}
    return tuple(sorted((secret for secret in found if len(secret) >= 4), key=len, reverse=True))


def masked(value: Json, hidden: tuple[str, ...]) -> Json:
    """Return a value without secrets, wherever a text of it may hold one."""
    if isinstance(value, dict):
        return {masked(key, hidden): masked(member, hidden) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(member, hidden) for member in value]
    if isinstance(value, str):
        for secret in hidden:
            value = value.replace(secret, HIDDEN)
    return value


async def _given(models: Iterable[Any]) -> AsyncIterator[Json]:
    for model in models:
        yield model.model_dump(mode="json")


async def _configurations(engine: Engine, record: Record) -> AsyncIterator[Json]:
    """Yield the declarations and models that attempts used, as they were then; a file that is gone is said to be."""
    for digest in dict.fromkeys(context.snapshot for context in (*record.earlier, record.context)):
        path = files.snapshot_path(engine.recorder.data, digest)
        try:
            content = json.loads(await engine.recorder.off_loop(path.read_bytes))
        except FileNotFoundError:
            content = None
        yield {"snapshot": digest, "content": content}


async def _entities(engine: Engine, record: Record) -> AsyncIterator[Json]:
    """Yield entities with their texts; `fault` names what is wrong with the file of one, None where nothing is."""
    for entity in record.committed:
        text, fault = None, None
        try:
            if not entity.blocked and entity.mime.startswith(_TEXTS):
                text = (await engine.recorder.content(record.run_id, entity)).decode(errors="replace")
            else:
                shelf = engine.recorder.shelf
                await shelf.off_loop(partial(check_size, shelf, record.run_id, entity))
        except NotFound as error:
            fault = error.message
        yield {**entity.model_dump(mode="json"), "text": text, "fault": fault}


async def stored_events(engine: Engine, record: Record) -> AsyncIterator[Json]:
    """Yield the stored events of a run, without what every one of them says."""
    after = 0
    while page := await engine.log.stored(record.run_id, after):
        for event in page:
            yield event.model_dump(mode="json", exclude={"cursor", "run_id"})
        after = page[-1].seq or 0
        if len(page) < PAGE:
            return


async def _json(parts: list[Part]) -> AsyncIterator[bytes]:
    yield f'{{"format": {FORMAT}'.encode()
    for name, values in parts:
        yield f',\n"{name}": '.encode()
        if name == "job":
            async for value in values:
                yield to_json(value)
            continue
        between = b"["
        async for value in values:
            yield between + to_json(value)
            between = b",\n"
        yield b"[]" if between == b"[" else b"]"
    yield b"}\n"


async def _yaml(parts: list[Part]) -> AsyncIterator[bytes]:
    yield f"format: {FORMAT}\n".encode()
    for name, values in parts:
        empty = True
        async for value in values:
            if name == "job":
                yield _dumped({name: value})
            else:
                yield (f"{name}:\n".encode() if empty else b"") + _dumped([value])
            empty = False
        if empty:
            yield f"{name}: []\n".encode()


def _dumped(value: Json) -> bytes:
    import yaml  # type: ignore[import-untyped]  # only who exports YAML waits for it

    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


async def _csv(parts: list[Part]) -> AsyncIterator[bytes]:
    """Yield a row for each field: part, number from 1, field, value; what is no text or number is JSON."""
    yield _row("part", "number", "field", "value")
    for name, values in parts:
        number = 0
        async for value in values:
            number += 1
            yield b"".join(_row(name, number, field, _cell(member)) for field, member in value.items())


def _row(*cells: object) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _cell(value: Json) -> Json:
    """Return what a cell holds; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return value if isinstance(value, int | float) and not isinstance(value, bool) else to_json(value).decode()


FORMATS: dict[str, Writing] = {
    "json": Writing("application/json", _json),
    "yaml": Writing("application/yaml", _yaml),
    "csv": Writing("text/csv; charset=utf-8", _csv),
}
