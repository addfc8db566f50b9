"""Two streets with three grids of houses in a register, a plan of them, and people who draw, remark and approve."""

from datetime import UTC, datetime
from uuid import uuid4

import geopandas as gpd
import shapely
from sqlalchemy import Connection, text

from registry.actor import Actor, Role
from registry.redraw.drafting import drafts
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.edits import Drawn
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRST, SECOND, OTHER = "990101001001001", "990101001001002", "990101002001001"
STREET, OTHER_STREET, COMMUNITY = FIRST[:9], OTHER[:9], FIRST[:12]
LIMIT = 180.0
METRIC = 4549
LON, LAT, WIDE, HIGH = 120.40, 36.00, 0.0024, 0.0012  # about 216 m by 133 m
_PLACES = {FIRST: 0, SECOND: 1, OTHER: 2}


def box(grid: str) -> shapely.Polygon:
    """The outline of a grid, lon/lat."""
    west = LON + _PLACES[grid] * WIDE
    return shapely.box(west, LAT, west + WIDE, LAT + HIGH)


def at(grid: str, east: float, north: float) -> tuple[float, float]:
    """A place in a grid by shares of its width and height, lon/lat."""
    west, south, _, _ = shapely.bounds(box(grid))
    return west + east * WIDE, south + north * HIGH


def furnish(conn: Connection) -> None:
    """Put division, streets, communities and grids into an empty register."""
    conn.execute(text("insert into registry.division (code, name_zh) values ('990101', '示例区')"))
    for street, name in ((STREET, "东街"), (OTHER_STREET, "西街")):
        conn.execute(
            text("insert into registry.street (code, division_code, name_zh, name_en) values (:c, '990101', :n, 'S')"),
            {"c": street, "n": name},
        )
    for code, grids in ((COMMUNITY, (FIRST, SECOND)), (OTHER[:12], (OTHER,))):
        area = shapely.MultiPolygon([shapely.union_all([box(grid) for grid in grids])])
        conn.execute(
            text(
                "insert into registry.community (code, street_code, name_zh, short_name, geom)"
                " values (:c, :s, '社区', :c, st_geomfromwkb(:g, 4326))"
            ),
            {"c": code, "s": code[:9], "g": shapely.to_wkb(area)},
        )
        for grid in grids:
            conn.execute(
                text(
                    "insert into registry.grid (code, community_code, name_zh, geom)"
                    " values (:c, :p, '网格', st_multi(st_geomfromwkb(:g, 4326)))"
                ),
                {"c": grid, "p": code, "g": shapely.to_wkb(box(grid))},
            )


def plan(*, crs: int = METRIC) -> Drawn:
    """A plan of the three grids: 12 houses of 30 minutes in each, six of which fill a cell."""
    shapes, names = [], []
    for grid in _PLACES:
        for i in range(6):
            for j in range(2):
                x, y = at(grid, (i + 0.35) / 6, (j + 0.35) / 2)
                shapes.append(shapely.box(x, y, x + 0.00012, y + 0.0001))
                names.append(f"{grid[-7:]}-{i}{j}")
    demand = {"source_id": names, "minutes": 30.0, "households": 10, "floors": 0}
    made = make_plan(
        gpd.GeoDataFrame({"code": list(_PLACES)}, geometry=[box(grid) for grid in _PLACES], crs=4326).to_crs(crs),
        gpd.GeoDataFrame(demand, geometry=shapes, crs=4326).to_crs(crs),
        rules=Rules(LIMIT),
    )
    return Drawn(made.cells, made.atoms)


def person(*roles: Role, areas: tuple[str, ...] = ("990101",), name: str = "") -> Actor:
    """Somebody new, with an account of their own."""
    return Actor(uuid4(), name or "-".join(roles) or "nobody", None, frozenset(roles), areas)


PLANNER = person(Role.PLANNER)
STREET_HEAD = person(Role.LEADER, areas=(STREET,))
DISTRICT_HEAD = person(Role.LEADER, name="district")
NEIGHBOUR = person(Role.INSPECTOR, areas=(COMMUNITY,))
STRANGER = person(Role.PLANNER, areas=(OTHER_STREET,), name="stranger")


def drafted(conn: Connection, *, by: str = "street", actor: Actor = PLANNER, drawn: Drawn | None = None) -> Draft:
    """The plan as a draft; the register must be furnished."""
    return drafts.add(conn, actor, drawn or plan(), name="合成数据", settings=Settings(LIMIT), by=by, now=NOW)
