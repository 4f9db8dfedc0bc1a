"""One attempt in hand: the record of its run, and the declarations that were frozen for it."""

from __future__ import annotations

from dataclasses import dataclass

from devserver.engine.additions import Change
from devserver.engine.record import Record
from devserver.engine.snapshots import Declared
from devserver.models.runs import RunContext


@dataclass(frozen=True)
class Work:
    """What every stage is handed; it knows nothing of any other run.

    `closing` ends the attempt. The last stage gets it and writes it together with its result, so that there is never
    a result in the record whose run has not ended.
    """

    record: Record
    declared: Declared
    closing: Change | None = None

    @property
    def context(self) -> RunContext:
        """Return the frozen context of the attempt."""
        return self.record.context
