"""What a cell takes: each term by hand, never less for more to do, and a sheet for one and for two."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.workload import TERMS, add_minutes, outside_households, sheet, sheets

ROW = st.fixed_dictionaries(
    {
        "households": st.integers(0, 200),
        "shops": st.integers(0, 30),
        "storeys": st.integers(0, 40),
        "use": st.sampled_from(["residential", "shop", "market", "school", "hospital", "", None]),
    }
)


def test_each_term_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "households": [20, 0, 0],
            "shops": [0, 4, 10],
            "storeys": [6, 1, 1],
            "use": ["residential", "shop", "market"],
            "institution_zh": [None, None, "某市场"],
        }
    )
    told = add_minutes(frame, Parameters())
    assert told["door_minutes"].tolist() == [20 * 3 * 0.9 / 2, 0, 0]
    assert told["shop_minutes"].tolist() == [0, 4 * 8 / 2, 10 * 4 / 2]
    assert told["institution_minutes"].tolist() == [0, 0, 30 / 2]
    assert told["stair_minutes"].tolist() == [5 * 0.5, 0, 0]
    assert told["minutes"].tolist() == [29.5, 16, 35]
    assert frame.columns.tolist() == ["households", "shops", "storeys", "use", "institution_zh"], "the input stays"


def test_a_kind_alone_may_be_an_institution_and_stairs_to_nobody_are_none() -> None:
    told = add_minutes(pd.DataFrame({"use": ["school", "residential"], "storeys": [3, 9]}), Parameters())
    assert told["institution_minutes"].tolist() == [30, 0]
    assert told["stair_minutes"].tolist() == [1.0, 0.0]
    counted = add_minutes(pd.DataFrame({"institution": [2, 0]}), Parameters())
    assert counted["minutes"].tolist() == [30, 0]


@settings(max_examples=200, deadline=None)
@given(ROW, st.sampled_from(["households", "shops", "storeys"]), st.integers(1, 20))
def test_more_to_do_never_takes_less(row: dict[str, object], what: str, more: int) -> None:
    before = add_minutes(pd.DataFrame([row]), Parameters())["minutes"].iloc[0]
    after = add_minutes(pd.DataFrame([{**row, what: int(str(row[what])) + more}]), Parameters())["minutes"].iloc[0]
    assert after >= before >= 0


@settings(max_examples=100, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.integers(1, 5))
def test_more_people_never_take_longer_and_terms_add_up(rows: list[dict[str, object]], people: int) -> None:
    frame = pd.DataFrame(rows)
    few, many = (add_minutes(frame, replace(Parameters(), people=n)) for n in (people, people + 1))
    assert (many["minutes"] <= few["minutes"]).all()
    assert few[list(TERMS)].sum(axis=1).equals(few["minutes"])


def street(crs: str = "EPSG:4549") -> gpd.GeoDataFrame:
    """Five doors, 10 m apart."""
    places = [shapely.Point(533_700 + 10 * i, 3_995_200) for i in range(5)]
    frame = gpd.GeoDataFrame({"doors": [10, 12, 0, 10, 8], "floors": [6] * 5}, geometry=places, crs="EPSG:4549")
    return frame.to_crs(crs)


def test_the_sheet_of_a_cell() -> None:
    """Along and back 80 m as the crow flies; 40 doors; the walk and the stairs are not shared by two."""
    told = sheet(street(), Parameters())
    one, two = told[1], told[2]
    assert one.door_minutes == pytest.approx(108)
    assert two.door_minutes == pytest.approx(54)
    assert one.walk_minutes == two.walk_minutes == pytest.approx(80 * 1.3 / 70)
    assert one.stair_minutes == two.stair_minutes == 4 * 2.5
    assert two.total_minutes == pytest.approx(20 + 54 + 10 + 80 * 1.3 / 70)
    assert (one.over_minutes, two.over_minutes) == (0, 0)
    assert sheet(street(), Parameters(limit_minutes=80))[2].over_minutes == pytest.approx(two.total_minutes - 80)


def test_the_walk_of_a_row_is_the_same_in_any_crs_and_order() -> None:
    told = add_minutes(street(), Parameters())
    for crs in ("EPSG:4326", "EPSG:4490", "EPSG:32651", "EPSG:3857"):
        assert add_minutes(street(crs), Parameters())["minutes"].tolist() == told["minutes"].tolist()
    backwards = add_minutes(street().iloc[::-1], Parameters())
    assert backwards.loc[told.index, "minutes"].tolist() == told["minutes"].tolist()
    assert told["walk_minutes"].iloc[0] > 0
    assert told["walk_minutes"].iloc[2] == 0, "nobody walks where there is nothing to do"


def test_the_soft_rule_of_households() -> None:
    frame = pd.DataFrame(
        {
            "cell": ["a", "a", "b", "c", "d", "d"],
            "households": [20, 9, 30, 101, 60, 0],
            "use": ["residential"] * 4 + ["market", "market"],
        }
    )
    assert outside_households(frame).to_dict() == {"a": 29, "c": 101}
    assert outside_households(frame.drop(columns="use")).to_dict() == {"a": 29, "c": 101}


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(Invalid, match="no column to count work by"):
        add_minutes(pd.DataFrame({"name": ["x"]}), Parameters())
    for bad in (-1, "many", float("inf")):
        with pytest.raises(Invalid, match=r"row 2: doors is .*: say a number from 0"):
            add_minutes(pd.DataFrame({"doors": [1, bad]}), Parameters())


def test_a_row_of_a_tower_counts_by_its_part() -> None:
    """Two cells of one tower, a third and two thirds of its floors: together what the tower takes."""
    columns = {"households": [90, 90, 90], "storeys": [30] * 3, "use": ["residential"] * 3}
    places = [shapely.Point(0, 0), shapely.Point(0, 0), shapely.Point(500, 0)]
    rows = gpd.GeoDataFrame(columns, geometry=places, crs=4549).assign(cell=["a", "b", "c"], part=[1 / 3, 2 / 3, 1.0])
    told = sheets(rows, Parameters())
    for term in ("door_minutes", "stair_minutes"):
        low, high, whole = (getattr(told[cell][2], term) for cell in "abc")
        assert low + high == pytest.approx(whole)
        assert high == pytest.approx(2 * low)
    assert outside_households(rows).to_dict() == {}
    assert outside_households(rows.assign(part=[0.1, 0.9, 1.0])).to_dict() == {"a": pytest.approx(9.0)}


def test_a_team_has_a_sheet_of_its_own() -> None:
    places = [shapely.Point(0, 0), shapely.Point(9, 0)]
    atoms = gpd.GeoDataFrame({"cell": ["a", "b"], "households": [100, 100]}, geometry=places, crs=4549)
    found = sheets(atoms, Parameters(), teams={"a": 4})
    assert (sorted(found["a"]), sorted(found["b"])) == ([1, 2, 4], [1, 2])
    assert found["a"][4].door_minutes == pytest.approx(found["b"][2].door_minutes / 2)
