"""The tables of this part are in the schema's metadata; tests/inspections/test_tables.py holds them to the database."""

from inspections.exchange import tables
from inspections.tables import metadata


def test_they_are_in_the_metadata() -> None:
    for name in ("ticket_appeal", "ticket_appeal_event"):
        assert metadata.tables[f"inspections.{name}"] is getattr(tables, name)
