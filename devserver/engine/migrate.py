"""The database's version: brought up to date when the engine opens it; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from devserver.engine import postgres
from devserver.engine.storage import storage_fault
from devserver.engine.tables import metadata
from devserver.errors import Unavailable

VERSIONS = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
FOLDER = Path(__file__).parent.parent / "migrations"


def head() -> str:
    """Return the newest version: the largest number that a file in `migrations/versions` begins with."""
    return max(path.stem.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def version(connection: sa.Connection) -> str | None:
    """Return the version of a database, None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def refuse_lost_runs(engine: sa.Engine, data: Path) -> None:
    """Raise Unavailable where a data folder holds runs and its database is empty, lost or cut to nothing.

    Going on would hide the runs, and what was spent today.
    """
    try:
        with engine.connect() as connection:
            empty = not sa.inspect(connection).get_table_names()
    except sa.exc.DatabaseError as error:
        raise _unusable(engine, error) from None
    if empty and any((data / "runs").glob("*/*/*/run_*/metadata.json")):
        raise Unavailable("database_empty", folder=str(data))


def make_ready(engine: sa.Engine, data: Path) -> None:
    """Bring the database of a data folder to the newest version; raises Unavailable where it cannot be used."""
    refuse_lost_runs(engine, data)
    upgrade(engine)


def upgrade(engine: sa.Engine) -> None:
    """Bring a database to the newest version; raises Unavailable where it is newer than this program or out of use."""
    try:
        _upgrade(engine)
    except sa.exc.DatabaseError as error:
        raise _unusable(engine, error) from None


def _unusable(engine: sa.Engine, error: sa.exc.DatabaseError) -> Unavailable:
    if engine.dialect.name == "postgresql":
        return postgres.unreachable(engine.url, error)
    return storage_fault(error) or Unavailable("database_unusable", reason=str(error.orig))


def _upgrade(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            postgres.check(connection)
            postgres.be_patient(connection)
        present = version(connection)
        if present == head():
            return
        if present is not None and present > head():
            raise Unavailable("database_newer", present=present, known=head())
        if present is None and not sa.inspect(connection).get_table_names():
            create(connection)
        else:
            migrate(connection)


def create(connection: sa.Connection) -> None:
    """Make every table of an empty database at once, as all migrations together do; a test holds both equal.

    It needs no migration tool, whose loading is a sixth of the first start.
    """
    metadata.create_all(connection)
    connection.execute(sa.schema.CreateTable(VERSIONS))
    connection.execute(VERSIONS.insert(), {"version_num": head()})


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that a database does not have yet."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
