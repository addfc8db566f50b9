"""The Core tables of duty; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.duty import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    assert {tables.duty_station, tables.duty_shift, tables.duty_fallback, tables.duty_handover} <= set(
        metadata.sorted_tables
    )
