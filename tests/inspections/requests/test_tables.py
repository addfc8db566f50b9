"""The Core tables of requests: tests/inspections/test_tables.py holds them to the migrated database."""

from inspections.requests import tables
from inspections.tables import metadata


def test_they_belong_to_the_schema() -> None:
    assert metadata.tables["inspections.request"] is tables.request
    assert metadata.tables["inspections.request_person"] is tables.request_person
