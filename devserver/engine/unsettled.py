"""Runs whose process died after it had ended them and before it had written so into their folders.

The rows hold the truth then, and `metadata.json` and `events.ndjson` lack their end for ever, since nobody works on the
run any more. What is left so was changed shortly before the process died. So those of the last seconds in which
anything happened are compared with their folders; runs in flight are brought up to date by whoever goes on with them.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from pydantic_core import from_json

from devserver.engine import files, tables
from devserver.engine.database import Database
from devserver.engine.recorder import Recorder
from devserver.models.runs import now

log = structlog.get_logger(__name__)

QUIET = 15.0
"""Seconds after which nobody who is alive is still writing the files of a run that rests."""
WINDOW, LONG_WINDOW = timedelta(seconds=10), timedelta(minutes=5)
"""How long before the last change of any run one is looked at: after a crash of all, and among others that go on.

The second spans several processes that die one after the other before they have looked.
"""
_R = tables.runs.c


class Settling:
    """Brings folders up to date when a process has died."""

    def __init__(self, recorder: Recorder, database: Database) -> None:
        self._recorder = recorder
        self._database = database
        self._died = asyncio.Event()

    def notice(self) -> None:
        """Take note that a process has died: what it left is looked for as soon as everybody else is done writing."""
        self._died.set()

    async def begin(self, *, alone: bool) -> None:
        """Look for what was left before this start: at once where this process is `alone`, else a little later."""
        if alone:
            await settle_left(self._recorder, self._database, quiet=0.0)
        else:
            self.notice()

    async def go_on(self) -> None:
        """Look whenever a process has died."""
        while True:
            await self._died.wait()
            self._died.clear()
            await asyncio.sleep(QUIET)
            await settle_left(self._recorder, self._database, quiet=QUIET)


async def settle_left(recorder: Recorder, database: Database, *, quiet: float) -> int:
    """Bring the folders of such runs up to date, and return how many there were.

    `quiet` are the seconds for which nobody may have changed a run: another process that is alive may just be writing.
    """
    before, window = now() - timedelta(seconds=quiet), LONG_WINDOW if quiet else WINDOW
    found = await database.read(lambda connection: _lately(connection, before, window))
    left = await recorder.off_loop(lambda: [run_id for run_id, last in found if _lacks(recorder.data, run_id, last)])
    return sum([await _settled(recorder, run_id) for run_id in left])


def _lately(connection: sa.Connection, before: datetime, window: timedelta) -> list[tuple[str, int]]:
    """Return the runs at rest that were changed last, with the number of their last event; asks by index."""
    last = connection.execute(sa.select(sa.func.max(_R.updated_at)).where(tables.AT_REST)).scalar()
    if last is None:
        return []
    since = min(last, before) - window
    these = tables.AT_REST & (_R.updated_at > since) & (_R.updated_at <= before)
    return [(row.id, row.last_seq) for row in connection.execute(sa.select(_R.id, _R.last_seq).where(these))]


def _lacks(data: Path, run_id: str, last_seq: int) -> bool:
    """Tell whether the folder of a run does not know its last event."""
    try:
        told = from_json((files.run_folder(data, run_id) / "metadata.json").read_bytes())
        return bool(told["run"]["last_seq"] != last_seq)
    except (OSError, ValueError, KeyError, TypeError):
        return True


async def _settled(recorder: Recorder, run_id: str) -> bool:
    try:
        record = await recorder.load(run_id)
        record.settled = False
        await recorder.settle(record)
    except Exception:  # one of many: the others are looked at all the same
        log.exception("run_not_settled", run_id=run_id)
        return False
    log.info("run_settled", run_id=run_id)
    return True
