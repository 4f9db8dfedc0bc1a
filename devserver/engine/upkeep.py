"""Upkeep: what is done to runs that nobody works on. They are described, deleted, and closed when forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
import structlog

from devserver.engine import deleting, reserve, tables
from devserver.engine.database import Database
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.runs import Runs
from devserver.engine.waiting import to_the_end
from devserver.errors import Conflict
from devserver.models.frozen import Json
from devserver.models.runs import IN_FLIGHT, now

log = structlog.get_logger(__name__)

OPEN_FOR = timedelta(days=7)
"""How long an open run waits for a person before it closes."""


class Upkeep:
    """Looks after the runs of a data folder."""

    def __init__(self, runs: Runs, recorder: Recorder, database: Database) -> None:
        self._runs = runs
        self._recorder = recorder
        self._database = database

    async def describe(self, run_id: str, changes: Mapping[str, Json]) -> Record:
        """Change what people say of a run: its title, and whether it is pinned or shared; raises NotFound."""
        async with self._runs.filing:
            await self._recorder.describe(run_id, changes)
            return await self._written(run_id)

    async def _written(self, run_id: str) -> Record:
        """Write the files of a run, unless somebody works on it, who does so in the end; return what it is.

        Another process may change it meanwhile and have written that first: then ours are older, and written again.
        """
        record = await self._recorder.load(run_id)
        while not (self._runs.is_at_work(run_id) or record.row.state in IN_FLIGHT):
            record.settled = False
            await self._runs.settle(record)
            written, record = record, await self._recorder.load(run_id)
            if record.row == written.row:
                break
        return record

    async def delete(self, run_id: str, claim: deleting.Claim = deleting.anyhow) -> None:
        """Delete a run with all that it holds; raises NotFound, and Conflict where it has not ended or is pinned.

        `claim` may refuse in the transaction. It is done as a whole even where the caller leaves meanwhile.
        """
        await to_the_end(self._delete(run_id, claim))

    async def _delete(self, run_id: str, claim: deleting.Claim) -> None:
        row = (await self._recorder.load(run_id)).row
        if refused := deleting.refusal(run_id, row.state, pinned=row.pinned):
            raise refused
        await self._runs.wait(run_id)  # it may still be writing its files
        async with self._runs.filing:
            with reserve.given(self._recorder.data):
                heirs = await self._recorder.delete(run_id, claim)
            for heir in heirs:
                await self._written(heir)

    async def clear_deleted(self) -> None:
        """Remove the files of deleted runs that could not be removed at once."""
        for run_id in await deleting.uncleared(self._database):
            async with self._runs.filing:
                await self._recorder.clear(run_id)

    async def close_forgotten(self) -> int:
        """Complete the open runs that nobody has touched for `OPEN_FOR`, and return how many there were."""
        runs, before = tables.runs.c, now() - OPEN_FOR
        query = sa.select(runs.id).where(tables.OPEN & (runs.updated_at < before))
        found = await self._database.read(lambda connection: list(connection.execute(query).scalars()))
        return sum([await self._closed(run_id) for run_id in found])

    async def _closed(self, run_id: str) -> bool:
        """Complete a run that is still forgotten when it is looked at; a broken one holds up no other."""
        try:
            record = await self._recorder.load(run_id)
            if record.row.state != "open" or record.row.updated_at >= now() - OPEN_FOR:
                return False
            await self._runs.end(record, "completed")
        except Conflict:  # somebody went on with it in this very moment
            return False
        except Exception:  # one of many: the others are looked at all the same
            log.exception("run_not_ended", run_id=run_id)
            return False
        return True
