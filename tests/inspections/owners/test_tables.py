"""Every table of the room is mirrored; columns are compared in tests/inspections/test_tables.py."""

from inspections.owners import tables
from inspections.tables import metadata


def test_they_are_of_the_schema() -> None:
    for table in (tables.owner_link, tables.owner_link_act, tables.phone_answer):
        assert metadata.tables[f"inspections.{table.name}"] is table
