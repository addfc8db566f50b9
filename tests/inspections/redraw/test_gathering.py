"""What the sheet says of a plan is what the register answers once it is published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection, TextClause, text

from inspections.redraw.gathering import Impact, impact
from inspections.tickets.filing import report_defects
from registry.errors import Forbidden, Invalid, NotFound
from registry.redraw import publishing
from registry.redraw.parameters import Parameters
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW
from tests.registry import quarter

GRID = f"{quarter.WEST}001"  # 300 m by 600 m, two buildings and two assets in it
SEWER, RAIN = quarter.asset_code(quarter.SEWER, 3), quarter.asset_code(quarter.RAIN, 412345)


def plan(*cuts: float, first: int = 1, minutes: tuple[float, ...] = ()) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The grid cut from south to north so many metres west of its eastern side; an atom a cell, and one building."""
    edges = [-300.0, *(-cut for cut in cuts), 0.0]
    boxes = [shapely.box(*quarter.at(low, -300), *quarter.at(high, 300)) for low, high in pairwise(edges)]
    codes = [f"{GRID}{n:03d}" for n in range(first, first + len(boxes))]
    cells = gpd.GeoDataFrame({"code": codes, "grid": GRID, "kind": "residential"}, geometry=boxes, crs=4326)
    spots = shapely.points([quarter.at((low + high) / 2, 0) for low, high in pairwise(edges)])
    told = {"cell": codes, "minutes": minutes or [60.0] * len(codes)}
    return cells, gpd.GeoDataFrame(told, geometry=spots, crs=4326)


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    # The rows are of a quarter whose grid is drawn in metres; here it is as straight as the cells.
    shape = shapely.to_wkb(shapely.box(*quarter.at(-300, -300), *quarter.at(0, 300)))
    conn.execute(text("update registry.grid set geom = st_multi(st_geomfromwkb(:shape, 4326))"), {"shape": shape})
    conn.execute(text("update registry.building set households = 30, storeys = 6"))
    return conn


def hazard(conn: Connection, east_m: float, north_m: float, asset: str | None = None) -> str:
    lon, lat = quarter.at(east_m, north_m)
    sighting = scene.see(conn, asset, lon=lon, lat=lat, community_code=quarter.WEST)
    filed = report_defects(conn, scene.INSPECTOR, [sighting], now=NOW)[sighting.observation_id]
    return str(
        conn.execute(text("select number from inspections.ticket where id = :id"), {"id": filed.ticket_id}).scalar_one()
    )


def homes(conn: Connection, query: TextClause, given: Mapping[str, object] = MappingProxyType({})) -> dict[str, str]:
    return {name: home for name, home in conn.execute(query, given)}  # noqa: C416 - rows are no pairs to a type checker


def weighed(conn: Connection, drawn: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], **changes: object) -> Impact:
    given = {"parameters": Parameters(), "people": 1, "mobilisation": None, "now": NOW} | changes
    return impact(conn, scene.person(areas=("370203",)), *drawn, **given)  # type: ignore[arg-type]  # options by name


def publish(conn: Connection, cells: gpd.GeoDataFrame) -> None:
    publishing.publish(conn, cells, name="p", by="planner", effective_at=NOW, now=NOW)


def test_a_first_plan_takes_nothing_from_anybody(town: Connection) -> None:
    hazard(town, -160, 90, SEWER)
    found = weighed(town, plan(150, minutes=(100.0, 90.0)))
    assert found.staffed.before["minutes"].to_dict() == {GRID: 190}
    assert found.staffed.after["minutes"].tolist() == [100, 90]
    assert {name: (one.total, one.changed, one.begun) for name, one in found.staffed.moved.items()} == {
        "households": (60, 0, 60), "addresses": (2, 0, 2), "assets": (2, 0, 2), "tickets": (1, 0, 1),
    }  # fmt: skip
    assert found.handed.empty
    assert found.communities == {quarter.WEST: "大连路社区"}


def test_what_it_says_is_what_the_register_answers_once_it_is_published(town: Connection) -> None:
    publish(town, plan(200, 100)[0])
    numbers = [hazard(town, -160, 90, SEWER), hazard(town, -205, 10), hazard(town, -20, 10)]
    cells, atoms = plan(210, 100)
    found = weighed(town, (cells, atoms))
    assert found.renumbered == {f"{GRID}001": f"{GRID}004", f"{GRID}002": f"{GRID}005"}
    assert found.staffed.kept == 1  # the eastern one
    query = text("select code, registry.micro_grid_at(geom) as home from registry.asset where code = any (:codes)")
    ticket = text("select number, registry.micro_grid_at(geom) as home from inspections.ticket order by number")
    door = text("select registry.micro_grid_at(geom) from registry.entrance")
    given = {"codes": [SEWER, RAIN]}
    before = homes(town, query, given), homes(town, ticket)
    told = found.weighed.tickets.set_index("number")
    assert told["before"].to_dict() == before[1]
    assert found.weighed.flows["assets"][lambda n: n > 0].index.tolist() == [
        (before[0][SEWER], f"{GRID}005"), (before[0][RAIN], f"{GRID}003"),
    ]  # fmt: skip
    publish(town, cells)
    assert homes(town, query, given) == {SEWER: f"{GRID}005", RAIN: f"{GRID}003"}
    assert told["after"].to_dict() == homes(town, ticket)
    assert found.handed["number"].tolist() == numbers[:2]
    assert found.staffed.after["households"].to_dict()[town.execute(door).scalar_one()] >= 30


