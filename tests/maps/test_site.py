from sqlalchemy.engine import Connection

from maps import site
from registry.actor import Role
from tests.maps import scene
from tests.registry import quarter
from tests.registry.quarter import EAST, OTHER


def test_an_empty_register_is_told_and_has_no_place(conn: Connection) -> None:
    found = site.extent(conn, scene.person(Role.LEADER))
    assert (found.bounds, found.synthetic, found.empty) == (None, False, True)
    assert site.names(conn, scene.person(Role.LEADER)) == {"type": "FeatureCollection", "features": []}


def test_place_and_names_are_those_of_the_areas(conn: Connection) -> None:
    quarter.build(conn)
    whole, east = (
        site.extent(conn, scene.person(Role.LEADER)),
        site.extent(conn, scene.person(Role.LEADER, areas=(EAST,))),
    )
    assert whole.bounds is not None
    assert east.bounds is not None
    assert not whole.empty
    assert whole.bounds[0] <= east.bounds[0] < east.bounds[2] <= whole.bounds[2]
    names = site.names(conn, scene.person(Role.LEADER, areas=(EAST,)))["features"]
    assert isinstance(names, list)
    assert {"辽宁路"} <= {name["properties"]["zh"] for name in names}
    codes = {name["properties"]["code"] for name in names if name["properties"]["kind"] == "street"}
    assert codes == {EAST[:9]}
    assert all(-90 <= name["properties"]["turn"] <= 90 for name in names), "readable from below"
    assert site.names(conn, scene.person(Role.LEADER, areas=(OTHER,)))["features"] != names
