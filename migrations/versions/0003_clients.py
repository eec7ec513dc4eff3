"""Which callers are registered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_client_decision")),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_client")),
    )


def downgrade() -> None:
    raise RuntimeError("A record is not undone by a migration: keep the database and start a new one")
