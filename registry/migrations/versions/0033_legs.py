"""See sql/0033_legs.sql."""

from registry.migrations.steps import run_sql

revision = "0033_legs"
down_revision = "0030_import_jobs"


def upgrade() -> None:
    run_sql("0033_legs.sql")


def downgrade() -> None:
    run_sql("0033_legs_down.sql")
