"""See sql/0022_exchange.sql."""

from registry.migrations.steps import run_sql

revision = "0022_exchange"
down_revision = "0020_walks"


def upgrade() -> None:
    run_sql("0022_exchange.sql")


def downgrade() -> None:
    run_sql("0022_exchange_down.sql")
