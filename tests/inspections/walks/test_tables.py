"""The tables of tracks belong to the schema that `tests/inspections/test_tables.py` holds to the database."""

from inspections.tables import metadata
from inspections.walks import tables


def test_they_are_of_the_schema_of_inspections() -> None:
    for table in (tables.track_consent, tables.track_batch, tables.track_point):
        assert metadata.tables[f"inspections.{table.name}"] is table
