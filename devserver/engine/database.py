"""The database: one writer that commits in groups, and readers that never wait for it.

Work is a plain function of a connection. All that waits while a transaction commits goes into the next one, so that
many runs share the price of a commit. Where one piece fails, the group is rolled back and each piece is tried in a
transaction of its own: work therefore touches nothing but its connection. Commit order is the order of publication.
What is wrong with the database itself is raised as Unavailable, in our words.

A Postgres may go and come back. What was not committed is then done again, on a new connection; where the connection
broke in the very commit, the database is asked what became of it. What a person waits for fails meanwhile (503), and
so does not wait; what is done within `patience()`, the work on runs, waits until the database is back.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from pydantic_core import from_json, to_json
from sqlalchemy.pool import ConnectionPoolEntry

from devserver.engine import postgres
from devserver.engine.postgres import is_postgres
from devserver.engine.storage import DatabaseFile, storage_fault
from devserver.errors import Unavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")
Work = Callable[[sa.Connection], Any]
Published = Callable[[Any], None]

GROUP = 128
"""The most pieces of work that one transaction takes."""
AGAIN_SECONDS = 0.5
"""Seconds between two attempts to reach a database that is gone."""

_patient: ContextVar[bool] = ContextVar("patient", default=False)


@contextmanager
def patience() -> Iterator[None]:
    """Let what is read and written here wait for a database that is gone: for work that no request waits for."""
    token = _patient.set(True)
    try:
        yield
    finally:
        _patient.reset(token)


PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",  # else the pages that a statement may have to undo go to files of their own, made for it
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
    return to_json(value, inf_nan_mode="null").decode()


def create_engine(url: str, *, writer: bool) -> sa.Engine:
    """Make an engine for a database URL; a SQLite one is in WAL mode, its writer takes the lock at the start."""
    options: dict[str, Any] = {
        "pool_size": 1 if writer else 8,
        "json_serializer": _json,
        "json_deserializer": from_json,
    }
    if is_postgres(url):
        return postgres.create_engine(url, writer=writer, **options)
    engine = sa.create_engine(url, poolclass=sa.QueuePool, connect_args={"check_same_thread": False}, **options)
    _configure_sqlite(engine, writer=writer)
    return engine


def default_url(data: Path) -> str:
    """Return the URL of the SQLite database in a data folder."""
    return f"sqlite:///{data / 'devserver.db'}"


class _Item:
    __slots__ = ("future", "patient", "published", "result", "work")

    def __init__(self, work: Work, future: asyncio.Future[Any], published: Published | None) -> None:
        self.work, self.future, self.published = work, future, published
        self.patient = _patient.get()
        self.result: Any = None


_Settled = list[tuple[_Item, Exception | None]]


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
        self._hurried = threading.Event()
        self._gone = False  # the writer waits for it
        self._noted = False
        self._reading: set[Future[Any]] = set()
        self._connection: sa.Connection | None = None
        self._number: str | None = None
        self._writing_as: int | None = None
        self._thread = threading.Thread(target=self._write_forever, name="devserver-writer", daemon=True)
        self._thread.start()

    @property
    def shared(self) -> bool:
        """Tell whether processes on several machines may use it."""
        return self._writer.dialect.name != "sqlite"

    @property
    def url(self) -> sa.URL:
        """Return where it is."""
        return self._writer.url

    @property
    def writing_as(self) -> int | None:
        """Return the process id of the server for the connection that writes, which its notifications carry."""
        return self._writing_as

    async def listener(self) -> Any:
        """Return a connection of the driver that listens for what the log tells, for the caller to close.

        Raises Unavailable where there is none to be had.
        """
        return await self._loop.run_in_executor(self._pool, postgres.listen, self.url)

    def insist(self) -> None:
        """Raise Unavailable while the database is known to be gone: for what would only wait for it."""
        if self._gone:
            raise Unavailable("database_away")

    def admit(self) -> None:
        """Raise Unavailable where a write would be refused at once."""
        if self._closed:
            raise Unavailable("server_stopping")
        if not _patient.get():
            self.insist()

    def hurry(self) -> None:
        """Let nothing wait any more for a database that is gone: this process ends."""
        self._hurried.set()

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        self._closed = True
        self.hurry()
        self._queue.put(None)
        await self._loop.run_in_executor(self._pool, self._thread.join)
        await self._loop.run_in_executor(self._pool, wait, list(self._reading))
        self._writer.dispose()
        self._reader.dispose()

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run work in a read transaction of its own and return its value.

        Raises Unavailable where that cannot be; where the database is gone there may be patience.
        """
        attempts = 0
        while True:
            try:
                return await self._read(work)
            except sa.exc.DBAPIError as error:
                if not (self.shared and postgres.is_lost(error)):
                    raise
                attempts += 1
                if attempts == 1:  # connections of the pool may have died unnoticed; the next one is new
                    continue
                if self._hurried.is_set() or not _patient.get():
                    raise Unavailable("database_away") from None
            await asyncio.sleep(AGAIN_SECONDS)

    async def _read(self, work: Callable[[sa.Connection], T]) -> T:
        def run() -> T:
            try:
                self._file.check()
                with self._reader.connect() as connection:
                    return work(connection)
            except Exception as error:
                if (told := self._told(error)) is error:
                    raise
                raise told from error

        reading = self._pool.submit(run)  # goes on where who waits for it is cancelled, and is waited for in the end
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        return await asyncio.wrap_future(reading)

    async def write(
        self,
        work: Callable[[sa.Connection], T],
        published: Callable[[T], None] | None = None,
    ) -> T:
        """Run work in the next group and return its value once that is committed.

        `published` gets the value on the event loop, in commit order, before anybody who waits for it goes on.
        Cancelling the wait does not take the work back. Raises Unavailable once the database is closed, and where it
        cannot be written; where it is gone there may be patience.
        """
        self.admit()
        future: asyncio.Future[T] = self._loop.create_future()
        item = _Item(work, future, published)
        self._queue.put(item)
        return await asyncio.shield(future)

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

    def _commit(self, group: list[_Item]) -> _Settled:
        error = self._transaction(group)
        while error is not None and self.shared and postgres.is_lost(error):
            number, self._number = self._number, None
            group, fate = self._reconnected(group, number)
            if fate is not None or not group:
                return [(item, None if fate == "committed" else error) for item in group]
            error = self._transaction(group)
        if error is None or len(group) == 1 or _is_locked(error):  # each would wait for the lock as long again
            return [(item, error) for item in group]
        return [settled for item in group for settled in self._commit([item])]

    def _transaction(self, group: list[_Item]) -> Exception | None:
        """Do work in one transaction, on a connection that stays open for the next: a pool in between costs more."""
        self._number = None
        try:
            self._file.check()
            if self._connection is None:
                self._connection = self._writer.connect()
            with self._connection.begin():
                self._writing_as = postgres.process(self._connection)
                for item in group:
                    item.result = item.work(self._connection)
                self._number = postgres.transaction(self._connection)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for this piece of work
            return self._told(error)
        self._fault = None
        return None

    def _told(self, error: Exception) -> Exception:
        """Return an error in our words where it is one of the database, and log the first of its kind.

        That there is no connection any more is not told yet: another may be had.
        """
        if self.shared and postgres.is_lost(error):
            return error
        fault = self._cause(storage_fault(error) or error)
        if isinstance(fault, Unavailable) and fault.message.startswith(_OF_DATABASE) and self._fault != fault.message:
            self._fault = fault.message
            log.error("database_fault", fault=fault.message, **fault.params)
        return fault

    def _cause(self, fault: Exception) -> Exception:
        """Return why the database failed: one whose file was taken away meanwhile fails in any way."""
        if isinstance(fault, Unavailable) and fault.message == "database_failed":
            try:
                self._file.check()
            except Unavailable as gone:
                return gone
        return fault

    def _reconnected(self, group: list[_Item], number: str | None) -> tuple[list[_Item], str | None]:
        """Connect again and return what is still to be done; of a transaction that may be committed also its fate.

        Of one that certainly was not, those fail meanwhile who have no patience. Its fate is None where it is to be
        done again.
        """
        try:
            while True:
                self._disconnect()
                try:
                    fate = self._fate(number)
                    self._note(gone=False)
                    return group, fate
                except sa.exc.DBAPIError as error:
                    if not postgres.is_lost(error):
                        return group, "unknown"
                self._note(gone=True)
                self._gone = True
                if number is None:
                    group = self._patient_of(group)
                if not group or self._hurried.wait(AGAIN_SECONDS):
                    self._fail(group)
                    return [], None
        finally:
            self._gone = False

    def _note(self, *, gone: bool) -> None:
        if gone != self._noted:
            self._noted = gone
            log.warning("database_gone" if gone else "database_back", database=postgres.shown(self.url))

    def _fate(self, number: str | None) -> str | None:
        """Connect; return what became of a transaction, None where it was undone and its work is to be done again."""
        self._connection = self._writer.connect()
        if number is None:
            return None
        with self._connection.begin():
            found = postgres.fate(self._connection, number)
        return None if found == "aborted" else found or "unknown"

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None

    def _patient_of(self, group: list[_Item]) -> list[_Item]:
        """Let those fail, of a group and of what is queued, who do not wait for a database that is gone."""
        waiting, last = list(group), False
        while not last:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            last = item is None
            if item is not None:
                waiting.append(item)
        if last:
            self._queue.put(None)
        self._fail([item for item in waiting if not item.patient])
        return [item for item in waiting if item.patient]

    def _fail(self, group: list[_Item]) -> None:
        if group:
            failed: _Settled = [(item, Unavailable("database_away")) for item in group]
            self._loop.call_soon_threadsafe(_settle, failed)


_OF_DATABASE = ("database_", "disk_full")


def _is_locked(error: Exception) -> bool:
    return isinstance(error, Unavailable) and error.message == "database_locked"


def _settle(settled: _Settled) -> None:
    for item, error in settled:
        if error is None and item.published is not None:
            item.published(item.result)
        if item.future.cancelled():
            continue
        if error is None:
            item.future.set_result(item.result)
        else:
            item.future.set_exception(error)
