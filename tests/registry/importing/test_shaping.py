"""Columns of a file become fields: by name, alias, mapping, default."""

import numpy as np
import pandas as pd
import pytest
import shapely

from registry.errors import Invalid
from registry.importing.kinds import SORTS
from registry.importing.shaping import Shaped, extras, position_columns, shape, text_of

SPOTS = shapely.points([(120.1, 36.1), (120.2, 36.2), (120.1, 36.1)])
RAW = pd.DataFrame(
    {"gid": [7.0, 8.0, 9.0], "manhole": ["water", None, "odd"], "year": [1999, 2001, 2003], "remark": ["a", "", None]},
    index=pd.RangeIndex(1, 4),
)
CLASSES = {"column": "manhole", "values": {"water": "01001"}, "otherwise": "01023"}


def _told(column: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in column]


def _shape(asked: dict[str, object] | None = None, *, raw: pd.DataFrame = RAW) -> Shaped:
    options: dict[str, object] = {"mapping": {"class_code": CLASSES}, "defaults": {}, "id_field": "gid"}
    options |= asked or {}
    return shape(raw, SPOTS, sort=SORTS["assets"], **options)  # type: ignore[arg-type] # options of many types


def test_mapping_values_defaults_and_aliases() -> None:
    shaped = _shape({"defaults": {"setting": "footway"}})
    assert list(shaped.fields["class_code"]) == ["01001", "01023", "01023"]
    assert list(shaped.fields["setting"]) == ["footway"] * 3
    assert list(shaped.fields["built_year"]) == ["1999", "2001", "2003"]
    assert list(shaped.fields["source_id"]) == ["7", "8", "9"]
    assert shaped.used == {"gid", "manhole", "year"}
    assert list(shaped.fields.index) == [1, 2, 3]


def test_a_value_that_is_not_mapped_stays_itself() -> None:
    mapping = {"class_code": {"column": "manhole", "values": {"water": "01001"}}}
    assert _told(_shape({"mapping": mapping}).fields["class_code"]) == ["01001", None, "odd"]


def test_ids_of_several_columns() -> None:
    raw = RAW.assign(town=np.array(["A", "B", None], dtype=object))
    assert _told(_shape({"id_field": ("town", "gid")}, raw=raw).fields["source_id"]) == ["A:7", "B:8", None]
    with pytest.raises(Invalid, match="no column serial"):
        _shape({"id_field": "serial"}, raw=raw)


