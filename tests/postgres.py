"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a socket in it, ended by its process id.

It takes no port, keeps nothing and syncs nothing. Where the tests are root, which Postgres refuses to be, it is the
user `postgres`, or else `nobody`. A test or module that needs it is marked `needs("postgres")`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine.database import create_engine
from devserver.engine.migrate import upgrade
from tests.needs import needs, which

OWNER = "devserver"
TEMPLATE = "template_devserver"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "log_min_messages": "warning",
}

BOTH = pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgres", marks=needs("postgres"))], indirect=True, scope="module"
)
"""Marks a module whose tests run on both databases: its sites are opened on the one, then on the other."""


def on_sqlite(kind: str) -> None:
    """Skip the rest of a test that is about SQLite, such as one that copies its file or reads its plans."""
    if kind != "sqlite":
        pytest.skip("it is about SQLite")


def _account() -> tuple[int, int] | None:
    """Return user and group that the cluster runs as, where the tests must not run it as themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise RuntimeError("root may not run Postgres, and there is no user postgres or nobody")


class Cluster:
    """One PostgreSQL server, with databases made from a template that holds every table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._account = _account()
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self.settings = dict(SETTINGS)

    def make(self) -> None:
        """Make the cluster and start it."""
        if self._account:
            os.chown(self.folder, *self._account)
        command = ["--no-sync", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--no-locale"]
        self._run([which("initdb"), *command, f"--pgdata={self.folder / 'data'}"])
        self.start()

    def start(self) -> None:
        """Start the server, and return once it answers."""
        settings = {**self.settings, "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._server = subprocess.Popen(
                [which("postgres"), "-D", str(self.folder / "data"), *options], stdout=log, stderr=log, **self._as()
            )
        for _ in range(1000):
            with suppress(sa.exc.OperationalError):
                self.execute("SELECT 1")
                return
            if self._server.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError((self.folder.parent / f"{self.folder.name}.log").read_text())

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the server: at once and in order (SIGINT), or as in a crash (SIGQUIT)."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(number)
            self._server.wait(30)

    def url(self, name: str = "postgres") -> str:
        """Return the URL of a database of the cluster."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def execute(self, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """Execute a statement in a database, outside transactions, and return its rows."""
        engine = sa.create_engine(self._driver(name), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            result = connection.execution_options(no_parameters=True).exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []

    def empty(self) -> str:
        """Make an empty database and return its name."""
        name = f"empty_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def new(self) -> str:
        """Make a database with every table and return its URL."""
        if not self.execute(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            self.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            engine = create_engine(self.url(TEMPLATE), writer=True)
            upgrade(engine)
            engine.dispose()
        name = f"devserver_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def _driver(self, name: str) -> str:
        return self.url(name).replace("postgresql:", "postgresql+psycopg:", 1)

    def _as(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        return {"user": self._account[0], "group": self._account[1], "extra_groups": []}

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **self._as())
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """Open a cluster in a folder of its own, whose path is short enough for a socket, and remove it all at the end."""
    folder = Path(tempfile.mkdtemp(prefix="devserver-pg-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "c")
    (folder / "c").mkdir()
    try:
        cluster.make()
        yield cluster
    finally:
        cluster.stop(signal.SIGQUIT)  # without a last checkpoint: nothing of it is kept
        shutil.rmtree(folder, ignore_errors=True)
