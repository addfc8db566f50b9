"""See sql/0027_shifts.sql."""

from registry.migrations.steps import run_sql

revision = "0027_shifts"
down_revision = "0026_request_events"


def upgrade() -> None:
    run_sql("0027_shifts.sql")


def downgrade() -> None:
    run_sql("0027_shifts_down.sql")
