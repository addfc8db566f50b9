"""See sql/0013_routing.sql."""

from registry.migrations.steps import run_sql

revision = "0013_routing"
down_revision = "0012_clocks"


def upgrade() -> None:
    run_sql("0013_routing.sql")


def downgrade() -> None:
    run_sql("0013_routing_down.sql")
