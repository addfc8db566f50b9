"""The Core tables of who pays; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.payers import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    mine = {tables.paying_limit, tables.paying_stand_in, tables.recovery, tables.recovery_event, tables.cost_line}
    assert mine <= set(metadata.sorted_tables)