def test_without_an_id_class_and_position_are_the_identity() -> None:
    shaped = _shape({"id_field": None, "mapping": {}, "defaults": {"class_code": "01001"}})
    ids = list(shaped.fields["source_id"])
    assert ids[0] == ids[2] != ids[1]
    assert "hash of class and position" in shaped.notes[0]
    other = _shape({"id_field": None, "mapping": {}, "defaults": {"class_code": "01002"}})
    assert set(ids).isdisjoint(other.fields["source_id"])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"mapping": {"colour": "remark"}}, "no field colour"),
        ({"mapping": {"class_code": "kind"}}, "no column kind"),
        ({"mapping": {"class_code": {"column": "remark", "values": ["x"]}}}, "must be an object"),
        ({"mapping": {}}, "no column for class_code"),
        ({"defaults": {"colour": "red"}}, "no field colour"),
    ],
)
def test_a_mapping_that_names_nothing_is_told(asked: dict[str, object], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        _shape(asked)


def test_text_is_trimmed_and_whole_floats_are_whole() -> None:
    assert _told(text_of(pd.Series(["  a ", "", "  ", None]))) == ["a", None, None, None]
    assert _told(text_of(pd.Series([12.0, np.nan]))) == ["12", None]
    assert _told(text_of(pd.Series([12.5, np.nan]))) == ["12.5", None]
    assert _told(text_of(pd.Series([1, 2]))) == ["1", "2"]


def test_what_stands_beside_a_number_does_not_change_its_text() -> None:
    """Chunks are judged one by one: an id must be the same in any of them."""
    numbers = [1.0, 2.5, -3.0, 1e300, 2.0**53, np.inf, np.nan, 0.1]
    for dtype in ("float64", "Float64"):
        column = pd.Series(numbers, dtype=dtype)
        told = _told(text_of(column))
        assert told == ["1", "2.5", "-3", "1e+300", "9007199254740992.0", "inf", None, "0.1"]
        assert told == [_told(text_of(column.iloc[[n]]))[0] for n in range(len(column))]


def test_extras_are_what_no_field_took() -> None:
    raw = RAW.assign(
        at=pd.to_datetime(np.array(["2026-01-02", None, None], dtype="datetime64[s]")),
        wide=[1.5, np.inf, np.nan],
        zero=np.array(["a\x00b", None, None], dtype=object),
    )
    rows = extras(raw, without=frozenset({"gid", "manhole", "year"}))
    assert rows[0] == {"remark": "a", "at": "2026-01-02T00:00:00", "wide": 1.5, "zero": "a\ufffdb"}
    assert rows[1] == {"wide": "inf"}
    assert rows[2] == {}


def test_positions_may_be_mapped() -> None:
    assert position_columns({"lon": "E", "lat": {"column": "N"}, "class_code": "k"}) == {"lon": "E", "lat": "N"}


def test_a_part_of_a_text_is_taken_before_its_value_is_looked_up() -> None:
    raw = RAW.assign(id=np.array(["9901010102000001", "9901010109000001", None], dtype=object))
    mapping = {"class_code": {"column": "id", "part": [6, 10], "values": {"0102": "01002"}}}
    assert _told(_shape({"mapping": mapping}, raw=raw).fields["class_code"]) == ["01002", "0109", None]
    with pytest.raises(Invalid, match="two numbers"):
        _shape({"mapping": {"class_code": {"column": "id", "part": 6}}}, raw=raw)


def test_columns_to_pass_over_are_used_and_go_nowhere() -> None:
    shaped = _shape({"mapping": {"class_code": CLASSES, "-": {"columns": ["remark", "absent"]}}})
    assert shaped.used == {"gid", "manhole", "year", "remark"}
    assert extras(RAW, without=shaped.used) == [{}, {}, {}]
    with pytest.raises(Invalid, match="a list of columns"):
        _shape({"mapping": {"class_code": CLASSES, "-": {"columns": "remark"}}})


def test_a_column_may_be_lacking() -> None:
    mapping = {"class_code": CLASSES, "material": {"column": "made_of", "optional": True}}
    assert "material" not in _shape({"mapping": mapping}).fields


def test_names_cut_by_a_shapefile_are_known() -> None:
    raw = RAW.assign(position_s=["survey", "map", "map"])
    assert _told(_shape(raw=raw).fields["position_source"]) == ["survey", "map", "map"]


def test_attributes_of_an_export_are_taken_apart_and_its_own_columns_passed_over() -> None:
    told = ['{"颜色": "黑", "n": 5}', "", None, "[1]", '{"n": NaN}', '{"z": "a\\u0000b"}', "[" * 100_000]
    raw = pd.DataFrame({"attributes": told, "reg_source": "s", "reg_grid": "g"}, dtype=object)
    rows = extras(raw, without=frozenset())
    assert rows[:4] == [{"颜色": "黑", "n": 5}, {}, {}, {"attributes": "[1]"}]
    assert rows[4:] == [{"attributes": '{"n": NaN}'}, {"z": "a\ufffdb"}, {"attributes": "[" * 100_000}]


@pytest.mark.parametrize(
    "told", ['{"a": "\\ud800"}', f'{{"n": {"9" * 30}}}', '{"n": 1e999}', f'{{"a": {"[" * 300}{"]" * 300}}}']
)
def test_attributes_that_the_database_cannot_hold_stay_text(told: str) -> None:
    assert extras(pd.DataFrame({"attributes": [told]}), without=frozenset()) == [{"attributes": told}]
