"""Where the work of a call was handed in, so that it is found again after a crash."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was sent before has none, and is found as before."""
    op.add_column("calls", sa.Column("remote", sa.JSON))
