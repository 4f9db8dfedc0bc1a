"""A person's action becomes an attempt of a run: looked at as a whole, its context frozen, and committed.

Without a run id it makes a run, with one it continues that. A run that has ended is left as it is: the action makes a
new one with `parent_run_id`. Such a one can also be asked for beside a run that is still at work. What was not sent
falls back to what the run holds. A text that differs from the last output of its stage is a person's edit and becomes
an entity before it is used.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol

import sqlalchemy as sa

from devserver import events, ids
from devserver.engine import durable, tables
from devserver.engine.additions import Change, NewEntity, text_entity
from devserver.engine.database import Database
from devserver.engine.deadlines import deadline
from devserver.engine.declared import Declarations
from devserver.engine.inputs import Inputs
from devserver.engine.processes import Process
from devserver.engine.record import TEXT_STAGES, Record, RunRow
from devserver.engine.recorder import Recorder
from devserver.engine.requests import check_request, choose_level, choose_seed, level_faults, stricter
from devserver.engine.setups import Setup
from devserver.engine.snapshots import Declared
from devserver.errors import Conflict, Fault, NotFound
from devserver.models.runs import ENDED, PLAN, Action, Request, RunContext, now

NEW_ATTEMPT = {"wanted": None, "takes": 0, "taken_at": None}
"""What a further attempt does not have from the one before."""

REPEAT_WINDOW = timedelta(hours=24)
"""How long an Idempotency-Key stands for the run that it made."""
BEGUN_WITHIN = 10.0
"""Seconds for which a repeated request waits for what was claimed for it and is not written yet."""
LOOK_EVERY = 0.05

_FALLBACKS: dict[Action, Sequence[Sequence[str]]] = {
    "interception": TEXT_STAGES[-1:],
    "run": TEXT_STAGES[-1:],
    "optimization": TEXT_STAGES[1:],
    "generation": TEXT_STAGES,
}
_EDITED = ("optimization", "interception")
"""Stages whose text a person edits; another text that is changed is a new input."""
_NEEDED: dict[Action, tuple[str, ...]] = {
    "interception": ("input_text", "config"),
    "optimization": ("input_text", "output_config"),
    "generation": ("prompt", "output_config"),
    "run": ("input_text", "config", "output_config"),
}


@dataclass(frozen=True)
class Asked:
    """An action as it comes in: what is asked, by whom, for which run or beside which, under which key."""

    request: Request
    owner: str = "local"
    run_id: str | None = None
    parent_run_id: str | None = None
    language: str = "en"
    safety_level: str | None = None
    key: str | None = None
    body_sha256: str = ""


class Keyed(Protocol):
    """A request that makes a run once, however often it comes: whose it is, under which key, with which body."""

    @property
    def owner(self) -> str:
        """Return who asks."""

    @property
    def key(self) -> str | None:
        """Return the key; None where a repetition makes another run."""

    @property
    def body_sha256(self) -> str:
        """Return the SHA-256 of all that is asked."""


@dataclass(frozen=True)
class Accepted:
    """An action that is recorded. `replayed`: the same request had come before, and this is what it made."""

    record: Record
    attempt: int
    replayed: bool = False

    @property
    def run_id(self) -> str:
        """Return the id of the run."""
        return self.record.run_id


class Repeated(Exception):
    """A request with this key has come before."""

    def __init__(self, run_id: str, attempt: int, body_sha256: str) -> None:
        super().__init__(run_id)
        self.run_id, self.attempt, self.body_sha256 = run_id, attempt, body_sha256


@dataclass(frozen=True)
class Reception:
    """Accepts actions; holds nothing of any run."""

    recorder: Recorder
    database: Database
    declarations: Declarations
    inputs: Inputs
    process: Process

    async def accept(self, asked: Asked, setup: Setup, *, at_once: bool = True) -> Accepted:
        """Record an action as an attempt by a setup; raises what is wrong with it, and then nothing is recorded.

        Unless `at_once`, a new run is written with the first commit of its work. A request with a key always is at
        once, so that its repetition finds it.
        """
        accept = partial(self._accept, asked, setup, at_once=at_once or asked.key is not None)
        return await self.once(asked, accept)

    async def once(self, asked: Keyed, accept: Callable[[], Awaitable[Accepted]]) -> Accepted:
        """Accept a request unless it has come before; raises Conflict where its key belongs to another.

        What was claimed for it and is not written is waited for: where its process is gone it is given back, and then
        the request is accepted like a first one. Raises Conflict where neither comes in time.
        """
        before = time.monotonic() + BEGUN_WITHIN
        while True:
            try:
                return await self._once(asked, accept)
            except Repeated as repeated:
                if repeated.body_sha256 != asked.body_sha256:
                    raise Conflict("key_of_other_body", key=asked.key, run_id=repeated.run_id) from None
                record = await self.recorder.load(repeated.run_id)
                if await self._has_begun(record, repeated.attempt):
                    return Accepted(record, repeated.attempt, replayed=True)
            if time.monotonic() > before:
                raise Conflict("run_busy", run_id=record.run_id, state=record.row.state)
            await asyncio.sleep(LOOK_EVERY)

    async def _has_begun(self, record: Record, attempt: int) -> bool:
        """Tell whether all is written that an attempt begins with."""
        if record.row.attempt != attempt:
            return record.row.attempt > attempt
        return await self.database.read(lambda connection: durable.has_begun(connection, record))

    async def _once(self, asked: Keyed, accept: Callable[[], Awaitable[Accepted]]) -> Accepted:
        await self._look(asked)
        try:
            return await accept()
        except Conflict:
            await self._look(asked)  # the run may be busy with this very request, which came a moment earlier
            raise

    async def _look(self, asked: Keyed) -> None:
        """Raise Repeated where a request with this key has come before."""
        if asked.key is not None:
            await self.database.read(lambda connection: _claim(connection, asked, None))

    async def _accept(self, asked: Asked, setup: Setup, *, at_once: bool) -> Accepted:
        known = asked.run_id or asked.parent_run_id
        before = await self.recorder.load(known) if known else None
        if before is not None and asked.run_id and before.row.state in {"pending", "running", "waiting"}:
            raise Conflict("run_busy", run_id=before.run_id, state=before.row.state)
        request = await self._filled(asked.request, before)
        library = self.declarations.library
        limit, loosest = setup.settings.text_limit, setup.settings.safety_level
        check_request(library, request, limit, [*_missing(request), *level_faults(asked.safety_level)])
        level = choose_level(loosest, asked.safety_level)
        if before is not None and asked.safety_level is None:
            level = stricter(level, before.row.safety_level)
        declared = Declared(library, setup.models, setup.checks)
        held = bool(request.inputs) and declared.looks_at(declared.checks.input_picture)
        parts = [*await self._texts(request, before), *await self.inputs.entities(request.inputs, held=held)]
        configs = [name for name in (request.config, request.output_config) if name]
        snapshot = await self.recorder.snapshots.keep(self.declarations.snapshot(declared, configs))
        continued = before if before is not None and asked.run_id and before.row.state not in ENDED else None
        context = RunContext(
            run_id=continued.run_id if continued else ids.new_run_id(),
            attempt=continued.row.attempt + 1 if continued else 1,
            owner=continued.row.owner if continued else asked.owner,
            request=request,
            language=asked.language,
            safety_level=level,
            seed=choose_seed(library, request),
            snapshot=snapshot,
            plan=PLAN,
        )
        started = events.RunStateChange(state="running", attempt=context.attempt, action=request.action)
        if continued is not None:
            return await self._continue(continued, context, parts, started, asked)
        change = Change(entities=parts, events=[started])
        return await self.begin(context, before.run_id if before else None, change, asked, at_once=at_once)

    async def begin(
        self, context: RunContext, parent: str | None, change: Change, asked: Keyed, *, at_once: bool = True
    ) -> Accepted:
        """Record a new run with its first attempt and what that begins with, under the key of its request.

        Raises NotFound where it has something from a run that is gone by now.
        """
        record = Record(row=self._row(context, parent=parent), context=context)

        def claim(connection: sa.Connection) -> None:
            _claim(connection, asked, context)
            if context.origin is not None:
                _still_there(connection, context.origin.run_id)

        await self.recorder.begin(record, change, claim, at_once=at_once)
        return Accepted(record, context.attempt)

    async def _continue(
        self, record: Record, context: RunContext, parts: list[NewEntity], started: events.EventData, asked: Asked
    ) -> Accepted:
        def claim(connection: sa.Connection) -> None:
            _claim(connection, asked, context)
            this = (tables.runs.c.id == record.run_id) & (tables.runs.c.attempt == record.row.attempt)
            values = {"state": "running", "attempt": context.attempt, "process": self.process.id, **NEW_ATTEMPT}
            update = tables.runs.update().where(this & (tables.runs.c.state == "open")).values(values)
            if connection.execute(update).rowcount != 1:
                raise Conflict("run_busy", run_id=record.run_id, state="running")

        row = self._row(context, parent=record.row.parent_run_id)
        kept = {"attempt", "state", "config", "output_config", "language", "safety_level", "process", "media_type"}
        kept |= {"priority", "deadline_at"}
        change = Change(entities=parts, row=row.model_dump(include=kept) | NEW_ATTEMPT, events=[started])
        await self.recorder.begin_attempt(record, context, change, claim)
        return Accepted(record, context.attempt)

    def _row(self, context: RunContext, parent: str | None) -> RunRow:
        moment = now()
        return RunRow(
            id=context.run_id,
            owner=context.owner,
            state="running",
            attempt=context.attempt,
            parent_run_id=parent,
            config=context.request.config,
            output_config=context.request.output_config,
            language=context.language,
            safety_level=context.safety_level,
            process=self.process.id,
            priority=context.request.priority,
            deadline_at=deadline(context.request.timeout_seconds, moment),
            created_at=ids.made_at(context.run_id),
            updated_at=moment,
            media_type=self._media_type(context.request.output_config),
        )

    def _media_type(self, output_config: str | None) -> str | None:
        library = self.declarations.library
        config = library.configs.get(output_config or "")
        kind = library.media_type(config) if config else None
        return kind.name if kind else None

    async def _filled(self, request: Request, before: Record | None) -> Request:
        """Fill what was not sent from the run."""
        row = before.row if before else None
        text_field = "prompt" if request.action == "generation" else "input_text"
        values: dict[str, str | None] = {
            "config": request.config or (row.config if row else None),
            "output_config": request.output_config or (row.output_config if row else None),
            text_field: getattr(request, text_field),
        }
        if values[text_field] is None and before is not None:
            found = before.latest_text(_FALLBACKS[request.action])
            values[text_field] = await self.recorder.text(before, found) if found else None
        return request.model_copy(update=values)

    async def _texts(self, request: Request, before: Record | None) -> list[NewEntity]:
        """Return the entity of the text that the action begins with, unless the run holds that very text already."""
        text = (request.prompt if request.action == "generation" else request.input_text) or ""
        if before is None or before.row.state in ENDED:
            return [text_entity("input", "input", text)]
        last = before.latest_text(_FALLBACKS[request.action])
        if last is not None and text == await self.recorder.text(before, last):
            return []
        stage = next((name for name in _EDITED if last is not None and last.type.startswith(name)), "input")
        return [text_entity("input" if stage == "input" else f"{stage}_edit", stage, text)]


def _missing(request: Request) -> Iterator[Fault]:
    """Yield a fault for each value that an action needs and that neither request nor run gave."""
    for name in _NEEDED[request.action]:
        if getattr(request, name) is None:
            yield Fault(pointer=f"/{name}", message="value_missing")


def _still_there(connection: sa.Connection, run_id: str) -> None:
    """Raise NotFound where a run is gone."""
    if connection.execute(sa.select(tables.runs.c.id).where(tables.runs.c.id == run_id)).one_or_none() is None:
        raise NotFound("run_not_found", run_id=run_id)


def _claim(connection: sa.Connection, asked: Keyed, context: RunContext | None) -> None:
    """Take the key of a request; raises Repeated where it is taken. Without a context only look."""
    if asked.key is None:
        return
    this = (tables.requests.c.owner == asked.owner) & (tables.requests.c.key == asked.key)
    found = connection.execute(sa.select(tables.requests).where(this)).one_or_none()
    moment = now()
    if found is not None and moment - found.created_at < REPEAT_WINDOW:
        raise Repeated(found.run_id, found.attempt, found.body_sha256)
    if context is not None:
        connection.execute(tables.requests.delete().where(this))
        values = {"owner": asked.owner, "key": asked.key, "body_sha256": asked.body_sha256}
        made = {"run_id": context.run_id, "attempt": context.attempt, "created_at": moment}
        connection.execute(tables.requests.insert(), {**values, **made})
