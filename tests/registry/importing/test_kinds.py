"""Each kind speaks of columns that its table has."""

import pytest

from registry.importing.gathering import table_of
from registry.importing.kinds import SORTS, Sort


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_fields_are_columns(sort: Sort) -> None:
    table = table_of(sort.table)
    assert {field.name for field in sort.fields} <= set(table.c.keys())
    assert sort.keyed_by_source == ("source_id" in table.c)
    assert bool(sort.shapes) == ("geom" in table.c)
    for field in sort.fields:
        column = table.c[field.name]
        assert (
            field.required or field.default is not None or column.nullable or field.name in {"community_code", "code"}
        )
        if field.link is not None:
            assert "source_id" in table_of(field.link).c


def test_a_field_is_found_by_name() -> None:
    code = SORTS["streets"].field("code")
    assert code is not None
    assert code.required
    assert SORTS["streets"].field("width_m") is None
