"""See sql/0023_duty.sql."""

from registry.migrations.steps import run_sql

revision = "0023_duty"
down_revision = "0022_exchange"


def upgrade() -> None:
    run_sql("0023_duty.sql")


def downgrade() -> None:
    run_sql("0023_duty_down.sql")
