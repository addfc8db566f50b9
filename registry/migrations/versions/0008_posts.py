"""See sql/0008_posts.sql."""

from registry.migrations.steps import run_sql

revision = "0008_posts"
down_revision = "0007_redraw"


def upgrade() -> None:
    run_sql("0008_posts.sql")


def downgrade() -> None:
    run_sql("0008_posts_down.sql")
