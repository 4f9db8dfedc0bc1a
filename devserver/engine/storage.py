"""What is wrong with the disk or the database, in our own words.

Errors of the database are translated by `Database`, those of files where an answer or the end of a run is made of
them. What says nothing of the storage (a row that is there already, a file that is missing) stays what it is.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import sqlalchemy as sa

from devserver.engine.store import StoreAway
from devserver.errors import Unavailable

_FILES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EROFS: "storage_read_only",
    errno.EACCES: "storage_read_only",
    errno.EPERM: "storage_read_only",
    errno.EMFILE: "files_used_up",
    errno.ENFILE: "files_used_up",
    errno.EIO: "storage_failed",
}
_SQLITE = {
    5: "database_locked",
    6: "database_locked",
    8: "database_read_only",
    10: "database_failed",
    11: "database_damaged",
    13: "disk_full",
    14: "database_failed",
    26: "database_damaged",
}
"""Primary result codes of SQLite: BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB."""
_POSTGRES = {"53100": "disk_full", "25006": "database_read_only", "XX001": "database_damaged"}
_GONE = ("08", "57P", "53")
"""What SQLSTATEs of Postgres begin with when a server is away, stops, or takes no more connections."""


def storage_fault(error: BaseException) -> Unavailable | None:
    """Return what an error says of the storage, or None where it says nothing of it."""
    if isinstance(error, sa.exc.DBAPIError):
        return _of_database(error)
    if isinstance(error, StoreAway):
        return Unavailable("media_store_away", reason=str(error))
    if isinstance(error, OSError) and error.errno in _FILES:
        return Unavailable(_FILES[error.errno], reason=error.strerror or type(error).__name__)
    return None


def _of_database(error: sa.exc.DBAPIError) -> Unavailable | None:
    driver = error.orig
    code, state = getattr(driver, "sqlite_errorcode", None), getattr(driver, "sqlstate", None)
    if code is not None:
        message = _SQLITE.get(code & 0xFF)
    elif state is not None:
        message = _POSTGRES.get(state, "database_away" if state.startswith(_GONE) else None)
    else:
        message = "database_away" if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) else None
    reason = str(driver).strip().partition("\n")[0]
    return Unavailable(message, reason=reason) if message else None


class DatabaseFile:
    """The file of a SQLite database, as it was when it was opened: SQLite itself goes on with one that is gone."""

    def __init__(self, url: str) -> None:
        made = sa.make_url(url)
        there = made.get_backend_name() == "sqlite" and made.database not in (None, "", ":memory:")
        self._path = Path(made.database or "") if there else None
        self._opened: tuple[int, int] | None = None

    def check(self) -> None:
        """Raise Unavailable where the file is gone, or another has taken its place; nothing else is looked at."""
        if self._path is None:
            return
        try:
            seen = os.stat(self._path)
        except FileNotFoundError:
            if self._opened is None:
                return
            raise Unavailable("database_gone", file=self._path.name) from None
        self._opened = self._opened or (seen.st_dev, seen.st_ino)
        if self._opened != (seen.st_dev, seen.st_ino):
            raise Unavailable("database_replaced", file=self._path.name)
