"""A plan's file read as the verifier reads it."""

from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely

from inspections.redraw import reading
from inspections.redraw.staffing import Round
from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.workload import TERMS

CODES = ["990101001001001001", "990101001001001002", "990101001001001003"]
FINAL = ["990101001001001001", "990101001001001004", "990101001001001005"]
TOWER = shapely.box(120.2, 36, 120.3, 36.1)


@pytest.fixture
def cells() -> gpd.GeoDataFrame:
    """One whole cell and a tower of two, in metres of the city."""
    told = {"code": CODES, "people": [2, 0, np.nan], "floor_from": [None, 1, 4], "floor_to": [None, 3, 9]}
    return gpd.GeoDataFrame(told, geometry=[shapely.box(120.1, 36, 120.2, 36.1), TOWER, TOWER], crs=4326).to_crs(4549)


def _atoms(**columns: object) -> gpd.GeoDataFrame:
    places = [shapely.Point(120.15, 36.05), shapely.box(120.24, 36.04, 120.26, 36.06), shapely.Point(120.25, 36.05)]
    told = {"cell": [*CODES[:2], None], "minutes": [60.0, 40.0, 5.0], "floors": [6, 9, 1]}
    return gpd.GeoDataFrame(told | columns, geometry=places, crs=4326)


def test_cells_bear_the_codes_they_would_get(cells: gpd.GeoDataFrame) -> None:
    told = reading.cells_of(cells, FINAL)
    assert told["code"].tolist() == FINAL
    assert told["grid"].unique().tolist() == [CODES[0][:15]]
    assert told["people"].isna().tolist() == [False, True, True]
    assert told.total_bounds == pytest.approx([120.1, 36, 120.3, 36.1])
    assert told["kind"].isna().all()


def test_atoms_are_places_of_work_in_them(cells: gpd.GeoDataFrame) -> None:
    told = reading.atoms_of(_atoms(), cells, FINAL, people=2)
    assert told["cell"].tolist() == FINAL[:2]  # the row in no cell is left out
    assert told["work"].tolist() == [30, 20]
    assert told[["floor_from", "floor_to"]].to_numpy().tolist() == [[1, 6], [1, 3]]
    assert told[["lon", "lat"]].to_numpy()[1].tolist() == pytest.approx([120.25, 36.05])


def test_minutes_of_the_model_are_shared_already(cells: gpd.GeoDataFrame) -> None:
    modelled = _atoms(**dict.fromkeys(TERMS, 1.0))
    assert reading.atoms_of(modelled, cells, FINAL, people=5)["work"].tolist() == [60, 40]
    assert reading.rounds_of(modelled, Parameters(), people=5, mobilisation=None) == Round(180, 20, 2)
    assert reading.rounds_of(_atoms(), Parameters(), people=5, mobilisation=None) == Round(180, 0, 5)
    assert reading.rounds_of(_atoms(), Parameters(limit_minutes=90), people=1, mobilisation=7) == Round(90, 7, 1)


def test_what_is_no_plan_is_refused_in_words(cells: gpd.GeoDataFrame) -> None:
    with pytest.raises(Invalid, match="no column minutes"):
        reading.atoms_of(_atoms().drop(columns="minutes"), cells, FINAL)
    with pytest.raises(Invalid, match="1 atoms are in cells the plan has not, as 5"):
        reading.atoms_of(_atoms(cell=[CODES[0], "5", None]), cells, FINAL)
    with pytest.raises(Invalid, match="row 2: minutes is"):
        reading.atoms_of(_atoms(minutes=[1.0, -1.0, 1.0]), cells, FINAL)


def test_twelve_months_end_with_this_one_in_the_zone() -> None:
    since, months = reading.months_to(datetime(2026, 2, 28, 16, 30, tzinfo=UTC), zone="Asia/Shanghai")
    assert (months[0], months[-1], len(months)) == ("2025-04", "2026-03", 12)
    assert since.isoformat() == "2025-04-01T00:00:00+08:00"
