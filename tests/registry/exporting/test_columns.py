"""The columns of an export are the fields of an import, and notes that an import passes over."""

import pyarrow as pa
import pytest
from geoalchemy2 import Geometry

from registry import tables
from registry.exporting.columns import MOMENT, column_of, columns_of, shape_of
from registry.exporting.selection import WHAT
from registry.importing.gathering import table_of
from registry.importing.kinds import SORTS
from registry.importing.shaping import ATTRIBUTES, OWN


@pytest.mark.parametrize("what", WHAT)
def test_each_kept_field_of_an_import_is_there(what: str) -> None:
    names = [column.name for column in columns_of(SORTS[what])]
    table = table_of(SORTS[what].table)
    assert names[0] == "code"
    assert len(set(names)) == len(names)
    fields = {field.name for field in SORTS[what].fields}
    assert {name for name in fields if name in table.c} <= set(names)
    assert set(names) - fields <= {"code", ATTRIBUTES, *OWN}
    assert all(len(name) <= 10 for name in OWN), "a shapefile would cut it, and an import would take it for a value"


def test_types_are_those_of_the_table() -> None:
    types = {column.name: column.type for column in columns_of(SORTS["covers"])}
    assert types["code"] == types[ATTRIBUTES] == types["reg_spoken"] == pa.string()
    assert (types["size_mm"], types["depth_m"]) == (pa.int64(), pa.float64())
    assert (types["fall_net_tested_on"], types["reg_first"]) == (pa.date32(), MOMENT)
    assert column_of(tables.asset, "old_code").type == pa.string()


def test_shapes_are_those_of_the_table() -> None:
    assert {shape_of(SORTS[what]) for what in WHAT} == {"Point", "LineString", "MultiPolygon"}
    for what in WHAT:
        kept = table_of(SORTS[what].table).c["geom"].type
        assert isinstance(kept, Geometry)
        assert shape_of(SORTS[what]).upper() == kept.geometry_type
