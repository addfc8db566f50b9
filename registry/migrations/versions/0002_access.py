"""See sql/0002_access.sql."""

from registry.migrations.steps import run_sql

revision = "0002_access"
down_revision = "0001_registry"


def upgrade() -> None:
    run_sql("0002_access.sql")


def downgrade() -> None:
    run_sql("0002_access_down.sql")
