"""Signals of a call in flight become events of its run.

Text deltas and previews are transient and made only for somebody who follows. Pieces of text that come in one turn of
the event loop go on as one event at its end: that delays none, and spares an event each when many come at once.
Progress is stored in the background of the call, at most every `PROGRESS_EVERY` seconds and when something else begins.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from devserver import events
from devserver.engine.additions import Change
from devserver.engine.eventlog import EventLog, transient
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.rows import Lost
from devserver.models.outcomes import Preview, Progress, Queued, Signal, Submitted, TextDelta

log = structlog.get_logger(__name__)

PROGRESS_EVERY = 0.25
"""The least seconds between two stored progress events of a call."""
MOST_PARTS = 40
"""So often a call tells at once that it does something else now: what begins may take minutes without a share of it."""


@dataclass
class Teller:
    """Tells of one call of one run, whose key in the ledger is `key`.

    Without `previews` nothing of what is forming is shown.
    """

    record: Record
    stage: str
    log: EventLog
    recorder: Recorder
    previews: bool = True
    key: str = ""
    _offset: int = 0
    _told: float = 0.0
    _fraction: float = 0.0
    _part: str = ""
    _parts: int = 0
    _storing: set[asyncio.Task[None]] = field(default_factory=set)
    _pieces: list[str] = field(default_factory=list)

    def signal(self, signal: Signal) -> None:
        """Take a signal."""
        if isinstance(signal, TextDelta):
            if not self._pieces:
                asyncio.get_running_loop().call_soon(self._say)
            self._pieces.append(signal.text)
            return
        self._say()
        if isinstance(signal, Preview) and self.previews:
            picture = base64.b64encode(signal.data).decode()
            self._pass_on(lambda base: events.Preview(**base, mime=signal.mime, base64=picture))
        elif isinstance(signal, Progress):
            self._progress(signal)

    def queued(self, backend: str, place: Queued) -> None:
        """Tell that the call waits for a place."""
        seconds = None if place.estimated_seconds is None else round(place.estimated_seconds, 1)
        told = place.model_dump(exclude={"type", "estimated_seconds"})
        self._store(events.Queued(**self._base, backend=backend, estimated_seconds=seconds, **told))

    async def submitted(self, signal: Submitted) -> None:
        """Write where the work of the call was handed in; return when that is stored, or cannot be."""
        row = self.record.calls[self.key].model_copy(update={"remote": signal.remote})
        await asyncio.wait([self._keep(Change(calls=[row]))])

    async def finish(self) -> None:
        """Return when everything that was to be told is told, and what was to be stored is stored."""
        self._say()
        if self._storing:
            await asyncio.wait(set(self._storing))

    def _say(self) -> None:
        """Pass on the pieces of text that have come."""
        if self._pieces:
            text, self._pieces = "".join(self._pieces), []
            start, self._offset = self._offset, self._offset + len(text)
            self._pass_on(lambda base: events.TextDelta(**base, offset=start, text=text))

    @property
    def _base(self) -> dict[str, Any]:
        return {"stage": self.stage, "attempt": self.record.context.attempt}

    def _pass_on(self, make: Callable[[dict[str, Any]], events.EventData]) -> None:
        if self.log.has_followers(self.record.run_id):
            self.log.publish([transient(self.record.run_id, make(self._base))])

    def _progress(self, signal: Progress) -> None:
        moment = time.monotonic()
        other = signal.part != self._part and self._parts < MOST_PARTS
        further = signal.fraction > self._fraction and moment - self._told >= PROGRESS_EVERY
        if not (other or further):
            return
        self._told, self._fraction = moment, max(self._fraction, signal.fraction)
        self._part, self._parts = signal.part, self._parts + other
        told = signal.model_dump(exclude={"type", "fraction"})
        self._store(events.ProgressUpdate(**self._base, fraction=round(self._fraction, 3), **told))

    def _store(self, event: events.EventData) -> None:
        self._keep(Change(events=[event]))

    def _keep(self, change: Change) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self.recorder.commit(self.record, change))
        self._storing.add(task)
        task.add_done_callback(self._stored)
        return task

    def _stored(self, task: asyncio.Task[None]) -> None:
        """Forget a task; what could not be written goes with the next commit, which tells why it cannot."""
        self._storing.discard(task)
        if not task.cancelled() and not isinstance(task.exception(), Lost | None):
            log.warning("event_not_stored", run_id=self.record.run_id, reason=type(task.exception()).__name__)
