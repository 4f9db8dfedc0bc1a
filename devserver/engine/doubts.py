"""Calls without an answer, which may have been done and paid: made once more, or left to a person.

| the call                                             | what becomes of it                              |
| ---------------------------------------------------- | ----------------------------------------------- |
| its backend charges nothing                          | it is made once more                            |
| it costs at most `DEVSERVER_ASK_ABOVE_USD`           | it is made once more, and may be paid twice     |
| it may cost more, or nobody knows its price          | the run waits at a gate                         |

What a person decides to repeat is made once more each time; a repetition without an answer is judged like the first
call, but never repeated unasked. Each is a row of its own in the ledger; those before it stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from devserver import events, ids
from devserver.engine.additions import Change
from devserver.engine.pricing import Bound, Pricing
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.models.calls import MediaCall, TextCall
from devserver.models.gates import GateRecord, UnknownPayment
from devserver.models.outcomes import TimeoutUnknown
from devserver.models.prices import Price
from devserver.models.runs import CallRecord, now

log = structlog.get_logger(__name__)

LATEST = datetime.max.replace(tzinfo=UTC)


class Waits(Exception):
    """The run waits for a person's decision. It is written already, and nothing of it goes on here."""


@dataclass(frozen=True)
class Doubts:
    """Decides what becomes of calls without an answer; `deadline` is how long a gate stands open at most."""

    pricing: Pricing
    recorder: Recorder
    ask_above_usd: float
    deadline: timedelta

    async def repeats(
        self,
        record: Record,
        row: CallRecord,
        call: TextCall | MediaCall,
        outcome: TimeoutUnknown,
        price: Price | None,
        *,
        charges: bool,
    ) -> bool:
        """Tell whether a call without an answer is made once more; raises Waits where a person is asked.

        `row` is its row of the ledger; `price` is what config or chunk declare.
        """
        gate = record.gate_of(row.key)
        if gate is not None and gate.state == "open":
            raise Waits(gate.id)
        if gate is not None:
            return gate.decision == "retry"
        if charges:
            bound = await self.pricing.bound(call, price, row.sent_at)
            if bound.usd is None or bound.usd > self.ask_above_usd:
                await self._ask(record, row, outcome, bound)
        over = record.row.deadline_at is not None and record.row.deadline_at <= now()
        if row.repetition or over:  # of a run whose time is over, what it handed in is only found and stopped
            return False
        log.info("call_without_answer_repeated", run_id=record.run_id, provider=row.provider, stage=row.stage)
        return True

    async def _ask(self, record: Record, row: CallRecord, outcome: TimeoutUnknown, bound: Bound) -> None:
        """Open a gate and let the run wait there, in one step."""
        asks = UnknownPayment(
            **row.model_dump(include={"chunk", "provider", "model", "repetition"}),
            call=row.key,
            estimate_usd=bound.usd,
            estimate_source=bound.source,
            lost=row.seconds is None,
            seconds=outcome.seconds,
        )
        moment = now()
        gate = GateRecord(
            id=ids.new_gate_id(),
            attempt=row.attempt,
            stage=row.stage,
            kind="unknown_payment",
            asks=asks,
            created_at=moment,
            deadline_at=min(moment + self.deadline, record.row.deadline_at or LATEST),
        )
        opened = events.GateOpened(
            gate_id=gate.id,
            **gate.model_dump(include={"kind", "stage", "attempt", "deadline_at"}),
            asks=asks,
        )
        waits = events.RunStateChange(state="waiting", attempt=row.attempt, stage=record.stage)
        change = Change(row={"state": "waiting", "process": None}, events=[opened, waits], gates=[gate])
        await self.recorder.commit(record, change)
        log.info("gate_opened", run_id=record.run_id, gate_id=gate.id, kind=gate.kind)
        raise Waits(gate.id)
