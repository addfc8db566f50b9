"""Arrow as frames and shapes: nothing lost on the way, nothing that crashes."""

import datetime as dt
import struct

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from registry.errors import Invalid
from registry.importing.readers.batches import frame_of, moments_as_iso, shapes_of
from registry.importing.shaping import plain, text_of


def _frame(column: pa.Array) -> pd.Series:
    return frame_of(pa.record_batch([column], ["a"]), ((0, "井"),), name="a.fgb")["井"]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array([37020301002000001, None, 3], pa.int64()), ["37020301002000001", None, "3"]),
        (pa.array([2**64 - 1, None], pa.uint64()), ["18446744073709551615", None]),
        (pa.array([True, None, False]), ["True", None, "False"]),
        (pa.array([0.1, 2.5], pa.float32()), ["0.1", "2.5"]),
        (pa.array([700.0, None]), ["700", None]),
        (pa.array(["井", None, ""]), ["井", None, None]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([dt.date(2020, 1, 2), None]), ["2020-01-02", None]),
        (pa.array(["2020-01-02 03:04:05"]).cast(pa.timestamp("ms")), ["2020-01-02T03:04:05"]),
        (pa.array(["2020-01-02 03:00:00+08"]).cast(pa.timestamp("us", "Asia/Shanghai")), ["2020-01-01T19:00:00Z"]),
        (pa.array([[1, 2], None]), ["[1, 2]", None]),
        (pa.array([{"名": "井"}]), ['{"名": "井"}']),
        (pa.nulls(2), [None, None]),
        (pa.array(["1.50"]).cast(pa.decimal128(5, 2)), ["1.50"]),
    ],
)
def test_values_are_what_they_were(column: pa.Array, texts: list[str | None]) -> None:
    read = _frame(column)
    assert [None if pd.isna(text) else text for text in text_of(read)] == texts
    assert all(value is None or isinstance(value, bool | int | float | str) for value in plain(read))


def test_text_that_is_no_utf8_is_told() -> None:
    broken = pa.array([b"\xb1\xe0"], pa.binary()).view(pa.string())
    with pytest.raises(Invalid, match=r"a\.fgb: column 井 has text that is no UTF-8"):
        _frame(broken)
    cut = pa.array(["井".encode() + b"\xe4\xba", None], pa.binary()).view(pa.string())
    read = frame_of(pa.record_batch([cut], ["a"]), ((0, "a"),), name="a", is_cut=True)["a"]
    assert next(iter(read)) == "井"


def test_a_batch_without_columns_keeps_its_rows() -> None:
    assert len(frame_of(pa.record_batch([pa.array([1, 2])], ["a"]), (), name="a")) == 2


def test_times_have_one_form() -> None:
    said = pa.array(["2020/01/02 03:04:05", "2020-01-02T03:04:05.000+08:00", "2020-01-02T03:04:05.250Z"])
    assert moments_as_iso(said).to_pylist() == [
        "2020-01-02T03:04:05",
        "2020-01-02T03:04:05+08:00",
        "2020-01-02T03:04:05.250Z",
    ]


# Shapes ------------------------------------------------------------------------------------------------------------


def _wkb(*shapes: object) -> pa.Array:
    return pa.array([None if one is None else shapely.to_wkb(one) for one in shapes], pa.binary())


def test_points_of_the_quick_way_are_those_of_the_slow_one() -> None:
    points = shapely.points(np.random.default_rng(1).uniform(-180, 180, (50, 2)))
    column = _wkb(*points)
    assert shapely.equals(shapes_of(column), points).all()
    assert shapely.equals(shapes_of(column.slice(7, 9)), points[7:16]).all()
    assert shapely.equals(shapes_of(column.cast(pa.large_binary())), points).all()
    mixed = shapes_of(_wkb(*points, None, shapely.LineString([(0, 0), (1, 1)])))
    assert shapely.equals(mixed[:50], points).all()
    assert (mixed[50], mixed[51].geom_type) == (None, "LineString")


def test_heights_and_measures_are_left_out() -> None:
    iso_m = struct.pack("<BIddd", 1, 2001, 1, 2, 3)
    shapes = shapes_of(pa.array([shapely.to_wkb(shapely.Point(1, 2, 3)), iso_m], pa.binary()))
    assert shapely.equals(shapes, shapely.Point(1, 2)).all()
    assert not shapely.has_z(shapes).any()
    assert not shapely.has_m(shapes).any()


def test_what_is_no_shape_is_none() -> None:
    circle = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0)
    open_ring = struct.pack("<BIII6d", 1, 3, 1, 3, 0, 0, 1, 0, 1, 1)
    for value in (b"", b"\x01", b"hello", circle, open_ring, b"\x01\x01\x00\x00\x00\x00"):
        shapes = shapes_of(pa.array([value, shapely.to_wkb(shapely.Point(1, 2))], pa.binary()))
        assert (shapes[0], shapes[1]) == (None, shapely.Point(1, 2))
    empty = shapes_of(_wkb(shapely.Point(), shapely.Point(1, 2)))
    assert empty[0].is_empty
    assert shapes_of(_wkb()).tolist() == []


@pytest.mark.parametrize("header", [b"\x01\x07\x00\x00\x00\x01\x00\x00\x00", b"\x00\x00\x00\x00\x07\x00\x00\x00\x01"])
def test_shapes_nested_to_end_the_process_are_none(header: bytes) -> None:
    deep = header * 200_000 + shapely.to_wkb(shapely.Point(1, 2))
    fine = header * 10 + shapely.to_wkb(shapely.Point(1, 2))
    shapes = shapes_of(pa.array([deep, fine], pa.binary()))
    assert shapes[0] is None
    assert shapes[1] is not None


def test_large_shapes_of_many_parts_are_kept() -> None:
    many = shapely.MultiPolygon([shapely.box(i, 0, i + 0.5, 1) for i in range(2_000)])
    assert shapely.equals(shapes_of(_wkb(many))[0], many)
