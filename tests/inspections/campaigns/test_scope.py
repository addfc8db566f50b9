"""The scope: every cover of the area in one unit, roads and compounds without covers too, cut by grid where asked."""

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import scope
from inspections.campaigns.parameters import Parameters, Staffing
from registry.errors import Invalid
from tests.inspections.campaigns import town


@pytest.fixture
def built(conn: Connection) -> Connection:
    town.build(conn)
    return conn


def _gather(
    conn: Connection,
    *,
    area: str = town.DIVISION,
    staffing: Staffing = Staffing.TEAM,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    return scope.gather(conn, area_code=area, staffing=staffing, parameters=parameters or Parameters())


def test_units_are_the_roads_compounds_and_what_lies_near_neither(built: Connection) -> None:
    units = _gather(built)
    assert units["kind"].value_counts().to_dict() == {"segment": 40, "compound": 16, "remainder": 3}
    held = units.groupby("kind")["targets"].sum().to_dict()
    assert held == {"segment": 160, "compound": 96, "remainder": 3}


def test_a_cover_that_does_not_know_its_road_goes_to_the_nearest(built: Connection) -> None:
    assert _gather(built).loc[lambda rows: rows["kind"] == "segment", "targets"].eq(4).all()


def test_lengths_are_metres(built: Connection) -> None:
    units = _gather(built)
    assert units["line_m"].dropna().between(195, 205).all()
    shapes = units.loc[units["kind"] == "segment", "shape"]
    assert max(abs(shape.length - 200) for shape in shapes) < 5


def test_a_street_has_its_own_covers_only(built: Connection) -> None:
    west, east = (_gather(built, area=area)["targets"].sum() for area in (town.WEST, town.EAST))
    assert west > 0
    assert east > 0
    assert west + east == town.covers()


def test_removed_covers_and_other_classes_are_left_out(built: Connection) -> None:
    built.execute(
        text("update registry.asset set status = 'removed' where source_id::int <= 10".replace("::", "\\:\\:"))
    )
    assert _gather(built)["targets"].sum() == town.covers() - 10
    assert _gather(built, parameters=Parameters(classes=("21001",)))["targets"].sum() == 0


def test_grids_cut_units_and_every_cover_stays_in_its_own_grid(built: Connection) -> None:
    units = _gather(built, staffing=Staffing.GRID_WORKERS)
    assert units["targets"].sum() == town.covers()
    held = units.groupby("grid_code")["targets"].sum()
    counted = built.execute(text("select grid_code, count(*) from registry.asset group by 1"))
    assert held[held > 0].to_dict() == {row[0]: row[1] for row in counted}


def test_the_parts_of_a_road_add_up_to_about_the_road(built: Connection) -> None:
    whole = _gather(built)["line_m"].sum()
    assert _gather(built, staffing=Staffing.GRID_WORKERS)["line_m"].sum() == pytest.approx(whole, rel=0.12)


def test_an_empty_area_is_told(conn: Connection) -> None:
    with pytest.raises(Invalid, match="holds no road segments"):
        _gather(conn, area="110101")
