"""See sql/0009_drafts.sql."""

from registry.migrations.steps import run_sql

revision = "0009_drafts"
down_revision = "0008_posts"


def upgrade() -> None:
    run_sql("0009_drafts.sql")


def downgrade() -> None:
    run_sql("0009_drafts_down.sql")
