"""Runs that were begun from another are found by it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index; most runs come of none and are not in it."""
    has_parent = sa.text("parent_run_id IS NOT NULL")
    op.create_index(
        "runs_by_parent", "runs", ["parent_run_id", "id"], sqlite_where=has_parent, postgresql_where=has_parent
    )
