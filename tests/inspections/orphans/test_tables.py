"""The Core tables of orphan covers; that they mirror the database is held for the whole schema in `test_tables` above."""

from inspections.orphans import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    assert {tables.owner_decision, tables.orphan_weight} <= set(metadata.sorted_tables)
