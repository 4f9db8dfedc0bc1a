"""Runs that were imported: where they came from, and which calls are on the account of another installation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("runs", sa.Column("imported", sa.JSON))
    op.add_column("calls", sa.Column("imported", sa.Boolean, nullable=False, server_default=sa.false()))
