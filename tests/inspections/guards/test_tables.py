"""The Core tables of guards; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.guards import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    assert {tables.guard, tables.entry_card, tables.planned_opening, tables.storm} <= set(metadata.sorted_tables)
