"""The Core tables of orphan covers; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.orphans import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    assert {tables.owner_decision, tables.orphan_weight} <= set(metadata.sorted_tables)
