"""Jobs: how urgent they are and until when, lists in every order by every filter, and texts found newest first."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FILTERS = ("state", "media_type", "config", "output_config", "model")
BEFORE = (
    "DROP TRIGGER searched_insert",
    "DROP TRIGGER searched_delete",
    "DROP TRIGGER searched_update",
    "DROP TABLE searched_words",
)
WORDS = (
    "CREATE VIRTUAL TABLE searched_words USING fts5(title, text, content='searched', content_rowid='n',"
    " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')",
    "CREATE VIRTUAL TABLE searched_terms USING fts5vocab(searched_words, instance)",
    "CREATE TRIGGER searched_insert AFTER INSERT ON searched BEGIN"
    " INSERT INTO searched_words (rowid, title, text) VALUES (new.n, new.title, new.text); END",
    "CREATE TRIGGER searched_delete AFTER DELETE ON searched BEGIN"
    " INSERT INTO searched_words (searched_words, rowid, title, text)"
    " VALUES ('delete', old.n, old.title, old.text); END",
    "CREATE TRIGGER searched_update AFTER UPDATE ON searched BEGIN"
    " INSERT INTO searched_words (searched_words, rowid, title, text)"
    " VALUES ('delete', old.n, old.title, old.text);"
    " INSERT INTO searched_words (rowid, title, text) VALUES (new.n, new.title, new.text); END",
)
LETTERS = {letter: value for value, letter in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}


def upgrade() -> None:
    """Add the columns and indexes, number the texts as their runs' ids go, and index their words anew."""
    op.add_column("runs", sa.Column("priority", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("runs", sa.Column("deadline_at", sa.String(27)))
    for column in FILTERS:
        op.create_index(f"runs_{column}_by_cost", "runs", [column, "cost_usd", "id"])
        op.create_index(f"runs_{column}_by_seconds", "runs", [column, "seconds", "id"])
    completed = sa.text("state = 'completed'")
    op.create_index(
        "runs_done", "runs", ["output_config", "ended_at"], sqlite_where=completed, postgresql_where=completed
    )
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column("searched", "n", server_default=None)
        connection.exec_driver_sql("DROP SEQUENCE IF EXISTS searched_n_seq")
        _number(connection)
        return
    for statement in BEFORE:
        connection.exec_driver_sql(statement)
    _number(connection)
    for statement in WORDS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO searched_words (searched_words) VALUES ('rebuild')")


def _number(connection: sa.Connection) -> None:
    rows = connection.execute(sa.text("SELECT n, run_id FROM searched ORDER BY run_id")).all()
    change = sa.text("UPDATE searched SET n = :new WHERE n = :old")
    if numbers := [{"old": old, "new": new} for (old, _id), new in zip(rows, _numbers(rows), strict=True)]:
        connection.execute(change, numbers)


def _numbers(rows: Sequence[Any]) -> Iterator[int]:
    """Yield the number of each text, in the order of ids: 42 bits of milliseconds and 21 of chance, each once."""
    last = 0
    for old, run_id in rows:
        value = 0
        for letter in run_id.removeprefix("run_")[:15]:
            value = value * 32 + LETTERS.get(letter, 0)
        last = max(value >> 4, last + 1, old if value == 0 else 0)
        yield last
