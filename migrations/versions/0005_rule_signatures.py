"""Which rule files a site has signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_signature",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_rule_signature_decision")
        ),
        sa.PrimaryKeyConstraint("tenant", "analysis", name=op.f("pk_rule_signature")),
    )


def downgrade() -> None:
    raise RuntimeError("A record is not undone by a migration: keep the database and start a new one")
