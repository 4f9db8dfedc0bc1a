"""Postgres, for several processes or machines: how it is connected to, and how one process writes at a time.

A transaction that writes begins with a lock of the whole database, as on SQLite: who writes sees all that was written
before, and events become visible in the order of their cursors. The lock is the database's, so that it goes with its
connection; a process that stands still in the middle loses both after `IDLE_SECONDS`, and nothing was committed. Each
transaction knows its number, by which the database can be asked later what became of it.

The driver is imported when the first connection is made, and not at all on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from devserver.engine.postgres_tables import CHANNEL
from devserver.errors import Unavailable

WRITING = 7_205_159_403_792_794
"""Names the lock of who writes."""
IDLE_SECONDS = 2
"""Seconds in which a transaction may wait for its process; then the server ends it with its connection."""
OLDEST = 130_000
"""The oldest server that will do, as it writes its version: 13, which can tell what became of a transaction."""

_CONNECTING = {
    "application_name": "devserver",
    "client_encoding": "utf8",
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How a connection is made, and how soon it is known that nobody is at its other end; a URL may say otherwise."""

_SESSION = (
    f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'",
    "SET jit = off",  # queries are short; compiling them takes longer than they do
    "SET max_parallel_workers_per_gather = 0",  # for the same reason
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'",
)
_PLANNED = "SET plan_cache_mode = force_custom_plan"
"""For who reads: what many jobs have is found in another way than what few have, and a page is not a tenth of all."""
_LOST = ("08", "57P", "25P03", "25006", "53300")
"""SQL states: of connections, of a server that stops or starts, of a transaction that stood still, of one that may only
read because its server became a standby, of too many connections."""
_BEGIN = sa.text(f"SELECT pg_advisory_xact_lock({WRITING}), CAST(pg_current_xact_id() AS text), pg_backend_pid()")
_FATE = sa.text("SELECT pg_xact_status(CAST(:number AS xid8))")


def is_postgres(url: str) -> bool:
    """Tell whether a URL is to be one of Postgres, because it is none of SQLite."""
    return not url.startswith("sqlite")


def address(url: str) -> sa.URL:
    """Return a URL with the driver that is used here; raises Unavailable, without any of it, where it is none."""
    try:
        read = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise Unavailable("database_url_wrong") from None
    if read.get_backend_name() not in {"postgresql", "postgres"}:
        raise Unavailable("database_url_wrong")
    return read.set(drivername="postgresql+psycopg")


def shown(place: sa.URL) -> str:
    """Return where a database is, without user, password and options."""
    host = place.host or str(place.query.get("host", "localhost"))
    return f"{host}{f':{place.port}' if place.port else ''}/{place.database or ''}"


def unreachable(place: sa.URL, error: sa.exc.DBAPIError) -> Unavailable:
    """Return what to say of a database that does not answer, or not as it should."""
    return Unavailable("database_unreachable", address=shown(place), reason=" ".join(str(error.orig).split())[:500])


def described(url: str) -> str:
    """Return version and place of a database that answers; raises Unavailable for one that does not."""
    engine = create_engine(url, writer=False, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            check(connection)
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    except sa.exc.DBAPIError as error:
        raise unreachable(engine.url, error) from None
    return f"PostgreSQL {str(version).split()[0]} at {shown(engine.url)}"


def create_engine(url: str, *, writer: bool, **options: Any) -> sa.Engine:
    """Make an engine for Postgres; readers see one state of the database for as long as a transaction of theirs."""
    place = address(url)
    options["connect_args"] = {name: value for name, value in _CONNECTING.items() if name not in place.query}
    if not writer:
        options["isolation_level"] = "REPEATABLE READ"
    engine = sa.create_engine(place, **options)
    sa.event.listen(engine, "connect", partial(_prepare, _SESSION if writer else (*_SESSION, _PLANNED)))
    if writer:
        sa.event.listen(engine, "begin", _lock)
    return engine


def _prepare(statements: Iterable[str], connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Set up a session. A pooler may hand the connection to others: what counts is what the server says at the end."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.commit()


def _lock(connection: sa.Connection) -> None:
    _locked, connection.info["transaction"], connection.info["process"] = connection.execute(_BEGIN).one()


def be_patient(connection: sa.Connection) -> None:
    """Let the transaction of a connection wait for its process however long it computes, as a migration may."""
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def transaction(connection: sa.Connection) -> str | None:
    """Return the number of the transaction that a writing connection is in, or was in last."""
    number: str | None = connection.info.get("transaction")
    return number


def process(connection: sa.Connection) -> int | None:
    """Return the process id of the server for a writing connection."""
    found: int | None = connection.info.get("process")
    return found


def listen(url: sa.URL) -> Any:
    """Return a new connection of the driver that listens for what the log tells; raises Unavailable for none."""
    engine = create_engine(url.render_as_string(hide_password=False), writer=False, poolclass=sa.NullPool)
    try:
        made = engine.raw_connection()
    except (sa.exc.DBAPIError, engine.dialect.loaded_dbapi.Error):  # the driver's own, as no statement was made
        raise Unavailable("database_away") from None
    connection: Any = made.driver_connection
    made.detach()
    try:
        connection.rollback()
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
    except engine.dialect.loaded_dbapi.Error:
        connection.close()
        raise Unavailable("database_away") from None
    return connection


def fate(connection: sa.Connection, number: str) -> str | None:
    """Return what became of a transaction: committed, aborted or in progress; None where it was too long ago."""
    found: str | None = connection.execute(_FATE, {"number": number}).scalar_one()
    return found


def is_lost(error: Exception) -> bool:
    """Tell whether an error means that there is no connection any more, or none to be had."""
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    connecting = isinstance(error, sa.exc.OperationalError) and error.statement is None
    return connecting or state.startswith(_LOST)


def check(connection: sa.Connection) -> None:
    """Raise Unavailable where a server is too old, or a database cannot hold every text."""
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < OLDEST:
        raise Unavailable("database_too_old", present=version // 10_000, oldest=OLDEST // 10_000)
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise Unavailable("database_not_utf8", encoding=encoding)
