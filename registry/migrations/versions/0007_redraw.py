"""See sql/0007_redraw.sql."""

from registry.migrations.steps import run_sql

revision = "0007_redraw"
down_revision = "0006_orphans"


def upgrade() -> None:
    run_sql("0007_redraw.sql")


def downgrade() -> None:
    run_sql("0007_redraw_down.sql")
