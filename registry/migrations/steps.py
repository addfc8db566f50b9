"""Runs one SQL file of the chain, as written by hand."""

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run_sql(name: str) -> None:
    """Execute `sql/<name>` in the migration's transaction; `%` and `:` in it are literal."""
    op.get_bind().exec_driver_sql(
        (_FOLDER / name).read_text(encoding="utf-8"), execution_options={"no_parameters": True}
    )
