"""See sql/0001_registry.sql."""

from registry.migrations.steps import run_sql

revision = "0001_registry"
down_revision = None


def upgrade() -> None:
    run_sql("0001_registry.sql")


def downgrade() -> None:
    run_sql("0001_registry_down.sql")
