"""Its columns are held against the database in tests/inspections/test_tables.py."""

from inspections.suggestions.tables import suggestion
from inspections.tables import metadata


def test_it_is_of_the_floor() -> None:
    assert metadata.tables["inspections.suggestion"] is suggestion
