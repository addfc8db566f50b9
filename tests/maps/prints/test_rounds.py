"""The round is the tour, without its longest leg; every door once, its minutes those of the model."""

import numpy as np
import pandas as pd
import pytest
import shapely

from maps.prints.rounds import Round, plan_round, route
from registry.redraw import touring
from registry.redraw.parameters import Parameters

PLAIN = Parameters(people=1, stair_minutes=0.5, reached=1.0)
SPOTS = [(0.0, 0.0), (100.0, 0.0), (10.0, 5.0), (90.0, 5.0), (50.0, 0.0)]


def buildings(count: int = len(SPOTS), **columns: object) -> pd.DataFrame:
    told = {
        "code": [f"B{n}" for n in range(count)], "address": [f"里{n}" for n in range(count)], "use": "residential",
        "storeys": 6, "households": 10, "shops": 0, "institution_zh": None,
        "shape": pd.Series([shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y in SPOTS[:count]], dtype=object),
    }  # fmt: skip
    return pd.DataFrame(told | columns)


def entrances(*rows: tuple[str, int, int, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [f"{b}U{n:02d}" for b, n, *_ in rows],
            "building_code": [row[0] for row in rows],
            "number": [row[1] for row in rows],
            "households": [row[2] for row in rows],
            "shape": pd.Series([shapely.Point(x, y) for *_, x, y in rows], dtype=object),
        }
    )


def planned(frame: pd.DataFrame, doors: pd.DataFrame | None = None, floors: tuple[int, int] | None = None) -> Round:
    return plan_round(frame, entrances() if doors is None else doors, PLAIN, floors=floors)


def test_the_order_is_that_of_the_tour() -> None:
    found = planned(buildings())
    away = touring.distances_m(np.array(SPOTS), detour=PLAIN.detour)
    assert [stop.code for stop in found.stops] == [f"B{n}" for n in touring.walk(away)]
    legs = [stop.leg_m for stop in found.stops]
    assert legs[0] == 0
    assert found.walk_m == pytest.approx(sum(legs))
    assert found.walk_m == pytest.approx(touring.tour_m(away) - 80.0 * 1.3)  # without the way back
    assert len(route(found.stops)) == 4


def test_entrances_are_stops_and_shops_are_told_once() -> None:
    doors = entrances(("B0", 1, 4, 0, 0), ("B0", 2, 6, 3, 0))
    frame = buildings(2, shops=[2, 1], institution_zh=["居委会", None])
    stops = {stop.code: stop for stop in planned(frame, doors).stops}
    assert {code: (stop.entrance, stop.households, stop.shops, stop.institution) for code, stop in stops.items()} == {
        "B0U01": (1, 4, 2, "居委会"), "B0U02": (2, 6, 0, ""), "B1": (None, 10, 1, ""),
    }  # fmt: skip
    assert stops["B0U02"].minutes == pytest.approx(6 * 3 + 5 * 0.5)
    assert stops["B1"].minutes == pytest.approx(10 * 3 + 8 + 2.5)


def test_some_floors_have_their_share() -> None:
    (stop,) = planned(buildings(1), floors=(1, 3)).stops
    assert (stop.households, stop.floors) == (5, 3)
    assert stop.minutes == pytest.approx(15 + 2 * 0.5)
    (top,) = planned(buildings(1), floors=(4, 9)).stops
    assert (top.households, top.floors) == (5, 3)


def test_minutes_add_up_and_nobody_lives_in_an_empty_cell() -> None:
    found = planned(buildings())
    assert found.minutes == pytest.approx(20 + 5 * 32.5 + found.walk_m / 70)
    empty = planned(buildings(0))
    assert (empty.stops, empty.minutes) == ((), 20.0)
    (unknown,) = planned(buildings(1, storeys=np.nan)).stops
    assert unknown.floors is None
