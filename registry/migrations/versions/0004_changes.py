"""See sql/0004_changes.sql."""

from registry.migrations.steps import run_sql

revision = "0004_changes"
down_revision = "0003_inspections"


def upgrade() -> None:
    run_sql("0004_changes.sql")


def downgrade() -> None:
    run_sql("0004_changes_down.sql")
