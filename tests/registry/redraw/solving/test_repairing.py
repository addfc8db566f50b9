"""Whatever a hand does to a plan, it keeps every rule again or is refused in words; what is locked is not touched."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.solving.planning import Before, Plan, make_plan
from registry.redraw.solving.repairing import Repaired, repair, whole_rows
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given, verify
from tests.registry.redraw.town import Town, frame, square, towns

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RULES = Rules(tower=Tower.FLOORS)


def _holds(plan: Plan, town: Town, previous: gpd.GeoDataFrame | None = None) -> None:
    placed = plan.atoms[plan.atoms["cell"].notna()]
    judged = Given(plan.cells, placed, town.grids, barriers=town.barriers, previous=previous)
    verdict = verify(judged, parameters=Parameters(limit_minutes=180), mobilisation=0)
    assert verdict.holds, verdict.faults["words"].tolist()


def _is_reasoned(refused: Invalid, *reasons: str) -> None:
    assert any(reason in refused.message for reason in reasons), refused.message


def _plan(town: Town) -> Plan:
    try:
        return make_plan(town.grids, town.demand, rules=RULES, barriers=town.barriers)
    except Invalid:
        assume(False)
        raise


def _again(cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, town: Town) -> Repaired:
    return repair(cells, atoms, grids=town.grids, rules=RULES, barriers=town.barriers)


@SLOW
@given(towns())
def test_a_plan_that_nobody_touched_stays_to_the_byte(town: Town) -> None:
    plan = _plan(town)
    again = _again(plan.cells, plan.atoms, town)
    assert (again.changed, again.gone, again.words) == ((), (), ())
    kept = again.plan.cells.set_index("code")
    assert kept["drawn"].to_dict() == plan.cells.set_index("code")["drawn"].to_dict()
    assert again.plan.atoms["cell"].tolist() == plan.atoms["cell"].tolist()
    assert np.allclose(kept["minutes"].sort_index(), plan.cells.set_index("code")["minutes"].sort_index())


@SLOW
@given(towns(), st.randoms(use_true_random=False), st.sampled_from(["move", "merge", "split", "grow", "shrink"]))
def test_any_edit_is_repaired_or_refused_in_words(town: Town, dice: object, deed: str) -> None:
    plan = _plan(town)
    assume(len(plan.cells) > 1)
    cells, atoms = plan.cells.copy(), plan.atoms.copy()
    numbers = list(range(len(cells)))
    one, two = dice.sample(numbers, 2)  # type: ignore[attr-defined]
    cells, atoms = _edited(cells, atoms, one, two, deed)
    touched = set(plan.cells["code"].iloc[[one, two]])
    cells["locked"] = [code not in touched and dice.random() < 0.3 for code in cells["code"]]  # type: ignore[attr-defined]
    try:
        again = _again(cells, atoms, town)
    except Invalid as refused:
        _is_reasoned(refused, "locked", "no way", "floors", "tower", "border")
        return
    known = plan.cells["code"].isin({*cells["code"], *plan.atoms["cell"]})  # of a cell that is gone, atoms tell
    _holds(again.plan, town, previous=plan.cells[known])
    was = plan.cells.set_index("code")["drawn"]
    now = again.plan.cells.set_index("code")["drawn"]
    for code in cells.loc[cells["locked"], "code"]:
        assert now[code] == was[code]


def _edited(
    cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, one: int, two: int, deed: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    shape, other = cells.geometry.iloc[one], cells.geometry.iloc[two]
    west, south, east, north = shape.bounds
    half = shapely.box(west - 1, south - 1, (west + east) / 2, north + 1)
    if deed == "move":
        rows = np.flatnonzero((atoms["cell"] == cells["code"].iloc[one]).to_numpy())
        if len(rows):
            atoms.iloc[rows[0], atoms.columns.get_loc("cell")] = cells["code"].iloc[two]
    elif deed == "merge":
        cells.iloc[one, cells.columns.get_loc("geometry")] = shapely.union(shape, other)
        cells = cells.drop(index=cells.index[two])
    elif deed == "split":
        parts = [shapely.intersection(shape, half), shapely.difference(shape, half)]
        twice = cells.iloc[[one, one]].copy()
        twice["geometry"] = parts
        cells = gpd.GeoDataFrame(pd.concat([cells.drop(index=cells.index[one]), twice]), crs=cells.crs)
    elif deed == "grow":
        cells.iloc[one, cells.columns.get_loc("geometry")] = shapely.buffer(shape, 12)
    else:
        cells.iloc[one, cells.columns.get_loc("geometry")] = shapely.intersection(shape, half)
    return cells.reset_index(drop=True), atoms


@pytest.fixture(scope="module")
def rows() -> tuple[Town, Plan]:
    """Four houses in a row, two to a cell."""
    town = Town(
        frame([shapely.box(0, 0, 200, 40)], code=["7"]),
        frame([square(10, 20 + 50 * i, 15) for i in range(4)], id=list("abcd"), minutes=[60.0, 60.0, 60.0, 60.0]),
        frame([], kind=[]),
    )
    return town, make_plan(town.grids, town.demand, rules=RULES)


def test_a_border_moved_by_hand_stays_where_the_hand_put_it(rows: tuple[Town, Plan]) -> None:
    town, plan = rows
    cells = plan.cells.copy()
    west, south, _, north = town.grids.total_bounds
    border = west + 85  # before the second house ended at 80; the third begins at 120
    cells["geometry"] = [
        shapely.box(west, south, border, north), shapely.box(border, south, west + 200, north)
    ]  # fmt: skip
    again = _again(cells, plan.atoms, town)
    assert sorted(again.plan.cells.geometry.bounds["maxx"].round(6)) == [border, west + 200]
    assert again.gone == ("7001", "7002")
    assert again.changed == ("7003", "7004")
    _holds(again.plan, town)


def test_an_entrance_given_away_takes_its_ground_along_and_stays_there(rows: tuple[Town, Plan]) -> None:
    town, plan = rows
    atoms = plan.atoms.copy()
    owner = dict(zip(atoms["id"], atoms["cell"], strict=True))
    atoms.loc[atoms["id"] == "c", "cell"] = owner["b"]
    again = _again(plan.cells, atoms, town)
    now = dict(zip(again.plan.atoms["id"], again.plan.atoms["cell"], strict=True))
    assert now["a"] == now["b"] == now["c"] != now["d"]
    _holds(again.plan, town)


def test_what_cannot_be_is_refused_with_the_cell_and_the_reason(rows: tuple[Town, Plan]) -> None:
    town, plan = rows
    cells = plan.cells.iloc[:1].copy()
    cells["geometry"], cells["locked"] = town.grids.geometry.to_numpy(), True
    with pytest.raises(Invalid, match="cell 7001 is locked, and takes 240 of 180 minutes"):
        _again(cells, plan.atoms, town)
    atoms = plan.atoms.assign(cell="7009")
    with pytest.raises(Invalid, match="given to cell 7009, which is none"):
        _again(plan.cells, atoms, town)


def test_rows_of_a_tower_are_one_again_and_a_torn_one_is_refused() -> None:
    town = Town(
        frame([square(100)], code=["7"]), frame([square(10, 20, 20)], id=["a"], minutes=[400.0], floors=[9]), frame([])
    )
    atoms = make_plan(town.grids, town.demand, rules=RULES).atoms
    assert len(atoms) == 3
    assert whole_rows(atoms)["minutes"].tolist() == pytest.approx([400.0])
    with pytest.raises(Invalid, match="part of a tower whose other rows are missing"):
        whole_rows(atoms.iloc[:2])


@SLOW
@given(towns(), st.lists(st.sampled_from([0.2, 1.0, 1.6]), min_size=1, max_size=5), st.sampled_from([0.2, 0.5, 5.0]))
def test_with_other_demand_sound_cells_stay(town: Town, factors: list[float], weight: float) -> None:
    plan = _plan(town)
    grown = town.demand.copy()
    grown["minutes"] = [
        min(m * factors[i % len(factors)], 179 if m < 180 else m) for i, m in enumerate(grown["minutes"])
    ]
    other = Town(town.grids, grown, town.barriers)
    try:
        again = make_plan(
            town.grids, grown, rules=RULES, barriers=town.barriers, before=Before(plan.cells, weight=weight)
        )
    except Invalid as refused:
        _is_reasoned(refused, "floors", "no way")
        return
    _holds(again, other, previous=plan.cells)
    sound = plan.cells.loc[_minutes(plan, grown) <= 180, "code"]
    if not again.words:
        assert set(sound) <= set(again.cells["code"])


def _minutes(plan: Plan, demand: gpd.GeoDataFrame) -> pd.Series:
    placed = plan.atoms[plan.atoms["cell"].notna()]
    now = placed["id"].map(demand.set_index("id")["minutes"]) * placed["part"]
    total: pd.Series = plan.cells["code"].map(now.groupby(placed["cell"]).sum()).fillna(0.0)
    return total