def test_what_lies_in_an_undivided_grid_beside_the_plan_is_not_its_own(town: Connection) -> None:
    """A hand's breadth from a cell of the plan, but in the next grid."""
    next_one = shapely.to_wkb(shapely.box(*quarter.at(0, -300), *quarter.at(300, 300)))
    insert = """insert into registry.grid (code, community_code, name_zh, geom)
        values (:code, :community, '甲二', st_multi(st_geomfromwkb(:shape, 4326)))"""
    town.execute(text(insert), {"code": f"{quarter.WEST}002", "community": quarter.WEST, "shape": next_one})
    publish(town, plan(150)[0])
    beside, own = hazard(town, 0.3, 10), hazard(town, -0.3, 20)
    found = weighed(town, plan(100))
    ticket = text("select number, registry.micro_grid_at(geom) as home from inspections.ticket order by number")
    assert found.weighed.tickets.set_index("number")["before"].to_dict() == {own: f"{GRID}002"}
    assert homes(town, ticket) == {beside: None, own: f"{GRID}002"}
    assert found.staffed.before.index.tolist() == [f"{GRID}001", f"{GRID}002"]


def test_twelve_months_are_replayed_with_equal_sums(town: Connection) -> None:
    publish(town, plan(150)[0])
    for place in ((-290, 0), (-200, 0), (-10, 0)):
        hazard(town, *place)
    town.execute(text("update inspections.ticket set filed_at = reported_at"))
    found = weighed(town, plan(250))
    assert found.replay.holds
    assert found.replay.months["after"].loc["2026-11"].to_dict() == {
        "filed": 3,
        "closed": 0,
        "in_time": 0,
        "observed": 3,
    }
    assert found.replay.cells["before"]["filed"].tolist() == [2, 1]
    assert found.replay.cells["after"]["filed"].tolist() == [1, 2]
    later = weighed(town, plan(250), now=NOW.replace(year=2028))
    assert later.replay.months["after"].to_numpy().sum() == 0


def test_entrances_without_households_share_those_of_their_building(town: Connection) -> None:
    town.execute(
        text(
            "insert into registry.entrance (code, building_code, number, source, source_id, geom)"
            " select building_code || 'U03', building_code, 3, 't', 'u3', geom from registry.entrance"
        )
    )
    found = weighed(town, plan(150)).scene.addresses
    assert found.set_index("code")["households"].filter(like=quarter.WEST).to_dict() == {
        f"{quarter.WEST}B00001": 30, f"{quarter.WEST}B00002U02": 15, f"{quarter.WEST}B00002U03": 15,
    }  # fmt: skip


def test_a_plan_outside_ones_areas_or_of_unknown_grids_is_refused(town: Connection) -> None:
    drawn = plan(150)
    stranger = replace(scene.INSPECTOR, areas=("370203007",))
    with pytest.raises(Forbidden, match="1 grids of the plan lie outside your areas"):
        impact(town, stranger, *drawn, parameters=Parameters(), people=1, mobilisation=None, now=NOW)
    cells = drawn[0].assign(code=[f"{quarter.EAST}009001", f"{quarter.EAST}009002"])
    with pytest.raises(NotFound, match="not in the register"):
        weighed(town, (cells, drawn[1]))
    with pytest.raises(Invalid):
        weighed(town, (drawn[0].assign(code=["x", "y"]), drawn[1]))


def test_closings_count_by_their_month_and_only_within_the_limit_on_time(town: Connection) -> None:
    numbers = [hazard(town, -50 * n, 0) for n in range(1, 6)]
    day = {"now": NOW, "month_ago": NOW - timedelta(days=30)}
    for number, said in zip(
        numbers,
        (
            "state = 'closed', filed_at = :month_ago, closed_at = :now, repaired_at = :month_ago, due_at = :now",
            "state = 'closed', filed_at = :month_ago, closed_at = :now, repaired_at = :now, due_at = :month_ago",
            "state = 'void', filed_at = :month_ago, closed_at = :now, repaired_at = :month_ago, due_at = :now",
            "filed_at = :now",
            "filed_at = null",
        ),
        strict=True,
    ):
        town.execute(text(f"update inspections.ticket set {said} where number = :number"), day | {"number": number})
    found = weighed(town, plan(150))
    assert found.replay.months["after"].loc["2026-11"].to_dict() == {
        "filed": 1,
        "closed": 2,
        "in_time": 1,
        "observed": 5,
    }
    assert found.replay.months["after"].loc["2026-10"].to_dict() == {
        "filed": 2,
        "closed": 0,
        "in_time": 0,
        "observed": 0,
    }
    assert found.staffed.moved["tickets"].total == 2  # what is closed or void is nobody's any more
