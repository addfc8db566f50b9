"""A plan has all that was asked for, with its minutes, at its place, and nothing besides."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.verifying.demand import check_demand, row_minutes, row_names
from registry.redraw.verifying.plane import Shapes
from tests.registry.redraw.scene import plan, square, with_atom
from tests.registry.redraw.verifying.reading import PLANE, read

# The demand of the scene: the tower is one row there, two in the plan.
ASKED = plan().atoms.drop(columns="cell").drop_duplicates("source_id")
ASKED["minutes"] = np.where(ASKED["source_id"] == "TOWER", 320.0, 30.0)


def judged(frame: gpd.GeoDataFrame, demand: gpd.GeoDataFrame = ASKED) -> list[tuple[str, str]]:
    given = plan()
    object.__setattr__(given, "atoms", frame)
    shapes = PLANE.metres(np.asarray(demand.geometry.array))
    minutes = row_minutes(demand, Parameters(), people=1)
    faults = check_demand(read(given)[2], row_names(demand, shapes), shapes, minutes)
    return [(fault.atom, fault.words.split(fault.atom)[1][:24]) for fault in faults]


def test_a_plan_of_all_that_was_asked() -> None:
    assert judged(plan().atoms) == []
    assert judged(plan().atoms.sample(frac=1, random_state=1)) == []


def test_rows_lost_added_moved_and_with_other_minutes() -> None:
    atoms = plan().atoms
    assert judged(atoms[atoms["source_id"] != "7001-0"]) == [("7001-0", " of the demand is not in")]
    assert judged(with_atom(plan(), "7001-0", minutes=29.9).atoms) == [("7001-0", " has 30.00 minutes in th")]
    moved = with_atom(plan(), "7001-0", geometry=square(8, 5, 12)).atoms
    assert judged(moved) == [("7001-0", " lies 3.00 m from where ")]
    assert judged(atoms, ASKED[ASKED["source_id"] != "7001-0"]) == [("7001-0", " of the plan is not in t")]
    half = atoms[(atoms["source_id"] != "TOWER") | ~atoms.duplicated("source_id")]
    assert judged(half) == [("TOWER", " has 320.00 minutes in t")]


def test_rows_without_names_are_told_by_their_place() -> None:
    atoms, asked = plan().atoms.drop(columns="source_id"), ASKED.drop(columns="source_id")
    assert judged(atoms, asked) == []
    assert len(judged(atoms.iloc[1:], asked)) == 1
    twice = pd.concat([asked, asked.iloc[[0]]])
    assert [words for _, words in judged(atoms, twice)] == [" of the demand is not in"]


def test_a_name_that_many_places_bear_names_none() -> None:
    shapes: Shapes = shapely.points([[0.0, 0.0], [5.0, 0.0], [5.0, 0.0]])
    assert row_names(pd.DataFrame({"id": [7, 8, 8]}), shapes).tolist() == ["7", "8", "8"]
    assert len(set(row_names(pd.DataFrame({"id": [7, 7, 8]}), shapes).tolist())) == 2


def test_minutes_by_the_model_or_given() -> None:
    frame = gpd.GeoDataFrame({"doors": [10]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4549")
    assert row_minutes(frame, Parameters(), people=7).tolist() == [13.5]
    assert row_minutes(frame.assign(minutes=30.0), Parameters(), people=3).tolist() == [10.0]
    with pytest.raises(Invalid, match="row 1: minutes is 'x'"):
        row_minutes(frame.assign(minutes="x"), Parameters(), people=1)
