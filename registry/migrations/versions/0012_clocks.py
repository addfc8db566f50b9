"""See sql/0012_clocks.sql."""

from registry.migrations.steps import run_sql

revision = "0012_clocks"
down_revision = "0011_workflow"


def upgrade() -> None:
    run_sql("0012_clocks.sql")


def downgrade() -> None:
    run_sql("0012_clocks_down.sql")
