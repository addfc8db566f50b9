"""See sql/0020_walks.sql."""

from registry.migrations.steps import run_sql

revision = "0020_walks"
down_revision = "0019_guards"


def upgrade() -> None:
    run_sql("0020_walks.sql")


def downgrade() -> None:
    run_sql("0020_walks_down.sql")
