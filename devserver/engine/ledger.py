"""The ledger: a finished call is never made again, and what may have been paid is known after a crash.

The key of a call is (run, stage, attempt, hash of the whole call), and of a repetition its number too. A row `sent` is
committed before the first byte leaves this process. The answer, its cost and what the stage makes of it become part of
the record in one transaction, before anything else happens.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from pydantic import TypeAdapter

from devserver import events
from devserver.backends import NOBODY, Ticket
from devserver.engine.accounts import Accounts, kept, nothing_done, told
from devserver.engine.additions import Change
from devserver.engine.doubts import Doubts
from devserver.engine.eventlog import EventLog
from devserver.engine.pulse import Pulse
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.router import NotBegun, Router
from devserver.engine.telling import Teller
from devserver.engine.waiting import to_the_end
from devserver.models.calls import MediaCall, TextCall, call_hash
from devserver.models.frozen import Json
from devserver.models.outcomes import FREE, Cancelled, Outcome, OverBudget, TimeoutUnknown, Usage
from devserver.models.prices import Price
from devserver.models.runs import CallRecord, now

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)

Conclude = Callable[[Outcome, float], Change]
"""Makes of an outcome and the seconds that it took what the stage adds to the record."""


def call_key(run_id: str, stage: str, attempt: int, call: TextCall | MediaCall, repetition: int = 0) -> str:
    """Return the key of a call in the ledger, a SHA-256 in hex; 1 is the first repetition."""
    again = f"\n{repetition}" if repetition else ""
    return hashlib.sha256(f"{run_id}\n{stage}\n{attempt}\n{call_hash(call)}{again}".encode()).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """Makes the calls of runs, and keeps account of them."""

    router: Router
    recorder: Recorder
    log: EventLog
    accounts: Accounts
    doubts: Doubts
    pulse: Pulse

    async def perform(
        self,
        record: Record,
        stage: str,
        call: TextCall | MediaCall,
        conclude: Conclude,
        *,
        announce: Sequence[events.EventData] = (),
        ticket: Ticket = NOBODY,
        previews: bool = True,
        price: Price | None = None,
    ) -> Outcome:
        """Make a call and record it with what `conclude` makes of it; return the outcome.

        A call that has its answer already is not made again: its outcome is returned. `announce` is stored when the
        call is sent; `ticket` says what is known of calls like it. Without `previews` nothing of what is forming is
        shown. `price` is what config or chunk declare. A call that a budget does not allow leaves no row. One that is
        given away with its run leaves its row as `sent`, and is taken up where the run goes on. One without an answer
        is made once more, or raises Waits: see `doubts`.
        """
        once = partial(
            self._once, record, stage, call, conclude, announce=announce, ticket=ticket, previews=previews, price=price
        )
        for repetition in count():
            outcome = await once(repetition)
            if not isinstance(outcome, TimeoutUnknown):
                break
            row = record.calls[call_key(record.run_id, stage, record.context.attempt, call, repetition)]
            charges = self.router.charges(call.backend)
            if not await self.doubts.repeats(record, row, call, outcome, price, charges=charges):
                break
        return outcome

    async def _once(
        self,
        record: Record,
        stage: str,
        call: TextCall | MediaCall,
        conclude: Conclude,
        repetition: int,
        *,
        announce: Sequence[events.EventData],
        ticket: Ticket,
        previews: bool,
        price: Price | None,
    ) -> Outcome:
        """Make a call for the first time or once more, unless this very repetition has its answer already."""
        key = call_key(record.run_id, stage, record.context.attempt, call, repetition)
        known = record.calls.get(key)
        if known is not None and known.state == "sent" and self._is_lost(call, known):
            known = await self._given_up(record, known)
        if known is not None and known.state == "answered":
            return _OUTCOME.validate_python(known.answer)
        charges = self.router.charges(call.backend)
        sent = known or await self._begun(
            record,
            _sent(key, stage, record.context.attempt, call, repetition=repetition, twice=charges and repetition > 0),
            call,
            price,
            announce,
        )
        if isinstance(sent, OverBudget):
            return sent
        ticket = replace(
            ticket,
            owner=record.row.owner,
            priority=record.row.priority,
            key=key,
            resumed=known is not None,
            remote=sent.remote,
            left=lambda: record.left,
        )
        teller = Teller(record, stage, self.log, self.recorder, previews, key)
        began = time.monotonic()
        outcome, stopped = await self._executed(call, teller, ticket)
        if stopped and record.left:
            await to_the_end(self._given_away(record, key, teller, begun=outcome is not _NEVER or known is not None))
            raise asyncio.CancelledError
        seconds = time.monotonic() - began
        change = Change() if stopped else conclude(outcome, seconds)
        answer = _answer(record.calls[key], outcome, seconds)
        paid = self.accounts.usage(sent, call, price, outcome) if charges else None
        await to_the_end(self._answered(record, answer, change, teller, paid))
        if stopped or record.left:
            raise asyncio.CancelledError
        return outcome

    def _is_lost(self, call: TextCall | MediaCall, sent: CallRecord) -> bool:
        """Tell whether a call that another process sent can neither be found again nor made again for nothing."""
        return sent.remote is None and self.router.charges(call.backend)

    async def _given_up(self, record: Record, sent: CallRecord) -> CallRecord:
        """Close the row of a call whose answer nobody waits for any more; it may have been paid."""
        silent = TimeoutUnknown(seconds=round((now() - sent.sent_at).total_seconds(), 1))
        row = _answer(sent, silent, 0.0).model_copy(update={"seconds": None})
        await self.recorder.commit(record, Change(calls=[row], events=told(record, row)))
        return row

    async def _given_away(self, record: Record, key: str, teller: Teller, *, begun: bool) -> None:
        """Leave a call to whoever goes on with the run: its row stays as sent, or goes where nothing was sent."""
        await teller.finish()
        if not begun:
            self.recorder.add(record, Change(unsent=[key]))

    async def _begun(
        self,
        record: Record,
        sent: CallRecord,
        call: TextCall | MediaCall,
        price: Price | None,
        announce: Sequence[events.EventData],
    ) -> CallRecord | OverBudget:
        """Write the row of a call that is to be sent; where a budget does not allow it, return that."""
        if self._stays_here(record, call):
            self.recorder.add(record, Change(calls=[sent], events=announce))
            return sent
        try:
            if self.router.charges(call.backend):
                return await self.accounts.begin(record, sent, call, price, announce)
            await self.recorder.commit(record, Change(calls=[sent], events=announce))
        except asyncio.CancelledError:
            if record.left:
                self.recorder.add(record, Change(unsent=[sent.key]))
            elif (row := record.calls.get(sent.key)) is not None:  # it is written, and will never be sent
                answer = _answer(row, Cancelled(usage=FREE), 0.0).model_copy(update=_FREE)
                await to_the_end(self.recorder.commit(record, Change(calls=[answer])))
            raise
        return sent

    def _stays_here(self, record: Record, call: TextCall | MediaCall) -> bool:
        """Tell whether no byte of a call leaves this process, and nobody waits to hear that it has begun.

        A crash ends the work with its record, and it is simply done again: one commit has it all.
        """
        here = isinstance(call, TextCall) and self.router.in_process(call.backend)
        return here and not self.log.has_followers(record.run_id)

    async def _executed(self, call: TextCall | MediaCall, teller: Teller, ticket: Ticket) -> tuple[Outcome, bool]:
        """Execute a call; return its outcome and whether the work on the run was cancelled meanwhile.

        A backend that answers in spite of that has its answer discarded; what it cost is kept. The answer itself is
        kept where the run goes on later.
        """
        try:
            may_send = partial(self.pulse.may_send, teller.record)
            outcome = await self.router.execute(
                call, teller.signal, teller.queued, ticket, on_submitted=teller.submitted, may_send=may_send
            )
        except NotBegun:
            return _NEVER, True
        except asyncio.CancelledError:
            return Cancelled(), True
        task = asyncio.current_task()
        if task is not None and task.cancelling() and not teller.record.left:
            used = FREE if nothing_done(outcome) else getattr(outcome, "usage", Usage())
            return Cancelled(usage=used), True
        return outcome, False

    async def _answered(
        self, record: Record, answer: CallRecord, change: Change, teller: Teller, paid: Awaitable[Usage] | None
    ) -> None:
        """Write an answer with what the stage makes of it; `paid` tells what it cost where it may cost something."""
        await teller.finish()
        cost = _FREE if paid is None else (await paid).model_dump(include=_COST)
        answered = answer.model_copy(update=cost)
        happened = change.events if paid is None else (*told(record, answered), *change.events)
        await self.recorder.commit(record, replace(change, calls=[answered], events=happened))


_COST = {"cost_usd", "cost_source", "price_version"}
_NEVER = Cancelled(usage=FREE)
"""The outcome of a call that was cancelled before it was sent."""
_FREE = FREE.model_dump(include=_COST)


def _answer(sent: CallRecord, outcome: Outcome, seconds: float) -> CallRecord:
    """Return the row of a call with its answer, and yet without its cost."""
    usage: Usage = getattr(outcome, "usage", Usage())
    values = {
        "state": "answered",
        "outcome": outcome.type,
        "answer": _storable(outcome),
        "answered_at": now(),
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "usage": kept(usage.raw),
        "seconds": round(seconds, 4),
    }
    return sent.model_copy(update=values)


def _sent(
    key: str, stage: str, attempt: int, call: TextCall | MediaCall, *, repetition: int, twice: bool
) -> CallRecord:
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
        repetition=repetition,
        maybe_paid_twice=twice,
    )


def _storable(outcome: Outcome) -> dict[str, Json]:
    """Return an outcome as the ledger keeps it: without media, which are entities, and usage as it was reported."""
    return outcome.model_dump(mode="json", exclude={"media": True, "usage": {"raw"}}, exclude_none=True)
