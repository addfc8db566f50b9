"""See sql/0006_orphans.sql."""

from registry.migrations.steps import run_sql

revision = "0006_orphans"
down_revision = "0005_history"


def upgrade() -> None:
    run_sql("0006_orphans.sql")


def downgrade() -> None:
    run_sql("0006_orphans_down.sql")
