"""See sql/0019_guards.sql."""

from registry.migrations.steps import run_sql

revision = "0019_guards"
down_revision = "0018_proof"


def upgrade() -> None:
    run_sql("0019_guards.sql")


def downgrade() -> None:
    run_sql("0019_guards_down.sql")
