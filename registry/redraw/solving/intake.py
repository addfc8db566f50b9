"""What a plan is made of, checked: grids, demand and buildings as lon/lat shapes with plain columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry import crs
from registry.crs import ReferenceSystem, Shapes
from registry.errors import Invalid
from registry.redraw.solving.ground import Floats


@dataclass(frozen=True, slots=True)
class Grids:
    """`own` are valid areas in `system`, `shapes` the same in lon/lat, in the order of their codes; `people` of a cell.

    `field` is the column the codes came from.
    """

    codes: list[str]
    own: Shapes
    shapes: Shapes
    system: ReferenceSystem
    people: Floats
    field: str


@dataclass(frozen=True, slots=True)
class Demand:
    """Lon/lat shapes with minutes of a cell's people; `floors` 0, `building` and `compound` empty where unknown.

    Of an outline in several parts the largest is where the work lies; `parts` are the others, which no border may cut.
    """

    shapes: Shapes
    parts: Shapes
    minutes: Floats
    floors: npt.NDArray[np.int64]
    building: list[str]
    compound: list[str]


def read_grids(frame: gpd.GeoDataFrame, *, id_field: str | None, people: float | str | None) -> Grids:
    """Grids of a frame. Raises Invalid naming the grid: no area, no code, a code given twice, people no number."""
    field = id_field or next((name for name in ("code", "grid", "id") if name in frame.columns), None)
    if field is None or field not in frame.columns:
        known = ", ".join(name for name in frame.columns if name != frame.geometry.name)
        raise Invalid(f"--id-field: the grids have no column {field or 'code'}; there are {known}", field="id_field")
    codes = [_code(value) for value in frame[field]]
    blank = next((i for i, code in enumerate(codes) if not code), None)
    if blank is not None:
        raise Invalid(f"grid in row {blank + 1}: {field} is empty; every grid needs a code of its own")
    twice = pd.Series(codes)[pd.Series(codes).duplicated()]
    if len(twice):
        raise Invalid(f"grid {twice.iloc[0]} stands twice in {field}; every grid needs a code of its own")
    if not codes:
        raise Invalid("there is no grid in the file")
    order = sorted(range(len(codes)), key=codes.__getitem__)
    own = _areas(frame.geometry.to_numpy()[order])
    for i, shape in zip(order, own, strict=True):
        if shapely.is_empty(shape):
            raise Invalid(f"grid {codes[i]} has no area", grid=codes[i])
    system = _system(frame, "the grids")
    ordered = [codes[i] for i in order]
    return Grids(ordered, own, crs.to_wgs84(own, system), system, _people(frame, people, order, ordered), field)


def _code(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _people(frame: gpd.GeoDataFrame, people: float | str | None, order: list[int], codes: list[str]) -> Floats:
    if isinstance(people, str):
        if people not in frame.columns:
            raise Invalid(f"--people {people}: neither a number nor a column of the grids", field="people")
        found = pd.to_numeric(frame[people], errors="coerce").to_numpy(dtype=float)[order]
    else:
        found = np.full(len(codes), 1.0 if people is None else people)
    for code, value in zip(codes, found, strict=True):
        if not (np.isfinite(value) and value > 0):
            raise Invalid(f"grid {code}: a cell has {value} people; say a number above 0", field="people")
    return np.asarray(found, dtype=np.float64)


def read_demand(frame: gpd.GeoDataFrame) -> Demand:
    """Demand of a frame with `minutes`. Raises Invalid naming the row: no place, a line, minutes no number from 0."""
    shapes = crs.to_wgs84(frame.geometry.to_numpy(), _system(frame, "the demand"))
    areal = shapely.get_dimensions(shapes) == 2
    shapes[areal] = _areas(shapes[areal])
    wrong = shapely.is_missing(shapes) | shapely.is_empty(shapes) | (shapely.get_dimensions(shapes) == 1)
    wrong |= ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if wrong.any():
        raise Invalid(f"demand row {int(np.flatnonzero(wrong)[0]) + 1}: no point and no area on the map")
    shapes, parts = _in_parts(shapes)
    return Demand(
        shapes,
        parts,
        minutes=_numbers(frame, "minutes"),
        floors=_numbers(frame, "floors" if "floors" in frame.columns else "storeys").astype(np.int64),
        building=_words(frame, ("building", "building_source_id", "building_code")),
        compound=_words(frame, ("compound", "compound_source_id", "compound_code")),
    )


def _in_parts(shapes: Shapes) -> tuple[Shapes, Shapes]:
    """The largest part of each area, and all others: what is apart on the ground may lie in two cells."""
    kept, others = shapes.copy(), []
    for i in np.flatnonzero((shapely.get_num_geometries(shapes) > 1) & (shapely.get_dimensions(shapes) == 2)):
        parts = shapely.get_parts(shapes[i])
        largest = int(np.argmax(shapely.area(parts)))
        kept[i] = parts[largest]
        others += [part for k, part in enumerate(parts) if k != largest]
    return kept, np.array(others, dtype=object)


def _numbers(frame: gpd.GeoDataFrame, name: str) -> Floats:
    """A column of numbers from 0; what is unknown counts nothing, but minutes must be known."""
    if name not in frame.columns:
        return np.zeros(len(frame))
    found = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = frame[name].notna().to_numpy() & ~np.isfinite(found) | (found < 0)
    if name == "minutes":
        wrong |= np.isnan(found)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise Invalid(f"demand row {row + 1}: {name} is {frame[name].iloc[row]}; say a number from 0", field=name)
    return np.asarray(np.nan_to_num(found, nan=0.0), dtype=np.float64)


def _words(frame: gpd.GeoDataFrame, names: Sequence[str]) -> list[str]:
    name = next((name for name in names if name in frame.columns), None)
    return [_code(value) for value in frame[name]] if name else [""] * len(frame)


def read_outlines(frame: gpd.GeoDataFrame | None) -> Shapes:
    """Outlines of buildings in lon/lat, one for each part; what has no area is left out."""
    if frame is None:
        return np.empty(0, dtype=object)
    shapes = _areas(crs.to_wgs84(frame.geometry.to_numpy(), _system(frame, "the buildings")))
    kept: Shapes = shapely.get_parts(shapes[~shapely.is_empty(shapes)])
    return kept


def _system(frame: gpd.GeoDataFrame, name: str) -> ReferenceSystem:
    if frame.crs is None:
        raise Invalid(f"{name} do not say their CRS; write it into the file (EPSG code or .prj)")
    return crs.of_crs(frame.crs)


def _areas(shapes: Shapes) -> Shapes:
    """Valid areas; what is no area becomes empty."""
    sound = shapely.make_valid(shapely.force_2d(shapes))
    return np.array([_areal(shape) for shape in sound], dtype=object)


def _areal(shape: shapely.Geometry | None) -> shapely.Geometry:
    if shape is None or shapely.get_type_id(shape) in {3, 6}:
        return shapely.Polygon() if shape is None else shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2]) if len(parts) else shapely.Polygon()
