"""See sql/0030_import_jobs.sql."""

from registry.migrations.steps import run_sql

revision = "0030_import_jobs"
down_revision = "0029_wall"


def upgrade() -> None:
    run_sql("0030_import_jobs.sql")


def downgrade() -> None:
    run_sql("0030_import_jobs_down.sql")
