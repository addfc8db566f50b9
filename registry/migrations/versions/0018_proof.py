"""See sql/0018_proof.sql."""

from registry.migrations.steps import run_sql

revision = "0018_proof"
down_revision = "0017_outbox"


def upgrade() -> None:
    run_sql("0018_proof.sql")


def downgrade() -> None:
    run_sql("0018_proof_down.sql")
