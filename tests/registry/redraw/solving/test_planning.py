"""Whatever the town, a plan keeps every rule or is refused in words; and it hangs on nothing but the town."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.solving.planning import Plan, make_plan
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given, verify
from tests.registry.redraw.town import Town, frame, square, towns

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _plan(town: Town, **rules: object) -> Plan:
    return make_plan(town.grids, town.demand, rules=Rules(**rules), barriers=town.barriers)  # type: ignore[arg-type]


def _holds(plan: Plan, town: Town) -> None:
    placed = plan.atoms[plan.atoms["cell"].notna()]
    given_plan = Given(plan.cells, placed, town.grids, barriers=town.barriers)
    verdict = verify(given_plan, parameters=Parameters(limit_minutes=180), mobilisation=0)
    assert verdict.holds, verdict.faults["words"].tolist()
    assert placed.groupby("id")["minutes"].sum().round(6).to_dict() == (
        town.demand[town.demand["id"].isin(placed["id"])].set_index("id")["minutes"].round(6).to_dict()
    )


def _is_reasoned(refused: Invalid, reason: str) -> None:
    assert reason in refused.message or "no row of the demand" in refused.message


@SLOW
@given(towns(), st.sampled_from(Tower))
def test_any_town_is_divided_by_the_rules_or_refused_in_words(town: Town, tower: Tower) -> None:
    try:
        plan = _plan(town, tower=tower)
    except Invalid as refused:
        _is_reasoned(refused, "2 floors" if tower is Tower.FLOORS else "no row of the demand")
        return
    _holds(plan, town)
    assert tower is not Tower.FLOORS or plan.lower_bound <= len(plan.cells)


def test_no_border_cuts_what_a_grid_has_of_a_building_of_another() -> None:
    houses = [square(10, 20, 20), square(10, 20, 70), shapely.box(97, 45, 130, 55)]
    demand = frame(houses, id=["a", "b", "across"], minutes=[100.0] * 3, floors=[1] * 3)
    town = Town(frame([square(100), square(100, 100)], code=["W", "E"]), demand, demand.iloc[:0])
    plan = _plan(town)
    assert plan.atoms.set_index("id")["cell"].to_dict() == {"a": "W002", "b": "W001", "across": "E001"}
    _holds(plan, town)


@SLOW
@given(towns(), st.integers(0, 12))
def test_exactly_as_many_cells_as_asked_for(town: Town, more: int) -> None:
    try:
        fewest = len(_plan(town, tower=Tower.TEAM).cells)
        plan = _plan(town, tower=Tower.TEAM, count=fewest + more)
    except Invalid as refused:
        _is_reasoned(refused, "places with work")
        return
    assert len(plan.cells) == fewest + more
    _holds(plan, town)


@SLOW
@given(towns(), st.randoms(use_true_random=False), st.sampled_from([4326, 4490, 32651, 3857]))
def test_rows_in_any_order_and_any_crs_are_one_plan(town: Town, dice: object, crs: int) -> None:
    order = list(range(len(town.demand)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    other = Town(town.grids.iloc[::-1].to_crs(crs), town.demand.iloc[order].to_crs(4326), town.barriers)
    try:
        one = _plan(town)
    except Invalid as refused:
        with pytest.raises(Invalid, match=re.escape(refused.message[:40])):
            _plan(other)
        return
    two = _plan(other)
    assert _members(one.atoms) == _members(two.atoms)
    assert one.cells["code"].tolist() == two.cells["code"].tolist()
    apart = shapely.area(
        shapely.symmetric_difference(
            shapely.buffer(one.cells.geometry.to_numpy(), 0),
            shapely.buffer(two.cells.to_crs(town.grids.crs).geometry.to_numpy(), 0),
        )
    )
    assert (apart < 1.0).all()


def _members(atoms: gpd.GeoDataFrame) -> dict[str, list[str]]:
    placed = atoms[atoms["cell"].notna()]
    return {str(name): sorted(cells) for name, cells in placed.groupby("id")["cell"]}


def test_the_same_again_is_the_same_to_the_byte() -> None:
    dice = np.random.default_rng(5)
    spots = [shapely.Point(*xy) for xy in dice.uniform(1, 199, (80, 2))]
    town = Town(frame([square(200)], code=["1"]), frame(spots, id=range(80), minutes=[20.0] * 80), frame([], kind=[]))
    one, two = _plan(town), _plan(town)
    assert (one.cells.to_wkb() == two.cells.to_wkb()).all().all()
    assert len(one.cells) == 9  # 1,600 minutes need 8.9


def test_thousands_of_places_in_one_grid() -> None:
    dice = np.random.default_rng(7)
    spots = [shapely.Point(*xy) for xy in dice.uniform(1, 999, (2000, 2))]
    demand = frame(spots, id=range(2000), minutes=dice.integers(5, 30, 2000).astype(float))
    town = Town(frame([square(1000)], code=["1"]), demand, frame([], kind=[]))
    plan = _plan(town)
    _holds(plan, town)
    assert len(plan.cells) <= 1.06 * plan.lower_bound


def test_a_tower_is_divided_by_floors_on_one_footprint() -> None:
    houses = [square(10, 20, 20), square(10, 60, 20)]
    town = Town(
        frame([square(100)], code=["7"]), frame(houses, id=["a", "b"], minutes=[400.0, 50.0], floors=[9, 2]), frame([])
    )
    cells = _plan(town).cells
    tower = cells[cells["floor_from"].notna()]
    assert list(zip(tower["floor_from"], tower["floor_to"], strict=True)) == [(1, 3), (4, 6), (7, 9)]
    assert len({shape.wkb for shape in tower.geometry}) == 1
    team = _plan(town, tower=Tower.TEAM).cells
    assert sorted(team["people"]) == [1, 3]
    assert team["minutes"].max() <= 180


def test_what_cannot_be_met_is_said_in_words_and_what_a_team_can_do_is_done() -> None:
    town = Town(
        frame([square(100)], code=["7"]), frame([square(10, 20, 20)], id=["a"], minutes=[400.0], floors=[2]), frame([])
    )
    with pytest.raises(Invalid, match=r"grid 7: the building at .* takes 400 minutes on 2 floors.*--tower either"):
        _plan(town, tower=Tower.FLOORS)
    assert _plan(town).cells["people"].tolist() == [3.0]
    with pytest.raises(Invalid, match="--count 1: at least 3 cells are needed"):
        _plan(Town(town.grids, town.demand.assign(floors=0), town.barriers), count=1)


def test_nobody_crosses_a_railway_but_at_a_bridge() -> None:
    houses = [shapely.Point(x, 50) for x in (20, 40, 60, 80)]
    grids, demand = frame([square(100)], code=["7"]), frame(houses, id=range(4), minutes=[40.0] * 4)
    rail = frame([shapely.LineString([(50, -5), (50, 105)])], kind=["railway"])
    assert len(_plan(Town(grids, demand, rail)).cells) == 2
    bridge = frame([shapely.LineString([(50, -5), (50, 105)]), shapely.Point(50, 50)], kind=["railway", "bridge"])
    assert len(_plan(Town(grids, demand, bridge)).cells) == 1


def test_people_share_the_minutes_by_number_or_by_a_column_of_the_grids() -> None:
    houses = [shapely.Point(x, 50) for x in (20, 40, 60, 80)]
    grids, demand = frame([square(100)], code=["7"], staff=[2.0]), frame(houses, id=range(4), minutes=[90.0] * 4)
    counts = {
        people: len(make_plan(grids, demand, rules=Rules(), people=people).cells) for people in (None, 2.0, "staff")
    }
    assert counts == {None: 2, 2.0: 1, "staff": 1}


def test_an_outline_in_two_parts_lies_where_most_of_it_is_and_neither_part_is_cut() -> None:
    apart = shapely.MultiPolygon([square(20, 10, 40), square(10, 170, 45)])
    houses = [apart, *(square(10, x, 45) for x in (50, 90, 130))]
    town = Town(
        frame([shapely.box(0, 0, 200, 100)], code=["7"]),
        frame(houses, id=list("abcd"), minutes=[100.0] * 4, floors=[2] * 4),
        frame([], kind=[]),
    )
    plan = _plan(town)
    _holds(plan, town)
    assert len(plan.cells) == 4
    home = plan.cells.set_index("code").geometry[plan.atoms.set_index("id")["cell"]["a"]]
    assert home.contains(town.demand.geometry.iloc[0].geoms[0].centroid)


def test_nobody_gets_over_a_railway_by_way_of_a_house() -> None:
    rail = frame([shapely.LineString([(-10, 60), (110, 60)])], kind=["railway"])
    over = frame([shapely.box(40, 58, 50, 64)], id=["a"], minutes=[60.0], floors=[2])
    town = Town(frame([square(100)], code=["7"]), over, rail)
    plan = _plan(town)
    _holds(plan, town)
    assert sorted(plan.cells["kind"]) == ["residential", "vacant"]
