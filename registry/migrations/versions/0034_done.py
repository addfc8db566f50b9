"""See sql/0034_done.sql."""

from registry.migrations.steps import run_sql

revision = "0034_done"
down_revision = "0033_legs"


def upgrade() -> None:
    run_sql("0034_done.sql")


def downgrade() -> None:
    run_sql("0034_done_down.sql")
