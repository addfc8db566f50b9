"""See sql/0011_workflow.sql."""

from registry.migrations.steps import run_sql

revision = "0011_workflow"
down_revision = "0010_homes"


def upgrade() -> None:
    run_sql("0011_workflow.sql")


def downgrade() -> None:
    run_sql("0011_workflow_down.sql")
