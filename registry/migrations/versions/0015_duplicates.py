"""See sql/0015_duplicates.sql."""

from registry.migrations.steps import run_sql

revision = "0015_duplicates"
down_revision = "0014_requests"


def upgrade() -> None:
    run_sql("0015_duplicates.sql")


def downgrade() -> None:
    run_sql("0015_duplicates_down.sql")
