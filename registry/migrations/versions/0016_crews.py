"""See sql/0016_crews.sql."""

from registry.migrations.steps import run_sql

revision = "0016_crews"
down_revision = "0015_duplicates"


def upgrade() -> None:
    run_sql("0016_crews.sql")


def downgrade() -> None:
    run_sql("0016_crews_down.sql")
