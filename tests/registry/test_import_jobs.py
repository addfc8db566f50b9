"""The tables of jobs: a job is of a file or undoes a run, and ends with a reason where it failed."""

import pytest
from sqlalchemy import Connection, text

from registry.database import told
from registry.errors import Invalid
from registry.import_jobs import import_file, import_job, import_progress
from registry.tables import metadata


def test_they_are_tables_of_the_register() -> None:
    assert {import_file, import_job, import_progress} <= set(metadata.sorted_tables)


@pytest.mark.parametrize(
    ("act", "state", "problem"), [("undo", "waiting", "null"), ("try", "waiting", "null"), ("melt", "waiting", "null")]
)
def test_what_is_no_job(conn: Connection, act: str, state: str, problem: str) -> None:
    row = f"(gen_random_uuid(), '{act}', 'x', now(), '{state}', {problem})"
    with pytest.raises(Invalid), told():
        conn.execute(
            text(f"insert into registry.import_job (id, act, asked_by, asked_at, state, problem) values {row}")
        )
