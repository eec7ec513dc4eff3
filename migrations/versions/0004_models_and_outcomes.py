"""Which artefact of a model speaks, and what became of patients."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("active", sa.String(), nullable=True),
        sa.Column("shadow", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_model_decision")),
        sa.PrimaryKeyConstraint("tenant", "analysis", "model", name=op.f("pk_model")),
    )
    op.create_table(
        "outcome",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("patient_index", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_outcome_decision")),
        sa.PrimaryKeyConstraint("tenant", "record", "position", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_tenant_patient_index_kind"), "outcome", ["tenant", "patient_index", "kind"])
    op.create_table(
        "outcome_coverage",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "record"], ["decision.tenant", "decision.id"], name=op.f("fk_outcome_coverage_decision")
        ),
        sa.PrimaryKeyConstraint("tenant", "record", "kind", name=op.f("pk_outcome_coverage")),
    )


def downgrade() -> None:
    raise RuntimeError("A record is not undone by a migration: keep the database and start a new one")
