"""See sql/0014_requests.sql."""

from registry.migrations.steps import run_sql

revision = "0014_requests"
down_revision = "0013_routing"


def upgrade() -> None:
    run_sql("0014_requests.sql")


def downgrade() -> None:
    run_sql("0014_requests_down.sql")
