"""See sql/0017_outbox.sql."""

from registry.migrations.steps import run_sql

revision = "0017_outbox"
down_revision = "0016_crews"


def upgrade() -> None:
    run_sql("0017_outbox.sql")


def downgrade() -> None:
    run_sql("0017_outbox_down.sql")
