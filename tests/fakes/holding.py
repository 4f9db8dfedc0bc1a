"""A run is held by the process of a test, so that the test can write into its record after its end."""

from __future__ import annotations

from devserver.engine import tables
from devserver.engine.engine import Engine
from devserver.engine.record import Record


async def hold(engine: Engine, record: Record) -> None:
    """Give a run to the process of an engine."""
    process = engine.recorder.process
    update = tables.runs.update().where(tables.runs.c.id == record.run_id).values(process=process)
    await engine.database.write(lambda connection: connection.execute(update))
    record.row = record.row.model_copy(update={"process": process})
