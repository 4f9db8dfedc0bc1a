"""A database is brought up to date, left alone, or refused; and migrations make the tables that the code expects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from devserver.engine import tables
from devserver.engine.database import create_engine, default_url
from devserver.engine.migrate import FOLDER, head, migrate, upgrade, version
from devserver.errors import Unavailable
from devserver.models.runs import CallRecord


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = create_engine(default_url(tmp_path), writer=True)
    yield made
    made.dispose()


@pytest.fixture
def expected(tmp_path: Path) -> Iterator[sa.Engine]:
    """A database made from the tables of the code."""
    (tmp_path / "expected").mkdir()
    made = create_engine(default_url(tmp_path / "expected"), writer=True)
    tables.metadata.create_all(made)
    yield made
    made.dispose()


def version_of(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return version(connection)


def set_version(engine: sa.Engine, number: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (number,))


def test_an_empty_database_gets_every_table(engine: sa.Engine) -> None:
    assert version_of(engine) is None
    upgrade(engine)
    assert version_of(engine) == head()
    assert set(sa.inspect(engine).get_table_names()) == {*tables.metadata.tables, "alembic_version"}


def test_a_current_database_is_left_as_it_is(engine: sa.Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE uploads")
    upgrade(engine)
    assert version_of(engine) == head()
    assert not sa.inspect(engine).has_table("uploads"), "nothing was done"


def test_a_newer_database_is_refused_and_not_touched(engine: sa.Engine) -> None:
    upgrade(engine)
    set_version(engine, "9999")
    with pytest.raises(Unavailable) as caught:
        upgrade(engine)
    assert (caught.value.message, caught.value.params) == ("database_newer", {"present": "9999", "known": head()})
    assert version_of(engine) == "9999"


def test_the_newest_version_is_that_of_the_last_file() -> None:
    names = sorted(path.stem for path in (FOLDER / "versions").glob("*.py"))
    assert [name for name in names if not name[:4].isdigit()] == []
    assert names[-1].startswith(f"{head()}_")


def test_calls_of_before_are_kept_when_columns_are_added(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        now = "2026-01-02T03:04:05.000000Z"
        connection.exec_driver_sql(
            "INSERT INTO runs (id, owner, state, attempt, last_seq, language, safety_level, pinned, shared, created_at,"
            f" updated_at) VALUES ('run_a', 'o', 'open', 1, 0, 'en', 'kids', 0, 0, '{now}', '{now}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO calls (run_id, key, stage, attempt, chunk, backend, provider, model, state, request, cost_usd,"
            f" cost_source, sent_at) VALUES ('run_a', 'k', 's', 1, 'c', 'b', 'p', 'm', 'answered', '{{}}', 0.25,"
            f" 'reported', '{now}')"
        )
    upgrade(engine)
    with engine.connect() as connection:
        [row] = connection.execute(sa.select(tables.calls)).mappings()
        call = CallRecord.model_validate({name: value for name, value in row.items() if name != "run_id"})
    assert (call.cost_usd, call.usage, call.seconds, call.price_version) == (0.25, None, None, None)


def migrated_from_nothing(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)


def test_what_is_made_at_once_can_be_migrated_later(engine: sa.Engine) -> None:
    upgrade(engine)
    migrated_from_nothing(engine)
    assert version_of(engine) == head()


def test_migrations_make_the_tables_of_the_code(engine: sa.Engine) -> None:
    migrated_from_nothing(engine)
    assert version_of(engine) == head()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("table", tables.metadata.tables)
def test_a_table_is_the_same_by_migration_and_by_the_code(engine: sa.Engine, expected: sa.Engine, table: str) -> None:
    migrated_from_nothing(engine)
    migrated, declared = sa.inspect(engine), sa.inspect(expected)
    for look in ("get_columns", "get_pk_constraint", "get_foreign_keys", "get_indexes", "get_unique_constraints"):
        assert described(getattr(migrated, look)(table)) == described(getattr(declared, look)(table)), look


def described(found: object) -> object:
    """Return what an inspector found, in one order and with its types as text."""
    if isinstance(found, list):
        return sorted((described(one) for one in found), key=repr)
    if isinstance(found, dict):
        return {key: repr(value) for key, value in found.items()}
    return found
