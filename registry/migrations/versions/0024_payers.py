"""See sql/0024_payers.sql."""

from registry.migrations.steps import run_sql

revision = "0024_payers"
down_revision = "0023_duty"


def upgrade() -> None:
    run_sql("0024_payers.sql")


def downgrade() -> None:
    run_sql("0024_payers_down.sql")
