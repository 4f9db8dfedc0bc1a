"""A database is brought up to date, left alone, or refused; and migrations make the tables that the code expects."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from devserver.engine import finding, listed_tables, listing, searching, tables
from devserver.engine.database import create_engine, default_url
from devserver.engine.listing import Paging
from devserver.engine.migrate import FOLDER, head, migrate, upgrade, version
from devserver.engine.wanted import Wanted
from devserver.errors import Unavailable
from devserver.models.runs import CallRecord
from tests.needs import needs, which
from tests.postgres import OWNER, Cluster

INDEX = ("searched_words", "searched_terms")
"""The index of words and the tables that SQLite keeps for it, which are none of the code's."""


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
    names = {name for name in sa.inspect(engine).get_table_names() if not name.startswith(INDEX)}
    assert names == {*tables.metadata.tables, "alembic_version"}


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


def migrate_to(connection: sa.Connection, number: str) -> None:
    """Bring an empty database to an earlier version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, number)


def test_calls_of_before_are_kept_when_columns_are_added(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        migrate_to(connection, "0001")
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
    assert (call.repetition, call.maybe_paid_twice) == (0, False)


def test_runs_of_before_can_be_listed_and_found(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        migrate_to(connection, "0003")
        began, ended = "2026-01-02T03:04:05.000000Z", "2026-01-02T03:04:07.500000Z"
        connection.exec_driver_sql(
            "INSERT INTO runs (id, owner, state, attempt, last_seq, language, safety_level, title, pinned, shared,"
            " created_at, updated_at, ended_at) VALUES ('run_a', 'o', 'completed', 1, 0, 'en', 'kids', 'Harbour',"
            f" 0, 0, '{began}', '{ended}', '{ended}')"
        )
        context = json.dumps({"request": {"input_text": "A lighthouse", "prompt": None}})
        connection.execute(
            sa.text("INSERT INTO attempts VALUES ('run_a', 1, :context, :at)"), {"context": context, "at": began}
        )
        for key, stage, cost in (("k", "interception", "NULL"), ("l", "media", "0.25")):
            connection.exec_driver_sql(
                "INSERT INTO calls (run_id, key, stage, attempt, chunk, backend, provider, model, state, request,"
                f" cost_usd, cost_source, sent_at) VALUES ('run_a', '{key}', '{stage}', 1, 'c', 'b', 'p', '{stage}',"
                f" 'answered', '{{}}', {cost}, 'reported', '{began}')"
            )
    upgrade(engine)
    with engine.connect() as connection:
        row = connection.execute(sa.select(tables.runs)).one()
        for text in ("lightho", "HARBOUR"):
            assert list(connection.execute(searching.look(connection, text).ids(9)).scalars()) == ["run_a"]
        page = listing.read_page(connection, Wanted(status="completed", model="p/media"), Paging())
    assert (row.cost_usd, row.cost_unknown, row.model, row.seconds) == (0.25, 1, "p/media", 2.5)
    assert ([job.job_id for job in page.jobs], page.total.count) == (["run_a"], 1)


def statements(engine: sa.Engine) -> list[tuple[str, str]]:
    """Return what SQLite was told of triggers and virtual tables."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
        return [(name, sql) for name, sql in found]


def test_triggers_and_the_index_of_words_are_the_same_by_migration_and_by_the_code(
    engine: sa.Engine, expected: sa.Engine
) -> None:
    migrated_from_nothing(engine)
    assert len(statements(engine)) == len(tables.WORDS) + len(listed_tables.SQLITE)
    assert statements(engine) == statements(expected)


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
        ours = {"compare_type": True, "include_name": lambda name, _kind, _parents: not (name or "").startswith(INDEX)}
        context = MigrationContext.configure(connection, opts=ours)
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
        return {key: repr(described(value)) for key, value in found.items()}
    return str(found) if isinstance(found, sa.TextClause) else found


