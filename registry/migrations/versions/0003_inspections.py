"""See sql/0003_inspections.sql."""

from registry.migrations.steps import run_sql

revision = "0003_inspections"
down_revision = "0002_access"


def upgrade() -> None:
    run_sql("0003_inspections.sql")


def downgrade() -> None:
    run_sql("0003_inspections_down.sql")
