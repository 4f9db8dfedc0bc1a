"""Budgets: the most that calls may cost together, in a run and in a day (UTC).

What counts is what calls cost, and for those without a known cost what they were reckoned with before: those in
flight, and those that may have been paid. A call is let through in the transaction that writes its row, so that calls
side by side, in one process or in several, never exceed a budget together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from devserver.engine import tables
from devserver.models.outcomes import OverBudget

RUN, DAY = "DEVSERVER_BUDGET_RUN_USD", "DEVSERVER_BUDGET_DAY_USD"
LEAST = 1e-9
"""USD by which sums of fractions may be off."""
LOCK = 7_205_159_403_792_793
"""Names the lock that lets one process at a time look at the sums and add to them, where the database is Postgres."""


class Exceeded(Exception):
    """A budget does not allow a call."""

    def __init__(self, outcome: OverBudget) -> None:
        super().__init__(outcome.setting)
        self.outcome = outcome


@dataclass(frozen=True)
class Budgets:
    """The budgets that are set, in USD; None is none."""

    run_usd: float | None = None
    day_usd: float | None = None

    @property
    def any(self) -> bool:
        """Tell whether there is a budget."""
        return self.run_usd is not None or self.day_usd is not None

    def unpriced(self) -> OverBudget:
        """Return why a call whose price nobody knows is not sent."""
        setting, limit = (RUN, self.run_usd) if self.run_usd is not None else (DAY, self.day_usd)
        return OverBudget(setting=setting, limit_usd=limit or 0.0, spent_usd=0.0)

    def claim(self, run_id: str, estimate: float, at: datetime) -> Callable[[sa.Connection], None]:
        """Return what raises Exceeded, in a transaction, where a call that costs so much at most exceeds a budget."""
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        limits = (
            (RUN, self.run_usd, [_counted(tables.calls, _HERE & (tables.calls.c.run_id == run_id))]),
            (DAY, self.day_usd, [_counted(table, here & (table.c.sent_at >= midnight)) for table, here in _LEDGERS]),
        )

        def look(connection: sa.Connection) -> None:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            for setting, limit, sums in limits:
                if limit is None:
                    continue
                spent = sum([float(connection.execute(one).scalar() or 0.0) for one in sums])
                if spent + estimate > limit + LEAST:
                    told = {"spent_usd": round(spent, 6), "estimate_usd": round(estimate, 6)}
                    raise Exceeded(OverBudget(setting=setting, limit_usd=limit, **told))

        return look


_HERE = tables.calls.c.imported.is_(False)
_LEDGERS = ((tables.calls, _HERE), (tables.deleted_calls, sa.true()))
"""Deleting a run gives no budget back; what was paid elsewhere takes none."""


def _counted(table: sa.Table, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the query for what the calls of a table count together."""
    return sa.select(sa.func.sum(sa.func.coalesce(table.c.cost_usd, table.c.estimate_usd, 0.0))).where(which)
