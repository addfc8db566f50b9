"""See sql/0035_request_photos.sql."""

from registry.migrations.steps import run_sql

revision = "0035_request_photos"
down_revision = "0034_done"


def upgrade() -> None:
    run_sql("0035_request_photos.sql")


def downgrade() -> None:
    run_sql("0035_request_photos_down.sql")
