"""The database's version: brought up to date when the engine opens it; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from devserver.errors import Unavailable

FOLDER = Path(__file__).parent.parent / "migrations"


def head() -> str:
    """Return the newest version: the largest number that a file in `migrations/versions` begins with."""
    return max(path.stem.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def version(connection: sa.Connection) -> str | None:
    """Return the version of a database, None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(engine: sa.Engine) -> None:
    """Bring a database to the newest version; raises Unavailable where it is newer than this program."""
    try:
        _upgrade(engine)
    except sa.exc.DatabaseError as error:
        raise Unavailable("database_unusable", reason=str(error.orig)) from error


def _upgrade(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        present = version(connection)
        if present == head():
            return
        if present is not None and present > head():
            raise Unavailable("database_newer", present=present, known=head())
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
