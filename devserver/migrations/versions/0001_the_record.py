"""The record: runs, attempts, entities, calls, events; requests and uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.String(27)


def _of_run() -> sa.Column[str]:
    return sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
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
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("process", sa.String(64)),
        sa.Column("problem", sa.JSON),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
    )
    op.create_index("runs_state", "runs", ["state", "updated_at"])
    op.create_index("runs_owner", "runs", ["owner", "created_at"])
    op.create_table(
        "attempts",
        _of_run(),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "entities",
        _of_run(),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("mime", sa.String(100), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("producer", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.Column("seed", BIG),
        sa.Column("media_type", sa.String(16)),
        sa.Column("index", sa.Integer),
        sa.Column("format", sa.String(16)),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("meta", sa.JSON, nullable=False),
    )
    op.create_table(
        "calls",
        _of_run(),
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
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("answered_at", TIME),
    )
    op.create_table(
        "events",
        sa.Column("cursor", BIG, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("v", sa.Integer, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.UniqueConstraint("run_id", "seq"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "requests",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(30), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(33), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("mime", sa.String(100), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("uploads_created", "uploads", ["created_at"])
