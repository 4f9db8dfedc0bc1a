"""Gates: where a person decides how a run goes on, and which calls were repeated though they may have been paid."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns; no call of before was repeated."""
    op.add_column("calls", sa.Column("repetition", sa.Integer, nullable=False, server_default=sa.text("0")))
    for ledger in ("calls", "deleted_calls"):
        op.add_column(ledger, sa.Column("maybe_paid_twice", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "gates",
        sa.Column("id", sa.String(31), primary_key=True),
        sa.Column("run_id", sa.String(30), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asks", sa.JSON, nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("deadline_at", sa.String(27), nullable=False),
        sa.Column("decided_at", sa.String(27)),
        sa.Column("decision", sa.String(16)),
        sa.Column("decided_by", sa.String(64)),
    )
    op.create_index("gates_of_run", "gates", ["run_id", "id"])
    op.create_index("gates_of_owner", "gates", ["owner", "state", "id"])
    op.create_index("gates_by_deadline", "gates", ["state", "deadline_at"])
