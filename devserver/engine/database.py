"""The database: one writer that commits in groups, and readers that never wait for it.

Work is a plain function of a connection. All that waits while a transaction commits goes into the next one, so that
many runs share the price of a commit. Where one piece fails, the group is rolled back and each piece is tried in a
transaction of its own: work therefore touches nothing but its connection. Commit order is the order of publication.
What is wrong with the database itself is raised as Unavailable, in our words.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from pydantic_core import from_json, to_json
from sqlalchemy.pool import ConnectionPoolEntry

from devserver.engine.storage import DatabaseFile, storage_fault
from devserver.errors import Unavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")
Work = Callable[[sa.Connection], Any]
Published = Callable[[Any], None]

GROUP = 128
"""The most pieces of work that one transaction takes."""

PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
)


def _configure_sqlite(engine: sa.Engine, *, writer: bool) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below, instead of the driver's guess
        # Only of a new database: room that was used can then be given back in small bites. Of another it would wait.
        new = writer and connection.execute("PRAGMA page_count").fetchone()[0] == 0
        for pragma in ("auto_vacuum=INCREMENTAL", *PRAGMAS) if new else PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _json(value: Any) -> str:
    return to_json(value).decode()


def create_engine(url: str, *, writer: bool) -> sa.Engine:
    """Make an engine for a database URL; a SQLite one is in WAL mode, its writer takes the lock at the start."""
    options: dict[str, Any] = {
        "pool_size": 1 if writer else 8,
        "json_serializer": _json,
        "json_deserializer": from_json,
    }
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, **options)
    engine = sa.create_engine(url, poolclass=sa.QueuePool, connect_args={"check_same_thread": False}, **options)
    _configure_sqlite(engine, writer=writer)
    return engine


def default_url(data: Path) -> str:
    """Return the URL of the SQLite database in a data folder."""
    return f"sqlite:///{data / 'devserver.db'}"


class _Item:
    __slots__ = ("future", "published", "result", "work")

    def __init__(self, work: Work, future: asyncio.Future[Any], published: Published | None) -> None:
        self.work, self.future, self.published = work, future, published
        self.result: Any = None


class Database:
    """One database, opened by the engine of its process and closed by it."""

    def __init__(self, url: str, pool: Executor) -> None:
        self._pool = pool
        self._writer = create_engine(url, writer=True)
        self._reader = create_engine(url, writer=False)
        self._file = DatabaseFile(url)
        self._file.check()
        self._fault: str | None = None
        self._queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._connection: sa.Connection | None = None
        self._thread = threading.Thread(target=self._write_forever, name="devserver-writer", daemon=True)
        self._thread.start()

    @property
    def shared(self) -> bool:
        """Tell whether processes on several machines may use it."""
        return self._writer.dialect.name != "sqlite"

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        self._closed = True
        self._queue.put(None)
        await self._loop.run_in_executor(self._pool, self._thread.join)
        self._writer.dispose()
        self._reader.dispose()

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run work in a read transaction of its own and return its value; raises Unavailable where that cannot be."""

        def run() -> T:
            try:
                self._file.check()
                with self._reader.connect() as connection:
                    return work(connection)
            except Exception as error:
                if (told := self._told(error)) is error:
                    raise
                raise told from error

        return await self._loop.run_in_executor(self._pool, run)

    async def write(
        self,
        work: Callable[[sa.Connection], T],
        published: Callable[[T], None] | None = None,
        first: Callable[[], object] | None = None,
    ) -> T:
        """Run work in the next group and return its value once that is committed.

        `first` is done on the pool before: what the rows will speak of, such as files; what it raises is raised and no
        work done. `published` gets the value on the event loop, in commit order, before anybody who waits for it goes
        on. Cancelling the wait does not take the work back. Raises Unavailable once the database is closed, and where
        it cannot be written.
        """
        if self._closed:
            raise Unavailable("server_stopping")
        future: asyncio.Future[T] = self._loop.create_future()
        item = _Item(work, future, published)
        if first is None:
            self._queue.put(item)
        else:
            self._pool.submit(self._prepare, first, item)
        return await asyncio.shield(future)

    def _prepare(self, first: Callable[[], object], item: _Item) -> None:
        try:
            first()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for this piece of work
            failed: list[tuple[_Item, Exception | None]] = [(item, error)]
            self._loop.call_soon_threadsafe(_settle, failed)
        else:
            self._queue.put(item)

    def _write_forever(self) -> None:
        try:
            self._write_groups()
        finally:
            if self._connection is not None:
                self._connection.close()

    def _write_groups(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = [first], False
            while len(group) < GROUP and not last:
                try:
                    item = self._queue.get_nowait()
                except queue.Empty:
                    break
                last = item is None
                if item is not None:
                    group.append(item)
            self._loop.call_soon_threadsafe(_settle, self._commit(group))
            if last:
                return

    def _commit(self, group: list[_Item]) -> list[tuple[_Item, Exception | None]]:
        error = self._transaction(group)
        if error is None or len(group) == 1 or _is_locked(error):  # each would wait for the lock as long again
            return [(item, error) for item in group]
        return [(item, self._transaction([item])) for item in group]

    def _transaction(self, group: list[_Item]) -> Exception | None:
        """Do work in one transaction, on a connection that stays open for the next: a pool in between costs more."""
        try:
            self._file.check()
            if self._connection is None:
                self._connection = self._writer.connect()
            with self._connection.begin():
                for item in group:
                    item.result = item.work(self._connection)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for this piece of work
            return self._told(error)
        self._fault = None
        return None

    def _told(self, error: Exception) -> Exception:
        """Return an error in our words where it is one of the database, and log the first of its kind."""
        fault = storage_fault(error) or error
        if isinstance(fault, Unavailable) and fault.message.startswith(_OF_DATABASE) and self._fault != fault.message:
            self._fault = fault.message
            log.error("database_fault", fault=fault.message, **fault.params)
        return fault


_OF_DATABASE = ("database_", "disk_full")


def _is_locked(error: Exception) -> bool:
    return isinstance(error, Unavailable) and error.message == "database_locked"


def _settle(settled: list[tuple[_Item, Exception | None]]) -> None:
    for item, error in settled:
        if error is None and item.published is not None:
            item.published(item.result)
        if item.future.cancelled():
            continue
        if error is None:
            item.future.set_result(item.result)
        else:
            item.future.set_exception(error)
