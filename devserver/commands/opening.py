"""What commands open that work on the record beside a server or without one: no engine, which would go on with runs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from devserver.engine.database import Database, create_engine, default_url
from devserver.engine.eventlog import EventLog
from devserver.engine.migrate import make_ready
from devserver.engine.processes import Process
from devserver.engine.recorder import Recorder
from devserver.engine.store.shelf import Shelf, open_shelf
from devserver.settings import Settings


@dataclass(frozen=True)
class Opened:
    """A data folder with its database, open."""

    data: Path
    url: str
    database: Database
    recorder: Recorder
    process: Process
    pool: Executor


def data_folder(settings: Settings) -> Path | None:
    """Return the data folder, or None where there is none, and say so; none is made."""
    data = settings.data.resolve()
    if data.is_dir():
        return data
    sys.stderr.write(f"{data} is no folder: name the data folder that is meant, as --data FOLDER\n")
    return None


@contextmanager
def opened_rows(
    settings: Settings, data: Path, prepare: Callable[[sa.Engine, Path], None] = make_ready
) -> Iterator[tuple[sa.Engine, Shelf]]:
    """Open the database and the files of a data folder, for work that waits for each; raises what `prepare` does."""
    engine = create_engine(settings.database_url or default_url(data), writer=True)
    try:
        prepare(engine, data)
        with ThreadPoolExecutor(1) as pool, closing(open_shelf(settings.media_store, data, pool)) as shelf:
            yield engine, shelf
    finally:
        engine.dispose()


@asynccontextmanager
async def opened(settings: Settings, data: Path) -> AsyncIterator[Opened]:
    """Open a data folder; raises Unavailable where its database cannot be used."""
    url = settings.database_url or default_url(data)
    engine = create_engine(url, writer=True)
    try:
        make_ready(engine, data)
    finally:
        engine.dispose()
    process = Process(data, "command")
    try:
        with (
            ThreadPoolExecutor(4, thread_name_prefix="devserver") as pool,
            closing(open_shelf(settings.media_store, data, pool)) as shelf,
        ):
            database = Database(url, pool)
            recorder = Recorder(data, database, EventLog(database), pool, process.id, shelf=shelf)
            try:
                yield Opened(data, url, database, recorder, process, pool)
            finally:
                await recorder.close()
                await database.close()
    finally:
        process.close()
