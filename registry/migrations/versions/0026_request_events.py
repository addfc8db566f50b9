"""See sql/0026_request_events.sql."""

from registry.migrations.steps import run_sql

revision = "0026_request_events"
down_revision = "0025_owners"


def upgrade() -> None:
    run_sql("0026_request_events.sql")


def downgrade() -> None:
    run_sql("0026_request_events_down.sql")
