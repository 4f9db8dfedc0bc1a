"""Work that nobody follows is stopped where it is done: a run was handed over, or its process died, and then it ended.

Whoever works on a run stops its calls by cancelling them. Here are the calls of a run that nobody worked on when it
ended: their rows stay `sent` for ever, and a backend that knows how is asked to stop what was handed in.
"""

from __future__ import annotations

import asyncio

import structlog

from devserver.engine.record import Record
from devserver.engine.setups import Setups
from devserver.models.runs import CallRecord

log = structlog.get_logger(__name__)

LAST_SECONDS = 5.0
"""How long the end of a process waits for it."""


class Abandoning:
    """Stops such calls in the background, by the setup in force."""

    def __init__(self, setups: Setups) -> None:
        self._setups = setups
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, record: Record) -> None:
        """Begin to stop what a run that has ended left at backends."""
        for call in record.calls.values():
            if call.state == "sent":
                task = asyncio.create_task(self._stop(record.run_id, call))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _stop(self, run_id: str, call: CallRecord) -> None:
        try:
            with self._setups.use() as setup:
                await setup.router.abandon(call.backend, call.key, call.remote)
        except Exception:  # the top of a task: nobody else would hear of it
            log.exception("call_not_stopped", run_id=run_id, backend=call.backend)

    async def close(self) -> None:
        """Wait a while for what was begun."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=LAST_SECONDS)
