"""The Core tables of clocks; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.clocks import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    ours = {tables.calendar, tables.time_limit, tables.ticket_clock, tables.clock_pause}
    assert ours <= set(metadata.sorted_tables)
