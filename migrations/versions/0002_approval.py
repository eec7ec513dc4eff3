"""What each analysis was approved to read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analysis_approval",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_analysis_approval_decision")
        ),
        sa.PrimaryKeyConstraint("tenant", "analysis", name=op.f("pk_analysis_approval")),
    )


def downgrade() -> None:
    raise RuntimeError("A record is not undone by a migration: keep the database and start a new one")