def dumped(cluster: Cluster, name: str) -> list[str]:
    """Return what Postgres says of the tables, indexes, functions and triggers of a database."""
    command = [which("pg_dump"), "--schema-only", f"--host={cluster.folder}", f"--username={OWNER}", name]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sorted(line.rstrip(",") for line in text.splitlines() if line and not line.startswith(("--", "\\")))


@needs("postgres")
def test_on_postgres_migrations_make_what_the_code_makes(cluster: Cluster) -> None:
    made, migrated = cluster.empty(), cluster.empty()
    for name, work in ((made, upgrade), (migrated, migrated_from_nothing)):
        engine = create_engine(cluster.url(name), writer=True)
        work(engine)
        engine.dispose()
    assert dumped(cluster, migrated) == dumped(cluster, made)
    assert any("CREATE TRIGGER events_told" in line for line in dumped(cluster, made))


@needs("postgres")
def test_what_was_kept_before_on_postgres_can_be_found(cluster: Cluster) -> None:
    engine = create_engine(cluster.url(cluster.empty()), writer=True)
    with engine.begin() as connection:
        migrate_to(connection, "0004")
        connection.exec_driver_sql(
            "INSERT INTO runs (id, owner, state, attempt, last_seq, language, safety_level, pinned, shared, created_at,"
            " updated_at) VALUES ('run_a', 'o', 'open', 1, 0, 'en', 'kids', false, false, '2026', '2026')"
        )
        connection.exec_driver_sql(
            "INSERT INTO searched (run_id, title, text) VALUES ('run_a', 'Härbour', 'it''s a boat')"
        )
    upgrade(engine)
    with engine.connect() as connection:
        for text in ("harb", "BOAT", "it's"):
            assert list(connection.execute(searching.look(connection, text).ids(9)).scalars()) == ["run_a"]
        assert finding.count(connection, Wanted(status="open")) == 1
    engine.dispose()


@needs("postgres")
def test_words_that_were_kept_without_parts_are_found_by_them(cluster: Cluster) -> None:
    engine = create_engine(cluster.url(cluster.empty()), writer=True)
    kept = {"run_c": (30, "", "a boat"), "run_a": (10, "Härbour", "it's an old-fashioned boat"), "run_b": (20, "", "")}
    with engine.begin() as connection:
        migrate_to(connection, "0014")
        for run_id, (n, title, text) in kept.items():
            connection.exec_driver_sql(
                "INSERT INTO runs (id, owner, state, attempt, last_seq, language, safety_level, pinned, shared,"
                f" created_at, updated_at) VALUES ('{run_id}', 'o', 'open', 1, 0, 'en', 'kids', false, false, '2026',"
                " '2026')"
            )
            row = {"n": n, "run_id": run_id, "title": title, "text": text}
            connection.execute(tables.searched.insert(), row)
            words = {"n": n, "words": WITHOUT_PARTS[run_id]}
            connection.execute(sa.text("INSERT INTO searched_words VALUES (:n, CAST(:words AS tsvector))"), words)
    upgrade(engine)
    expected = {"boat": ["run_c", "run_a"], "harb": ["run_a"], "fashioned-boat": ["run_a"], "boat-fashioned": []}
    with engine.begin() as connection:
        for text, ids in expected.items():
            assert list(connection.execute(searching.look(connection, text).ids(9)).scalars()) == ids
        rows = connection.exec_driver_sql("SELECT n, rank, words::text FROM searched_words ORDER BY n").all()
        assert [tuple(row)[:2] for row in rows] == [(10, 0), (20, 1), (30, 2)]
        assert rows[2].words == "'0.a':1 '0.boat':2"
        searching.retitle(connection, "run_a", "Lagoon")
        assert list(connection.execute(searching.look(connection, "lagoon boat").ids(9)).scalars()) == ["run_a"]
    engine.dispose()


WITHOUT_PARTS = {
    "run_a": "'harbour':1 'it':3 's':4 'an':5 'old':6 'fashioned':7 'boat':8",
    "run_b": "",
    "run_c": "'a':1 'boat':2",
}
"""What was written for each run before words had parts."""
