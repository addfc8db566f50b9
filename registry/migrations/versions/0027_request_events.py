"""See sql/0027_request_events.sql."""

from registry.migrations.steps import run_sql

revision = "0027_request_events"
down_revision = "0023_duty"


def upgrade() -> None:
    run_sql("0027_request_events.sql")


def downgrade() -> None:
    run_sql("0027_request_events_down.sql")
