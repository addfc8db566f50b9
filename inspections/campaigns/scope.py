"""The scope of a campaign in the database: found for a plan, frozen at the start."""

from pathlib import Path
from uuid import UUID

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.engine import Connection

from inspections.campaigns.layout import Layout
from inspections.campaigns.parameters import Parameters, Staffing
from registry.errors import Invalid
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "scope.sql")


def gather(conn: Connection, *, area_code: str, staffing: Staffing, parameters: Parameters) -> pd.DataFrame:
    """The units of an area as `layout.lay_out` takes them (index `key`; `shape` in the UTM zone of the area).

    The scope stays in the transaction for `freeze`. Raises Invalid where there is nothing to walk.
    """
    _find_covers(conn, area_code=area_code, staffing=staffing, parameters=parameters)
    by_grid = "_by_grid" if staffing is Staffing.GRID_WORKERS else ""
    for kind in ("segments" + by_grid, "compounds" + by_grid, "remainders"):
        conn.execute(_SQL[f"find_{kind}"], {"area": area_code})
    units = pd.DataFrame(conn.execute(_SQL["read_units"]).mappings().all())
    if units.empty:
        raise Invalid(
            f"the area {area_code} holds no road segments, compounds or covers: import them, or name another area",
            area_code=area_code,
        )
    numbers = ["line_m", "width_m", "area_m2", "outline_m"]
    units[numbers] = units[numbers].astype("float64")
    shapes = gpd.GeoSeries(shapely.from_wkb(units["shape"]), crs=4326)
    units["shape"] = shapes.to_crs(shapes.estimate_utm_crs())
    return units.set_index("key")


def _find_covers(conn: Connection, *, area_code: str, staffing: Staffing, parameters: Parameters) -> None:
    conn.execute(_SQL["make_room"])
    conn.execute(
        _SQL["find_covers"],
        {
            "area": area_code,
            "classes": list(parameters.classes),
            "near_m": parameters.near_road_m,
            "by_grid": staffing is Staffing.GRID_WORKERS,
        },
    )
    conn.execute(_SQL["know_covers"])


def freeze(conn: Connection, campaign_id: UUID, layout: Layout) -> None:
    """Writes the assignments, units and targets of the scope gathered in this transaction."""
    shares, units = layout.assignments, layout.units
    conn.execute(
        _SQL["freeze_assignments"],
        {
            "campaign_id": campaign_id,
            "numbers": _plain(shares.index.to_series()),
            "grid_codes": _plain(shares["grid_code"]),
            "second_looks": _plain(shares["second_look"]),
            "minutes": _plain(shares["minutes"]),
        },
    )
    conn.execute(
        _SQL["freeze_units"],
        {
            "campaign_id": campaign_id,
            "keys": _plain(units.index.to_series()),
            "assignments": _plain(units["assignment"]),
            "day_nos": _plain(units["day_no"]),
            "positions": _plain(units["position"]),
            "lengths_m": _plain(units["walk_m"]),
            "minutes": _plain(units["minutes"]),
            "second_assignments": _plain(units["second_assignment"]),
            "second_day_nos": _plain(units["second_day_no"]),
            "second_positions": _plain(units["second_position"]),
        },
    )
    conn.execute(_SQL["freeze_targets"], {"campaign_id": campaign_id})
    conn.execute(_SQL["know_targets"])


def _plain(column: pd.Series) -> list[object]:
    """Python values, None for what is missing."""
    return column.astype(object).where(column.notna(), None).tolist()


def add_late(conn: Connection, campaign_id: UUID, *, area_code: str, staffing: Staffing, parameters: Parameters) -> int:
    """Adds the covers that came into the area since the start, marked late. How many."""
    _find_covers(conn, area_code=area_code, staffing=staffing, parameters=parameters)
    return int(conn.execute(_SQL["add_late"], {"campaign_id": campaign_id}).scalar_one())
