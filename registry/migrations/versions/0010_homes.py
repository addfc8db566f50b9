"""See sql/0010_homes.sql."""

from registry.migrations.steps import run_sql

revision = "0010_homes"
down_revision = "0009_drafts"


def upgrade() -> None:
    run_sql("0010_homes.sql")


def downgrade() -> None:
    run_sql("0010_homes_down.sql")
