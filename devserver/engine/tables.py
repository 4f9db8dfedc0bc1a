"""The tables of the one SQL database, for SQLite and Postgres alike.

`runs`, `attempts`, `entities`, `calls`, `gates` and `events` are the rows of the record; `reused_calls` tells which
calls runs have from others; `searched` is what runs are found by; of a run that was deleted `tombstones` keeps the id
and `deleted_calls` what it cost; `processes` are those that work on runs; `requests` remembers idempotency keys;
`uploads` what people brought; `chores` tells on which day work was last done that one process does for all;
`leases` are places at backends that processes of one database share. A column that holds JSON is never searched.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from devserver.engine import listed_tables, postgres_tables


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A UTC time, kept as ISO 8601 text of fixed width so that it sorts on every database."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Write an aware time as text."""
        if value is None:
            return None
        moment = value if value.tzinfo is UTC else value.astimezone(UTC)
        return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """Read the text back."""
        return None if value is None else datetime.fromisoformat(value)


metadata = sa.MetaData()

IN_FLIGHT = sa.text("state IN ('pending', 'running')")
"""Runs that somebody works on or is to work on, in the words of the index that finds them."""
_HAS_PARENT = sa.text("parent_run_id IS NOT NULL")
AT_REST = sa.text("state NOT IN ('pending', 'running')")
OPEN = sa.text("state = 'open'")
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_NONE = sa.text("0")

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.String(30), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("stage", sa.String(32)),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("last_seq", sa.Integer, nullable=False),
    sa.Column("parent_run_id", sa.String(30)),
    sa.Column("config", sa.String(200)),
    sa.Column("output_config", sa.String(200)),
    sa.Column("language", sa.String(35), nullable=False),
    sa.Column("safety_level", sa.String(16), nullable=False),
    sa.Column("title", sa.String(200)),
    sa.Column("pinned", sa.Boolean, nullable=False, default=False),
    sa.Column("shared", sa.Boolean, nullable=False, default=False),
    sa.Column("process", sa.String(64)),
    sa.Column("problem", sa.JSON),
    sa.Column("priority", sa.Integer, nullable=False, server_default=_NONE),
    sa.Column("deadline_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("media_type", sa.String(16)),
    sa.Column("model", sa.String(265)),
    sa.Column("cost_usd", sa.Float, nullable=False, server_default=_NONE),
    sa.Column("cost_unknown", sa.Integer, nullable=False, server_default=_NONE),
    sa.Column("seconds", sa.Float, nullable=False, server_default=_NONE),
    sa.Column("imported", sa.JSON(none_as_null=True)),
    sa.Column("wanted", sa.String(16)),
    sa.Column("takes", sa.Integer, nullable=False, server_default=_NONE),
    sa.Column("taken_at", UtcDateTime),
    sa.Index("runs_by_parent", "parent_run_id", "id", sqlite_where=_HAS_PARENT, postgresql_where=_HAS_PARENT),
    sa.Index("runs_in_flight", "process", "id", sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
)

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("beat_at", UtcDateTime, nullable=False),
)
_completed = sa.text("state = 'completed'")
sa.Index("runs_done", runs.c.output_config, runs.c.ended_at, sqlite_where=_completed, postgresql_where=_completed)
for _name, _where in (("rested", AT_REST), ("open", OPEN)):
    sa.Index(f"runs_{_name}", runs.c.updated_at, sqlite_where=_where, postgresql_where=_where)

searched = sa.Table(
    "searched",
    metadata,
    sa.Column("n", BIG, primary_key=True, autoincrement=False),
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
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
"""The index of words over `searched`, on SQLite: an FTS5 table without texts of its own, its words, what keeps it."""
for _statement in WORDS:
    sa.event.listen(searched, "after_create", sa.DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("context", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("snapshot", sa.String(64)),
    sa.Index("attempts_by_snapshot", "snapshot"),
)

entities = sa.Table(
    "entities",
    metadata,
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("stage", sa.String(32), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("mime", sa.String(100), nullable=False),
    sa.Column("bytes", BIG, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("file", sa.String(200), nullable=False),
    sa.Column("producer", sa.String(200), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("seconds", sa.Float),
    sa.Column("seed", BIG),
    sa.Column("media_type", sa.String(16)),
    sa.Column("index", sa.Integer),
    sa.Column("format", sa.String(16)),
    sa.Column("blocked", sa.Boolean, nullable=False, default=False),
    sa.Column("meta", sa.JSON, nullable=False),
)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("stage", sa.String(32), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("chunk", sa.String(200), nullable=False),
    sa.Column("backend", sa.String(64), nullable=False),
    sa.Column("provider", sa.String(64), nullable=False),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("outcome", sa.String(32)),
    sa.Column("request", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON),
    sa.Column("prompt_tokens", sa.Integer),
    sa.Column("completion_tokens", sa.Integer),
    sa.Column("cost_usd", sa.Float),
    sa.Column("cost_source", sa.String(16), nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("price_version", sa.String(64)),
    sa.Column("estimate_usd", sa.Float),
    sa.Column("usage", sa.JSON),
    sa.Column("seconds", sa.Float),
    sa.Column("imported", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("repetition", sa.Integer, nullable=False, server_default=_NONE),
    sa.Column("maybe_paid_twice", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("remote", sa.JSON),
    sa.Index("calls_sent_at", "sent_at"),
    sa.Index("calls_key", "key"),
)

reused_calls = sa.Table(
    "reused_calls",
    metadata,
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Index("reused_calls_key", "key"),
)

deleted_calls = sa.Table(
    "deleted_calls",
    metadata,
    sa.Column("run_id", sa.String(30), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    *(
        sa.Column(name, calls.c[name].type, nullable=calls.c[name].nullable)
        for name in (
            *("stage", "attempt", "provider", "model", "state", "outcome", "prompt_tokens", "completion_tokens"),
            *("cost_usd", "cost_source", "sent_at", "estimate_usd", "seconds"),
        )
    ),
    sa.Column("maybe_paid_twice", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("deleted_calls_sent_at", "sent_at"),
)

gates = sa.Table(
    "gates",
    metadata,
    sa.Column("id", sa.String(31), primary_key=True),
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("stage", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asks", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("deadline_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decision", sa.String(16)),
    sa.Column("decided_by", sa.String(64)),
    sa.Index("gates_of_run", "run_id", "id"),
    sa.Index("gates_of_owner", "owner", "state", "id"),
    sa.Index("gates_by_deadline", "state", "deadline_at"),
)

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("run_id", sa.String(30), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("deleted_at", UtcDateTime, nullable=False),
    sa.Column("cleared", sa.Boolean, nullable=False),
    sa.Index("tombstones_cleared", "cleared"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("cursor", BIG, primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("v", sa.Integer, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.UniqueConstraint("run_id", "seq"),
    sqlite_autoincrement=True,
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("owner", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("body_sha256", sa.String(64), nullable=False),
    sa.Column("run_id", sa.String(30), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", sa.String(33), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("mime", sa.String(100), nullable=False),
    sa.Column("bytes", BIG, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("file", sa.String(200), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("uploads_created", "created_at"),
)

chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("day", sa.String(10), nullable=False),
)
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("slot", sa.Integer, primary_key=True),
    sa.Column("process", sa.String(64), nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index("leases_process", "process"),
)

names, listed = listed_tables.make(metadata, BIG)
postgres_tables.attach(runs, searched, events, tombstones)
