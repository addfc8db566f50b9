"""The table of lines: what a word of a file is to a cell, what is released, when a road is wide."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.lines import (
    TABLE,
    UNKNOWN,
    Hardness,
    counted,
    judged,
    read_lines,
    releases,
    stated,
    together,
    with_outlines,
)
from tests.registry.redraw.town import frame, square

LINE = shapely.LineString([(0, 0), (9, 9)])


def told(**columns: Sequence[object]) -> list[tuple[str, str, str]]:
    rows = judged(frame([LINE] * len(next(iter(columns.values()))), **columns))
    return list(zip(rows["kind"], rows["hardness"], rows["reason"], strict=True))


def test_no_word_stands_for_two_kinds() -> None:
    words = [word for kind in TABLE for word in kind.words]
    assert len(words) == len(set(words))


@given(st.sampled_from([(kind, word) for kind in TABLE for word in sorted(kind.words)]), st.booleans())
def test_each_word_of_the_table_is_read(known: tuple[object, str], loud: bool) -> None:
    kind, word = known
    ((name, hardness, reason),) = told(kind=[f" {word.upper().replace('_', '-') if loud else word} "])
    assert name == kind.name  # type: ignore[attr-defined]  # a kind, drawn beside its word
    if kind.name == "main_road":  # type: ignore[attr-defined]  # as above
        assert (hardness, reason) == ("hard", "a main road, of unknown width")
    else:
        plain = Hardness.HARD if kind.hardness is Hardness.RELEASABLE else kind.hardness  # type: ignore[attr-defined]  # as above
        assert (hardness, reason) == (plain, "")


def test_the_issue_s_own_table() -> None:
    kinds = ["district", "street", "community", "grid", "building", "parcel", "compound", "property company"]
    assert {hardness for _, hardness, _ in told(kind=kinds)} == {"hard"}
    assert {hardness for _, hardness, _ in told(kind=["road centre", "wall"])} == {"soft"}
    gate = read_lines(frame([LINE], kind=["gate"]))
    assert (len(gate.hard), len(gate.openings), len(gate.soft)) == (0, 1, 1)


def test_what_the_table_does_not_know_is_hard_and_said() -> None:
    assert told(kind=["Ha-ha", None]) == [("ha_ha", "hard", UNKNOWN), ("", "hard", UNKNOWN)]
    assert told(name=["x"]) == [("", "hard", UNKNOWN)]
    assert judged(frame([shapely.Point(1, 1)]))["hardness"].tolist() == ["opening"]


def test_the_first_column_that_says_something() -> None:
    rows = told(railway=["rail", None, "yes", "no"], highway=[None, "residential", "", "steps"])
    assert [name for name, _, _ in rows] == ["railway", "road_centre", "railway", "road_centre"]
    assert told(fclass=["river"], name=["x"]) == [("water", "hard", "")]


def test_a_wide_carriageway_is_hard() -> None:
    assert told(kind=["road"] * 4, width_m=[19.9, 20.0, None, "22.5 m"], lanes=[None, 2, "4", None]) == [
        ("road_centre", "soft", ""), ("road_centre", "hard", "20 m wide"), ("road_centre", "hard", "4 lanes"),
        ("road_centre", "hard", "22.5 m wide"),
    ]  # fmt: skip
    assert told(highway=["primary", "primary"], lanes=[None, 2]) == [
        ("main_road", "hard", "a main road, of unknown width"), ("main_road", "soft", ""),
    ]  # fmt: skip
    assert told(kind=["wall"], width_m=[30.0]) == [("wall", "soft", "")]


def test_a_release_has_a_reason_and_is_kept() -> None:
    given_ = releases(["小区=the wall fell", "property=one company now"])
    assert given_ == {"compound": "the wall fell", "property_company": "one company now"}
    rows = judged(frame([LINE, square(9)], kind=["compound_wall", "parcel"]), released=given_)
    assert rows[["hardness", "reason"]].to_numpy().tolist() == [["soft", "the wall fell"], ["hard", ""]]


@pytest.mark.parametrize(
    ("words", "fault"),
    [("railway=no trains", "railway cannot be released, only compound"), ("compound=", "say why"),
     ("compound", "say why"), ("=x", "nothing cannot be released")],
)  # fmt: skip
def test_a_release_that_is_none(words: str, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        releases([words])


def test_barriers_and_roads_together() -> None:
    barriers = frame([LINE], kind=["compound"])
    roads = frame([LINE, LINE], width_m=[8, 24]).to_crs(4326)
    rows = together(barriers, roads, released={"compound": "open"})
    assert rows is not None
    assert rows["hardness"].tolist() == ["soft", "soft", "hard"]
    assert rows.crs == barriers.crs
    assert together(None, None, released={}) is None
    with pytest.raises(Invalid, match="no row of the barriers is of that kind"):
        together(barriers, None, released={"property_company": "x"})
    assert together(barriers, None, released={}, stated={"property_company": "x"}) is not None
    assert judged(rows) is rows


def test_what_a_plan_says_of_its_lines() -> None:
    rows = judged(frame([LINE] * 4, kind=["compound", "compound", "road", "main"], width_m=[None, None, 30, 40]))
    assert counted(rows) == [
        {"kind": "compound", "hardness": "hard", "reason": "", "rows": 2},
        {"kind": "main_road", "hardness": "hard", "reason": "", "rows": 1},
        {"kind": "road_centre", "hardness": "hard", "reason": "", "rows": 1},
    ]
    assert stated(rows) == {}
    assert stated(judged(frame([LINE], kind=["小区"]), released={"compound": "open"})) == {"compound": "open"}


def test_outlines_of_buildings_are_no_lines() -> None:
    rows = judged(frame([square(9), LINE, square(5)], kind=["building", "building", "parcel"]))
    lines, buildings = with_outlines(rows, frame([square(3)], source_id=["B"]).to_crs(4326))
    assert lines is not None
    assert buildings is not None
    assert (lines["kind"].tolist(), len(buildings), buildings.crs) == (["building", "parcel"], 2, 4326)
    assert with_outlines(None, None) == (None, None)


def test_lines_and_openings_as_shapes() -> None:
    shapes = [square(9), LINE, shapely.Point(4, 4), shapely.LineString([(0, 9), (9, 0)]), LINE, shapely.LineString()]
    lines = read_lines(frame(shapes, kind=["river", "railway", "x", "bridge", "wall", "railway"]))
    assert (len(lines.hard), len(lines.openings), len(lines.soft)) == (2, 2, 1)
    assert set(shapely.get_dimensions(lines.hard)) == {1}
    assert np.abs(shapely.bounds(lines.hard)[:, 1] - 36).max() < 1
    assert len(read_lines(None).hard) == 0
    with pytest.raises(Invalid, match="do not say their CRS"):
        read_lines(gpd.GeoDataFrame({"kind": ["x"]}, geometry=[LINE]))
