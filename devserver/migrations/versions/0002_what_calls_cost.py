"""The ledger: which prices were used, what a budget reckoned with, the usage as reported, and how long a call took."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and an index by time for sums over days."""
    op.add_column("calls", sa.Column("price_version", sa.String(64)))
    op.add_column("calls", sa.Column("estimate_usd", sa.Float))
    op.add_column("calls", sa.Column("usage", sa.JSON))
    op.add_column("calls", sa.Column("seconds", sa.Float))
    op.create_index("calls_sent_at", "calls", ["sent_at"])
