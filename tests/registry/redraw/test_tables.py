"""Tables of drafts; that they mirror the database is tested with the rest of the schema (tests/registry)."""

from registry import tables as whole
from registry.redraw import tables


def test_they_are_tables_of_the_register() -> None:
    own = [name for name in whole.metadata.tables if name.startswith("registry.draft")]
    assert len(own) == 9
    assert tables.draft.schema == "registry"
