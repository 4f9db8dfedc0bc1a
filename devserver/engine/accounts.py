"""The accounts of calls that may cost money: let through by the budgets before, and priced after.

What a backend that charges nothing does never comes here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from pydantic_core import to_json

from devserver import events
from devserver.engine.additions import Change
from devserver.engine.budgets import Budgets, Exceeded
from devserver.engine.pricing import Pricing
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.spending import cost_of
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import FREE, NOT_DONE, Outcome, OverBudget, Usage
from devserver.models.prices import Price
from devserver.models.runs import CallRecord

log = structlog.get_logger(__name__)

Claim = Callable[[sa.Connection], None]

OPENROUTER = "openrouter"
MOST_RAW = 20_000
"""Bytes of a reported usage, as JSON, that are kept."""


@dataclass(frozen=True)
class Accounts:
    """Lets calls through, and says what they cost."""

    pricing: Pricing
    budgets: Budgets
    recorder: Recorder

    async def begin(
        self,
        record: Record,
        sent: CallRecord,
        call: TextCall | MediaCall,
        price: Price | None,
        announce: Sequence[events.EventData],
    ) -> CallRecord | OverBudget:
        """Write the row of a call that is to be sent, or return why a budget does not allow it: then nothing is."""
        estimate: float | None = None
        claim: Claim = _free
        if self.budgets.any:
            estimate = await self.pricing.at_most(call, price, sent.sent_at)
            if estimate is None:
                return self.budgets.unpriced()
            claim = self.budgets.claim(record.run_id, estimate, sent.sent_at)
        row = sent.model_copy(update={"estimate_usd": estimate})
        change = Change(calls=[row], events=(*announce, *_going(row)))
        try:
            await self.recorder.commit(record, change, claim)
        except (Exceeded, asyncio.CancelledError) as stopped:
            exceeded = stopped if isinstance(stopped, Exceeded) else stopped.__cause__
            if not isinstance(exceeded, Exceeded):
                raise
            self.recorder.withdraw(record, change)
            log.info("call_over_budget", run_id=record.run_id, setting=exceeded.outcome.setting)
            if exceeded is not stopped:
                raise
            return exceeded.outcome
        return row

    async def usage(self, sent: CallRecord, call: TextCall | MediaCall, price: Price | None, outcome: Outcome) -> Usage:
        """Return what a call used with what it cost; nothing where nothing was done."""
        if nothing_done(outcome):
            return FREE
        try:
            return await self.pricing.priced(call, price, outcome, sent.sent_at)
        except Exception:  # an answer that was paid is never lost for want of its price
            log.exception("call_not_priced", provider=call.provider, model=call.model)
            return getattr(outcome, "usage", Usage())


def _free(_connection: sa.Connection) -> None:
    """Let a call through."""


def nothing_done(outcome: Outcome) -> bool:
    """Tell whether a call was not sent, or turned away before anything was done for it."""
    return outcome.type in NOT_DONE and not getattr(outcome, "began", False)


def kept(raw: dict[str, object]) -> dict[str, object] | None:
    """Return a reported usage as the ledger keeps it."""
    if not raw:
        return None
    return raw if len(to_json(raw)) <= MOST_RAW else {"left_out": f"more than {MOST_RAW} bytes"}


def told(record: Record, answered: CallRecord) -> list[events.EventData]:
    """Return the events of a call that could cost something; what its run has cost so far only where that changed."""
    run = cost_of((record.calls | {answered.key: answered}).values())
    values = answered.model_dump(include={"stage", "attempt", "model", "cost_usd", "cost_source", "seconds"})
    update = events.CostUpdate(
        **values,
        provider=answered.provider,
        price_version=answered.price_version,
        run_usd=run.usd,
        run_unknown=run.unknown,
    )
    updates: list[events.EventData] = [] if answered.not_done else [update]
    if answered.provider != OPENROUTER:
        return updates
    tokens = answered.model_dump(include={"prompt_tokens", "completion_tokens"})
    return [events.OpenRouterCost(**values, **tokens, outcome=answered.outcome or ""), *updates]


def _going(row: CallRecord) -> list[events.EventData]:
    if row.provider != OPENROUTER:
        return []
    return [
        events.OpenRouterApiCall(stage=row.stage, attempt=row.attempt, model=row.model, estimate_usd=row.estimate_usd)
    ]
