"""Durable runs: which processes there are, what they are asked for, and how often a run was taken over."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, the index of what is in flight, and the table of processes."""
    op.add_column("runs", sa.Column("wanted", sa.String(16)))
    op.add_column("runs", sa.Column("takes", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("runs", sa.Column("taken_at", sa.String(27)))
    in_flight = sa.text("state IN ('pending', 'running')")
    op.create_index("runs_in_flight", "runs", ["process", "id"], sqlite_where=in_flight, postgresql_where=in_flight)
    op.create_table(
        "processes",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("beat_at", sa.String(27), nullable=False),
    )
