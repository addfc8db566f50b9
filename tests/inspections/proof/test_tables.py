"""The Core tables of proof; `tests.inspections.test_tables` holds that they mirror the database."""

from inspections.proof import tables
from inspections.tables import metadata


def test_the_tables_are_part_of_the_schema() -> None:
    assert {tables.photo_evidence, tables.verification_draw, tables.ticket_material} <= set(metadata.sorted_tables)
