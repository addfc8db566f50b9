"""See sql/0005_history.sql, sql/0005_hand.sql, sql/0005_reviews.sql and sql/0005_tickets.sql."""

from registry.migrations.steps import run_sql

revision = "0005_history"
down_revision = "0004_changes"


def upgrade() -> None:
    run_sql("0005_history.sql")
    run_sql("0005_hand.sql")
    run_sql("0005_reviews.sql")
    run_sql("0005_tickets.sql")


def downgrade() -> None:
    run_sql("0005_tickets_down.sql")
    run_sql("0005_reviews_down.sql")
    run_sql("0005_hand_down.sql")
    run_sql("0005_history_down.sql")
