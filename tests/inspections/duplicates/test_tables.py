"""The tables mirror the database: that is held for every table in tests/inspections/test_tables.py."""

from inspections.duplicates import tables
from inspections.tables import metadata


def test_they_are_of_the_schema() -> None:
    named = {table.fullname for table in vars(tables).values() if hasattr(table, "fullname")}
    assert named
    assert named <= set(metadata.tables)
