"""Runs that begin again at a stage: which calls of other runs they use the answers of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the index by which a call is found whichever run holds it."""
    op.create_table(
        "reused_calls",
        sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
    )
    op.create_index("reused_calls_key", "reused_calls", ["key"])
    op.create_index("calls_key", "calls", ["key"])
