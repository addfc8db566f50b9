"""What the register has on the ground of a print, in metres about its middle. For those inside their areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from sqlalchemy import Connection

from registry.actor import Actor
from registry.errors import NotFound
from registry.importing.district import SOURCE
from registry.redraw import present
from registry.redraw.present import PlanInEffect
from registry.redraw.verifying.plane import Plane, Shapes
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ground.sql")
_LON_LAT = pyproj.CRS(4326)
_WORDS = ("institution_zh", "compound_zh")
_EDGE_M = 400.0  # what lies round an area is drawn as far as a sheet shows it


@dataclass(frozen=True)
class Ground:
    """Cells and grids that stand within `areas`, and what lies about them. All shapes are metres east and north.

    `grids` have code, name_zh, community, community_zh, community_short, street_zh, division_zh, households; `cells`
    code, grid, name_zh, kind, households, minutes, floor_from, floor_to.
    """

    conn: Connection
    areas: tuple[str, ...]
    plane: Plane
    cells: pd.DataFrame
    grids: pd.DataFrame
    plan: PlanInEffect | None
    synthetic: bool

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the grids."""
        west, south, east, north = map(float, shapely.total_bounds(shapes_of(self.grids)))
        return west, south, east, north

    @cached_property
    def roads(self) -> pd.DataFrame:
        """Road segments: code, road_name, road_class, width_m."""
        return self._read("roads", self._box())

    @cached_property
    def landmarks(self) -> pd.DataFrame:
        """Water, parks, railway, coast: kind, name_zh."""
        return self._read("landmarks", self._box())

    @cached_property
    def outlines(self) -> pd.DataFrame:
        """All buildings there, to be drawn: code, house_no, use."""
        return self._read("outlines", self._box())

    @cached_property
    def communities(self) -> pd.DataFrame:
        """Communities of the grids: code, name_zh, street_code, street_zh."""
        return self._read("communities", self._patterns())

    @cached_property
    def streets(self) -> pd.DataFrame:
        """Streets of the grids: code, name_zh."""
        return self._read("streets", self._patterns())

    def buildings(self, grid: str, *, at_floor: int | None = None) -> pd.DataFrame:
        """Buildings of a grid with their `cell`, doors, shops, institution and address."""
        return self._read("buildings", {"grid": grid, "at_floor": at_floor})

    def entrances(self, buildings: Sequence[str]) -> pd.DataFrame:
        """Entrances of buildings: code, building_code, number, households."""
        return self._read("entrances", {"buildings": list(buildings)})

    def assets(self, grid: str) -> Mapping[str, int]:
        """Assets by cell of a grid."""
        return {str(row.cell): int(row.assets) for row in self.conn.execute(SQL["assets"], {"grid": grid})}

    def _read(self, name: str, asked: Mapping[str, object]) -> pd.DataFrame:
        found = self.conn.execute(SQL[name], asked)
        frame = pd.DataFrame(found.all(), columns=list(found.keys()))
        shapes = shapely.from_wkb([bytes(shape) for shape in frame.pop("shape")])
        frame = frame.assign(**{column: frame[column].fillna("") for column in _WORDS if column in frame})
        return _with(frame, self.plane.metres(np.asarray(shapes, dtype=object)))

    def _box(self) -> Mapping[str, object]:
        west, south, east, north = self.bounds_m
        around = shapely.box(west - _EDGE_M, south - _EDGE_M, east + _EDGE_M, north + _EDGE_M)
        names = ("west", "south", "east", "north")
        return dict(zip(names, self.plane.back(np.array([around]))[0].bounds, strict=True))

    def _patterns(self) -> Mapping[str, object]:
        return {"areas": [f"{area}%" for area in self.areas]}


def survey(conn: Connection, actor: Actor, asked: Sequence[str]) -> Ground:
    """The ground of codes of divisions, streets, communities or grids.

    Raises NotFound where there is no such place or no micro-grid stands in it, Forbidden outside the actor's areas.
    """
    areas = present.areas_of(conn, actor, asked)
    cells, grids = present.cells(conn, areas), present.grids(conn, areas)
    if cells.empty:
        raise NotFound(f"no micro-grids stand in {', '.join(asked)}: publish a plan first (jingge redraw publish)")
    west, south, east, north = map(float, grids.total_bounds)
    plane = Plane.of(_LON_LAT, (west, south, east, north))
    return Ground(
        conn,
        tuple(areas),
        plane,
        _metric(cells, plane),
        _metric(grids, plane),
        present.plan(conn, areas),
        bool(conn.execute(SQL["synthetic"], {"source": SOURCE}).scalar_one()),
    )


def cells_of(conn: Connection, building: str) -> list[str]:
    """The cells a building is in, from the ground up.

    Raises NotFound for a building that is not in the register, or that no micro-grid stands on.
    """
    found = list(conn.execute(SQL["floors"], {"building": building}).scalars())
    if not found:
        raise NotFound(f"no building {building} is in the register with a micro-grid on it: is the code right?")
    return found


def shapes_of(frame: pd.DataFrame) -> Shapes:
    """The shapes of a frame of the ground, in metres."""
    found: Shapes = frame["shape"].to_numpy(dtype=object)
    return found


def _metric(frame: gpd.GeoDataFrame, plane: Plane) -> pd.DataFrame:
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return _with(plain, plane.metres(np.asarray(frame.geometry.array, dtype=object)))


def _with(frame: pd.DataFrame, shapes: Shapes) -> pd.DataFrame:
    return frame.assign(shape=pd.Series(list(shapes), index=frame.index, dtype=object))
