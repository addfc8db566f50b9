"""One grid, from its task to its cells, in its own process."""

import pickle

import numpy as np
import shapely

from registry import crs
from registry.redraw.solving.atoms import Stock
from registry.redraw.solving.division import Task, complete, survey
from registry.redraw.solving.ground import Plane
from registry.redraw.solving.rules import Rules, Tower, whole
from tests.registry.redraw.quarter import NOTHING
from tests.registry.redraw.town import frame, square


def _task(*, floors: int = 0, first: float = 60.0) -> Task:
    system = crs.resolve("EPSG:4549")
    own = frame([square(100)]).geometry.to_numpy()
    places = frame([shapely.Point(x, 50) for x in (10, 30, 50, 70, 90)]).geometry.to_numpy()
    lonlat = crs.to_wgs84(own, system)
    plane = Plane.about(lonlat[0])
    stock = Stock(
        np.arange(5),
        plane.metres(crs.to_wgs84(places, system)),
        work=np.array([whole(first), *[whole(60)] * 4]),
        floors=np.full(5, floors),
        building=[""] * 5,
        compound=[""] * 5,
        outlines=np.empty(0, dtype=object),
    )
    return Task("7", own[0], system, plane, plane.metres(lonlat)[0], stock, NOTHING, NOTHING, Rules(tower=Tower.FLOORS))


def test_a_survey_travels_and_is_completed_elsewhere() -> None:
    found = survey(_task())
    assert (found.bound, found.work, found.most, found.fixed) == (2, [whole(300)], [5], 0)
    here = complete((found, [2]))
    there = complete((pickle.loads(pickle.dumps(found)), [2]))
    assert [cell.shape.wkb for cell in here] == [cell.shape.wkb for cell in there]
    assert sorted(cell.work for cell in here) == [whole(120), whole(180)]
    assert sorted(row for cell in complete((found, [4])) for row in cell.rows) == [0, 1, 2, 3, 4]


def test_a_floor_that_is_too_much_is_a_fault_in_words() -> None:
    (fault,) = survey(_task(floors=2, first=400.0)).faults
    assert fault.startswith("grid 7: the building at 120.3")
    assert "takes 400 minutes on 2 floors" in fault
