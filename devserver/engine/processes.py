"""Which processes there are, and which of them are gone.

In a data folder with a database of its own each process holds a lock on a file of its own in `<data>/processes/`. The
operating system lets a lock go when its process ends, however it ends, so that a run of a dead process can be told from
one of a process that works beside this one. A database that several machines share has no such lock: there each process
writes its heartbeat, by the database's clock, and one whose heart stood still for `DEAD_AFTER` counts as gone.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from filelock import FileLock, Timeout
from ulid import ULID

from devserver import __version__
from devserver.engine import tables
from devserver.engine.tables import UtcDateTime

Kind = Literal["serve", "worker", "command"]
"""A server, a process that only works on runs, or a command: this one takes no runs of others."""

DEAD_AFTER = 15.0
"""Seconds without a heartbeat after which a process counts as gone, in a database that several machines share."""


class Process:
    """This process among those that use a data folder; opened and closed by the engine."""

    def __init__(self, data: Path, kind: Kind = "serve") -> None:
        self._folder = data / "processes"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.id = f"process_{ULID()}"
        self.kind = kind
        self._lock = FileLock(self._path(self.id))
        self._lock.acquire()

    def close(self) -> None:
        """Let go of the lock and remove its file."""
        self._lock.release()
        self._path(self.id).unlink(missing_ok=True)

    def _path(self, process_id: str) -> Path:
        return self._folder / f"{process_id}.lock"

    def is_alone(self) -> bool:
        """Tell whether no other process of this machine uses the folder."""
        return all(self.is_dead(path.stem) for path in self._folder.glob("*.lock") if path.stem != self.id)

    def is_dead(self, process_id: str | None) -> bool:
        """Tell whether a process that once locked the folder is gone; what nobody owns counts as gone."""
        if process_id == self.id:
            return False
        if process_id is None or not self._path(process_id).exists():
            return True
        other = FileLock(self._path(process_id))
        try:
            other.acquire(blocking=False)
        except Timeout:
            return False
        with suppress(PermissionError):  # where no open file can be removed, it stays
            self._path(process_id).unlink(missing_ok=True)  # while it is held: a process that begins just now waits
        other.release()
        return True


def is_shared(connection: sa.Connection) -> bool:
    """Tell whether processes on several machines may use a database."""
    return connection.dialect.name != "sqlite"


def dead(connection: sa.Connection, process: Process, asked: Collection[str]) -> set[str]:
    """Return which of the processes are gone."""
    others = set(asked) - {process.id}
    if is_shared(connection):
        return silent(connection, others)
    return {other for other in others if process.is_dead(other)}


def silent(connection: sa.Connection, asked: Collection[str], since: float = DEAD_AFTER) -> set[str]:
    """Return which of the processes have written no heartbeat for some seconds, or are not known at all."""
    return set(asked) - set(connection.execute(living(connection, asked, since)).scalars())


def living(connection: sa.Connection, asked: Collection[str], since: float = DEAD_AFTER) -> sa.Select[tuple[str]]:
    """Return the query for those of the processes that have written a heartbeat in the last seconds."""
    table = tables.processes.c
    return sa.select(table.id).where(table.id.in_(asked) & (table.beat_at > clock(connection, since)))


def beat(connection: sa.Connection, process: Process) -> None:
    """Write down that this process lives; the first time, and where others have forgotten it, with what it is."""
    table, moment = tables.processes, clock(connection)
    if connection.execute(table.update().where(table.c.id == process.id).values(beat_at=moment)).rowcount:
        return
    known = {"id": process.id, "host": socket.gethostname()[:255], "kind": process.kind, "version": __version__}
    connection.execute(table.insert().values(**known, started_at=moment, beat_at=moment))


def forget(connection: sa.Connection, gone: Collection[str]) -> None:
    """Remove processes that are gone."""
    connection.execute(tables.processes.delete().where(tables.processes.c.id.in_(gone)))


def registered(connection: sa.Connection) -> list[str]:
    """Return the processes that are written down, living or dead."""
    return list(connection.execute(sa.select(tables.processes.c.id)).scalars())


def clock(connection: sa.Connection, back: float = 0.0) -> sa.ColumnElement[datetime]:
    """Return the time of the database, some seconds ago, as `UtcDateTime` writes it."""
    kind: Any = UtcDateTime()
    if is_shared(connection):
        moment = f"(clock_timestamp() - interval '{back} seconds') AT TIME ZONE 'utc'"
        return sa.literal_column(f"""to_char({moment}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""", kind)
    return sa.literal_column(f"(strftime('%Y-%m-%dT%H:%M:%f', 'now', '-{back} seconds') || '000Z')", kind)
