"""The ledger: a finished call is never made again, and what may have been paid is known after a crash.

The key of a call is (run, stage, attempt, hash of the whole call). A row `sent` is committed before the first byte
leaves. The answer, its cost and what the stage makes of it become part of the record in one transaction, before
anything else happens.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from devserver import events
from devserver.backends import NOBODY, Ticket
from devserver.engine.eventlog import EventLog
from devserver.engine.record import Record
from devserver.engine.recorder import Change, Recorder
from devserver.engine.router import Router
from devserver.engine.telling import Teller
from devserver.engine.waiting import to_the_end
from devserver.models.calls import MediaCall, TextCall, call_hash
from devserver.models.frozen import Json
from devserver.models.outcomes import FREE, Cancelled, Outcome, Usage
from devserver.models.runs import CallRecord, now

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)

Conclude = Callable[[Outcome, float], Change]
"""Makes of an outcome and the seconds that it took what the stage adds to the record."""


def call_key(run_id: str, stage: str, attempt: int, call: TextCall | MediaCall) -> str:
    """Return the key of a call in the ledger, a SHA-256 in hex."""
    return hashlib.sha256(f"{run_id}\n{stage}\n{attempt}\n{call_hash(call)}".encode()).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """Makes the calls of runs, and keeps account of them."""

    router: Router
    recorder: Recorder
    log: EventLog

    async def perform(
        self,
        record: Record,
        stage: str,
        call: TextCall | MediaCall,
        conclude: Conclude,
        announce: Sequence[events.EventData] = (),
        *,
        ticket: Ticket = NOBODY,
        previews: bool = True,
    ) -> Outcome:
        """Make a call and record it with what `conclude` makes of it; return the outcome.

        A call that has its answer already is not made again: its outcome is returned. `announce` is stored when the
        call is sent; `ticket` says what is known of calls like it. Without `previews` nothing of what is forming is
        shown.
        """
        key = call_key(record.run_id, stage, record.context.attempt, call)
        known = record.calls.get(key)
        if known is not None and known.state == "answered":
            return _OUTCOME.validate_python(known.answer)
        sent = known or _sent(key, stage, record.context.attempt, call)
        if known is None:
            await self.recorder.commit(record, Change(calls=[sent], events=announce))
        ticket = replace(ticket, owner=record.row.owner, key=key, resumed=known is not None)
        teller = Teller(record, stage, self.log, self.recorder, previews)
        began = time.monotonic()
        outcome, stopped = await self._executed(call, teller, ticket)
        change = Change() if stopped else conclude(outcome, time.monotonic() - began)
        await to_the_end(self._answered(record, sent, outcome, change, teller))
        if stopped:
            raise asyncio.CancelledError
        return outcome

    async def _executed(self, call: TextCall | MediaCall, teller: Teller, ticket: Ticket) -> tuple[Outcome, bool]:
        """Execute a call; return its outcome and whether the work on the run was cancelled meanwhile.

        A backend that answers in spite of that has its answer discarded; what it cost is kept.
        """
        try:
            outcome = await self.router.execute(call, teller.signal, teller.queued, ticket)
        except asyncio.CancelledError:
            return Cancelled(), True
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            return Cancelled(usage=getattr(outcome, "usage", Usage())), True
        return outcome, False

    async def _answered(
        self, record: Record, sent: CallRecord, outcome: Outcome, change: Change, teller: Teller
    ) -> None:
        await teller.finish()
        charges = self.router.charges(sent.backend)
        usage = getattr(outcome, "usage", Usage())
        if not charges:
            usage = usage.model_copy(update={"cost_usd": FREE.cost_usd, "cost_source": FREE.cost_source})
        values = {"state": "answered", "outcome": outcome.type, "answer": _storable(outcome), "answered_at": now()}
        answered = sent.model_copy(update={**values, **usage.model_dump(exclude={"raw"})})
        cost = events.CostUpdate(
            stage=sent.stage,
            attempt=sent.attempt,
            provider=sent.provider,
            model=sent.model,
            cost_usd=usage.cost_usd,
            cost_source=usage.cost_source,
        )
        told = (cost, *change.events) if charges else change.events
        await self.recorder.commit(record, replace(change, calls=[answered], events=told))


def _sent(key: str, stage: str, attempt: int, call: TextCall | MediaCall) -> CallRecord:
    return CallRecord(
        key=key,
        stage=stage,
        attempt=attempt,
        chunk=call.chunk,
        backend=call.backend,
        provider=call.provider,
        model=call.model,
        state="sent",
        request=call.model_dump(mode="json", exclude_none=True),
        sent_at=now(),
    )


def _storable(outcome: Outcome) -> dict[str, Json]:
    """Return an outcome as the ledger keeps it: without media, which are entities of the record."""
    return outcome.model_dump(mode="json", exclude={"media"}, exclude_none=True)
