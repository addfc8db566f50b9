"""See sql/0021_payers.sql."""

from registry.migrations.steps import run_sql

revision = "0021_payers"
down_revision = "0020_walks"


def upgrade() -> None:
    run_sql("0021_payers.sql")


def downgrade() -> None:
    run_sql("0021_payers_down.sql")
