"""What every solver is asked: regions of 40 grids of the synthetic district (合成数据), each with its atoms."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from registry.redraw import workload
from registry.redraw.parameters import Parameters
from registry.redraw.solving.division import Survey
from registry.redraw.solving.network import Network
from registry.redraw.solving.rules import PER_MINUTE, Rules, Tower

GRIDS = 40
MODEL = Parameters()  # 180 minutes, 20 of them until the first door
RULES = Rules(MODEL.limit_minutes, MODEL.mobilisation_minutes, tower=Tower.TEAM)


@dataclass(frozen=True, slots=True)
class Sample:
    """Grids spread evenly over the codes, the buildings in them with their minutes, the barriers."""

    grids: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Question:
    """A region of a grid: pieces by number, each an atom's ground, to be divided into `count` connected cells.

    `neighbours` are the pieces a piece shares a border with, `ground` the shapes, `work` millionths of a minute; a
    cell has `room` of them. `network` and `pieces` are the same for our solver.
    """

    network: Network
    pieces: list[int]
    count: int
    room: int
    neighbours: dict[int, list[int]]
    ground: gpd.GeoDataFrame

    @property
    def work(self) -> list[int]:
        """Of each piece."""
        return [self.network.work[piece] for piece in self.pieces]


def read_sample(file: Path) -> Sample:
    """The sample of a district.gpkg."""
    grids = pyogrio.read_dataframe(file, layer="grids").sort_values("code", ignore_index=True)
    chosen = np.linspace(0, len(grids), GRIDS, endpoint=False, dtype=int)
    buildings = workload.add_minutes(pyogrio.read_dataframe(file, layer="buildings"), MODEL)
    ground = shapely.union_all(grids.geometry.to_numpy()[chosen])
    inside = shapely.within(shapely.point_on_surface(buildings["geometry"].to_numpy()), ground)
    return Sample(grids.iloc[chosen], buildings[inside], pyogrio.read_dataframe(file, layer="barriers"))


def ask(surveys: Sequence[Survey]) -> list[Question]:
    """The regions that need more than one cell. Buildings above the limit are cells of their own: nobody is asked."""
    return [
        _question(found, pieces, len(members))
        for found in surveys
        for pieces, members in zip(found.regions.working, found.members, strict=True)
        if len(members) > 1
    ]


def _question(found: Survey, pieces: list[int], count: int) -> Question:
    number = {piece: i for i, piece in enumerate(pieces)}
    shared = found.network.shared
    neighbours = {i: [number[other] for other in shared[piece] if other in number] for piece, i in number.items()}
    faces = found.faces.shapes
    ground = [shapely.coverage_union_all(faces[found.network.piece == piece]) for piece in pieces]
    middles = shapely.get_coordinates(shapely.centroid(ground))
    minutes = [found.network.work[piece] / PER_MINUTE for piece in pieces]
    columns = {"x": middles[:, 0], "y": middles[:, 1], "minutes": minutes}
    frame = gpd.GeoDataFrame(columns, geometry=ground, crs=None)
    return Question(found.network, pieces, count, found.task.rules.room, neighbours, frame)
