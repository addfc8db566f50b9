"""See sql/0025_owners.sql."""

from registry.migrations.steps import run_sql

revision = "0025_owners"
down_revision = "0024_payers"


def upgrade() -> None:
    run_sql("0025_owners.sql")


def downgrade() -> None:
    run_sql("0025_owners_down.sql")
