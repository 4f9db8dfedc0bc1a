"""Which snapshot of declarations each attempt uses, so that those that none uses can be removed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DIGEST = {"sqlite": "json_extract(context, '$.snapshot')", "postgresql": "context ->> 'snapshot'"}


def upgrade() -> None:
    """Take the snapshot out of the contexts that are there."""
    op.add_column("attempts", sa.Column("snapshot", sa.String(64)))
    connection = op.get_bind()
    connection.exec_driver_sql(f"UPDATE attempts SET snapshot = {DIGEST[connection.dialect.name]}")  # noqa: S608 - ours
    op.create_index("attempts_by_snapshot", "attempts", ["snapshot"])
