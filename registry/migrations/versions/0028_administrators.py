"""See sql/0028_administrators.sql."""

from registry.migrations.steps import run_sql

revision = "0028_administrators"
down_revision = "0027_shifts"


def upgrade() -> None:
    run_sql("0028_administrators.sql")


def downgrade() -> None:
    run_sql("0028_administrators_down.sql")
