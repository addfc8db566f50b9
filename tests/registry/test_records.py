"""The tables that keep account are part of the one picture of the schema."""

from registry import records, tables


def test_they_are_seen_beside_the_things() -> None:
    assert tables.metadata is records.metadata
    for name in ("issued_codes", "alias", "alias_history", "change", "event", "organisation", "import_run"):
        assert getattr(tables, name) is getattr(records, name)
        assert f"registry.{name}" in tables.metadata.tables
