"""Jobs: columns and indexes that lists go by, a search in what people wrote, and what deleted ones leave."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
LISTED = {
    "state": "state",
    "media_type": "media_type",
    "config": "config",
    "output_config": "output_config",
    "model": "model",
    "cost": "cost_usd",
    "seconds": "seconds",
}
WORDS = (
    "CREATE VIRTUAL TABLE searched_words USING fts5(title, text, content='searched', content_rowid='n',"
    " tokenize='unicode61 remove_diacritics 2')",
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
COST = """UPDATE runs SET
    cost_usd = round(CAST(coalesce((SELECT sum(c.cost_usd) FROM calls c WHERE c.run_id = runs.id), 0) AS NUMERIC), 8),
    cost_unknown = (SELECT count(*) FROM calls c WHERE c.run_id = runs.id AND c.cost_usd IS NULL),
    media_type = (SELECT e.media_type FROM entities e WHERE e.run_id = runs.id AND e.media_type IS NOT NULL
        ORDER BY e.n DESC LIMIT 1),
    model = (SELECT CASE WHEN c.model = '' THEN c.provider ELSE c.provider || '/' || c.model END FROM calls c
        WHERE c.run_id = runs.id AND c.stage IN ('media', 'interception', 'optimization')
        ORDER BY CASE c.stage WHEN 'media' THEN 0 ELSE 1 END, c.sent_at DESC LIMIT 1)"""


def upgrade() -> None:
    """Add the columns, fill them, then make the indexes; texts come from the attempts' contexts."""
    none = sa.text("0")
    op.add_column("runs", sa.Column("media_type", sa.String(16)))
    op.add_column("runs", sa.Column("model", sa.String(265)))
    op.add_column("runs", sa.Column("cost_usd", sa.Float, nullable=False, server_default=none))
    op.add_column("runs", sa.Column("cost_unknown", sa.Integer, nullable=False, server_default=none))
    op.add_column("runs", sa.Column("seconds", sa.Float, nullable=False, server_default=none))
    connection = op.get_bind()
    connection.exec_driver_sql(COST)
    _fill_seconds(connection)
    for name, column in LISTED.items():
        op.create_index(f"runs_by_{name}", "runs", [column, "id"])
    op.create_table(
        "searched",
        sa.Column("n", BIG, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    for statement in WORDS if connection.dialect.name == "sqlite" else ():
        connection.exec_driver_sql(statement)
    _fill_searched(connection)
    _make_tombs()


def _make_tombs() -> None:
    op.create_table(
        "deleted_calls",
        sa.Column("run_id", sa.String(30), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(32)),
        sa.Column("prompt_tokens", sa.Integer),
        sa.Column("completion_tokens", sa.Integer),
        sa.Column("cost_usd", sa.Float),
        sa.Column("cost_source", sa.String(16), nullable=False),
        sa.Column("sent_at", sa.String(27), nullable=False),
        sa.Column("estimate_usd", sa.Float),
        sa.Column("seconds", sa.Float),
    )
    op.create_index("deleted_calls_sent_at", "deleted_calls", ["sent_at"])
    op.create_table(
        "tombstones",
        sa.Column("run_id", sa.String(30), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("deleted_at", sa.String(27), nullable=False),
        sa.Column("cleared", sa.Boolean, nullable=False),
    )
    op.create_index("tombstones_cleared", "tombstones", ["cleared"])


def _fill_seconds(connection: sa.Connection) -> None:
    """Take the whole time of a run with one attempt for its work; of others nobody knows how long they rested."""
    query = sa.text("SELECT id, created_at, ended_at FROM runs WHERE ended_at IS NOT NULL AND attempt = 1")
    change = sa.text("UPDATE runs SET seconds = :seconds WHERE id = :id")
    for run_id, began, ended in connection.execute(query).all():
        worked = (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()
        connection.execute(change, {"id": run_id, "seconds": max(0.0, round(worked, 4))})


def _fill_searched(connection: sa.Connection) -> None:
    insert = sa.text("INSERT INTO searched (run_id, title, text) VALUES (:run_id, :title, :text)")
    contexts = sa.text("SELECT context FROM attempts WHERE run_id = :id ORDER BY attempt")
    for run_id, title in connection.execute(sa.text("SELECT id, title FROM runs ORDER BY id")).all():
        said: dict[str, None] = {}
        for context in connection.execute(contexts, {"id": run_id}).scalars():
            said.update(dict.fromkeys(_said(context)))
        values = {"run_id": run_id, "title": title or "", "text": "\n".join(said)[:20_000]}
        connection.execute(insert, values)


def _said(context: Any) -> list[str]:
    """Return what an attempt was asked with; drivers give JSON as text or read."""
    request = (json.loads(context) if isinstance(context, str) else context)["request"]
    found = (request.get(name) for name in ("input_text", "prompt", "context_prompt"))
    return [text for text in found if text]
