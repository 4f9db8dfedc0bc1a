"""Late ends: how a run ended that could not be written when it did, for want of a disk or a database.

What was paid is kept with it, which the row in the database does not know yet. So the run stays with this process, and
its end is written as soon as that can be done; where the process is gone before, the run goes on from its record.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from devserver.engine.attempts import unwritable
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.rows import Lost
from devserver.errors import Conflict, DevServerError, NotFound

log = structlog.get_logger(__name__)

Write = Callable[[], Awaitable[None]]


class LateEnds:
    """The ends of runs that are still to be written; `settle` writes the files of a run that has ended."""

    def __init__(self, recorder: Recorder, settle: Callable[[Record], Awaitable[None]]) -> None:
        self._recorder = recorder
        self._settle = settle
        self._waiting: dict[str, tuple[Record, Write]] = {}

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._waiting

    @property
    def ids(self) -> frozenset[str]:
        """Return the runs whose ends, or whose files, are still to be written."""
        return frozenset(self._waiting)

    async def write(self, record: Record, write: Write) -> None:
        """Write an end now, or else as soon as that can be done."""
        self._waiting[record.run_id] = (record, write)
        try:
            await write()
        except Lost:
            record.left = True
        except (Conflict, NotFound):  # it goes on elsewhere, or is gone
            await self._settle(record)
        except (DevServerError, OSError) as error:
            log.error("end_not_written", run_id=record.run_id, reason=str(unwritable(error)))
            self._recorder.drop(record)  # else what tells of the end would be written as often as it was tried
            return
        except Exception:  # whatever it is, `go_on` tries again
            log.exception("end_not_written", run_id=record.run_id)
            self._recorder.drop(record)
            return
        else:
            await self._settle(record)
        self._waiting.pop(record.run_id, None)

    async def go_on(self) -> None:
        """Try again what could not be written."""
        for record, write in list(self._waiting.values()):
            await self.write(record, write)
