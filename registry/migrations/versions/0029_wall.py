"""See sql/0029_wall.sql."""

from registry.migrations.steps import run_sql

revision = "0029_wall"
down_revision = "0028_administrators"


def upgrade() -> None:
    run_sql("0029_wall.sql")


def downgrade() -> None:
    run_sql("0029_wall_down.sql")
